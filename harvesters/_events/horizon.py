"""The time that a table of dates shows: recurring events go on for ever, tables do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .._core.feed import Feed
from .._core.settings import whole, zone

SETTINGS = {
    "months": "months that are shown, from the first day of this one on (12; at most 36)",
    "past": "months before this one that are shown as well (0; at most 120)",
    "timezone": "zone of the calendar, in which dates recur (Europe/Berlin)",
}


@dataclass(frozen=True)
class Horizon:
    """Days from ``first`` on, before ``until``, and the zone that they are days of."""

    first: date
    until: date
    zone: ZoneInfo

    @classmethod
    def of(cls, feed: Feed) -> Horizon:
        """By the settings of the source; SettingError says what is wrong."""
        source = feed.source
        months = whole(source, "months", 12, 1, 36)
        past = whole(source, "past", 0, 0, 120)
        here = zone(source, "Europe/Berlin")
        today = feed.now.astimezone(here).date()
        return cls(month(today, -past), month(today, months), here)

    def shows(self, first: date, last: date) -> bool:
        """Is something within it that goes from one day to another (both included)?"""
        return first < self.until and last >= self.first

    def wall(self, length: timedelta) -> tuple[datetime, datetime]:
        """Local times between which something of that length begins that can be seen."""
        midnight = datetime.min.time()
        first = datetime.combine(self.first, midnight)
        return first - length, datetime.combine(self.until, midnight)


def month(day: date, later: int) -> date:
    """The first day of the month so many months later."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)
