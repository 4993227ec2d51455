"""Groups of fields (``repeating_subfields``) as a form and a program send them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ckanext.loerrach.schemas import compose

from .base import Data, Errors, Key


def close_gaps(data: Data) -> None:
    """Number groups without the empty ones: ckanext-dcat looks only at the first."""
    groups, inside = _groups("dataset_fields"), _groups("resource_fields")
    there = {key[:1] for key in data if key[0] in groups} | {
        key[:3] for key in data if key[0] == "resources" and len(key) > 2 and key[2] in inside
    }
    for at in there:
        _renumber(data, at)


def loerrach_kept_groups(key: Key, data: Data, errors: Errors, context: dict[str, Any]) -> None:
    """Before all checks: a group that no form shows stays as it is, unless the sender speaks of it.

    Afterwards nobody can tell an empty list, which removes a group, from silence.
    """
    package = context.get("package")
    stored = (package.extras or {}) if package else {}
    for name in _kept():
        if name in stored and not _is_mentioned(data, name):
            for number, group in enumerate(json.loads(stored[name])):
                data.update({(name, number, *key): value for key, value in _flat(group)})


def _is_mentioned(data: Data, name: str) -> bool:
    unplaced = data.get(("__extras",)) or {}
    return name in unplaced or (name,) in data or any(key[0] == name for key in data)


def _flat(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in _flat(inner, (*at, key))]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [pair for number, one in enumerate(value) for pair in _flat(one, (*at, number))]
    return [(at, value)]


def _renumber(data: Data, at: tuple[Any, ...]) -> None:
    depth = len(at)
    keys = sorted(
        (key for key in data if key[:depth] == at and len(key) > depth + 1),
        key=lambda key: tuple(map(str, key[depth + 1 :])),
    )
    numbers = {old: new for new, old in enumerate(sorted({key[depth] for key in keys}))}
    if all(old == new for old, new in numbers.items()):
        return
    moved = {(*at, numbers[key[depth]], *key[depth + 1 :]): data.pop(key) for key in keys}
    data.update(moved)


@cache
def _groups(part: str) -> tuple[str, ...]:
    return tuple(f["field_name"] for f in compose()[part] if "repeating_subfields" in f)


@cache
def _kept() -> tuple[str, ...]:
    fields = compose()["dataset_fields"]
    return tuple(f["field_name"] for f in fields if f.get("kept") and "repeating_subfields" in f)
