"""Corrections: what a person says of a file, kept as Frictionless Table Schema and used again.

Data Resource with ``encoding``, ``dialect`` and ``schema``: https://specs.frictionlessdata.io
(v1) and https://datapackage.org/standard (v2). What those do not have begins with "loerrach:".
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from ckanext.loerrach.harvesters._core.record import ColumnType

from .errors import BadCorrection, LayoutChanged
from .guess import TOLERATED
from .model import Misfit, Understanding
from .units import codes
from .words import Sentence, say

#: our type → Frictionless'
TYPES = {"text": "string", "timestamp": "datetime"}
DATES = {"d.m.y": "%d.%m.%Y", "y-m-d": "%Y-%m-%d", "d/m/y": "%d/%m/%Y", "m/d/y": "%m/%d/%Y"}
#: names that the DataStore takes, see tabular.columns; and none with a word after a colon
NAME = re.compile(r'(?![_\s])(?!.*(?<![:\w\\]):\w)[^"\x00-\x1f\x7f]*[^"\x00-\x20\x7f]')
LONGEST = 63
#: rows of headings at most, and the last row in which they may stand
HEADINGS, LOWEST = 6, 1000
FORMATS = ("", "code", "month", "quarter", ",", ".", *DATES)


@dataclass(frozen=True)
class Wanted:
    """One column as it has to be; fields as in model.Found, ``label`` as the file has it."""

    name: str
    label: str
    type: ColumnType = "text"
    format: str = ""
    thousands: str = ""
    unit: str = ""
    cell_unit: str = ""
    key: bool = False
    beside: bool = False
    #: unit that the file named then; None: nobody has written it down
    file_unit: str | None = None


@dataclass(frozen=True)
class Correction:
    """What is said about a file; empty fields are found in the file."""

    columns: Sequence[Wanted] = ()
    sheet: str = ""
    delimiter: str = ""
    encoding: str = ""
    #: rows of the headings
    header: Sequence[int] = ()


def to_schema(understood: Understanding) -> dict[str, Any]:
    """A Data Resource descriptor (JSON) with schema and dialect of what was understood."""
    dialect = understood.dialect
    told: dict[str, Any] = {"header": bool(dialect.header)}
    if dialect.header:
        told |= {"headerRows": list(dialect.header), "headerJoin": " "}
    if dialect.told:
        told["loerrach:headerRows"] = list(dialect.header)
    told |= {"delimiter": dialect.delimiter} if dialect.delimiter else {"sheetName": dialect.sheet}
    schema: dict[str, Any] = {"fields": [_field(column) for column in understood.columns]}
    if understood.key:
        schema["primaryKey"] = list(understood.key)
    signs = sorted({sign for column in understood.columns for sign in column.marks})
    schema["missingValues"] = ["", *signs]
    found = {"name": understood.file, "dialect": told, "schema": schema}
    return found | ({"encoding": dialect.encoding} if dialect.encoding else {})


def _field(column: Any) -> dict[str, Any]:
    type = TYPES.get(column.type, column.type)
    told: dict[str, Any] = {"name": column.name, "title": column.label, "type": type}
    if column.type == "number":
        told["decimalChar"] = column.format or ","
    if column.type in ("number", "integer") and column.thousands:
        told["groupChar"] = column.thousands
    if column.type == "date":
        told["format"] = DATES[column.format]
    more = {
        "format": column.format, "unit": column.unit, "cellUnit": column.cell_unit,
        "signs": bool(column.beside), "fileUnit": column.file_unit,
        **codes(column.unit or column.cell_unit),
    }  # fmt: skip
    return told | {f"loerrach:{key}": value for key, value in more.items() if value}


def from_schema(told: Mapping[str, Any]) -> Correction:
    """What a descriptor says; BadCorrection for one that says something else than tables can be."""
    schema, dialect = told.get("schema", {}), told.get("dialect", {})
    if not isinstance(schema, Mapping) or not isinstance(dialect, Mapping):
        raise BadCorrection("schema, dialect: {…}")
    fields = schema.get("fields", [])
    if not isinstance(fields, list) or not all(isinstance(one, Mapping) for one in fields):
        raise BadCorrection("schema.fields: [{…}]")
    keys = schema.get("primaryKey", [])
    keys = [keys] if isinstance(keys, str) else keys
    columns = [_wanted(one, keys) for one in fields]
    known = [column.name for column in columns]
    for name in known:
        if known.count(name) > 1:
            raise BadCorrection(name, "bad_twice", name, "name")
    if not isinstance(keys, list) or not set(map(str, keys)) <= set(known):
        raise BadCorrection(f"schema.primaryKey: {keys}")
    delimiter, encoding = str(dialect.get("delimiter", "")), str(told.get("encoding", ""))
    if len(delimiter) > 1 or delimiter in ('"', "\n", "\r"):
        raise BadCorrection(f"dialect.delimiter: {delimiter}")
    return Correction(
        columns, str(dialect.get("sheetName", "")), delimiter, _encoding(encoding),
        _header(dialect.get("loerrach:headerRows", [])),
    )  # fmt: skip


def _header(rows: Any) -> tuple[int, ...]:
    there = isinstance(rows, list) and all(type(row) is int and 0 < row <= LOWEST for row in rows)
    if not there or len(rows) > HEADINGS or sorted(set(rows)) != rows:
        raise BadCorrection(f"dialect.loerrach:headerRows: {rows}")
    return tuple(rows)


def _encoding(name: str) -> str:
    if not name:
        return ""
    try:
        found = codecs.lookup(name).name
        "".encode(found)
    except (LookupError, ValueError) as error:
        raise BadCorrection(f"encoding: {name}") from error
    return found


def _wanted(told: Mapping[str, Any], keys: Sequence[Any]) -> Wanted:
    name = str(told.get("name", ""))
    type = {value: key for key, value in TYPES.items()}.get(
        str(told.get("type")), told.get("type", "text")
    )
    if not NAME.fullmatch(name) or len(name.encode(errors="replace")) > LONGEST:
        raise BadCorrection(name, "bad_name", name, "name")
    if type not in get_args(ColumnType):
        raise BadCorrection(f"schema.fields: {name}: {told.get('type')}", column=name, part="type")
    decimal, group = str(told.get("decimalChar", ".")), str(told.get("groupChar", ""))
    format = str(told.get("loerrach:format", ""))
    if type == "number":
        format = decimal
    elif type in ("date", "timestamp") and not format:
        pattern = str(told.get("format", "%Y-%m-%d"))
        format = next((key for key, one in DATES.items() if one == pattern), "y-m-d")
    if type == "integer" and format not in (",", "."):
        format = "," if group != "," else "."
    if (
        format not in FORMATS
        or group not in ("", ".", ",", " ", "'")
        or (group and group == decimal and type == "number")
    ):
        raise BadCorrection(f"schema.fields: {name}: {format} {group}", column=name, part="type")
    return Wanted(
        name, str(told.get("title") or name), type, format, group,
        str(told.get("loerrach:unit", "")), str(told.get("loerrach:cellUnit", "")),
        name in keys, bool(told.get("loerrach:signs")),
        str(told["loerrach:fileUnit"]) if "loerrach:fileUnit" in told else None,
    )  # fmt: skip


def compare(file: str, fixed: Correction, now: Sequence[str], units: Sequence[str]) -> None:
    """LayoutChanged where headings, their order or units are not those of the correction."""
    before = [column.label for column in fixed.columns]
    shown = [label or f"Spalte {place}" for place, label in enumerate(now, 1)]
    changes = _units(fixed, shown, units)
    if before == shown[: len(before)] and not any(now[len(before) :]) and not changes:
        return
    for place, label in enumerate(shown, 1):
        if label not in before and now[place - 1]:
            changes.append(say("added", column=label, place=place))
    for place, label in enumerate(before, 1):
        if label not in shown:
            changes.append(say("missing", column=label, place=place))
    stayed = [label for label in before if label in shown]
    there = [label for label in shown if label in before]
    for old, new in zip(stayed, there, strict=False):
        if old != new:
            changes.append(
                say("moved", column=new, now=shown.index(new) + 1, before=before.index(new) + 1)
            )
    raise LayoutChanged(file, before, shown, changes)


def _units(fixed: Correction, now: Sequence[str], units: Sequence[str]) -> list[Sentence]:
    """Columns that are measured in another unit than the one the file named, or a person said."""
    there = dict(zip(now, units, strict=True))
    return [
        say("other_unit", column=one.label, now=there[one.label], before=one.file_unit or one.unit)
        for one in fixed.columns
        if one.file_unit is not None
        and there.get(one.label)
        and there[one.label] not in (one.file_unit, one.unit)
    ]


def retyped(
    file: str, fixed: Correction, found: Sequence[tuple[str, int, int, Sequence[Misfit]]]
) -> None:
    """LayoutChanged where a column's values are of another type than before."""
    changes = []
    for wanted, (_, values, misfits, examples) in zip(fixed.columns, found, strict=False):
        if misfits * 100 > TOLERATED * max(values, 1):
            shown = [one.value for one in examples[:3]]
            changes.append(say("retyped", column=wanted.label, before=wanted.type, number=misfits,
                               of=values, examples=shown))  # fmt: skip
    if changes:
        labels = [column.label for column in fixed.columns]
        raise LayoutChanged(file, labels, [label for label, *_ in found], changes)
