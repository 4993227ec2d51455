"""When an event takes place: startDate and endDate, or schedules (https://schema.org/Schedule).

Days and times stand apart, and one may carry the other as well, sometimes another one. A day is
that of startDate; a time is that of startTime, where there is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .._core.feed import Feed
from .._core.values import BadValue
from .._events.event import Event, last_day
from .._events.horizon import Horizon
from .._events.recurring import YEARS, Rule
from .node import Node

DAYS = {
    "monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH", "friday": "FR",
    "saturday": "SA", "sunday": "SU",
}  # fmt: skip
WORDS = {"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "yearly": "P1Y"}
FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
MIDNIGHT = time()


@dataclass(frozen=True)
class Schedule:
    """One schedule: local times of its zone; ``time`` None for whole days."""

    zone: ZoneInfo
    first: date
    time: time | None
    #: from the begin of a date to its end; None where nobody says
    length: timedelta | None
    rule: Rule | None
    until: date | None
    without: frozenset[date]

    def events(self, horizon: Horizon, about: Event) -> list[Event]:
        """All dates that touch the horizon."""
        first = datetime.combine(self.first, self.time or MIDNIGHT)
        begin, end = horizon.wall((self.length or timedelta()) + timedelta(days=1))
        last = datetime.combine(self.until, time.max) if self.until else None
        found = self.rule.starts(first, begin, end, last) if self.rule else [first]
        dates = [self._event(one, about) for one in found if one.date() not in self.without]
        return [one for one in dates if horizon.shows(one.first_day, one.last_day)]

    def _event(self, begin: datetime, about: Event) -> Event:
        if self.time is None:
            day = begin.date()
            last = day + (self.length or timedelta())
            return replace(about, occurrence=day.isoformat(), first_day=day, last_day=last)
        local = begin.replace(tzinfo=self.zone)
        start = local.astimezone(UTC).astimezone(self.zone)
        end = None
        if self.length is not None:
            end = (local + self.length).astimezone(UTC).astimezone(self.zone)
        return replace(
            about,
            occurrence=begin.isoformat(timespec="minutes"),
            first_day=start.date(),
            last_day=last_day(start.date(), end),
            start=start,
            end=end,
        )


def read(feed: Feed, node: Node, title: str, home: ZoneInfo) -> list[Schedule]:
    """The schedules of an event; BadValue where it has no date at all."""
    given = [one for one in node.nodes("eventSchedule") if one.text("startDate")]
    if not given and node.text("startDate"):
        given = [node]
    if not given:
        raise BadValue("startDate", None, "missing", "Give every event a start")
    return [_schedule(feed, one, title, home) for one in given]


def _schedule(feed: Feed, node: Node, title: str, home: ZoneInfo) -> Schedule:
    zone = _zone(feed, node.text("scheduleTimezone"), home)
    day, clock = _moment(node, "startDate", zone)
    told = _clock(node, "startTime", zone)
    if clock and told and clock != told:
        feed.notice("repaired", title, f"startDate says {clock:%H:%M}, startTime {told:%H:%M}")
    begin = told or clock
    end_day, end_clock = _moment(node, "endDate", zone) if node.text("endDate") else (None, None)
    end = _clock(node, "endTime", zone) or end_clock
    if end_day and end_day < day:
        feed.notice("repaired", title, f"endDate {end_day} is before startDate {day}; left out")
        end_day = None
    rule = _rule(feed, node, title, day)
    if rule:
        length = _length(day, begin, None, end)
    else:
        length = _length(day, begin, end_day, end)
        if length is not None and length < timedelta():
            feed.notice("repaired", title, "ends before it begins; the end is left out")
            length = None
    without = frozenset(date.fromisoformat(text[:10]) for text in _days(node, "exceptDate"))
    return Schedule(zone, day, begin, length, rule, end_day if rule else None, without)


def _length(
    day: date, begin: time | None, end_day: date | None, end: time | None
) -> timedelta | None:
    """How long a date takes; that ends earlier than it begins goes on after midnight."""
    if begin is None:
        return (end_day or day) - day
    if end is None:
        if end_day is None or end_day == day:
            return None
        # the last day is known, but not when it is over on that
        end, end_day = MIDNIGHT, end_day + timedelta(days=1)
    length = datetime.combine(end_day or day, end) - datetime.combine(day, begin)
    if end_day is None and length < timedelta():
        length += timedelta(days=1)
    return length


def _rule(feed: Feed, node: Node, title: str, day: date) -> Rule | None:
    """The schedule as RRULE; None where it does not repeat."""
    given = node.text("repeatFrequency") or node.text("frequency")
    words = [word.lower() for word in node.terms("byDay")]
    if odd := sorted(set(words) - DAYS.keys() - {code.lower() for code in DAYS.values()}):
        feed.notice("unknown word", "byDay", f"{', '.join(odd)} left out")
    days = [DAYS.get(word, word.upper()) for word in words if word not in odd]
    if not given and not days:
        return None
    name = given.rpartition("/")[2].rpartition(":")[2]
    found = re.fullmatch(r"P(\d{1,3})([DWMY])", WORDS.get(name.lower(), name) or "P1W")
    if not found:
        raise BadValue("repeatFrequency", given, "no length of time like P1W")
    parts = {"FREQ": FREQUENCIES[found[2]], "INTERVAL": found[1]}
    weeks = node.literals("byMonthWeek")
    if found[2] in "MY" and days:
        # of each month the same weekday as the first date, unless the week is told
        numbers = weeks or [str((day.day - 1) // 7 + 1)]
        days = [f"{number}{code}" for number in numbers for code in days]
    if found[2] == "Y" and days and not node.literals("byMonth"):
        parts["BYMONTH"] = str(day.month)
    for key, values in (
        ("BYDAY", days),
        ("BYMONTH", node.literals("byMonth")),
        ("BYMONTHDAY", node.literals("byMonthDay")),
        ("COUNT", node.literals("repeatCount")[:1]),
    ):
        if values:
            parts[key] = ",".join(values)
    return Rule.read(";".join(f"{key}={value}" for key, value in parts.items()))


def _zone(feed: Feed, name: str, home: ZoneInfo) -> ZoneInfo:
    if not name:
        return home
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        feed.notice("unknown word", "scheduleTimezone", f"'{name[:60]}' read as {home}")
        return home


def _moment(node: Node, name: str, zone: ZoneInfo) -> tuple[date, time | None]:
    """Day and time of a date, in the zone; no time where it has none, or only midnight."""
    text = node.text(name)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            day, clock = date.fromisoformat(text), None
        else:
            moment = datetime.fromisoformat(text)
            local = moment.astimezone(zone) if moment.tzinfo else moment
            day, clock = local.date(), local.time()
    except (ValueError, OverflowError) as error:
        raise BadValue(name, text, "no day or time", "Write it as ISO 8601") from error
    if day.year not in YEARS:
        raise BadValue(name, text, f"a year from {YEARS[0]} to {YEARS[-1]} is needed")
    return day, None if clock == MIDNIGHT else clock


def _clock(node: Node, name: str, zone: ZoneInfo) -> time | None:
    """A time of day, also where a whole date stands."""
    text = node.text(name)
    if not text:
        return None
    if "T" in text.lstrip("T"):
        return _moment(node, name, zone)[1]
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise BadValue(name, text, "no time like 19:30", "Write it as ISO 8601") from error


def _days(node: Node, name: str) -> list[str]:
    found = node.literals(name)
    for text in found:
        try:
            date.fromisoformat(text[:10])
        except ValueError as error:
            raise BadValue(name, text, "no day", "Write it as ISO 8601") from error
    return found
