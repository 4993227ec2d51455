"""The SQL of time series: rows come in parts, and what is there stays until it is too old."""

from __future__ import annotations

from typing import Any

from ckanext.loerrach.harvesters._core.record import Series, Table
from psycopg2 import sql

from .cells import SQL_TYPES
from .errors import BadColumn
from .sql import alias, aliases, same_key


def widen(cursor: Any, resource_id: str, table: Table) -> None:
    """Give a table the columns that it lacks; those that a part no longer has stay.

    BadColumn for another key or another type: the rows of before would be lost.
    """
    if not same_key(cursor, resource_id, table.key):
        raise BadColumn(", ".join(table.key), "the key of a series cannot change")
    there = _types(cursor, resource_id)
    for column in table.columns:
        wanted = SQL_TYPES[column.type]
        if column.name not in there:
            _add(cursor, resource_id, column.name, wanted)
        elif there[column.name] != wanted:
            problem = f"it was {there[column.name]} and cannot become {wanted} in a series"
            raise BadColumn(column.name, problem)
    if not {column.name for column in table.columns} <= there.keys():
        _show_all(cursor, resource_id)


def _add(cursor: Any, resource_id: str, name: str, type: str) -> None:
    statement = sql.SQL("ALTER TABLE {} ADD COLUMN {} {}")
    parts = map(sql.Identifier, (resource_id, name))
    cursor.execute(statement.format(*parts, sql.SQL(type)))


def _show_all(cursor: Any, resource_id: str) -> None:
    """Make the aliases anew: a view has the columns that were there when it was made."""
    for name in aliases(cursor, resource_id):
        cursor.execute(sql.SQL("DROP VIEW {}").format(sql.Identifier(name)))
        alias(cursor, name, resource_id)


def count(cursor: Any, resource_id: str) -> int:
    """How many rows there are; writes nothing."""
    cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(resource_id)))
    return int(cursor.fetchone()[0])


def forget(cursor: Any, resource_id: str, series: Series) -> int:
    """Remove rows that are older than the series keeps; how many.

    The age counts from the newest row, so that what a silent source left stays; a row of a time to
    come makes no other one old.
    """
    if series.keep is None:
        return 0
    statement = sql.SQL(
        "DELETE FROM {table} WHERE {time} <"
        " LEAST(now(), (SELECT max({time}) FROM {table})) - make_interval(days => %s)"
    )
    table, time = map(sql.Identifier, (resource_id, series.time))
    cursor.execute(statement.format(table=table, time=time), (series.keep,))
    return int(cursor.rowcount)


def _types(cursor: Any, resource_id: str) -> dict[str, str]:
    """Type of each column, by the names that SQL_TYPES uses."""
    cursor.execute(
        "SELECT attname, typname FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid"
        " WHERE attrelid = to_regclass(quote_ident(%s)) AND attnum > 0 AND NOT attisdropped",
        (resource_id,),
    )
    return dict(cursor.fetchall())
