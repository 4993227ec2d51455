"""Columns as the DataStore keeps them: names, types, and the data dictionary."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from ckanext.loerrach.harvesters._core.record import Column, Series, Table

from .cells import SQL_TYPES
from .errors import BadColumn

#: the language in which CKAN's own pages show labels
FIRST = "de"
#: PostgreSQL takes 1,600; two are CKAN's (_id, _full_text)
MOST = 1598
#: ckanext.datastore puts names into sqlalchemy.text, which takes ":word" for a parameter
BIND = re.compile(r"(?<![:\w\\]):\w")


def check(table: Table) -> None:
    """BadColumn for a name that the DataStore does not take, or a key that is none.

    The rules are those of ckanext.datastore.helpers.is_valid_field_name and of PostgreSQL.
    """
    if not table.columns:
        raise BadColumn("*", "a table needs at least one")
    if len(table.columns) > MOST:
        raise BadColumn("*", f"there are {len(table.columns)}, and a table holds {MOST} at most")
    for name, times in Counter(column.name for column in table.columns).items():
        if times > 1:
            raise BadColumn(name, "there are two of this name")
        if not name or name != name.strip() or name[0] == "_" or '"' in name:
            raise BadColumn(name, "a name without quotes and without space or _ at its start")
        if not name.isprintable() or len(name.encode(errors="replace")) > 63:
            raise BadColumn(name, "a name of at most 63 printable characters is needed")
        if BIND.search(name):
            raise BadColumn(name, "CKAN cannot read names with a word right after a colon")
    for column in table.columns:
        if column.type not in SQL_TYPES:
            raise BadColumn(column.name, f"'{column.type}' is none of {', '.join(SQL_TYPES)}")
    _check_key(table)


def _check_key(table: Table) -> None:
    names = {column.name for column in table.columns}
    for name in table.key:
        if name not in names:
            raise BadColumn(name, "the key names a column that is not there")
    if table.series:
        _check_series(table, table.series)


def _check_series(table: Table, series: Series) -> None:
    times = [column.name for column in table.columns if column.type in ("timestamp", "date")]
    if series.time not in times or series.time not in table.key:
        raise BadColumn(series.time, "a series needs its time in the key, as timestamp or date")
    if series.keep is not None and series.keep < 1:
        raise BadColumn(series.time, "a series keeps its rows for one day at least")


def info(column: Column) -> dict[str, str]:
    """What the data dictionary says: ``label`` and ``notes`` for CKAN, the rest for programs."""
    told = {
        "label": column.label.get(FIRST, ""),
        "notes": column.description.get(FIRST, ""),
        "unit": column.unit,
    }
    for language in sorted({*column.label, *column.description} - {FIRST}):
        told[f"label_{language}"] = column.label.get(language, "")
        told[f"notes_{language}"] = column.description.get(language, "")
    return {key: value for key, value in told.items() if value}


def comment(column: Column) -> str:
    """The comment of the column in PostgreSQL, as ckanext.datastore reads it.

    The space in front marks the version of the format (backend/postgres.py, create_table).
    """
    told: dict[str, Any] = {"_info": info(column)}
    return " " + json.dumps(told, ensure_ascii=False, separators=(",", ":"))
