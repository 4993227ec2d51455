"""The list of all that is wrong, at the top of a form, each with a link to its field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import ckan.plugins.toolkit as tk

from .controls import Control, sentences

#: CKAN's fields that ours stand for
OURS = {"title": "title_translated", "notes": "notes_translated", "tags": "tags_translated"}


class Line(NamedTuple):
    """One sentence and where it leads; "" where no field of the page is meant."""

    text: str
    href: str


def own_names(errors: Mapping[str, Any]) -> dict[str, Any]:
    """The errors under the names of the form's fields."""
    found: dict[str, Any] = {}
    for name, value in errors.items():
        ours = OURS.get(name, name)
        if ours not in found or ours == name:
            found[ours] = value
    return found


def lines(
    errors: Mapping[str, Any], controls: Iterable[Control], dataset: Mapping[str, Any]
) -> list[Line]:
    """The errors in the order of the form; then those that belong to no field of it."""
    controls = list(controls)
    found = [line for control in controls for line in _of(control)]
    known = {control.name for control in controls} | {"resources"}
    found += list(_resources(errors.get("resources"), dataset))
    for name, value in errors.items():
        if name not in known:
            found += [Line(f"{name}: {text}", "") for text in _texts(value)]
    return found


def _of(control: Control) -> Iterator[Line]:
    for text in control.errors:
        named = text if text.startswith(control.label) else f"{control.label}: {text}"
        yield Line(named, f"#{control.first_id}")
    for number, row in enumerate(control.rows, 1):
        for part in row:
            for line in _of(part):
                which = f"{control.row_label} {number}: " if len(control.rows) > 1 else ""
                yield Line(which + line.text, line.href)


def _resources(errors: Any, dataset: Mapping[str, Any]) -> Iterator[Line]:
    resources = dataset.get("resources") or []
    for number, found in enumerate(errors if isinstance(errors, list) else []):
        if not isinstance(found, Mapping) or number >= len(resources):
            continue
        href = tk.h.url_for(
            "dataset_resource.edit", id=dataset["name"], resource_id=resources[number]["id"]
        )
        for value in found.values():
            for text in _texts(value):
                yield Line(tk._("File {number}: {text}").format(number=number + 1, text=text), href)


def _texts(value: Any) -> list[str]:
    """All sentences of an error, however deep they lie."""
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return sentences(value)
