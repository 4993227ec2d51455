"""Making the DataStore's table of a resource what a Table says, in one transaction.

A reader sees the old rows or the new ones, never a part of them. Rows that did not change are not
written; a table that did not change at all is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk
import psycopg2
from ckan.types import Context
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.loerrach.harvesters._core.record import Table
from sqlalchemy.exc import OperationalError

from . import cells, sensors, series, sql
from .columns import check
from .errors import DataStoreNotReady, TableInUse, TooBig
from .sensors import Sensor

#: seconds to wait for another writer of the same table
PATIENCE = 30


@dataclass(frozen=True)
class LoadReport:
    """What became of a table."""

    #: how many there are now
    rows: int
    #: False: it was so already, and nothing was written
    changed: bool
    #: fingerprint of what is in the table now; see ``version``
    version: str
    added: int = 0
    updated: int = 0
    removed: int = 0
    #: sentences about what is worth a look
    problems: list[str] = field(default_factory=list)
    #: what each sensor of a steady series has given lately; nothing where nothing was written
    sensors: list[Sensor] = field(default_factory=list)


def load(
    context: Context,
    resource_id: str,
    table: Table,
    force: bool = False,
    announce: Callable[[str], object] | None = None,
) -> LoadReport:
    """Make the DataStore's table of the resource equal to ``table``.

    A part of a series (``table.series``) is added to what is there: the same part again changes
    nothing, a corrected row replaces that of its key, rows beyond their time go.

    The resource may not exist yet: a dataset and its tables live in two databases, and the table
    comes first; ``harvest.tables`` shows how that is done safely. Who may not write to it gets
    NotAuthorized, unless ``context`` says ignore_auth. ``force`` compares row by row even when the
    version says that nothing has changed; ``announce`` is told the new version before anything is
    written, and not where nothing is. TabularError says what is wrong; the table is then as it was.
    Set ``datastore_active`` on the resource, or CKAN does not show the table.
    """
    if not context.get("ignore_auth"):
        tk.check_access("datastore_create", context, {"resource_id": resource_id})
    check(table)
    with _transaction(resource_id) as cursor:
        found = sql.version(cursor, resource_id)
        if found is None:
            return _first(cursor, resource_id, table, announce)
        pieces = list(cells.pieces(table))
        told = _looked_at(table, pieces)
        if found == told and not force:
            there = series.count(cursor, resource_id) if table.series else len(table.rows)
            return LoadReport(there, False, told)
        if announce:
            announce(told)
        with _staged(cursor, resource_id, table, pieces):
            done = _exchange(cursor, resource_id, table)
        changed = found != told or any(done)
        return _done(cursor, resource_id, table, told, changed, done)


def _first(
    cursor: Any, resource_id: str, table: Table, announce: Callable[[str], object] | None
) -> LoadReport:
    """Make a table where there is none.

    There is no version to compare with: PostgreSQL reads rows while the next ones are written, and
    makes indexes, which keeps one core busy, while we look at keys and for the version.
    """
    kept: list[bytes] = []
    with ThreadPoolExecutor(1) as aside:
        with _staged(cursor, resource_id, table, _keeping(cells.pieces(table), kept)):
            added = sql.create(cursor, resource_id, table)
        removed = series.forget(cursor, resource_id, table.series) if table.series else 0
        looked = aside.submit(_looked_at, table, kept)
        try:
            sql.finish(cursor, resource_id, table)
        except (psycopg2.errors.UniqueViolation, psycopg2.errors.ProgramLimitExceeded):
            # the same, told with the column's name and its value
            looked.result()
            raise
        told = looked.result()
    if announce:
        announce(told)
    return _done(cursor, resource_id, table, told, True, (added, 0, removed))


def _looked_at(table: Table, pieces: list[bytes]) -> str:
    """Version of rows whose keys are keys."""
    cells.check_keys(table)
    return cells.version(table, pieces)


def _keeping(pieces: Iterable[bytes], kept: list[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        kept.append(piece)
        yield piece


@contextmanager
def _staged(cursor: Any, resource_id: str, table: Table, pieces: Iterable[bytes]) -> Iterator[None]:
    sql.stage(cursor, resource_id, table, pieces)
    yield
    sql.leave(cursor, resource_id)


def _done(
    cursor: Any, resource_id: str, table: Table, told: str, changed: bool,
    done: tuple[int, int, int],
) -> LoadReport:  # fmt: skip
    """Write down what is there now."""
    sql.describe(cursor, resource_id, table.columns)
    sql.mark(cursor, resource_id, told)
    count = sql.count(cursor, resource_id)
    found = sensors.look(cursor, resource_id, table)
    return LoadReport(count, changed, told, *done, _problems(table), found)


def version(resource_id: str) -> str | None:
    """Fingerprint of what ``load`` put into the table; "" if it was not us, None without table."""
    with _transaction(resource_id) as cursor:
        return sql.version(cursor, resource_id)


def versions() -> dict[str, str]:
    """Versions of all tables that were loaded by ``load``, by the id of their resource."""
    with _transaction("") as cursor:
        return sql.versions(cursor)


def drop(context: Context, resource_id: str) -> bool:
    """Remove the table of a resource, with its aliases; False if there was none."""
    if not context.get("ignore_auth"):
        tk.check_access("datastore_delete", context, {"resource_id": resource_id})
    with _transaction(resource_id) as cursor:
        found = sql.version(cursor, resource_id)
        sql.drop(cursor, resource_id)
    return found is not None


def _exchange(cursor: Any, resource_id: str, table: Table) -> tuple[int, int, int]:
    """Bring the staged rows in; how many were added, updated and removed."""
    if table.series:
        series.widen(cursor, resource_id, table)
    elif not _fits(cursor, resource_id, table):
        return _made_anew(cursor, resource_id, table)
    removed = 0 if table.series else sql.remove_gone(cursor, resource_id, table)
    updated = sql.update_changed(cursor, resource_id, table)
    added = sql.insert_new(cursor, resource_id, table)
    if table.series:
        removed = series.forget(cursor, resource_id, table.series)
    return added, updated, removed


def _fits(cursor: Any, resource_id: str, table: Table) -> bool:
    """Has the table these columns and this key?"""
    same = sql.same_shape(cursor, resource_id, table.columns)
    return same and sql.same_key(cursor, resource_id, table.key)


def _made_anew(cursor: Any, resource_id: str, table: Table) -> tuple[int, int, int]:
    """A table with other columns or another key is made anew, its aliases with it."""
    aliases = sql.aliases(cursor, resource_id)
    sql.drop(cursor, resource_id)
    added = sql.create(cursor, resource_id, table)
    sql.finish(cursor, resource_id, table)
    for alias in aliases:
        sql.alias(cursor, alias, resource_id)
    return added, 0, 0


@contextmanager
def _transaction(resource_id: str) -> Iterator[Any]:
    """A cursor of the DataStore's writer that holds the table's lock; all of it or nothing.

    "" locks no table.
    """
    try:
        connection = _connected()
        try:
            with connection.cursor() as cursor:
                if resource_id:
                    sql.lock(cursor, resource_id, PATIENCE)
                yield cursor
            connection.commit()
        finally:
            _give_back(connection)
    except psycopg2.errors.LockNotAvailable as error:
        raise TableInUse(resource_id) from error
    except psycopg2.errors.ProgramLimitExceeded as error:
        raise TooBig(error.diag.message_primary or str(error)) from error
    except (
        psycopg2.errors.UndefinedFunction, psycopg2.errors.UndefinedTable,
        psycopg2.errors.InsufficientPrivilege,
    ) as error:  # fmt: skip
        # populate_full_text_trigger, _table_stats and _table_metadata come with its permissions
        raise DataStoreNotReady("run 'ckan datastore set-permissions'", error) from error
    except (psycopg2.OperationalError, psycopg2.InterfaceError, OperationalError) as error:
        raise DataStoreNotReady("its database does not answer", error) from error


def _connected() -> Any:
    """A connection that works: PostgreSQL may have been started anew since it was last used."""
    connection = get_write_engine().raw_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except psycopg2.Error:
        connection.invalidate()
        connection = get_write_engine().raw_connection()
    return connection


def _give_back(connection: Any) -> None:
    """Roll back what was not committed; a connection that broke does not go back to the pool."""
    try:
        connection.rollback()
    except psycopg2.Error:
        connection.invalidate()
    connection.close()


def _problems(table: Table) -> list[str]:
    return [
        f"Column '{name}': {count} texts begin like a spreadsheet formula; kept as they are."
        for name, count in cells.formulas(table).items()
    ]
