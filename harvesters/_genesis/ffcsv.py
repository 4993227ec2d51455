"""Flat CSV (ffcsv) in both layouts: one value a row (since 2025), and one row for several values.

Each variable of a table has four columns: ``1_variable_code``, ``…_label``,
``…_attribute_code``, ``…_attribute_label`` (before: ``1_Merkmal_Code``, ``1_Auspraegung_Code``).
Values stand under ``value`` beside ``value_variable_code`` and ``value_unit``; before, each had a
column of its own, ``BEVSTD__Bevoelkerungsstand__Anzahl``. The total of a variable has no code. How
sure a value is stands under ``value_q``; before, beside each column under its name and ``__q``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .._core import csv
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord
from .._core.values import BadValue, Values, clean

#: variables whose attributes are areas, by their codes' beginnings; the others in the list of
#: variables of Regionalstatistik and Zensus 2022
REGIONS = ("DINSG", "DLAND", "REGBEZ", "KREISE", "GEMEIN", "VERBGEM", "GEO")
#: word of the older layout -> word of the newer one
OLDER = {
    "statistik_code": "statistics_code", "statistik_label": "statistics_label",
    "zeit_code": "time_code", "zeit_label": "time_label", "zeit": "time",
}  # fmt: skip
PART = re.compile(
    r"(\d)_(?:(merkmal|variable)|(auspraegung|variable_attribute|attribute))_(code|label)"
)
#: signs in the place of a value (Statistische Ämter, "Zeichenerklärung")
SIGNS = {"-": "-", ".": ".", "...": "...", "…": "...", "x": "x", "X": "x", "/": "/"}


@dataclass(frozen=True)
class Attribute:
    """What a row says of one variable."""

    variable: str
    variable_label: str
    #: "" for the total
    code: str
    label: str

    @property
    def is_area(self) -> bool:
        return self.variable.upper().startswith(REGIONS)


@dataclass(frozen=True)
class Figure:
    """One value with all that it stands for."""

    statistics: str
    statistics_label: str
    time_code: str
    time: str
    attributes: tuple[Attribute, ...]
    measure: str
    measure_label: str
    unit: str
    #: the value, or None with the sign that stands in its place
    value: float | None
    sign: str | None
    #: how sure a value is ("e" final, "p" provisional, …), as the office writes it
    quality: str | None


@dataclass
class _Header:
    """The columns of a file, by what they mean."""

    plain: dict[str, str]
    #: number of the variable -> part -> column
    variables: dict[str, dict[str, str]]
    #: column -> code, label and unit of the measure, in the older layout
    wide: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    #: the same column -> the one that says how sure its values are
    quality: dict[str, str] = field(default_factory=dict)


KNOWN = frozenset(
    ("statistics_code", "statistics_label", "time_code", "time_label", "time", "value",
     "value_unit", "value_variable_code", "value_variable_label", "value_q")
)  # fmt: skip


def figures(feed: Feed, lines: Iterable[str]) -> Iterator[Figure | BadRecord]:
    """Every value of a file; WrongContent where it is no ffcsv."""
    sheet = csv.from_lines(feed, lines, csv.Layout(delimiter=";", preamble=3))
    header = _header(feed, sheet.names)
    for row in sheet.rows:
        if isinstance(row, BadRecord):
            yield row
            continue
        try:
            yield from _figures(row.cells, header)
        except BadValue as error:
            yield error.record(f"line {row.line}")


def _header(feed: Feed, names: Iterable[str]) -> _Header:
    found = _Header({}, {})
    marks, unknown = [], []
    for name in names:
        word = name.strip().lower()
        word = OLDER.get(word, word)
        if part := PART.fullmatch(word):
            number, variable, _, kind = part.groups()
            role = f"{'variable' if variable else 'attribute'}_{kind}"
            found.variables.setdefault(number, {})[role] = name
        elif word.endswith("__q"):
            marks.append(name)
        elif len(wide := name.split("__")) == 3:
            found.wide[name] = (wide[0], wide[1].replace("_", " "), wide[2].replace("_", " "))
        elif word in KNOWN:
            found.plain[word] = name
        else:
            unknown.append(name)
    for name in marks:
        beside = name.strip()[: -len("__q")]
        # the unit is not always repeated
        owners = [one for one in found.wide if f"{one.strip()}__".startswith(f"{beside}__")]
        found.quality.update(dict.fromkeys(owners, name))
        unknown += [] if owners else [name]
    feed.unknown(unknown, [])
    _check(feed, found)
    return found


def _check(feed: Feed, header: _Header) -> None:
    missing = {"time_code", "time", "statistics_code"} - header.plain.keys()
    if not header.wide:
        missing |= {"value", "value_variable_code"} - header.plain.keys()
    missing |= {
        f"{number}_{role}"
        for number, roles in header.variables.items()
        for role in {"variable_code", "attribute_code", "attribute_label"} - roles.keys()
    }
    if missing:
        raise WrongContent(feed.url, "a flat CSV file of GENESIS (ffcsv)",
                           f"a table without {', '.join(sorted(missing))}")  # fmt: skip


def _figures(cells: Mapping[str, str], header: _Header) -> Iterator[Figure]:
    plain = Values({word: cells[name] for word, name in header.plain.items()})
    attributes = tuple(
        one for _, roles in sorted(header.variables.items()) if (one := _attribute(cells, roles))
    )
    common = (
        plain.needed("statistics_code", 40), plain.text("statistics_label") or "",
        plain.needed("time_code", 40), plain.needed("time", 40), attributes,
    )  # fmt: skip
    if not header.wide:
        value, sign = _value("value", cells[header.plain["value"]])
        yield Figure(
            *common, plain.needed("value_variable_code", 40),
            plain.text("value_variable_label") or "", plain.text("value_unit", 80) or "",
            value, sign, plain.text("value_q", 10),
        )  # fmt: skip
        return
    for name, measure in header.wide.items():
        value, sign = _value(name, cells[name])
        quality = Values(cells).text(header.quality[name], 10) if name in header.quality else None
        yield Figure(*common, *measure, value, sign, quality)


def _attribute(cells: Mapping[str, str], roles: Mapping[str, str]) -> Attribute | None:
    """None where a row has nothing under a variable, as those of larger areas have."""
    words = {role: clean(cells[name]) for role, name in roles.items()}
    if not words["variable_code"]:
        return None
    return Attribute(
        words["variable_code"],
        words.get("variable_label") or words["variable_code"],
        words["attribute_code"],
        words["attribute_label"],
    )


def _value(name: str, cell: str) -> tuple[float | None, str | None]:
    """A number with decimal comma, or the sign in its place, or beside an uncertain one."""
    text = cell.strip()
    if not text:
        return None, None
    if text in SIGNS:
        return None, SIGNS[text]
    bracketed = re.fullmatch(r"\((.+)\)", text)
    number = Values({name: bracketed[1] if bracketed else text}).number(name)
    return number, "()" if bracketed else None
