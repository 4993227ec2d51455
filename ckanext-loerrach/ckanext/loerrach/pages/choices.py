"""Words for values that come from lists: vocabularies of the schemas, types of the DataStore."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ..schemas import vocabulary
from . import language
from .cells import NUMBERS


def label(field: str, value: str) -> str:
    """The label of a value of a dataset field with choices; the value where it has none."""
    schema = tk.h.scheming_get_dataset_schema("dataset") or {}
    choices = (
        choice
        for one in schema.get("dataset_fields", ())
        if one["field_name"] == field
        for choice in one.get("choices", ())
    )
    return next((language.text(one["label"]) for one in choices if one["value"] == value), value)


def format_names() -> list[str]:
    """The names of the file formats that neighbours know, in their order."""
    return [term.label["de"] for term in vocabulary("file-type")]


def kind(datastore_type: str) -> str:
    """A DataStore type in words."""
    if datastore_type in NUMBERS:
        return tk._("Number")
    if datastore_type.startswith("timestamp"):
        return tk._("Date and time")
    words = {"date": tk._("Date"), "bool": tk._("yes or no"), "text": tk._("Text")}
    return words.get(datastore_type, datastore_type)
