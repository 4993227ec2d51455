"""Values from a list: vocabularies, yes or no, file formats."""

from __future__ import annotations

import difflib
import json
from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.loerrach.schemas import vocabulary

from .base import Field, as_text, field_check, label


@field_check
def loerrach_one_of(field: Field, value: Any) -> str:
    """One value of the field's choices; the end of its URI ("DAILY") is enough."""
    return _chosen(field, value)


@field_check
def loerrach_some_of(field: Field, value: Any) -> str:
    """Several values, as scheming_multiple_text hands them on: JSON text."""
    return json.dumps(list(dict.fromkeys(_chosen(field, item) for item in json.loads(value))))


@field_check
def loerrach_flag(field: Field, value: Any) -> str:
    """Yes or no, as an extra can keep it."""
    return "true" if value else "false"


@field_check
def loerrach_format(field: Field, value: Any) -> str:
    """A file format; a URI of the EU's list becomes its name ("CSV")."""
    text = as_text(field, value)
    return next((term.label["de"] for term in vocabulary("file-type") if term.uri == text), text)


def _chosen(field: Field, value: Any) -> str:
    text = as_text(field, value)
    values = [str(choice["value"]) for choice in field["choices"]]
    if text in values:
        return text
    ending = [value for value in values if value.lower().endswith(f"/{text.lower()}")]
    if len(ending) == 1:
        return ending[0]
    short = {value.rsplit("/", 1)[-1].lower(): value for value in values}
    raise tk.Invalid(
        tk._("{field}: „{value}“ steht nicht auf der Liste. Gemeint vielleicht: {near}").format(
            field=label(field), value=text[:80], near=", ".join(_nearest(field, text, short))
        )
    )


def _nearest(field: Field, text: str, short: dict[str, str]) -> list[str]:
    """Up to three valid values that look like the text; the first ones where none does."""
    names: dict[str, str] = dict(short)
    for choice in field["choices"]:
        labels = (
            choice["label"].values() if isinstance(choice["label"], dict) else [choice["label"]]
        )
        names.update({name.lower(): str(choice["value"]) for name in labels})
    wanted = text.rsplit("/", 1)[-1].lower()
    near = [names[name] for name in difflib.get_close_matches(wanted, names, n=6, cutoff=0.5)]
    return list(dict.fromkeys(near))[:3] or list(short.values())[:3]
