"""Numbers, dates and sizes as people in the reader's language write them.

Formats are those of the Unicode CLDR (https://cldr.unicode.org), through Babel.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, numbers

#: the clock of the town: what a page shows without naming a zone is this time
LOCAL_TIME = ZoneInfo("Europe/Berlin")

#: more digits after the decimal sign are rounded away: 0.000001 degrees are 11 centimetres
MOST_DECIMALS = 6


def number(value: Any, language: str, *, grouping: bool = True, decimals: int = 0) -> str:
    """``1234.5`` as "1.234,5" (de), "1 234,5" (fr), "1,234.5" (en); what is no number unchanged.

    :param decimals: at least so many digits after the decimal sign
    """
    exact = _decimal(value)
    if exact is None:
        return str(value)
    pattern = "#,##0." + "0" * decimals + "#" * (MOST_DECIMALS - decimals)
    return numbers.format_decimal(
        exact, format=pattern, locale=language, group_separator=grouping
    )  # fmt: skip


def decimals(value: Any) -> int:
    """How many digits a number has after its decimal sign, at most :data:`MOST_DECIMALS`."""
    exact = _decimal(value)
    exponent = exact.normalize().as_tuple().exponent if exact is not None else 0
    return min(MOST_DECIMALS, max(0, -int(exponent)))


def _decimal(value: Any) -> Decimal | None:
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None


def degrees(value: float, language: str) -> str:
    """Longitude or latitude with two decimals, which is about a kilometre: "47,60"."""
    return numbers.format_decimal(value, format="0.00", locale=language)


def moment(value: Any) -> dt.datetime | dt.date | None:
    """An ISO 8601 date or time, or None for anything else.

    A time without offset is UTC, as CKAN keeps its own. A text of ten characters is a date.
    """
    try:
        if isinstance(value, str):
            parse = dt.date.fromisoformat if len(value) == 10 else dt.datetime.fromisoformat
            value = parse(value)
    except ValueError:
        return None
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    return value if isinstance(value, dt.date) else None


def date(value: Any, language: str, form: str = "long") -> str:
    """The day in the town's time zone: "22. November 2026"; "" for what is no date.

    A mere year ("2026") or month ("2026-11") is shown as such: "2026", "November 2026".
    """
    if isinstance(value, str) and (short := re.fullmatch(r"(\d{4})(?:-(\d\d))?", value)):
        return _year_or_month(short, language)
    when = moment(value)
    if when is None:
        return ""
    if isinstance(when, dt.datetime):
        when = when.astimezone(LOCAL_TIME).date()
    return dates.format_date(when, form, locale=language)


def _year_or_month(short: re.Match[str], language: str) -> str:
    year, month = short.groups()
    if month is None:
        return year
    try:
        first = dt.date(int(year), int(month), 1)
    except ValueError:
        return ""
    return dates.format_skeleton("yMMMM", first, locale=language)


def date_time(value: Any, language: str, form: str = "medium") -> str:
    """Day and minute in the town's time zone: "22.11.2026, 18:45"; a mere date stays a date."""
    when = moment(value)
    if when is None:
        return ""
    if not isinstance(when, dt.datetime):
        return dates.format_date(when, form, locale=language)
    local = when.astimezone(LOCAL_TIME)
    day = dates.format_date(local.date(), form, locale=language)
    return f"{day}, {dates.format_time(local, 'short', locale=language)}"


def machine_time(value: Any) -> str:
    """The ISO form for ``<time datetime>``: with offset where there is a time; "" for no date."""
    when = moment(value)
    return when.isoformat() if when else ""


def size(value: Any, language: str) -> str:
    """Bytes as "1,4 MB": powers of ten, as the SI prefixes say; "" for what is no size."""
    try:
        amount = float(value)
    except (TypeError, ValueError):
        return ""
    if not 0 <= amount < float("inf"):
        return ""
    units = ("B", "kB", "MB", "GB")
    step = min(len(units) - 1, int(math.log10(amount) // 3)) if amount >= 1 else 0
    scaled = amount / 1000**step
    pattern = "#,##0" if step == 0 or scaled >= 100 else "#,##0.#"
    shown = numbers.format_decimal(scaled, format=pattern, locale=language)
    return f"{shown}\N{NO-BREAK SPACE}{units[step]}"
