"""Dates and moments (XML Schema 1.1 part 2: gYear, gYearMonth, date, dateTime)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk

from .base import Field, as_text, field_check, wrong

MONTH = re.compile(r"(\d{4})(?:-(\d\d))?", re.ASCII)
#: a zone is at most 14 hours away
ZONE = r"Z|[+-](?:0\d|1[0-4]):[0-5]\d"
DAY = re.compile(rf"(\d{{4}}-\d\d-\d\d)({ZONE})?", re.ASCII)
MOMENT = re.compile(rf"(\d{{4}}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(\.\d{{1,9}})?({ZONE})?", re.ASCII)
#: as people in Germany write it
GERMAN = re.compile(r"(?:(\d\d?)\.)?(\d\d?)\.(\d{4})", re.ASCII)
#: of a date that names no zone
TOWN = ZoneInfo("Europe/Berlin")


class Span(NamedTuple):
    """The first and the last instant that a date may mean, both with a zone."""

    first: datetime
    last: datetime


@field_check
def loerrach_date(field: Field, value: Any) -> str:
    """A year, a month, a date, or a moment with its zone, as XML Schema writes it."""
    text = _as_iso(value.isoformat() if isinstance(value, date) else as_text(field, value))
    found = MOMENT.fullmatch(text)
    if not span(text):
        raise wrong(
            field,
            tk._(
                "{field}: „{value}“ ist kein Datum. Möglich sind 2026, 2026-11, 2026-11-22 oder"
                " 2026-11-22T14:30:00+01:00."
            ),
            value=text[:40],
        )
    if found and not found[4]:
        raise wrong(
            field,
            tk._("{field}: Zu „{value}“ fehlt die Zeitzone. Bitte ergänzen, zum Beispiel +01:00."),
            value=text[:40],
        )
    # xsd:dateTime has seconds
    return f"{found[1]}{found[2] or ':00'}{found[3] or ''}{found[4]}" if found else text


def span(text: str) -> Span | None:
    """What a year, month, date or moment may mean; None when it is none of them."""
    try:
        if short := MONTH.fullmatch(text):
            return _month(int(short[1]), int(short[2]) if short[2] else None)
        if day := DAY.fullmatch(text):
            zone = datetime.fromisoformat(f"2000-01-01T00:00:00{day[2]}").tzinfo if day[2] else TOWN
            first = datetime.fromisoformat(day[1]).replace(tzinfo=zone)
            return Span(first, _before(first + timedelta(days=1)))
        if MOMENT.fullmatch(text):
            at = datetime.fromisoformat(_to_microseconds(text))
            at = at if at.tzinfo else at.replace(tzinfo=TOWN)
            return Span(at, at)
    except (ValueError, OverflowError):
        pass
    return None


def _month(year: int, month: int | None) -> Span:
    first = datetime(year, month or 1, 1, tzinfo=TOWN)
    if month is None:
        return Span(first, datetime(year, 12, 31, 23, 59, 59, tzinfo=TOWN))
    return Span(first, _before((first + timedelta(days=31)).replace(day=1)))


def _before(end: datetime) -> datetime:
    return end - timedelta(seconds=1)


def _to_microseconds(text: str) -> str:
    # Python 3.11 reads more than six digits of a second, older writers send up to nine
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


def _as_iso(text: str) -> str:
    if german := GERMAN.fullmatch(text):
        day, month, year = german.groups()
        return "-".join(part.zfill(2) for part in (year, month, day) if part)
    return text
