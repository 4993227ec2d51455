"""The words of a row by which CKAN's search in tables finds it, and the indexes on them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import ckan.plugins.toolkit as tk
from ckanext.datastore.helpers import should_fts_index_field_type
from ckanext.loerrach.harvesters._core.record import Column, Table
from psycopg2 import sql

from .cells import SQL_TYPES

#: values whose text is another than PostgreSQL's own once they are JSON, as the trigger has them
TEXTS = {"timestamp": "to_json({})#>>'{{}}'", "boolean": "{}::text"}

#: types whose text depends on settings of the connection: PostgreSQL refuses to index it
UNSTEADY = ("timestamptz", "date")


def of(table: Table) -> sql.Composable:
    """What the trigger zfulltext would make of a staged row "s", at half the price.

    The row has all columns of its table. concat_ws takes a hundred arguments at most.
    """
    texts = [
        sql.SQL(TEXTS.get(column.type, "{}")).format(sql.Identifier("s", column.name))
        for column in table.columns
    ]
    parts = [sql.SQL(", ").join(texts[at : at + 90]) for at in range(0, len(texts), 90)]
    joined = [sql.SQL("concat_ws(' ', {})").format(part) for part in parts]
    return sql.SQL("to_tsvector({})").format(sql.SQL(" || ' ' || ").join(joined))


def changed(table: Table) -> sql.Composable:
    """The words of a staged row that changes a table; the trigger leaves alone a row that has some.

    A table of a series may have columns that its part has not: there it has to look itself.
    """
    return sql.SQL("NULL") if table.series else of(table)


def indexes(resource_id: str, columns: Sequence[Column]) -> Iterator[sql.Composable]:
    """Statements that make the indexes that ckanext.datastore would, under the names it looks for.

    On the words of the row, and of each column whose type the option
    ckan.datastore.default_fts_index_field_types names (backend/postgres.py, _build_fts_indexes).
    """
    texts = ['"_full_text"']
    language = str(tk.config.get("ckan.datastore.default_fts_lang") or "english")
    for column in columns:
        type = SQL_TYPES[column.type]
        if type not in UNSTEADY and should_fts_index_field_type(type):
            name = '"' + column.name.replace('"', '""') + '"'
            value = name if type == "text" else f"cast({name} AS text)"
            texts.append(f"to_tsvector('{language.replace(chr(39), chr(39) * 2)}', {value})")
    method = str(tk.config.get("ckan.datastore.default_fts_index_method") or "gist")
    for text in texts:
        # a name that CKAN can find again, and no secret
        told = hashlib.sha1(f"{resource_id}{text}".encode(), usedforsecurity=False).hexdigest()
        yield sql.SQL("CREATE INDEX {} ON {} USING {} ({})").format(
            *map(sql.Identifier, (told, resource_id, method)),
            sql.SQL(text),
        )
