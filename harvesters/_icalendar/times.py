"""Days and times (RFC 5545, sections 3.3.4 to 3.3.6), and the zones that they are of."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .._core.feed import Feed
from .._core.values import BadValue
from .._events.recurring import YEARS
from .lines import Component, Property

TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?", re.IGNORECASE)
DURATION = re.compile(
    r"([+-])?P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?",
    re.IGNORECASE,
)
#: how Outlook and Exchange call the zones of our surroundings (CLDR, windowsZones)
WINDOWS = {
    "w. europe standard time": "Europe/Berlin",
    "romance standard time": "Europe/Paris",
    "central europe standard time": "Europe/Budapest",
    "central european standard time": "Europe/Warsaw",
    "gmt standard time": "Europe/London",
    "greenwich standard time": "Etc/UTC",
    "utc": "Etc/UTC",
    "gmt": "Etc/UTC",
}
#: offset in winter and in summer -> a zone that has both, for zones of a calendar's own
OFFSETS = {
    ("+0100", "+0200"): "Europe/Berlin",
    ("+0000", "+0100"): "Europe/London",
    ("+0200", "+0300"): "Europe/Helsinki",
}


class Times:
    """Reads the times of one calendar; those without a zone are of the zone ``home``."""

    def __init__(self, feed: Feed, calendar: Component, home: ZoneInfo) -> None:
        self.feed = feed
        self.home = home
        self._own = {one.text("TZID"): one for one in calendar.inner if one.name == "VTIMEZONE"}
        self._known: dict[str, tzinfo] = {}
        if name := calendar.text("X-WR-TIMEZONE").strip():
            said = _zone(name)
            # "Etc/GMT" and "UTC" say that somebody has not chosen a zone
            if isinstance(said, ZoneInfo) and "/" in name and not name.startswith("Etc/"):
                self.home = said

    def read(self, one: Property) -> date | datetime:
        """A day, or a time with its zone; BadValue for anything else."""
        return self.value(one, one.value.strip())

    def value(self, one: Property, text: str) -> date | datetime:
        """One of the days or times of a property that may hold several."""
        found = TIME.fullmatch(text)
        if not found:
            raise BadValue(one.name, text, "no day like 20261231 or time like 20261231T190000")
        if int(found[1]) not in YEARS:
            raise BadValue(one.name, text, f"a year from {YEARS[0]} to {YEARS[-1]} is needed")
        zone = UTC if found[7] else self._named(one) if found[4] else None
        try:
            day = date(*map(int, found.group(1, 2, 3)))
            hour, minute, second = (int(part or 0) for part in found.group(4, 5, 6))
            clock = time(hour, minute, min(second, 59), tzinfo=zone)
        except ValueError as error:
            raise BadValue(one.name, text, "there is no such day or time") from error
        # section 3.3.5: of an hour that comes twice the first, and a time that the clocks skip as
        # if they had not yet been changed: both is fold 0
        return datetime.combine(day, clock) if zone else day

    def _named(self, one: Property) -> tzinfo:
        name = one.params.get("TZID", "").strip()
        if not name:
            return self.home
        if name not in self._known:
            self._known[name] = self._found(one, name)
        return self._known[name]

    def _found(self, one: Property, name: str) -> tzinfo:
        zone = _zone(name) or self._of_its_own(name)
        if zone is None:
            raise BadValue(one.name, f"TZID={name}", "a zone that nobody knows, and not explained")
        if str(zone) != name:
            self.feed.notice("repaired", "TZID", f"'{name}' read as {zone}")
        return zone

    def _of_its_own(self, name: str) -> tzinfo | None:
        """The zone that a VTIMEZONE explains, known by its offsets in winter and summer."""
        if name not in self._own:
            return None
        offsets = {}
        for kind in ("STANDARD", "DAYLIGHT"):
            parts = [one for one in self._own[name].inner if one.name == kind]
            # of several the last one, as the rules of today come last
            offsets[kind] = parts[-1].text("TZOFFSETTO").strip()[:5] if parts else ""
        winter, summer = offsets["STANDARD"], offsets["DAYLIGHT"]
        if (winter, summer) in OFFSETS:
            return ZoneInfo(OFFSETS[winter, summer])
        only = winter or summer
        if (winter and summer and winter != summer) or not re.fullmatch(r"[+-]\d{4}", only):
            return None
        minutes = int(only[1:3]) * 60 + int(only[3:])
        return timezone(timedelta(minutes=-minutes if only[0] == "-" else minutes))


def duration(one: Property) -> tuple[timedelta, timedelta]:
    """A DURATION: its days, which are as long as the clocks make them, and its exact time."""
    found = DURATION.fullmatch(one.value.strip())
    if not found or not any(found.groups()[1:]):
        raise BadValue(one.name, one.value, "no length of time like PT1H30M")
    if found[1] == "-":
        raise BadValue(one.name, one.value, "less than nothing")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    return timedelta(weeks=weeks, days=days), timedelta(
        hours=hours, minutes=minutes, seconds=seconds
    )


def _zone(name: str) -> tzinfo | None:
    """The zone of a name as calendars write it: also "/vendor/Europe/Berlin" and Windows' own."""
    if windows := WINDOWS.get(name.lower()):
        return ZoneInfo(windows)
    parts = name.strip("/").split("/")
    for start in range(len(parts)):
        try:
            return ZoneInfo("/".join(parts[start:]))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None
