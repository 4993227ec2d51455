"""One run per source, one reader per server: locks in PostgreSQL, which the dead cannot keep.

A run has one connection of its own for both, outside of CKAN's pool: CKAN's actions end the
session's transaction, and many runs at once must not use the pool up. Whoever only wants to know
looks into the list of locks: to try one means to have it for a moment, in which a run would be
turned away.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from .errors import LockLost, ServerBusy, SourceBusy

SOURCE, SERVER = "loerrach harvest", "loerrach server"
#: seconds to wait for a server that another run is reading, and between two tries
PATIENCE, PAUSE = 60.0, 0.25
#: source that this process holds -> the connection that holds it
_held: dict[str, Any] = {}
#: a lock with a key of 64 bits, as the list of locks shows it (PostgreSQL, pg_locks)
LISTED = """
    SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32 | objid::bigint) = hashtextextended(:name, 0))
"""


@contextmanager
def alone(source_id: str, name: str) -> Iterator[None]:
    """Hold a source for this run; SourceBusy while another one holds it."""
    with _connection() as connection:
        if not _take(connection, SOURCE, source_id):
            raise SourceBusy(name)
        _held[source_id] = connection
        try:
            yield
        finally:
            del _held[source_id]
            _give_back(connection, SOURCE, source_id)


def still(source_id: str, name: str) -> None:
    """Does this process still hold the source? LockLost where PostgreSQL was started anew.

    A run that reads for minutes needs no database meanwhile, and would not notice.
    """
    try:
        _held[source_id].execute(sa.text("SELECT 1"))
    except (DBAPIError, PendingRollbackError) as error:
        raise LockLost(name) from error


def is_held(source_id: str) -> bool:
    """Is a run of the source under way now?"""
    return _is_held(SOURCE, source_id)


@contextmanager
def server(host: str, source_id: str = "") -> Iterator[None]:
    """Be the only one that reads from a server; ServerBusy when it is not free for PATIENCE.

    ``source_id``: what the run holds already (`alone`), so that one connection does for both.
    """
    deadline = time.monotonic() + PATIENCE
    held = _held.get(source_id)
    with nullcontext(held) if held else _connection() as connection:
        while not _take(connection, SERVER, host):
            if time.monotonic() >= deadline:
                raise ServerBusy(host)
            time.sleep(PAUSE)
        try:
            yield
        finally:
            _give_back(connection, SERVER, host)


def is_read(host: str) -> bool:
    """Is a run reading from the server now?"""
    return _is_held(SERVER, host)


def _is_held(kind: str, name: str) -> bool:
    query = sa.text(LISTED).bindparams(name=_name(kind, name))
    return bool(model.Session.execute(query).scalar())


def _take(connection: Any, kind: str, name: str) -> bool:
    query = sa.select(sa.func.pg_try_advisory_lock(_key(kind, name)))
    return bool(connection.execute(query).scalar())


def _give_back(connection: Any, kind: str, name: str) -> None:
    # the connection may be gone, and the lock with it
    with suppress(DBAPIError, PendingRollbackError):
        connection.execute(sa.select(sa.func.pg_advisory_unlock(_key(kind, name))))


def _key(kind: str, name: str) -> Any:
    return sa.func.hashtextextended(_name(kind, name), 0)


def _name(kind: str, name: str) -> str:
    return f"{kind} {name}"


@contextmanager
def _connection() -> Iterator[Any]:
    with _engine(model.meta.engine.url).connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


@cache
def _engine(url: Any) -> Any:
    return sa.create_engine(url, poolclass=sa.pool.NullPool)
