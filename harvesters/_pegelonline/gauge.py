"""One gauge of the federal waterways."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from .._core.feed import Feed
from .._core.objects import inner, values_of
from .._core.record import Cell
from .._core.values import BadValue, Values
from .series import GaugeSeries, series

STATION_MEMBERS = ["uuid", "number", "shortname", "longname", "km", "agency", "longitude",
                   "latitude", "water", "timeseries"]  # fmt: skip


@dataclass(frozen=True)
class Gauge:
    """A gauge with its series."""

    id: str
    number: str | None
    short: str
    name: str
    water: str | None
    km: float | None
    agency: str | None
    point: tuple[float, float] | None
    series: list[GaugeSeries]

    def row(self) -> list[Cell]:
        """The values of columns.STATIONS but for the place."""
        return [self.id, self.number, self.name, self.water, self.km, self.agency]


def gauge(feed: Feed, values: Values, zone: ZoneInfo) -> Gauge:
    """BadValue where it has no uuid or name, or its series are none."""
    feed.unknown(values.fields, STATION_MEMBERS)
    id = values.needed("uuid", 40)
    short = values.needed("shortname", 200)
    lon, lat = values.number("longitude"), values.number("latitude")
    water = inner(values, "water")
    if water:
        feed.unknown(water.fields, ["shortname", "longname"])
    return Gauge(
        id=id,
        number=values.text("number", 40),
        short=short,
        name=values.text("longname", 200) or short,
        water=water.text("shortname", 200) if water else None,
        km=values.number("km"),
        agency=values.text("agency", 200),
        point=(lon, lat) if lon is not None and lat is not None else None,
        series=_series(feed, values, zone, short),
    )


def _series(feed: Feed, values: Values, zone: ZoneInfo, gauge: str) -> list[GaugeSeries]:
    found: dict[str, GaugeSeries] = {}
    items = values.fields.get("timeseries")
    if not isinstance(items, list):
        raise BadValue("timeseries", None, "missing", "Ask with includeTimeseries=true")
    for item in items:
        one = series(feed, values_of(item, "timeseries"), zone, gauge)
        if found.setdefault(one.quantity, one) is not one:
            raise BadValue("shortname", one.quantity, "the same series twice")
    return list(found.values())
