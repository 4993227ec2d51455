"""The SQL of tables in the DataStore, one function per step; the caller holds the transaction.

Tables look as ckanext.datastore makes them: ``_id``, ``_full_text`` filled by the trigger
``zfulltext``, the data dictionary in the comments of the columns, views as aliases. What is ours is
the comment of the table: the version of what was loaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import psycopg2
from ckanext.loerrach.harvesters._core.record import Column, Table
from psycopg2 import sql

from . import words
from .cells import SQL_TYPES
from .columns import comment

VERSION = "loerrach:"
#: bytes that are handed to COPY at once
BUFFER = 1 << 16
#: rows from which on more than one process is worth its start
MANY = 5_000
#: a table's words are made by three processes, on as many cores as there are; the work is in the
#: rows, and not in handing them over, as PostgreSQL's own costs have it
PARALLEL = {
    "max_parallel_workers_per_gather": "2",
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
    "jit": "off",
}


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


def stage(cursor: Any, resource_id: str, table: Table, pieces: Iterable[bytes]) -> None:
    """Copy all rows into a table that only this transaction sees; ``leave`` removes it.

    It is no temporary one: those are closed to the processes that work in parallel.
    """
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(SQL_TYPES[column.type]))
        for column in table.columns
    )
    more = sql.SQL(", parallel_workers = 2" if len(table.rows) >= MANY else "")
    cursor.execute(
        sql.SQL(
            "CREATE UNLOGGED TABLE {} (_n serial, {}) WITH (autovacuum_enabled = false{})"
        ).format(_stage(resource_id), columns, more)
    )
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(_stage(resource_id), names(table.columns))
    with ThreadPoolExecutor(1) as aside:
        pipe = Pipe(pieces, aside)
        try:
            cursor.copy_expert(copy.as_string(cursor), pipe, BUFFER)
        except psycopg2.Error:
            if problem := pipe.problem():
                raise problem from None
            raise


def leave(cursor: Any, resource_id: str) -> None:
    """Remove what ``stage`` made."""
    cursor.execute(sql.SQL("DROP TABLE {}").format(_stage(resource_id)))


def create(cursor: Any, resource_id: str, table: Table) -> int:
    """Make the table of the staged rows, as ckanext.datastore would; how many there are.

    ``finish`` it. Its words are made in parallel, which PostgreSQL does for a table made of a
    query, and not for rows that are inserted.
    """
    for setting, value in PARALLEL.items():
        cursor.execute(sql.SQL("SET LOCAL {} = {}").format(sql.SQL(setting), sql.Literal(value)))
    statement = sql.SQL("CREATE TABLE {} AS SELECT _n AS _id, {} AS _full_text, {} FROM {} s")
    name, staged = sql.Identifier(resource_id), names(table.columns, "s")
    cursor.execute(statement.format(name, words.of(table), staged, _stage(resource_id)))
    return int(cursor.rowcount)


def finish(cursor: Any, resource_id: str, table: Table) -> None:
    """Numbers, keys, trigger and indexes: at once they cost a part of what they cost row by row."""
    name, numbers = sql.Identifier(resource_id), sql.Identifier(f"{resource_id[:55]}__id_seq")
    cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
    # what "serial" stands for (https://www.postgresql.org/docs/current/datatype-numeric.html)
    cursor.execute(sql.SQL("CREATE SEQUENCE {} AS integer OWNED BY {}._id").format(numbers, name))
    of = sql.Literal(numbers.as_string(cursor))
    statement = sql.SQL("SELECT setval({}, coalesce(max(_id), 1), max(_id) IS NOT NULL) FROM {}")
    cursor.execute(statement.format(of, name))
    statement = sql.SQL("ALTER TABLE {} ADD PRIMARY KEY (_id), ALTER _id SET DEFAULT nextval({})")
    cursor.execute(statement.format(name, of))
    if table.key:
        key = sql.SQL(", ").join(map(sql.Identifier, table.key))
        index = sql.Identifier(_key_index(resource_id, table.key))
        cursor.execute(sql.SQL("CREATE UNIQUE INDEX {} ON {} ({})").format(index, name, key))
    for index_statement in words.indexes(resource_id, table.columns):
        cursor.execute(index_statement)
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
    cursor.execute(statement.format(sql.Identifier(resource_id), _stage(resource_id), match))
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
        sql.Identifier(resource_id), names(rest), names(rest, "s"), words.changed(table),
        _stage(resource_id), _match(table.key), names(rest, "t"), names(rest, "s"),
    )  # fmt: skip
    cursor.execute(statement)
    return int(cursor.rowcount)


def insert_new(cursor: Any, resource_id: str, table: Table) -> int:
    """Insert staged rows whose key is not there yet; without a key, all of them."""
    statement = sql.SQL(
        "INSERT INTO {} ({}, _full_text) SELECT {}, {} FROM {} s"
        " WHERE NOT EXISTS (SELECT FROM {} t WHERE {}) ORDER BY s._n"
    )
    columns, staged = names(table.columns), names(table.columns, "s")
    own, match = sql.Identifier(resource_id), _match(table.key)
    told = words.changed(table)
    stage = _stage(resource_id)
    cursor.execute(statement.format(own, columns, staged, told, stage, own, match))
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


def _stage(resource_id: str) -> sql.Identifier:
    """Name of the table of staged rows; CKAN leaves alone what begins with "_"."""
    return sql.Identifier(f"_stage_{resource_id[:50]}")


def _key_index(resource_id: str, key: Sequence[str]) -> str:
    """Name of the unique index; another key gives another name."""
    told = "\0".join([resource_id, *key])
    return "loerrach_key_" + hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


class Pipe:
    """Pieces as the file that COPY reads from; the next one is made while one is read."""

    def __init__(self, pieces: Iterable[bytes], aside: Executor) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._rest = memoryview(b"")
        self._aside = aside
        self._next = self._ahead()

    def read(self, size: int = 8192) -> bytes:
        """At most ``size`` bytes."""
        while not self._rest:
            piece = self._next.result()
            if piece is None:
                return b""
            self._next, self._rest = self._ahead(), memoryview(piece)
        found, self._rest = self._rest[:size], self._rest[size:]
        return bytes(found)

    def problem(self) -> BaseException | None:
        """What was wrong with a piece: COPY itself only says that something was."""
        return self._next.exception() if self._next.done() else None

    def _ahead(self) -> Future[bytes | None]:
        return self._aside.submit(next, self._pieces, None)
