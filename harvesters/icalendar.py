"""Calendars: one file is one dataset, with a row for each date of the months ahead."""

from __future__ import annotations

from collections.abc import Iterator

from ._core.describe import original
from ._core.errors import Empty, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record
from ._events import columns, dataset, horizon
from ._events.horizon import Horizon
from ._icalendar import calendar, lines
from ._icalendar.calendar import Found

#: dates of one calendar; more has no region
MOST = 100_000


class ICalendar(Harvester):
    """Calendars (iCalendar, RFC 5545), their recurring events date by date."""

    info = HarvesterInfo(
        name="icalendar",
        title="iCalendar",
        field="culture",
        documentation="https://www.rfc-editor.org/rfc/rfc5545",
        settings=horizon.SETTINGS,
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Events that cannot be read, then the one dataset."""
        found = Found(Horizon.of(feed))
        # never conditional: the months ahead are others next month, also of the same file
        answer = feed.get(part=True, accept="text/calendar, */*;q=0.1")
        calendars = lines.calendars(feed, answer)
        feed.whole([answer.validators.digest, found.horizon.first.isoformat()])
        for one in calendars:
            calendar.take(feed, found, one)
        if len(found.events) > MOST:
            raise WrongContent(feed.url, f"at most {MOST} dates", f"{len(found.events)}")
        if not found.good and found.bad:
            first = f"none that can be read; the first: {found.bad[0]}"
            raise WrongContent(feed.url, "events", first)
        if not found.good:
            raise Empty(feed.url, "event")
        yield from found.bad
        table, points = dataset.table(feed, list(found.events.values()))
        resources = [table, original(feed, "ICS", "text/calendar")]
        yield dataset.record(feed, resources, points, columns.TAGS, ["events"])
