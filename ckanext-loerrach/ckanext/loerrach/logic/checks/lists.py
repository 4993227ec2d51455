"""Values from a list: vocabularies, yes or no, file formats."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.loerrach.schemas import Choice, field_choices, vocabulary_choices
from ckanext.scheming.validation import scheming_validator

from .base import (
    Data,
    Errors,
    Field,
    Key,
    Validator,
    as_text,
    field_check,
    from_json,
    is_given,
    is_required,
    needed,
    on_missing,
    read_text,
    refuse,
    wrong,
)
from .texts import WEB


@field_check
def loerrach_one_of(field: Field, value: Any) -> str:
    """One value of the field's choices; a name that is plainly meant ("DAILY") becomes it."""
    return _chosen(field, value)


@field_check
def loerrach_some_of(field: Field, value: Any) -> str:
    """Several values, as scheming_multiple_text hands them on: JSON text."""
    return json.dumps(list(dict.fromkeys(_chosen(field, item) for item in json.loads(value))))


@field_check
def loerrach_term_or_address(field: Field, value: Any) -> str:
    """One value of the field's choices, or the address of a term of another list."""
    text = as_text(field, value)
    return (
        text
        if WEB.fullmatch(text) and not field_choices(field).find(text)
        else _chosen(field, text)
    )


@scheming_validator
def loerrach_list(field: Field, schema: Any) -> Validator:
    """Before scheming_multiple_text: a list of texts, one text, or the JSON text of a list.

    Its own sentences would not name the field.
    """

    def validator(key: Key, data: Data, errors: Errors, context: dict[str, Any]) -> None:
        try:
            items = [text for text in _items(field, data.get(key)) if text]
        except tk.Invalid as finding:
            refuse(errors, key, finding.error)
        if items:
            data[key] = items
            return
        if is_required(field, key, data, context):
            refuse(errors, key, needed(field))
        data.pop(key, None)
        raise tk.StopOnError

    return on_missing(validator, "" if field.get("required") else "drop")


@field_check
def loerrach_flag(field: Field, value: Any) -> str:
    """Yes or no, as an extra can keep it."""
    return "true" if value else "false"


@field_check
def loerrach_format(field: Field, value: Any) -> str:
    """A file format; a URI of the EU's list becomes its name ("CSV")."""
    text = as_text(field, value)
    if "/file-type/" not in text:
        return text
    found = vocabulary_choices("file-type").find(text)
    names = {choice.value: choice.label["de"] for choice in vocabulary_choices("file-type").all}
    return names[found] if found else text


def _items(field: Field, value: Any) -> list[str]:
    if not is_given(value):
        return []
    if isinstance(value, str):
        value = from_json(value) if value.lstrip().startswith("[") else [value]
    if not isinstance(value, list):
        raise wrong(field, tk._("{field}: Hier wird eine Liste von Texten erwartet."))
    return [as_text(field, item) for item in value]


def _chosen(field: Field, value: Any) -> str:
    text = as_text(field, value)
    choices = field_choices(field)
    found = choices.find(text)
    if found is None:
        near = ", ".join(map(_named, choices.nearest(text)))
        raise wrong(
            field,
            tk._("{field}: „{value}“ steht nicht auf der Liste. Gemeint vielleicht: {near}"),
            value=text[:80], near=near,
        )  # fmt: skip
    return found


def _named(choice: Choice) -> str:
    """What the reader calls it, and the short name that programs may send."""
    label = read_text(choice.label)
    return label if label == choice.code else f"{label} ({choice.code})"
