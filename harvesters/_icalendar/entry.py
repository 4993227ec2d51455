"""A VEVENT (RFC 5545, section 3.6.1): what it says, when it is, and when again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from ckanext.loerrach.geo.crs import Point

from .._core.feed import Feed
from .._core.values import BadValue, Values
from .._events import event
from .._events.event import Event, Status
from .._events.recurring import Rule
from .lines import Component
from .times import Times, duration

STATUS: dict[str, Status] = {
    "CONFIRMED": "scheduled",
    "TENTATIVE": "tentative",
    "CANCELLED": "cancelled",
    "CANCELED": "cancelled",
}
#: longest time that a date takes; permanent exhibitions end at some time
LONGEST = timedelta(days=366 * 10)
#: read here, or about people and programs, which the table does not show
KNOWN = frozenset((
    "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO",
    "URL", "CATEGORIES", "STATUS", "CLASS", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID",
    "SEQUENCE", "LAST-MODIFIED", "CREATED", "ORGANIZER", "ATTENDEE", "CONTACT", "COMMENT",
    "TRANSP", "PRIORITY", "RESOURCES", "RELATED-TO", "ATTACH", "IMAGE", "COLOR", "CONFERENCE",
    "REQUEST-STATUS", "BEGIN", "END", "REFRESH-INTERVAL", "SOURCE", "NAME", "STRUCTURED-DATA",
    "STYLED-DESCRIPTION", "LOCATION-TYPE", "PARTICIPANT-TYPE",
))  # fmt: skip


@dataclass
class Entry:
    """A VEVENT whose own words have been read; times are a day, or a time with its zone."""

    component: Component
    uid: str
    start: date | datetime
    #: exact length, that of DTEND; None where there is none
    exact: timedelta | None
    #: days that DURATION adds to each date before its exact length
    days: timedelta
    rule: Rule | None
    #: the date that this one stands for (RECURRENCE-ID)
    instead: date | datetime | None
    #: what is the same on each of its dates
    about: Event

    @property
    def zone(self) -> tzinfo | None:
        return self.start.tzinfo if isinstance(self.start, datetime) else None

    @property
    def wall(self) -> datetime:
        """The first date in local time without a zone; a day begins at midnight."""
        return wall(self.start, self.zone)

    @property
    def revision(self) -> tuple[int, str]:
        """Which of two is newer (section 3.8.7.4): by number, then by what it says of itself."""
        number = self.component.text("SEQUENCE").strip()
        stamps = self.component.text("LAST-MODIFIED") or self.component.text("DTSTAMP")
        return int(number) if number.isdecimal() and len(number) < 10 else 0, stamps

    def on(self, begin: datetime, occurrence: str) -> Event:
        """The date that begins at a local time."""
        if self.zone is None:
            # the end of whole days is the first day after them; one day at least
            length = self.days + (self.exact or timedelta()) - timedelta(days=1)
            last = begin + max(length, timedelta())
            first_day, last_day = begin.date(), last.date()
            return replace(
                self.about, occurrence=occurrence, first_day=first_day, last_day=last_day
            )
        # of the first date more is known than its local time, which may come twice; and by way of
        # UTC, as a time that the clocks skip is shown as one that there is
        local = self.start if begin == self.wall else begin.replace(tzinfo=self.zone)
        assert isinstance(local, datetime)
        start = local.astimezone(UTC).astimezone(self.zone)
        end = None if self.exact is None else _exact(start + self.days, self.exact)
        return replace(
            self.about,
            occurrence=occurrence,
            first_day=start.date(),
            last_day=event.last_day(start.date(), end),
            start=start,
            end=end,
        )


def wall(when: date | datetime, zone: tzinfo | None) -> datetime:
    """Local time without a zone of a day or a time."""
    if not isinstance(when, datetime):
        return datetime.combine(when, datetime.min.time())
    return (when.astimezone(zone) if zone else when).replace(tzinfo=None)


def _exact(start: datetime, length: timedelta) -> datetime:
    """So much later by a clock that nobody changes, in the zone of the start."""
    utc = start.timestamp() + length.total_seconds()
    return datetime.fromtimestamp(utc, start.tzinfo)


def read(feed: Feed, times: Times, component: Component) -> Entry:
    """A VEVENT; BadValue where it has no use."""
    feed.unknown(
        (one.name for one in component.properties if not one.name.upper().startswith("X-")
         and one.name.upper() not in KNOWN),
        (),
    )  # fmt: skip
    given = component.first("DTSTART")
    if given is None:
        raise BadValue("DTSTART", None, "missing", "Give every event a start")
    start = times.read(given)
    if isinstance(start, datetime) and given.value.strip().upper().endswith("Z"):
        # a market that is written in UTC is meant to be at the same hour in summer
        start = start.astimezone(times.home)
    exact, days = _length(feed, times, component, start)
    uid = component.text("UID").strip()
    title = event.title(component.text("SUMMARY"))
    if title is None:
        raise BadValue("SUMMARY", None, "missing", "Give every event a title")
    if not uid:
        feed.notice("repaired", "UID", "missing; made of start and title")
        uid = f"{start} {title}"
    about = _about(feed, component, uid, title, start)
    instead = component.first("RECURRENCE-ID")
    standing_for = times.read(instead) if instead else None
    return Entry(component, uid, start, exact, days, _rule(feed, component), standing_for, about)


def _rule(feed: Feed, component: Component) -> Rule | None:
    given = component.all("RRULE")
    if not given:
        return None
    rules = [rule for one in given if (rule := Rule.read(one.value))]
    if not rules:
        feed.notice("repaired", "RRULE", "empty; read as an event that does not recur")
        return None
    if len(rules) > 1:
        raise BadValue("RRULE", given[1].value, "more than one rule", "Write one event for each")
    return rules[0]


def _length(
    feed: Feed, times: Times, component: Component, start: date | datetime
) -> tuple[timedelta | None, timedelta]:
    """Exact length and days before it; an end that cannot be is left out and told."""
    title = event.title(component.text("SUMMARY")) or "?"
    if given := component.first("DTEND"):
        try:
            end = times.read(given)
        except BadValue as error:
            feed.notice("repaired", title, f"no end, as DTEND is '{given.value}': {error.problem}")
            return None, timedelta()
        if isinstance(end, datetime) != isinstance(start, datetime):
            feed.notice("repaired", title, "DTEND is a day and DTSTART a time, or the other way")
            return None, timedelta()
        length = _between(start, end)
        if timedelta() <= length <= LONGEST:
            return length, timedelta()
        problem = "before DTSTART" if length < timedelta() else "more than ten years later"
        feed.notice("repaired", title, f"no end, as DTEND '{given.value}' is {problem}")
    elif given := component.first("DURATION"):
        try:
            days, exact = duration(given)
        except BadValue as error:
            feed.notice("repaired", title, f"no end: {error}")
            return None, timedelta()
        if days + exact <= LONGEST:
            return exact, days
        feed.notice("repaired", title, f"no end, as DURATION '{given.value}' is too long")
    return None, timedelta()


def _between(start: date | datetime, end: date | datetime) -> timedelta:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return timedelta(seconds=end.timestamp() - start.timestamp())
    # a day each, which the types do not tell
    return wall(end, None) - wall(start, None)


def _about(feed: Feed, component: Component, uid: str, title: str, start: date | datetime) -> Event:
    state = component.text("STATUS").strip().upper()
    if state and state not in STATUS:
        feed.notice("unknown word", "STATUS", f"'{state}' read as {STATUS['CONFIRMED']}")
    categories = [word for one in component.all("CATEGORIES") for word in one.values]
    return Event(
        id=event.identity(uid),
        occurrence="",
        title=title,
        first_day=wall(start, None).date(),
        last_day=wall(start, None).date(),
        place=event.title(component.text("LOCATION")),
        point=_point(feed, component, title),
        category=event.title(", ".join(dict.fromkeys(categories))),
        free=True if component.text("X-COST-TYPE").strip().lower() == "free" else None,
        price=event.title(component.text("X-COST")),
        status=STATUS.get(state, "scheduled"),
        link=_link(feed, component, title),
        description=event.description(component.text("DESCRIPTION")),
    )


def _point(feed: Feed, component: Component, title: str) -> Point | None:
    """GEO: latitude and longitude (section 3.8.1.6)."""
    text = component.text("GEO").strip()
    if not text:
        return None
    lat, _, lon = text.partition(";")
    try:
        place = Values({"GEO": lon}).number("GEO"), Values({"GEO": lat}).number("GEO")
    except BadValue:
        place = None, None
    if place[0] is None or place[1] is None:
        feed.notice("place left out", title, f"GEO '{text}' is no latitude and longitude")
        return None
    return place[0], place[1]


def _link(feed: Feed, component: Component, title: str) -> str | None:
    try:
        address = Values({"URL": component.text("URL").strip()}).web_address("URL")
        return event.link(feed, title, address)
    except BadValue as error:
        feed.notice("link left out", title, str(error))
        return None
