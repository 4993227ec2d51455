"""One process per source: a lock in PostgreSQL, which a process that dies cannot keep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.exc import DBAPIError

from .errors import SourceBusy


@contextmanager
def alone(source_id: str, name: str) -> Iterator[None]:
    """Hold a source for this process; SourceBusy while another process holds it.

    The lock has a connection of its own, because CKAN's actions end the session's transaction.
    """
    key = sa.func.hashtextextended(f"loerrach harvest {source_id}", 0)
    with _connection() as connection:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(key))).scalar():
            raise SourceBusy(name)
        try:
            yield
        finally:
            # the connection may be gone, and the lock with it
            with suppress(DBAPIError):
                connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))


def is_held(source_id: str) -> bool:
    """Is a process harvesting the source now?"""
    try:
        with alone(source_id, source_id):
            return False
    except SourceBusy:
        return True


@contextmanager
def _connection() -> Iterator[Any]:
    with model.meta.engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")
