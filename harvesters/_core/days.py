"""Days without a time, as people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date

from . import xlsx
from .values import BadValue, Values


def day(values: Values, name: str) -> date | None:
    """A day: as "11.01.2020", "11.01.20" or ISO 8601, or as the serial number of a spreadsheet."""
    if not values.has(name):
        return None
    value = values.fields[name]
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return xlsx.day(value)
        text = str(value).strip()
        if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)( 00:00(:00)?)?", text):
            year = int(found[3])
            return date(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
        if re.fullmatch(r"\d{5}([.,]0+)?", text):
            return xlsx.day(int(text[:5]))
        return date.fromisoformat(text[:10])
    except (ValueError, OverflowError) as error:
        raise BadValue(name, value, "no day like 31.12.2024") from error
