"""Eco-Counter's stations as MobiData BW publishes them: CSV, one row per counter and day or hour.

``iso_timestamp`` carries its offset; where it does not, it is local time. Files before version 2
also hold the weather at the counter. Rows of a counter that was silent have no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ckanext.loerrach.geo.crs import WGS84

from .._core import csv
from .._core.answer import Answer
from .._core.clock import Clock, NoSuchTime
from .._core.feed import Feed
from .._core.values import BadValue, Values
from .count import Count, Counts, Site, number

NEEDED = ("counter_site_id", "iso_timestamp", "channels_all")
READ = [
    *NEEDED, "counter_site", "longitude", "latitude", "channels_in", "channels_out",
    "operator_name",
]  # fmt: skip
WEATHER = {
    "temperature": ("site_temperature", "temperature"),
    "rain": ("site_rain_accumulation", "site_rain", "rain"),
    "snow": ("site_snow_accumulation", "site_snow", "snow"),
}
#: Eco-Counter's own grouping, the number of the device, the zone that the offset says already, and
#: what none of the two directions counted
IGNORED = ["domain_name", "domain_id", "counter_serial", "timezone", "channels_unknown"]
STEPS = {"quarter": 15, "hour": 60, "day": 0}


def recognises(start: bytes) -> bool:
    """Is this the dialect?"""
    return b"counter_site" in start


def read(feed: Feed, answer: Answer) -> Counts:
    """The counts of a file, of the counters that the settings ask for."""
    sheet = csv.read(feed, answer, csv.Layout(needs=NEEDED))
    known = [*READ, *IGNORED, *(name for names in WEATHER.values() for name in names)]
    feed.unknown(sheet.names, known)
    reader = _Reader(feed, ZoneInfo(str(feed.source.settings.get("timezone", "Europe/Berlin"))))
    reader.weather = {
        ours: name for ours, names in WEATHER.items() for name in names if name in sheet.names
    }
    return reader.counts.read(sheet, reader.take, "counter_site_id")


@dataclass
class _Reader:
    """Reads rows in their order."""

    feed: Feed
    zone: ZoneInfo
    counts: Counts = field(default_factory=lambda: Counts(WGS84))
    weather: Mapping[str, str] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)

    def take(self, values: Values) -> None:
        site = self._site(values)
        if not self._wanted(site):
            return
        known = self.counts.sites.setdefault(site.id, site)
        if known != site:
            what = "is called or placed otherwise in later rows; the first counts"
            self.feed.notice("repaired", site.id, what)
        at = self._at(values, site.id)
        names = ("channels_all", "channels_in", "channels_out")
        total, incoming, outgoing = (
            number(self.feed, f"{site.id} {at.isoformat()}", values.whole(name)) for name in names
        )
        temperature, rain, snow = (self._weather(values, name) for name in WEATHER)
        count = Count(
            site.id, at, self._minutes(at), total, incoming, outgoing, total is None,
            temperature, rain, snow,
        )  # fmt: skip
        self.counts.take(self.feed, count)

    def _weather(self, values: Values, name: str) -> float | None:
        source = self.weather.get(name)
        return values.number(source) if source else None

    def _site(self, values: Values) -> Site:
        id = values.needed("counter_site_id", 100)
        x, y = (self._number(values, id, name) for name in ("longitude", "latitude"))
        return Site(
            id,
            values.text("counter_site", 200),
            values.text("operator_name", 200),
            None if x is None or y is None else (x, y),
        )

    def _number(self, values: Values, id: str, name: str) -> float | None:
        try:
            return values.number(name)
        except BadValue as error:
            self.feed.notice("left out", f"{id}: {name}", f"'{error.value}': {error.problem}")
            return None

    def _wanted(self, site: Site) -> bool:
        settings = self.feed.source.settings
        ids, box = settings.get("counters"), settings.get("box")
        if ids and site.id not in ids:
            return False
        if not box:
            return True
        west, south, east, north = box
        x, y = site.point or (181.0, 91.0)
        return bool(west <= x <= east and south <= y <= north)

    def _at(self, values: Values, id: str) -> datetime:
        """The moment in UTC, with the offset that is written, or by the counter's own clock."""
        text = values.needed("iso_timestamp", 40)
        try:
            local = datetime.fromisoformat(text)
            if local.tzinfo:
                return local.astimezone(UTC)
            return self.clocks.setdefault(id, Clock(self.zone)).moment(local)
        except NoSuchTime as error:
            raise BadValue("iso_timestamp", text, "the clocks skip this time") from error
        except (ValueError, OverflowError) as error:
            raise BadValue("iso_timestamp", text, "a date with time is needed") from error

    def _minutes(self, at: datetime) -> int | None:
        """Length of the period; a day has 23 to 25 hours."""
        step = self.feed.source.settings.get("step")
        if step != "day":
            return STEPS.get(str(step))
        local = at.astimezone(self.zone)
        following = (local.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=self.zone)
        return round((following.astimezone(UTC) - at).total_seconds() / 60)
