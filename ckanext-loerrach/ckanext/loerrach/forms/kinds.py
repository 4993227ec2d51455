"""How a field of the schema is filled in: decided by its preset's ``form_snippet`` and checks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

Field = dict[str, Any]
Kind = Literal[
    "text", "email", "web", "telephone", "number", "date", "long_text", "lines", "translated_text",
    "translated_long", "translated_words", "choice", "radios", "choices", "licence", "rows",
    "geometry", "box", "point", "slug", "organization", "upload", "format", "kept",
]  # fmt: skip

SNIPPETS: dict[str, Kind] = {
    "markdown": "long_text",
    "textarea": "long_text",
    "large_text": "long_text",
    "select": "choice",
    "radio": "radios",
    "multiple_select": "choices",
    "multiple_checkbox": "choices",
    "multiple_text": "lines",
    "number": "number",
    "slug": "slug",
    "organization": "organization",
    "upload": "upload",
    "loerrach_translated_text": "translated_text",
    "loerrach_translated_markdown": "translated_long",
}

#: check -> kind, for what is written in a line of text
CHECKS: dict[str, Kind] = {
    "loerrach_email": "email",
    "loerrach_web_address": "web",
    "loerrach_telephone": "telephone",
    "loerrach_date": "date",
    "loerrach_format": "format",
    "loerrach_number": "number",
}

#: up to this many values are buttons, more are a list
MOST_RADIOS = 4


def kind(field: Field) -> Kind:
    """The kind of a field; "kept" where the form does not show it and leaves it as it is."""
    snippet = field.get("form_snippet", "text.html")
    if snippet is None:
        return "kept"
    if "repeating_subfields" in field:
        return "rows"
    name = str(snippet).removesuffix(".html")
    checks = str(field.get("validators", "")).split()
    if name == "json":
        return _place(field, checks)
    if "fluent_loerrach_keywords" in checks:
        return "translated_words"
    if name == "select" and field["field_name"] == "license":
        return "licence"
    # a button cannot be taken back, so optional fields that are folded away are lists
    wanted = field.get("required") or field.get("shown")
    if name == "select" and wanted and len(field.get("choices", ())) <= MOST_RADIOS:
        return "radios"
    line: Kind = next((CHECKS[check] for check in checks if check in CHECKS), "text")
    return SNIPPETS.get(name, line)


def _place(field: Field, checks: list[str]) -> Kind:
    if "loerrach_point" in checks or field["field_name"] == "centroid":
        return "point"
    return "box" if field["field_name"] == "bbox" else "geometry"


def applies(field: Field, strategy: str) -> bool:
    """Does the field concern datasets of this field of the strategy?"""
    return strategy in field.get("strategy_fields", (strategy,))


def in_form(fields: Iterable[Field], strategy: str) -> list[Field]:
    """The fields that the form of one field of the strategy shows."""
    return [field for field in fields if kind(field) != "kept" and applies(field, strategy)]
