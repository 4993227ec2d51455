"""CKAN's own fields, before CKAN's own validators see them: some break on what is no text."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from .base import Data, Errors, Key, is_given, note

DATASET = frozenset({"id", "name", "title", "notes", "url", "version", "owner_org", "tag_string"})
RESOURCE = frozenset({"id", "url", "name", "description", "format", "mimetype", "package_id"})


def loerrach_core_texts(key: Key, data: Data, errors: Errors, context: dict[str, Any]) -> None:
    """Refuse values of CKAN's text fields that are no texts, and take them out of the way."""
    for at, value in list(data.items()):
        if _is_text_field(at) and is_given(value) and not isinstance(value, str):
            sentence = tk._("{field}: Hier wird ein Text erwartet.")
            note(errors, at, sentence.format(field=at[-1]))
            data[at] = tk.missing


def _is_text_field(at: Key) -> bool:
    if len(at) == 1:
        return at[0] in DATASET
    return len(at) == 3 and at[0] == "resources" and at[2] in RESOURCE
