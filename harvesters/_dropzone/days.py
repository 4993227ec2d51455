"""Days, months, years and periods as people write them; ISO 8601 comes out."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Any

from .words import Problem

DAY = re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})")
ISO = re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d\d)(?:-(?P<d>\d\d))?)?")
BETWEEN = re.compile(r"\s+(?:bis|-|–|to|à|au)\s+|\s*[–/]\s*|(?<=\d{4})-(?=\d{4}$)")


def span(name: str, value: Any) -> tuple[date, date]:
    """First and last day of a day, a month or a year; Problem for anything else."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value, value
    text = str(value).strip()
    found = DAY.fullmatch(text) or ISO.fullmatch(text)
    if not found or isinstance(value, bool):
        raise Problem(name, "day_needed", text)
    year, month, day = (int(found[part]) if found[part] else 0 for part in ("y", "m", "d"))
    try:
        first = date(year, month or 1, day or 1)
    except ValueError as error:
        raise Problem(name, "day_needed", text) from error
    last = monthrange(year, month or 12)[1]
    return first, date(year, month or 12, day or last)


def period(name: str, value: Any) -> tuple[str, str]:
    """ "2013 - 2014", "2026", "1.1.2026 bis 31.3.2026": first and last day."""
    parts = [value] if isinstance(value, (date, int)) else BETWEEN.split(str(value).strip())
    if len(parts) > 2:
        raise Problem(name, "day_needed", str(value))
    first, last = span(name, parts[0])[0], span(name, parts[-1])[1]
    if last < first:
        raise Problem(name, "backwards", str(value))
    return first.isoformat(), last.isoformat()
