"""One value of a DataStore table as a reader sees it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import ckan.plugins.toolkit as tk

from . import numbers
from .site import safe_address

NUMBERS = frozenset(
    {"int", "int2", "int4", "int8", "float", "float4", "float8", "numeric", "money"}
)

#: what people write for a unit's code in UCUM (https://ucum.org); other codes stand as they are
UNITS = {"deg": "°", "Cel": "°C", "ug/m3": "µg/m³", "m2": "m²", "m3": "m³", "km2": "km²"}

#: longer texts are cut in the table; the download has all of it
LONGEST = 200


class Cell(NamedTuple):
    """What stands in one cell: its text, where it links to, whether it is a number or empty."""

    text: str
    href: str = ""
    number: bool = False
    time: str = ""


def cell(value: Any, kind: str, language: str, *, unit: str = "", decimals: int = 0) -> Cell:
    """A value of DataStore type ``kind`` in the reader's language.

    Digits are grouped only in columns with a unit: a quantity is "1.234", a year or a postal code
    is not. ``decimals`` is what the column's other numbers have, so that they stand in line.
    """
    if value is None or value == "":
        return Cell("")
    if kind in NUMBERS:
        shown = numbers.number(value, language, grouping=bool(unit), decimals=decimals)
        return Cell(shown, number=True)
    if kind == "bool":
        return Cell(tk._("yes") if value in (True, "t", "true") else tk._("no"))
    if kind.startswith(("timestamp", "date")):
        shown = numbers.date_time(value, language)
        return Cell(shown or str(value), time=numbers.machine_time(value))
    return _text(value)


def unit_name(code: str) -> str:
    """A unit as it stands over a column; a mere number of things is "count"."""
    return tk._("count") if code == "1" else UNITS.get(code, code)


def _text(value: Any) -> Cell:
    plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if plain.startswith(("http://", "https://")) and not any(map(str.isspace, plain)):
        return Cell(_cut(plain.split("//", 1)[1]), href=safe_address(plain))
    return Cell(_cut(plain))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
