"""What the fields are called on pages, from the schema that makes the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ckanext.loerrach.schemas import compose

from .text import Label


def label(field: str, in_resource: bool = False) -> Label:
    """Name of a field ("publisher", "contact.email"); its key where no schema has it."""
    known = _labels()[in_resource]
    return known.get(field) or known.get(field.split(".")[0]) or Label.of(field)


@cache
def _labels() -> tuple[dict[str, Label], dict[str, Label]]:
    schema = compose()
    return _of(schema["dataset_fields"]), _of(schema["resource_fields"])


def _of(fields: Iterable[Mapping[str, Any]], above: str = "") -> dict[str, Label]:
    found: dict[str, Label] = {}
    for field in fields:
        name = f"{above}{field['field_name']}"
        if texts := field.get("label"):
            found[name] = Label.of(texts)
        found |= _of(field.get("repeating_subfields", ()), f"{name}.")
    return found
