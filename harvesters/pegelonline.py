"""Gauges of the federal waterways: one feed is one dataset of gauges, series and measurements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin
from zoneinfo import ZoneInfo

from ckanext.loerrach.geo.crs import WGS84
from ckanext.loerrach.geo.sites import placed

from ._core import settings
from ._core.describe import original, table_of
from ._core.errors import Empty, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.objects import bad_row, name_of, values_of
from ._core.record import BadRecord, Cell, Record, Series, Table
from ._core.values import BadValue
from ._measuring import parts, silence
from ._pegelonline import columns
from ._pegelonline.gauge import Gauge, gauge
from ._pegelonline.series import Reading

#: local time of the waterways; the answers carry an offset, and are read by it where they do
ZONE = ZoneInfo("Europe/Berlin")


class Pegelonline(Harvester):
    """Water levels and discharges of the federal waterways (PEGELONLINE REST 2)."""

    info = HarvesterInfo(
        name="pegelonline",
        title="PEGELONLINE, REST API 2 (gauges of the federal waterways)",
        field="environment",
        documentation="https://www.pegelonline.wsv.de/webservice/dokuRestapi",
        settings={
            "waters": "only gauges of these waters, by short name (RHEIN)",
            "stations": "only these gauges, by short name, number or uuid",
            "box": "only gauges between [west, south, east, north] in degrees",
            "days": "days of earlier measurements that are asked for beside the last one, up to 31",
            "silent": settings.SILENT + " (24)",
            "keep": settings.KEEP,
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Gauges that cannot be read, then the one dataset of the others."""
        wanted = columns.Wanted.of(feed.source)
        value = feed.json()
        if not isinstance(value, list):
            raise WrongContent(feed.url, "a list of gauges", "something else")
        if not value:
            raise Empty(feed.url, "gauge")
        good, bad = _read(feed, value, wanted)
        yield from bad
        if not good:
            first = f"; the first: {bad[0]}" if bad else "; look at waters, stations and box"
            raise WrongContent(feed.url, "gauges", f"none that can be used{first}")
        yield _record(feed, good)


def _read(
    feed: Feed, items: list[Any], wanted: columns.Wanted
) -> tuple[list[Gauge], list[BadRecord]]:
    good: dict[str, Gauge] = {}
    bad: list[BadRecord] = []
    for number, item in enumerate(items, 1):
        try:
            found = gauge(feed, values_of(item, "station"), ZONE)
        except BadValue as error:
            bad.append(bad_row(feed, error, name_of(item, "uuid", number)))
            continue
        if found.id in good:
            bad.append(bad_row(feed, BadValue("uuid", found.id, "the same gauge twice"), found.id))
        elif wanted.has(found):
            good[found.id] = found
    return list(good.values()), bad


def _record(feed: Feed, gauges: list[Gauge]) -> Record:
    points = placed(feed, WGS84, [(one.id, one.point) for one in gauges if one.point])
    hours = settings.whole(feed.source, "silent", 24, 1, 100_000)
    rows: dict[tuple[Any, ...], list[Cell]] = {}
    for one in gauges:
        for series in one.series:
            last = series.last.at if series.last else None
            silence.look(feed, f"{one.name} {series.quantity}", last, hours)
            for reading in [*_earlier(feed, one, series.quantity), *series.readings]:
                key = (one.id, series.quantity, reading.at)
                rows[key] = [*key, reading.value, series.unit]
    stations = [[*one.row(), *points.get(one.id, (None, None))] for one in gauges]
    lines = [series.row(one.id) for one in gauges for series in one.series]
    resources = [
        table_of(feed.source, "stations", parts.STATIONS, parts.STATIONS_NOTES,
                       Table(columns.STATIONS, stations, ["id"])),
        table_of(feed.source, "series", columns.NOW, columns.NOW_NOTES,
                       Table(columns.SERIES, lines, ["station", "quantity"])),
        table_of(feed.source, "measurements", parts.VALUES, parts.VALUES_NOTES,
                       Table(columns.MEASUREMENTS, list(rows.values()), columns.KEY,
                             Series("at", settings.keep(feed.source)))),
        original(feed, "JSON", "application/json"),
    ]  # fmt: skip
    return parts.record(
        feed,
        resources,
        points,
        columns.TAGS,
        measuring_station=[one.name for one in gauges],
        measured_quantity=sorted({series.name for one in gauges for series in one.series}),
    )


def _earlier(feed: Feed, gauge: Gauge, quantity: str) -> list[Reading]:
    """Measurements of the last days, where the settings want them."""
    days = settings.whole(feed.source, "days", 0, 0, 31)
    if not days:
        return []
    path = f"stations/{gauge.id}/{quote(quantity, safe='')}/measurements.json?start=P{days}D"
    address = urljoin(feed.asked, path)
    value = feed.json(address)
    if not isinstance(value, list):
        raise WrongContent(address, "a list of measurements", "something else")
    return [one for item in value if (one := _reading(feed, gauge, item))]


def _reading(feed: Feed, gauge: Gauge, item: Any) -> Reading | None:
    try:
        return Reading.of(feed, values_of(item, "measurement"), ZONE)
    except BadValue as error:
        feed.notice("left out", f"{gauge.name}: {error.field}", error.problem)
        return None
