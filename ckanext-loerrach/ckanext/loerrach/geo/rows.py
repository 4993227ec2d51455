"""From a frame of places to a typed table and its places, as harvesters hand them over."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, time
from typing import TYPE_CHECKING, Any

from ckanext.loerrach.harvesters._core.record import Cell, Column, ColumnType, Places, Table

from .errors import Unreadable
from .files import SHAPE
from .names import unique

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

#: key of rows that have none of their own: their number in the file, from 1
NUMBER = "nr"
NUMBERED = {"de": "Nummer", "fr": "Numéro", "en": "Number"}


def rows(
    frame: GeoDataFrame, name: str, names: Sequence[str] = (), key: Sequence[str] = ()
) -> tuple[Table, Places]:
    """The rows of ``frame`` (see reading.read) without their geometries, and the geometries.

    ``name``: of the file, for messages. ``names``: columns of the table, one for each of the
    frame; without it those of the file. ``key``: headings in the file that name a row; without it
    rows are numbered. Geometries stay in the system of the frame, easting first, under the key of
    their row (several values with "/" between them). Unreadable where the key is none.
    """
    import shapely

    headings = [str(one) for one in frame.columns if one != SHAPE]
    read = [_column(frame[one]) for one in headings]
    titles = unique(list(names) or headings)
    columns = [
        Column(title, type, label=dict.fromkeys(("de", "fr", "en"), heading))
        for title, heading, (type, _) in zip(titles, headings, read, strict=True)
    ]
    cells = [values for _, values in read]
    if not key:
        titles = unique([NUMBER, *titles])
        columns.insert(0, Column(titles[0], "integer", label=NUMBERED))
        cells.insert(0, list(range(1, len(frame) + 1)))
    keys = [titles[0]] if not key else _key(name, headings, titles, key)
    table = Table(columns, [list(row) for row in zip(*cells, strict=True)], keys)
    at = [[column.name for column in columns].index(one) for one in keys]
    ids = ["/".join(str(row[i]) for i in at) for row in table.rows]
    if doubles := [one for one, times in Counter(ids).items() if times > 1]:
        raise Unreadable(name, f"two rows have the key '{doubles[0][:80]}'")
    shapes = [
        (id, json.loads(shapely.to_geojson(shape)))
        for id, shape in zip(ids, frame[SHAPE], strict=True)
        if shape is not None and not shape.is_empty
    ]
    return table, Places(frame.crs.to_string(), shapes)


def _key(name: str, headings: list[str], titles: list[str], key: Sequence[str]) -> list[str]:
    for one in key:
        if one not in headings:
            raise Unreadable(name, f"it has no column '{one}', but {', '.join(headings[:20])}")
    return [titles[headings.index(one)] for one in key]


def _column(values: Any) -> tuple[ColumnType, list[Cell]]:
    """Type and cells; what has no type of ours becomes text."""
    from pandas.api import types

    there = values.notna()
    if types.is_bool_dtype(values.dtype):
        return "boolean", _cells(values, there, bool)
    if types.is_integer_dtype(values.dtype):
        return "integer", _cells(values, there, int)
    if types.is_float_dtype(values.dtype):
        return "number", _cells(values, there, float)
    if types.is_datetime64_any_dtype(values.dtype):
        moments = list(values[there])
        if all(one.tzinfo is None and one.time() == time() for one in moments):
            return "date", _cells(values, there, lambda one: one.date())
        if all(one.tzinfo for one in moments):
            return "timestamp", _cells(values, there, lambda one: one.tz_convert(UTC))
        # without a zone nobody knows when it was
        return "text", _cells(values, there, lambda one: one.isoformat())
    return "text", _cells(values, there, _text)


def _cells(values: Any, there: Any, make: Any) -> list[Cell]:
    return [make(one) if known else None for one, known in zip(values, there, strict=True)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
