"""What the form snippets of translated texts show: what was stored, or typed a moment ago."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from . import language


def texts(data: Mapping[str, Any], field: str) -> dict[str, str]:
    """Language code -> text for the inputs ``<field>-<code>``; "" where there is none.

    After an error the form comes back with what was typed (``title_translated-de``); else there
    is what is stored (``title_translated`` as a mapping, or as its JSON). Keywords are joined by
    commas.
    """
    stored = _stored(data.get(field))
    found = {code: _one(text) for code, text in stored.items()}
    typed = {
        key.removeprefix(f"{field}-"): _one(text)
        for key, text in data.items()
        if key.startswith(f"{field}-")
    }
    return defaultdict(str, {**found, **typed})


def _stored(value: Any) -> Mapping[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {language.GERMAN: value}
    return value if isinstance(value, Mapping) else {}


def _one(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def errors(found: Mapping[str, Any] | None, field: str) -> list[str]:
    """The sentences that belong to a field or to one of its languages."""
    own = [
        value
        for key, value in (found or {}).items()
        if key == field or key.startswith(f"{field}-")
    ]  # fmt: skip
    return [
        str(sentence)
        for value in own
        for sentence in (value if isinstance(value, list) else [value])
    ]
