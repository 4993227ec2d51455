"""Dates and moments (XML Schema: gYear, gYearMonth, date, dateTime)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import ckan.plugins.toolkit as tk

from .base import Field, as_text, field_check, label


@field_check
def loerrach_date(field: Field, value: Any) -> str:
    """A year, a month, a date, or a moment with its zone; kept as it was written."""
    text = value.isoformat() if isinstance(value, date) else as_text(field, value)
    if not moment(text):
        raise tk.Invalid(
            tk._(
                "{field}: „{value}“ ist kein Datum. Möglich sind 2026, 2026-11, 2026-11-22 oder"
                " 2026-11-22T14:30:00+01:00."
            ).format(field=label(field), value=text[:40])
        )
    if "T" in text and datetime.fromisoformat(text).tzinfo is None:
        raise tk.Invalid(
            tk._(
                "{field}: Zu „{value}“ fehlt die Zeitzone. Bitte ergänzen, zum Beispiel +01:00."
            ).format(field=label(field), value=text[:40])
        )
    return text


def moment(text: str) -> tuple[int, ...]:
    """Year, month, day … of a date for comparing, as far as it says; () when it is none."""
    if short := re.fullmatch(r"(\d{4})(?:-(\d\d))?", text):
        parts = tuple(int(part) for part in short.groups() if part)
        return parts if parts[0] > 0 and all(0 < month < 13 for month in parts[1:]) else ()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return ()
    if not re.match(r"\d{4}-\d\d-\d\d($|T)", text):
        return ()
    return found.timetuple()[: 6 if "T" in text else 3]
