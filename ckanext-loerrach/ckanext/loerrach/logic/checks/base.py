"""What the checks share: keys, labels, and how a finding is told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import ckan.plugins.toolkit as tk
from ckanext.scheming.validation import scheming_validator
from flask import has_request_context

from .draft import as_draft

Key = tuple[Any, ...]
Data = dict[Key, Any]
Errors = dict[Key, list[str]]
Field = dict[str, Any]
Validator = Callable[[Key, Data, Errors, dict[str, Any]], None]
#: takes the field and a value that is there, gives the value to store or raises tk.Invalid
Check = Callable[[Field, Any], Any]

#: what PostgreSQL cannot store: the NUL character and halves of surrogate pairs
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Incomplete(tk.Invalid):
    """What is there is right, but a part is missing; a draft keeps it as ``value``."""

    def __init__(self, message: str, value: Any) -> None:
        super().__init__(message)
        self.value = value


def label(field: Field) -> str:
    """Name of the field in the reader's language; in German where nobody reads a page."""
    return read_text(field.get("label") or {}) or str(field["field_name"])


def read_text(texts: Mapping[str, str]) -> str:
    """The text in the reader's language; in German where nobody reads a page."""
    language = tk.h.lang() if has_request_context() else "de"
    return str(texts.get(language) or texts.get("de") or "")


def is_given(value: Any) -> bool:
    """Is there a value at all? False is one; an empty text or list is none."""
    return value is not tk.missing and value is not None and value not in ("", [], {})


def refuse(errors: Errors, key: Key, message: str) -> NoReturn:
    """Report a finding and end the checks of this field."""
    note(errors, key, message)
    raise tk.StopOnError


def note(errors: Errors, key: Key, message: str) -> None:
    """Report a finding and go on."""
    errors.setdefault(key, []).append(message)


def put_extra(data: Data, name: str, text: str) -> None:
    """Set a field of the schema after the checks of single values, when extras are made already."""
    data[(name,)] = text
    keys = [key for key in data if key[0] == "extras" and key[-1] == "key"]
    at = next((key[1] for key in keys if data[key] == name), None)
    if at is None:
        at = max((key[1] for key in keys), default=-1) + 1
        data["extras", at, "key"] = name
    data["extras", at, "value"] = text


def field_check(check: Check) -> Callable[[Field, Any], Validator]:
    """Make a scheming validator of a function that checks one value of a field.

    A value that is not there is an error where the field is required; otherwise the field is left
    out, and the function is not asked.
    """

    def for_field(field: Field, schema: Any) -> Validator:
        def validator(key: Key, data: Data, errors: Errors, context: dict[str, Any]) -> None:
            value = data.get(key)
            if not is_given(value):
                if is_required(field, key, data, context) and not in_empty_group(key, data):
                    refuse(errors, key, needed(field))
                data.pop(key, None)
                raise tk.StopOnError
            try:
                data[key] = check(field, value)
            except Incomplete as finding:
                if is_required(field, key, data, context):
                    refuse(errors, key, finding.error)
                data[key] = finding.value
            except tk.Invalid as finding:
                refuse(errors, key, finding.error)

        return on_missing(validator, "" if field.get("required") else "drop")

    for_field.__name__ = check.__name__
    for_field.__doc__ = check.__doc__
    return scheming_validator(for_field)


def on_missing(validator: Validator, does: str) -> Validator:
    """Say what a validator does with a value that is missing, and nowhere stored either.

    "drop": takes its key away and ends the checks; "pass": nothing, the next one decides. The bulk
    writer of the engine then need not ask it for each of the hundred fields of a dataset.
    """
    validator.on_missing = does  # type: ignore[attr-defined]
    return validator


def is_required(field: Field, key: Key, data: Data, context: dict[str, Any]) -> bool:
    """Must the field have a value here and now?

    A draft needs its title only. Its resources are not spared: CKAN does not check resources again
    that do not change when the dataset is published.
    """
    spared = key[0] not in ("resources", "title_translated", "strategy_field")
    return bool(field.get("required")) and not (spared and as_draft(data, context))


def in_empty_group(key: Key, data: Data) -> bool:
    """Does the value belong to a group of fields that is empty altogether?

    A form always has one more group than is filled in, for the next one to be added.
    """
    group = key[:-1]
    if not group or not isinstance(group[-1], int) or (group[0] == "resources" and len(group) == 2):
        return False
    inside = [value for other, value in data.items() if other[: len(group)] == group]
    # what CKAN cannot place is kept in a dict of its own
    flat = [one for value in inside for one in (value.values() if type(value) is dict else [value])]
    return not any(map(is_given, flat))


def needed(field: Field) -> str:
    return tk._("{field}: Die Angabe fehlt. Bitte ergänzen.").format(field=label(field))


def wrong(field: Field, sentence: str, **words: Any) -> tk.Invalid:
    """A finding about a field: a translated sentence with ``{field}`` and places for ``words``."""
    return tk.Invalid(sentence.format(field=label(field), **words))


def as_text(field: Field, value: Any) -> str:
    """The value as a text that can be stored, without space around it."""
    if not isinstance(value, str):
        raise wrong(field, tk._("{field}: Hier wird ein Text erwartet."))
    if UNSTORABLE.search(value):
        raise wrong(
            field,
            tk._("{field}: Der Text enthält unsichtbare Steuerzeichen. Bitte neu eingeben."),
        )
    return value.strip()


def from_json(text: str) -> Any:
    """What a JSON text says; None where it is no JSON, or nested deeper than anything real."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
