"""Periods begin before they end."""

from __future__ import annotations

from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.loerrach.schemas import compose

from .base import Data, Errors, Field, Key, label, note
from .times import span


def check(data: Data, errors: Errors) -> None:
    """The periods of ``temporal_coverage``, and every field with ``not_before`` another."""
    fields = _fields()
    for start in [key for key in data if key[0] == "temporal_coverage" and key[-1] == "start"]:
        _compare(data, errors, start, (*start[:-1], "end"), fields["temporal_coverage"])
    for name, field in fields.items():
        if "not_before" in field:
            _compare(data, errors, (field["not_before"],), (name,), field)


def _compare(data: Data, errors: Errors, start: Key, end: Key, field: Field) -> None:
    first, last = span(_text(data.get(start))), span(_text(data.get(end)))
    if first and last and last.last < first.first:
        sentence = tk._("{field}: Das Ende liegt vor dem Beginn. Bitte berichtigen.")
        note(errors, end, sentence.format(field=label(field)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


@cache
def _fields() -> dict[str, Field]:
    return {field["field_name"]: field for field in compose()["dataset_fields"]}
