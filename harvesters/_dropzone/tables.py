"""One file with a table as a resource, with what is said of its columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ckanext.loerrach.geo.sites import placed
from ckanext.loerrach.tabular.reading import (
    BadCorrection,
    Correction,
    LayoutChanged,
    ReadingError,
    Understanding,
    codes_of,
    from_schema,
    read,
    small_counts,
    to_schema,
    understand,
)

from .._core.describe import points, table_of
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord, Cell, Column, Places, Resource, Table
from .._core.source import SourceEntry
from .metadata import About, Words, everywhere, plain
from .words import LANGUAGES, TYPES, Later, Problem

#: rows of a table, which are held in memory
ROWS = 500_000
NOTED = {"de": "Anmerkungen in der Datei:", "fr": "Remarques du fichier :",
         "en": "Notes in the file:"}  # fmt: skip
DAY = {"de": "%d.%m.%Y", "fr": "%d/%m/%Y", "en": "%Y-%m-%d"}
STAND = {"de": "Stand der Angaben:", "fr": "Date de référence :", "en": "Reference date:"}


@dataclass(frozen=True)
class Given:
    """One file as it is looked at."""

    feed: Feed
    #: licence and attribution of the folder
    source: SourceEntry
    folder: str
    name: str
    path: Path
    about: About
    language: str
    #: schema of the last delivery; None where this is the first, or another layout is meant
    kept: Mapping[str, Any] | None
    #: what the publisher has laid beside the file: NAME.schema.json
    correction: bytes | None
    small: int
    layout: int


@dataclass(frozen=True)
class Made:
    """What has become of it."""

    resource: Resource
    schema: dict[str, Any]
    bad: list[BadRecord]
    places: Places | None = None
    #: the file may hold more than is shown of it
    more_inside: bool = False


def tables(given: Given) -> Iterator[Made]:
    """A table for each sheet that is meant; Problem where one of them cannot be published."""
    for sheet in given.about.sheets or ("",):
        yield _made(given, sheet, more=len(given.about.sheets) > 1)


def _made(given: Given, sheet: str, more: bool) -> Made:
    key = f"{given.name}#{sheet}" if more else given.name
    found = _understood(given, sheet, key)
    words = _words(given, found)
    rows = _rows(given, found)
    table = Table(_columns(found, words), rows, _key(given, found) or _first(found, rows))
    _look(given, found, table)
    about = given.about
    title = {**everywhere(about.title or {"de": Path(given.name).stem}), **about.title}
    if more:
        title = {code: f"{text}: {sheet}" for code, text in title.items()}
    resource = table_of(given.source, key, title, _notes(about, found), table)
    bad = [
        Problem(
            f"{given.name}: {column.label}", "misfit", one.value, row=one.row,
            type=TYPES[column.type][LANGUAGES.index(given.language)],
            misfits=column.misfits, values=column.values,
        ).record(f"{given.folder} ({one.row})", given.language, part_of=given.folder)
        for column in found.columns for one in column.examples
    ]  # fmt: skip
    places = _places(given, found, table) if about.coordinates else None
    return Made(resource, to_schema(found), bad, places, _more_inside(given, found))


def _understood(given: Given, sheet: str, key: str) -> Understanding:
    try:
        fixed = _fixed(given, sheet)
        found = understand(given.path, given.name, fixed, sheet)
        if retyped := _retyped(given, found):
            fixed = from_schema(retyped)
            found = understand(given.path, given.name, replace(fixed, sheet=sheet), sheet)
        elif given.kept and key in given.kept and fixed is None:
            _as_before(given, found, given.kept[key])
    except ReadingError as error:
        raise _problem(given, error) from error
    if found.rows > ROWS:
        raise Problem(given.name, "too_many_rows", rows=ROWS)
    for one in found.sentences:
        if one.code not in ("dialect", "sheet", "header"):
            text = one.text(given.language)
            given.feed.notice("understood", f"{given.folder}/{given.name}", text)
    return found


def _more_inside(given: Given, found: Understanding) -> bool:
    """Does a workbook hold sheets that are not published, or hidden rows and columns?"""
    shown = {*given.about.sheets, found.dialect.sheet}
    others = any(one.rows and one.name not in shown for one in found.sheets)
    return others or any(one.code == "hidden" for one in found.sentences)


def _fixed(given: Given, sheet: str) -> Correction | None:
    """What the publisher has corrected."""
    if given.correction is None:
        return None
    try:
        told = json.loads(given.correction)
    except (ValueError, RecursionError) as error:
        raise Problem(f"{given.name}.schema.json", "bad_schema", what="JSON") from error
    if not isinstance(told, Mapping):
        raise Problem(f"{given.name}.schema.json", "bad_schema", what="JSON {…}")
    fixed = from_schema(told if "schema" in told else {"schema": told})
    return replace(fixed, sheet=sheet or fixed.sheet)


def _retyped(given: Given, found: Understanding) -> dict[str, Any] | None:
    """The schema with the types that the description names; None where they are as found."""
    words, schema = _words(given, found), to_schema(found)
    changed = False
    for field, column in zip(schema["schema"]["fields"], found.columns, strict=True):
        wanted = words.get(column.label, Words()).type
        if wanted and wanted != column.type:
            changed = True
            field["type"] = "string" if wanted == "text" else wanted
            field.pop("loerrach:format", None)
            if wanted == "date":
                field |= {"format": "%d.%m.%Y", "loerrach:format": "d.m.y"}
            elif wanted in ("number", "integer"):
                # as people in German-speaking countries write them: 1.234,5
                field |= {"groupChar": "."} | ({"decimalChar": ","} if wanted == "number" else {})
    return schema if changed else None


def _as_before(given: Given, found: Understanding, kept: Mapping[str, Any]) -> None:
    """LayoutChanged where columns came, went or moved, or hold something else than before."""
    before = from_schema(kept)
    now = {column.label: column for column in found.columns}
    wanted = []
    for old in before.columns:
        new = now.get(old.label)
        if new and {old.type, new.type} == {"integer", "number"}:
            # whole numbers may get decimals, and lose them
            old = replace(old, type=new.type, format=new.format, thousands=new.thousands)
        wanted.append(old)
    asked = replace(before, columns=wanted, sheet=found.dialect.sheet)
    understand(given.path, given.name, asked)


def _problem(given: Given, error: ReadingError) -> Problem:
    if isinstance(error, LayoutChanged):
        what = " ".join(one.text(given.language) for one in (error.sentence, *error.changes))
        return Problem(given.name, "layout", what=what, next=given.layout + 1)
    if isinstance(error, BadCorrection):
        field = f"{given.name}.schema.json" if given.correction else given.name
        return Problem(field, "bad_schema", what=error.sentence.text(given.language))
    return Problem(given.name, "table", what=error.sentence.text(given.language))


def _words(given: Given, found: Understanding) -> dict[str, Words]:
    """What is said of the columns, by their labels in the file."""
    labels = {plain(column.label): column.label for column in found.columns}
    labels |= {plain(column.name): column.label for column in found.columns}
    return {labels[plain(name)]: one for name, one in given.about.columns.items()
            if plain(name) in labels}  # fmt: skip


def _columns(found: Understanding, words: Mapping[str, Words]) -> list[Column]:
    labels = {column.name: column for column in found.columns}
    made = []
    for column in found.table_columns():
        said = words.get(labels[column.name].label, Words()) if column.name in labels else Words()
        made.append(replace(
            column, label=everywhere({**column.label, **everywhere(said.label)}),
            description=everywhere(said.description), unit=said.unit or column.unit,
        ))  # fmt: skip
    return made


def _rows(given: Given, found: Understanding) -> list[tuple[Cell, ...]]:
    try:
        return [row for portion in read(given.path, found) for row in portion.rows()]
    except ReadingError as error:
        raise _problem(given, error) from error


def _key(given: Given, found: Understanding) -> list[str]:
    """Names of the columns that the description names, or of those that the file shows."""
    names = {plain(column.label): column.name for column in found.columns}
    names |= {plain(column.name): column.name for column in found.columns}
    chosen = []
    for heading in given.about.key:
        if plain(heading) not in names:
            known = Later("known", ", ".join(column.label for column in found.columns))
            raise Problem(f"schluessel: {heading}", "no_such_column", file=given.name, what=known)
        chosen.append(names[plain(heading)])
    return chosen or list(found.key)


def _first(found: Understanding, rows: list[tuple[Cell, ...]]) -> list[str]:
    """The first column, where it names each row: what has changed can be told then."""
    column = found.columns[0]
    values = {row[0] for row in rows}
    good = column.type in ("text", "integer", "date") and None not in values
    return [column.name] if good and len(values) == len(rows) else []


def _look(given: Given, found: Understanding, table: Table) -> None:
    """Problem for a key that is none, and for counts of so few that people could be known."""
    at = [[column.name for column in table.columns].index(name) for name in table.key]
    seen: dict[tuple[Cell, ...], int] = {}
    for number, row in enumerate(table.rows, 1) if at else ():
        key = tuple(row[i] for i in at)
        if None in key:
            raise Problem(f"{given.name}: {', '.join(table.key)}", "empty_key", row=number)
        if seen.setdefault(key, number) != number:
            shown = "/".join(map(str, key))
            raise Problem(f"{given.name}: {', '.join(table.key)}", "double_key", key=shown,
                          first=seen[key], second=number)  # fmt: skip
    codes = codes_of(found)
    for few in small_counts(table, given.small, codes=codes) if given.small else ():
        label = next(one.label for one in found.columns if one.name == few.column)
        raise Problem(f"{given.name}: {label}", "small_counts", number=few.number,
                      threshold=given.small, rows=", ".join(map(str, few.rows)))  # fmt: skip


def _notes(about: About, found: Understanding) -> dict[str, str]:
    """What is said of the table, with footnotes and the day that the figures are of."""
    notes = everywhere(about.notes)
    made = {}
    for code in LANGUAGES:
        parts = [notes.get(code, "")]
        if found.reference_date:
            day = date.fromisoformat(found.reference_date)
            parts.append(f"{STAND[code]} {day.strftime(DAY[code])}")
        if found.notes:
            parts.append(f"{NOTED[code]} {' · '.join(found.notes)}"[:4000])
        if text := "\n\n".join(filter(None, parts)):
            made[code] = text
    return made


def _places(given: Given, found: Understanding, table: Table) -> Places | None:
    """Points from two columns, by the key of their rows."""
    told = given.about.coordinates
    assert told is not None
    names = {plain(column.label): column.name for column in found.columns}
    titles = [column.name for column in table.columns]
    for heading in (told.x, told.y):
        column = next((c for c in found.columns if plain(c.label) == plain(heading)), None)
        if column is None or column.type not in ("number", "integer"):
            known = Later(
                "known",
                ", ".join(one.label for one in found.columns if one.type in ("number", "integer")),
            )
            raise Problem(f"koordinaten: {heading}", "no_such_column", file=given.name, what=known)
    x, y = (titles.index(names[plain(one)]) for one in (told.x, told.y))
    if not table.key:
        raise Problem("koordinaten", "missing", what="schluessel")
    at = [titles.index(one) for one in table.key]
    pairs: dict[str, tuple[float, float]] = {}
    for row in table.rows:
        east, north = row[x], row[y]
        if isinstance(east, int | float) and isinstance(north, int | float):
            pairs["/".join(str(row[i]) for i in at)] = (float(east), float(north))
    try:
        good = placed(given.feed, told.crs, pairs.items())
    except WrongContent as error:
        raise Problem("koordinaten: system", "places", told.crs, what=error.found) from error
    return points({id: pairs[id] for id in good}, told.crs)
