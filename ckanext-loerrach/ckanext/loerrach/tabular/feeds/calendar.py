"""Dates as a calendar (RFC 5545) that phones and office programs subscribe to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from .kinds import About, identity, link, text

#: words of our tables → those of RFC 5545, section 3.8.1.11
STATUS = {"cancelled": "CANCELLED", "postponed": "CANCELLED", "tentative": "TENTATIVE"}


def calendar(about: About, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """An iCalendar of the rows that have a date; cancelled ones stay, marked as such.

    DTSTAMP is the beginning of the event: tables do not know when a row was changed, and the same
    rows give the same bytes.
    """
    import icalendar

    made = icalendar.Calendar()
    made.add("prodid", "-//ckanext-loerrach//table//DE")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", about.title)
    made.add("url", about.page)
    for row in rows:
        if event := _event(about, row):
            made.add_component(event)
    return bytes(made.to_ical())


def _event(about: About, row: Mapping[str, Any]) -> Any:
    import icalendar

    start, end = _span(row)
    if start is None:
        return None
    made = icalendar.Event()
    made.add("uid", identity(about, row))
    is_moment = isinstance(start, datetime)
    made.add("dtstamp", start if is_moment else datetime.combine(start, time(), UTC))
    made.add("dtstart", start)
    if end is not None and end > start:
        made.add("dtend", end)
    made.add("summary", text(row, "title", "committee") or about.title)
    where = ", ".join(filter(None, (text(row, "place"), text(row, "address"))))
    notes = "\n".join(filter(None, (text(row, "description"), link(row, "agenda"))))
    told = {
        "location": where, "description": notes, "url": link(row, "link", "agenda"),
        "status": STATUS.get(text(row, "status"), ""), "categories": text(row, "category"),
    }  # fmt: skip
    for name, value in told.items():
        if value:
            made.add(name, [value] if name == "categories" else value)
    return made


def _span(row: Mapping[str, Any]) -> tuple[Any, Any]:
    """Beginning and end, both moments or both days (the end is the day after the last one)."""
    start, end = row.get("start"), row.get("end")
    if isinstance(start, datetime):
        until = end.astimezone(UTC) if isinstance(end, datetime) else None
        return start.astimezone(UTC), until
    first, last = row.get("first_day") or row.get("day"), row.get("last_day")
    if not isinstance(first, date):
        return None, None
    last = last if isinstance(last, date) and last >= first else first
    return first, last + timedelta(days=1)
