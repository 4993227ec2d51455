"""The SQL of tables in the DataStore, one function per step; the caller holds the transaction.

Tables look as ckanext.datastore makes them: ``_id``, ``_full_text`` filled by the trigger
``zfulltext``, the data dictionary in the comments of the columns, views as aliases. What is ours is
the comment of the table: the version of what was loaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ckanext.loerrach.harvesters._core.record import Column, Table
from psycopg2 import sql

from .cells import SQL_TYPES
from .columns import comment

STAGE = sql.Identifier("loerrach_stage")
VERSION = "loerrach:"
#: values whose text is another than PostgreSQL's own once they are JSON, as the trigger has them
WORDS = {"timestamp": "to_json({})#>>'{{}}'", "boolean": "{}::text"}


def lock(cursor: Any, resource_id: str, seconds: int) -> None:
    """One writer per table; whoever comes second waits, but not for ever."""
    cursor.execute("SET LOCAL lock_timeout = %s", (f"{seconds}s",))
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (resource_id,))


def version(cursor: Any, resource_id: str) -> str | None:
    """Version of the table, "" if it was not loaded by us, None if there is none."""
    cursor.execute(
        "SELECT coalesce(obj_description(oid, 'pg_class'), '') FROM pg_class"
        " WHERE relname = %s AND relkind = 'r' AND relnamespace = 'public'::regnamespace",
        (resource_id,),
    )
    found = cursor.fetchone()
    if found is None:
        return None
    told = str(found[0])
    return told.removeprefix(VERSION) if told.startswith(VERSION) else ""


def versions(cursor: Any) -> dict[str, str]:
    """Versions of all tables that were loaded by us."""
    cursor.execute(
        "SELECT relname, substr(description, %s) FROM pg_class"
        " JOIN pg_description ON objoid = pg_class.oid AND objsubid = 0"
        " AND classoid = 'pg_class'::regclass"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND starts_with(description, %s)",
        (len(VERSION) + 1, VERSION),
    )
    return dict(cursor.fetchall())


def mark(cursor: Any, resource_id: str, told: str) -> None:
    """Write the version down."""
    statement = sql.SQL("COMMENT ON TABLE {} IS {}")
    cursor.execute(statement.format(sql.Identifier(resource_id), sql.Literal(VERSION + told)))


def same_shape(cursor: Any, resource_id: str, columns: Sequence[Column]) -> bool:
    """Has the table these columns, of these types, in this order?"""
    cursor.execute(
        "SELECT attname, atttypid::regtype = to_regtype(wanted.type) FROM pg_attribute"
        " LEFT JOIN unnest(%s, %s) AS wanted (name, type) ON wanted.name = attname"
        " WHERE attrelid = to_regclass(quote_ident(%s)) AND attnum > 0 AND NOT attisdropped"
        " AND attname NOT IN ('_id', '_full_text') ORDER BY attnum",
        (
            [column.name for column in columns],
            [SQL_TYPES[column.type] for column in columns],
            resource_id,
        ),
    )
    return list(cursor.fetchall()) == [(column.name, True) for column in columns]


def same_key(cursor: Any, resource_id: str, key: Sequence[str]) -> bool:
    """Is the key of the table this one?"""
    cursor.execute(
        "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
        " WHERE indrelid = to_regclass(quote_ident(%s)) AND relname LIKE 'loerrach_key_%%'",
        (resource_id,),
    )
    return [row[0] for row in cursor.fetchall()] == ([_key_index(resource_id, key)] if key else [])


def stage(cursor: Any, table: Table, lines: Iterable[str]) -> None:
    """Copy all rows into a table that only this transaction sees."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(SQL_TYPES[column.type]))
        for column in table.columns
    )
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE {} (_n bigserial, {}) ON COMMIT DROP").format(STAGE, columns)
    )
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(STAGE, names(table.columns))
    cursor.copy_expert(copy.as_string(cursor), Pipe(lines))


