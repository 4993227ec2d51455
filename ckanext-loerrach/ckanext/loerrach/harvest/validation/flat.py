"""Nested dicts as CKAN's validators see them: flat, with tuples as keys, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan.lib.navl.dictization_functions import DataError

Key = tuple[Any, ...]
Data = dict[Key, Any]


def flatten(source: Mapping[str, Any], schema: Any) -> tuple[Data, dict[Key, list[str]]]:
    """As `flatten_dict`: {("resources", 0, "url"): …}; lists of dicts only where the schema has.

    Beside it the names at each place: {("resources", 0): ["url", …]}.
    """
    found: Data = {}
    names: dict[Key, list[str]] = {}
    _flatten(source, (), schema, found, names)
    return found, names


def _flatten(
    source: Mapping[str, Any], at: Key, schema: Any, found: Data, names: dict[Key, list[str]]
) -> None:
    here: list[str] = []
    for key, value in source.items():
        nested = (
            isinstance(value, list)
            and value
            and isinstance(value[0], dict)
            and (not schema or isinstance(schema.get(key), dict))
        )
        if not nested:
            found[*at, key] = value
            here.append(key)
            continue
        inner = schema.get(key) if schema else None
        for number, one in enumerate(value):
            if not isinstance(one, dict):
                raise DataError("Values in lists need to be dicts")
            _flatten(one, (*at, key, number), inner, found, names)
    if here:
        names[at] = here


def unflatten(data: Data) -> dict[str, Any]:
    """As CKAN's function of that name: the order of names is that of the alphabet."""
    root: dict[str, Any] = {}
    places: dict[Key, Any] = {(): root}
    gaps: dict[int, list[Any]] = {}
    # keys of one length have numbers and names in the same positions
    for key in sorted(sorted(data), key=len):
        place = places.get(key[:-1])
        if place is None:
            place = _place(key[:-1], places, gaps)
        place[key[-1]] = data[key]
    for several in gaps.values():
        several[:] = [one for one in several if one]
    return root


def _place(at: Key, places: dict[Key, Any], gaps: dict[int, list[Any]]) -> dict[str, Any]:
    """The dict at an even path, with the list that it is in."""
    outer = places.get(at[:-2])
    if outer is None:
        outer = _place(at[:-2], places, gaps)
    several = outer.setdefault(at[-2], [])
    if at[-1] > len(several):
        gaps[id(several)] = several
    while len(several) <= at[-1]:
        several.append({})
    places[at] = several[at[-1]]
    return places[at]
