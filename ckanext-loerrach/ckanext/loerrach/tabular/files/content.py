"""What is in a table of the DataStore: its columns as the dictionary has them, and its rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ckanext.datastore.backend.postgres import get_read_engine
from ckanext.loerrach.harvesters._core.record import ColumnType
from psycopg2 import sql

from ..cells import SQL_TYPES
from ..sql import version

#: our type for each of PostgreSQL's; another one is read as text
TYPES: dict[str, ColumnType] = {name: type for type, name in SQL_TYPES.items()}
#: rows that are in memory at once
PIECE = 5_000


@dataclass(frozen=True)
class Field:
    """One column: its name, type and what the data dictionary says of it."""

    name: str
    type: ColumnType
    #: label, notes, unit; label_fr, notes_fr, …
    info: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class About:
    """What its publisher's file says of a whole table."""

    #: ISO 8601 day to which the figures refer; ""
    reference_date: str = ""
    footnotes: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.reference_date or self.footnotes)


@dataclass(frozen=True)
class Content:
    """A table as it is at one moment, while the connection is open."""

    version: str
    fields: Sequence[Field]
    key: Sequence[str]
    #: pieces of rows in the order of the key, or as they came
    pieces: Iterator[list[tuple[Any, ...]]]
    about: About = About()


@dataclass(frozen=True)
class Select:
    """Some rows: those whose ``column`` lies between two values, in its order."""

    column: str
    since: Any
    until: Any
    limit: int
    newest_first: bool
    #: another column in which something has to stand
    needed: str = ""


@contextmanager
def opened(resource_id: str, select: Select | None = None) -> Iterator[Content | None]:
    """The table of a resource, None where there is none; all of it (or some) of one moment."""
    connection = get_read_engine().raw_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL TIME ZONE 'UTC'")
            found = version(cursor, resource_id)
            if found is None:
                yield None
                return
            fields, key = _fields(cursor, resource_id), _key(cursor, resource_id)
        # a cursor of the server: a table is larger than memory may be
        with connection.cursor(name="loerrach_files") as rows:
            rows.itersize = PIECE
            rows.execute(_query(resource_id, fields, key, select))
            yield Content(found, fields, key, iter(lambda: rows.fetchmany(PIECE), []))
    finally:
        connection.rollback()
        connection.close()


def version_now(resource_id: str) -> str | None:
    """The version of a table (see sql.version), without waiting for who writes it."""
    connection = get_read_engine().raw_connection()
    try:
        with connection.cursor() as cursor:
            return version(cursor, resource_id)
    finally:
        connection.rollback()
        connection.close()


def _fields(cursor: Any, resource_id: str) -> list[Field]:
    cursor.execute(
        "SELECT attname, typname, col_description(attrelid, attnum) FROM pg_attribute"
        " JOIN pg_type ON pg_type.oid = atttypid"
        " WHERE attrelid = to_regclass(quote_ident(%s)) AND attnum > 0 AND NOT attisdropped"
        " AND attname NOT IN ('_id', '_full_text') ORDER BY attnum",
        (resource_id,),
    )
    return [Field(name, TYPES.get(kind, "text"), _info(told)) for name, kind, told in cursor]


def _info(told: str | None) -> dict[str, str]:
    """What a comment says, as ckanext.datastore writes it."""
    try:
        found = json.loads(told or "{}").get("_info", {})
    except (ValueError, AttributeError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _key(cursor: Any, resource_id: str) -> list[str]:
    """Columns of the unique index, in its order; [] without one."""
    cursor.execute(
        "SELECT attname FROM pg_index, unnest(indkey) WITH ORDINALITY AS part (number, place)"
        " JOIN pg_attribute ON attnum = part.number"
        " WHERE indrelid = to_regclass(quote_ident(%s)) AND attrelid = indrelid"
        " AND indisunique AND NOT indisprimary ORDER BY indexrelid, place",
        (resource_id,),
    )
    return [row[0] for row in cursor.fetchall()]


def _query(
    resource_id: str, fields: Sequence[Field], key: Sequence[str], select: Select | None
) -> sql.Composed:
    types = {one.name: one.type for one in fields}
    columns = sql.SQL(", ").join(
        sql.SQL("{}::text" if one.type == "text" else "{}").format(sql.Identifier(one.name))
        for one in fields
    )
    # the same order on every server, whatever the language of its texts
    order: list[sql.Composable] = [
        sql.SQL('{}::text COLLATE "C"' if types[name] == "text" else "{}").format(
            sql.Identifier(name)
        )
        for name in key
    ]
    order = order or [sql.Identifier("_id")]
    where: sql.Composable = sql.SQL("")
    limit: sql.Composable = sql.SQL("")
    if select:
        column = sql.Identifier(select.column)
        parts: list[sql.Composable] = [sql.SQL("{} IS NOT NULL").format(column)]
        for sign, value in ((">=", select.since), ("<=", select.until)):
            if value is not None:
                parts.append(sql.SQL("{} " + sign + " {}").format(column, sql.Literal(value)))
        if select.needed:
            parts.append(sql.SQL("{} IS NOT NULL").format(sql.Identifier(select.needed)))
        where = sql.SQL(" WHERE {}").format(sql.SQL(" AND ").join(parts))
        order = [sql.SQL("{} DESC" if select.newest_first else "{}").format(column), *order]
        limit = sql.SQL(" LIMIT {}").format(sql.Literal(select.limit))
    return sql.SQL("SELECT {} FROM {}{} ORDER BY {}{}").format(
        columns, sql.Identifier(resource_id), where, sql.SQL(", ").join(order), limit
    )