def create(cursor: Any, resource_id: str, table: Table) -> None:
    """Make an empty table as ckanext.datastore would; ``finish`` it when its rows are in."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(SQL_TYPES[column.type]))
        for column in table.columns
    )
    name = sql.Identifier(resource_id)
    cursor.execute(
        sql.SQL("CREATE TABLE {} (_id serial, _full_text tsvector, {})").format(name, columns)
    )


def finish(cursor: Any, resource_id: str, table: Table) -> None:
    """Keys, trigger and indexes: built at once they cost a part of what they cost row by row."""
    name = sql.Identifier(resource_id)
    cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
    cursor.execute(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY (_id)").format(name))
    if table.key:
        key = sql.SQL(", ").join(map(sql.Identifier, table.key))
        index = sql.Identifier(_key_index(resource_id, table.key))
        cursor.execute(sql.SQL("CREATE UNIQUE INDEX {} ON {} ({})").format(index, name, key))
    cursor.execute(sql.SQL("CREATE INDEX ON {} USING gist (_full_text)").format(name))
    cursor.execute(
        sql.SQL(
            "CREATE TRIGGER zfulltext BEFORE INSERT OR UPDATE ON {}"
            " FOR EACH ROW EXECUTE PROCEDURE populate_full_text_trigger()"
        ).format(name)
    )


def aliases(cursor: Any, resource_id: str) -> list[str]:
    """Names of the views that stand for the table."""
    cursor.execute('SELECT name FROM "_table_metadata" WHERE alias_of = %s', (resource_id,))
    return [row[0] for row in cursor.fetchall()]


def drop(cursor: Any, resource_id: str) -> None:
    """Remove a table with everything that hangs on it."""
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(resource_id)))
    cursor.execute('DELETE FROM "_table_stats" WHERE resource_id = %s', (resource_id,))


def alias(cursor: Any, name: str, resource_id: str) -> None:
    """Let a view stand for the table, as ckanext.datastore does."""
    statement = sql.SQL("CREATE VIEW {} AS SELECT * FROM {}")
    cursor.execute(statement.format(sql.Identifier(name), sql.Identifier(resource_id)))


def describe(cursor: Any, resource_id: str, columns: Sequence[Column]) -> None:
    """Write the data dictionary."""
    for column in columns:
        statement = sql.SQL("COMMENT ON COLUMN {}.{} IS {}")
        parts = map(sql.Identifier, (resource_id, column.name))
        cursor.execute(statement.format(*parts, sql.Literal(comment(column))))


def remove_gone(cursor: Any, resource_id: str, table: Table) -> int:
    """Delete rows whose key is no longer staged; without a key, all of them."""
    match = _match(table.key)
    statement = sql.SQL("DELETE FROM {} t WHERE NOT EXISTS (SELECT FROM {} s WHERE {})")
    cursor.execute(statement.format(sql.Identifier(resource_id), STAGE, match))
    return int(cursor.rowcount)


def update_changed(cursor: Any, resource_id: str, table: Table) -> int:
    """Update rows that differ."""
    rest = [column for column in table.columns if column.name not in table.key]
    if not table.key or not rest:
        return 0
    statement = sql.SQL(
        "UPDATE {} t SET ({}, _full_text) = ROW({}, {}) FROM {} s"
        " WHERE {} AND ROW({}) IS DISTINCT FROM ROW({})"
    ).format(
        sql.Identifier(resource_id), names(rest), names(rest, "s"), _words(table), STAGE,
        _match(table.key), names(rest, "t"), names(rest, "s"),
    )  # fmt: skip
    cursor.execute(statement)
    return int(cursor.rowcount)


def fill(cursor: Any, resource_id: str, table: Table) -> int:
    """Insert all staged rows into a table that is empty."""
    # rows are put in order before they get their words, which are larger than they are
    statement = sql.SQL(
        "INSERT INTO {} ({}, _full_text) SELECT {}, {} FROM (SELECT * FROM {} ORDER BY _n) s"
    )
    columns, staged = names(table.columns), names(table.columns, "s")
    own = sql.Identifier(resource_id)
    cursor.execute(statement.format(own, columns, staged, _all_words(table), STAGE))
    return int(cursor.rowcount)


def insert_new(cursor: Any, resource_id: str, table: Table) -> int:
    """Insert staged rows whose key is not there yet; without a key, all of them."""
    statement = sql.SQL(
        "INSERT INTO {} ({}, _full_text) SELECT {}, {} FROM {} s"
        " WHERE NOT EXISTS (SELECT FROM {} t WHERE {}) ORDER BY s._n"
    )
    columns = names(table.columns)
    own = sql.Identifier(resource_id)
    staged = names(table.columns, "s")
    words = _words(table)
    cursor.execute(statement.format(own, columns, staged, words, STAGE, own, _match(table.key)))
    return int(cursor.rowcount)


def count(cursor: Any, resource_id: str) -> int:
    """Count the rows, and let CKAN know: it remembers how many there were."""
    cursor.execute("SELECT update_cached_table_row_count(%s)", (resource_id,))
    return int(cursor.fetchone()[0])


def names(columns: Sequence[Column], of: str = "") -> sql.Composable:
    """Names of columns, with commas between them, each of the table ``of``."""
    prefix = [of] if of else []
    return sql.SQL(", ").join(sql.Identifier(*prefix, column.name) for column in columns)


def _match(key: Sequence[str]) -> sql.Composable:
    """Rows ``t`` and ``s`` with the same key; none without one."""
    if not key:
        return sql.SQL("false")
    pairs = (sql.SQL("{} = {}").format(sql.Identifier("t", k), sql.Identifier("s", k)) for k in key)
    return sql.SQL(" AND ").join(pairs)


def _words(table: Table) -> sql.Composable:
    """What the trigger zfulltext would make of a staged row, at half the price.

    It leaves a row alone that has its words; concat_ws takes a hundred arguments at most. A table
    of a series may have columns that its part has not: there the trigger has to look itself.
    """
    return sql.SQL("NULL") if table.series else _all_words(table)


def _all_words(table: Table) -> sql.Composable:
    """The words of a staged row that has all columns of its table."""
    texts = [
        sql.SQL(WORDS.get(column.type, "{}")).format(sql.Identifier("s", column.name))
        for column in table.columns
    ]
    parts = [sql.SQL(", ").join(texts[at : at + 90]) for at in range(0, len(texts), 90)]
    joined = [sql.SQL("concat_ws(' ', {})").format(part) for part in parts]
    return sql.SQL("to_tsvector({})").format(sql.SQL(" || ' ' || ").join(joined))


def _key_index(resource_id: str, key: Sequence[str]) -> str:
    """Name of the unique index; another key gives another name."""
    told = "\0".join([resource_id, *key])
    return "loerrach_key_" + hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


class Pipe:
    """Lines as the file that COPY reads from."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: Iterator[str] = iter(lines)
        self._rest = ""

    def read(self, size: int = 8192) -> str:
        """At most ``size`` characters."""
        parts, length = [self._rest], len(self._rest)
        for line in self._lines:
            parts.append(line)
            length += len(line)
            if length >= size:
                break
        text = "".join(parts)
        self._rest = text[size:]
        return text[:size]
