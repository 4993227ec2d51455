"""A delivery with other columns, taken over: what was said of columns that stayed is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ckanext.loerrach.tabular.reading import (
    LayoutChanged,
    Understanding,
    from_schema,
    to_schema,
    understand,
)
from ckanext.loerrach.tabular.reading.compared import Kind, is_nameless, kind_of, other_kinds
from ckanext.loerrach.tabular.reading.correction import Correction, Wanted, compare

#: mark of a correction: the next file's layout is to be taken over, once
ACCEPT = "loerrach:accept"


def of(found: Understanding) -> list[list[str]]:
    """Headings, the units that they name and the kinds of their values, as plain values."""
    return [[column.label, column.file_unit, kind_of(column)] for column in found.columns]


def same(name: str, before: Sequence[Sequence[str]], now: Sequence[Sequence[str]]) -> None:
    """LayoutChanged where a file has other columns than the last one; both as ``of`` has them.

    The kinds of columns that were read before there were kinds fit everything.
    """
    fixed = [Wanted(label, label, unit=u, file_unit=u or None) for label, u, *_ in before]
    if not (fixed and now):
        return
    labels, units = [one[0] for one in now], [one[1] for one in now]
    kinds = other_kinds(_kinds(before), _kinds(now))
    try:
        compare(name, Correction(fixed), labels, units)
    except LayoutChanged as error:
        changes = [*error.changes, *kinds]
        raise LayoutChanged(name, error.before, error.now, changes) from error
    if kinds:
        raise LayoutChanged(name, [one.label for one in fixed], labels, kinds)


def kept(before: Sequence[Sequence[str]], now: Sequence[Sequence[str]]) -> list[list[str]]:
    """The layout with which the next file is compared: columns without values are as before."""
    known = {one.label: one.kind for one in _kinds(before)}
    return [[label, unit, kind or known.get(label, "")] for label, unit, kind in now]


def _kinds(layout: Sequence[Sequence[str]]) -> list[Kind]:
    return [
        Kind(label, kind[0] if kind else "", is_nameless(label, place))
        for place, (label, _, *kind) in enumerate(layout, 1)
    ]


def unknown(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told, without the columns with which the next file is compared."""
    return {key: value for key, value in told.items() if key != "layout"}


def wanted(correction: Mapping[str, Any]) -> dict[str, Any]:
    """The correction with the mark."""
    return {**correction, ACCEPT: True}


def unmarked(correction: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in correction.items() if key != ACCEPT}


def accepted(path: Path, name: str, correction: Mapping[str, Any]) -> dict[str, Any]:
    """The correction for the columns of this file; ReadingError where it cannot be read."""
    told = {key: correction[key] for key in ("dialect", "encoding") if key in correction}
    found = to_schema(understand(path, name, from_schema(told)))
    made = told | {"schema": _merged(found["schema"], correction.get("schema", {}), set())}
    try:
        understand(path, name, from_schema(made))
    except LayoutChanged as changed:
        other = {str(one.values["column"]) for one in changed.changes if one.code == "retyped"}
        made["schema"] = _merged(found["schema"], correction.get("schema", {}), other)
    return made


def _merged(now: Mapping[str, Any], before: Mapping[str, Any], other: set[str]) -> dict[str, Any]:
    """Columns as they are found, as far as nobody has said how they are; ``other``: of new type."""
    known = {field.get("title") or field["name"]: field for field in before.get("fields", ())}
    kept = {title: known[title]["name"] for title in known}
    there = [field["title"] for field in now["fields"]]
    taken = {kept[title] for title in there if title in kept}
    fields, names = [], {}
    for field in now["fields"]:
        title = field["title"]
        if title in kept:
            name = kept[title]
            one = {**field, "name": name} if title in other else _known(known[title], field)
        else:
            name = _free(field["name"], taken)
            one = {**field, "name": name}
        names[field["name"]] = name
        fields.append(one)
    keys = before.get("primaryKey", [])
    keys = [keys] if isinstance(keys, str) else list(keys)
    if not keys or not set(keys) <= {one["name"] for one in fields}:
        keys = [names[one] for one in now.get("primaryKey", ())]
    return {"fields": fields, "missingValues": [""]} | ({"primaryKey": keys} if keys else {})


def _known(said: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of a column; its unit only while the file names the same one as then."""
    same = said.get("loerrach:fileUnit") == found.get("loerrach:fileUnit")
    units = ("loerrach:unit", "loerrach:fileUnit", "loerrach:ucum", "loerrach:currency")
    if same:
        return dict(said)
    kept = {key: value for key, value in said.items() if key not in units}
    return kept | {key: found[key] for key in units if key in found}


def _free(name: str, taken: set[str]) -> str:
    base, number = name, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    taken.add(name)
    return name
