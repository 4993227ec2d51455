"""All dates of a calendar: events that recur, with their exceptions (RFC 5545, section 3.8.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord
from .._core.values import BadValue
from .._events.event import Event, refused
from .._events.horizon import Horizon
from .._events.recurring import Barren
from .entry import Entry, read, wall
from .lines import Component
from .times import Times

#: events that recur, and those among them whose rules are found to give no date at all
RULES, BARREN = 5000, 20
#: people have marked these events as not for others (section 3.8.1.3)
CLOSED = frozenset(("PRIVATE", "CONFIDENTIAL"))
OTHERS = ["VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY", "VALARM", "VAVAILABILITY"]


@dataclass
class Found:
    """What has been read of a source."""

    horizon: Horizon
    #: dates within the horizon, by identity and planned time
    events: dict[tuple[str, str], Event] = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)
    #: events that have been read, whether or not they are within the horizon
    good: int = 0
    rules: int = 0
    barren: int = 0


def take(feed: Feed, found: Found, calendar: Component) -> None:
    """Read the events of one calendar."""
    feed.unknown((one.name for one in calendar.inner if one.name not in OTHERS), ())
    times = Times(feed, calendar, found.horizon.zone)
    by_uid: dict[str, list[Entry]] = {}
    for number, component in enumerate(
        (one for one in calendar.inner if one.name == "VEVENT"), start=1
    ):
        if component.text("CLASS").strip().upper() in CLOSED:
            feed.notice("left out", "CLASS", "there are events that are marked as private")
            found.good += 1
            continue
        try:
            entry = read(feed, times, component)
        except BadValue as error:
            # the UID would not do as a name: many are made of somebody's address
            name = component.text("SUMMARY")
            found.bad.append(refused(feed, error, name, number))
            continue
        by_uid.setdefault(entry.uid, []).append(entry)
        found.rules += entry.rule is not None
    if found.rules > RULES:
        raise WrongContent(feed.url, f"at most {RULES} events that recur", f"{found.rules}")
    for entries in by_uid.values():
        _together(feed, found, times, entries)


def _together(feed: Feed, found: Found, times: Times, entries: list[Entry]) -> None:
    """Events of one UID: one that recurs, dates that differ from it, older revisions, mistakes."""
    masters = _newest(feed, found, [one for one in entries if one.instead is None])
    instead = [one for one in entries if one.instead is not None]
    if len(masters) > 1:
        feed.notice("repaired", "UID", "several events have the same; told apart by their start")
    dates: dict[str, Event] = {}
    for master in masters:
        try:
            for begin in _begins(feed, found.horizon, times, master):
                dates[_planned(master, begin)] = master.on(begin, _planned(master, begin))
        except BadValue as error:
            found.barren += isinstance(error, Barren)
            if found.barren > BARREN:
                raise WrongContent(feed.url, "rules with dates", f"{BARREN} without") from error
            found.bad.append(refused(feed, error, master.about.title))
            continue
        found.good += 1
    for one in sorted(instead, key=lambda one: one.revision):
        assert one.instead is not None
        if one.component.all("RECURRENCE-ID")[0].params.get("RANGE"):
            feed.notice("repaired", "RECURRENCE-ID", "RANGE is read for the one date only")
        zone = masters[0].zone if masters else one.zone
        planned = _text(wall(one.instead, zone), isinstance(one.instead, datetime))
        dates[planned] = one.on(one.wall, planned)
        found.good += 1
    for planned, event in dates.items():
        if found.horizon.shows(event.first_day, event.last_day):
            found.events[event.id, planned] = event


def _newest(feed: Feed, found: Found, masters: list[Entry]) -> list[Entry]:
    """Of several revisions the newest; of one and the same start the one changed last."""
    newest = max((one.revision[0] for one in masters), default=0)
    by_start: dict[datetime, Entry] = {}
    for one in sorted(masters, key=lambda one: one.revision):
        if one.revision[0] < newest:
            continue
        if one.wall in by_start:
            problem = BadValue("UID", None, "the same event twice", "Give each event its own UID")
            found.bad.append(refused(feed, problem, by_start[one.wall].about.title))
        by_start[one.wall] = one
    if older := sum(one.revision[0] < newest for one in masters):
        feed.notice("left out", masters[0].about.title, f"{older} older revisions")
    return list(by_start.values())


def _begins(feed: Feed, horizon: Horizon, times: Times, one: Entry) -> Iterator[datetime]:
    """Local times of all dates that touch the horizon, without those that are left out."""
    length = one.days + (one.exact or timedelta())
    begin, end = horizon.wall(length + timedelta(days=1))
    zone = one.zone
    found = {one.wall} if begin <= one.wall < end else set()
    if one.rule:
        found |= set(one.rule.starts(one.wall, begin, end, _until(feed, times, one)))
    for given in one.component.all("RDATE"):
        # a period (section 3.3.9) is a start, a slash, and an end or a length
        for value in given.values:
            found.add(wall(times.value(given, value.partition("/")[0]), zone))
    without = set(_without(times, one))
    days = {day for day in without if not isinstance(day, datetime)}
    found = {other for other in found if other not in without and other.date() not in days}
    yield from sorted(other for other in found if begin <= other < end)


def _without(times: Times, one: Entry) -> Iterator[date | datetime]:
    """The dates that are left out: local times, or days with all that is on them."""
    for given in one.component.all("EXDATE"):
        for value in given.values:
            left_out = times.value(given, value)
            if not isinstance(left_out, datetime):
                yield left_out
            elif one.zone is None:
                yield left_out.date()
            else:
                yield wall(left_out, one.zone)


def _until(feed: Feed, times: Times, one: Entry) -> datetime | None:
    """The last local time at which the rule may give a date; None where it goes on for ever."""
    assert one.rule is not None
    if not one.rule.until:
        return None
    given = one.component.all("RRULE")[0]
    last = times.value(given, one.rule.until)
    if isinstance(last, datetime):
        if last.tzinfo is times.home and one.zone is not None:
            # without a zone it is of the zone of the event
            return last.replace(tzinfo=None)
        found = wall(last, one.zone or times.home)
    else:
        # a day: with all that begins on it
        found = wall(last, None) + timedelta(days=1, microseconds=-1)
    if found < one.wall:
        feed.notice(
            "repaired", one.about.title, "UNTIL is before DTSTART; read as an event of one date"
        )
    return found


def _planned(one: Entry, begin: datetime) -> str:
    return _text(begin, one.zone is not None)


def _text(begin: datetime, timed: bool) -> str:
    return begin.isoformat(timespec="minutes") if timed else begin.date().isoformat()
