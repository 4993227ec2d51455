"""Dates as people here write them: 22.11.2026, 11.2026, 2026. Stored as ISO 8601."""

from __future__ import annotations

import re

DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
MONTH = re.compile(r"(\d{1,2})[./](\d{4})")


def to_iso(text: str) -> str:
    """``22.11.2026`` -> ``2026-11-22``, ``11.2026`` -> ``2026-11``; all else as it is."""
    text = text.strip()
    if day := DAY.fullmatch(text):
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    if month := MONTH.fullmatch(text):
        return f"{month[2]}-{int(month[1]):02}"
    return text


def to_people(text: str) -> str:
    """``2026-11-22`` -> ``22.11.2026``, ``2026-11`` -> ``11.2026``; all else as it is."""
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text):
        return ".".join(reversed(text.split("-")))
    return text
