"""Keys that offices number their things with."""

from __future__ import annotations

import json
import re
from typing import Any

import ckan.plugins.toolkit as tk

from .base import Field, as_text, field_check, wrong

#: key of a service in the catalogue of Germany's public administration (LeiKa): "99", then group,
#: identification and what is done of three digits each, and a detail of three; https://fimportal.de
SERVICE = re.compile(r"99\d{12}", re.ASCII)
SCHOOL_YEAR = re.compile(r"(\d{4})\s*[/–-]\s*(\d\d|\d{4})", re.ASCII)


@field_check
def loerrach_service_keys(field: Field, value: Any) -> str:
    """Keys of services, as scheming_multiple_text hands them on: JSON text."""
    return json.dumps([_service(field, as_text(field, item)) for item in json.loads(value)])


@field_check
def loerrach_school_year(field: Field, value: Any) -> str:
    """Two years in a row, kept as "2026/27"."""
    text = as_text(field, value)
    years = SCHOOL_YEAR.fullmatch(text)
    if not years or int(years[2][-2:]) != (int(years[1]) + 1) % 100:
        raise wrong(
            field,
            tk._("{field}: „{value}“ ist kein Schuljahr. Beispiel: 2026/27"),
            value=text[:40],
        )
    return f"{years[1]}/{years[2][-2:]}"


def _service(field: Field, text: str) -> str:
    digits = re.sub(r"[\s.]", "", text)
    if not SERVICE.fullmatch(digits):
        raise wrong(
            field,
            tk._(
                "{field}: „{value}“ ist kein Leistungsschlüssel. Er hat 14 Ziffern und beginnt"
                " mit 99."
            ),
            value=text[:40],
        )
    return digits
