"""Sensors that citizens run: one feed is one dataset of sensors and of what they measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ckanext.loerrach.geo.crs import WGS84
from ckanext.loerrach.geo.sites import placed

from ._core import settings
from ._core.describe import original, table_of
from ._core.errors import Empty, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.objects import bad_row, name_of, values_of
from ._core.record import BadRecord, Record, Series, Table
from ._core.values import BadValue
from ._measuring import parts, silence
from ._sensor_community import columns
from ._sensor_community.quantities import KNOWN
from ._sensor_community.sensor import Measured, Sensor, indoor, measured, sensor

#: how long a sensor stays in the list that does not answer any more
FORGET = timedelta(days=30)


@dataclass
class _Found:
    """What an answer holds."""

    sensors: dict[str, Sensor] = field(default_factory=dict)
    values: dict[tuple[str, str, datetime], Measured] = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)
    indoors: set[str] = field(default_factory=set)
    #: sensors of earlier answers that are silent in this one
    quiet: dict[str, Sensor] = field(default_factory=dict)


class SensorCommunity(Harvester):
    """Dust, temperature and noise sensors of Sensor.Community (formerly luftdaten.info)."""

    info = HarvesterInfo(
        name="sensor_community",
        title="Sensor.Community, static JSON and filter by area",
        field="environment",
        documentation="https://github.com/opendata-stuttgart/meta/wiki/EN-APIs",
        settings={"silent": settings.SILENT + " (24)", "keep": settings.KEEP},
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Answers that cannot be read, then the one dataset of all sensors outdoors."""
        keep = settings.keep(feed.source)
        hours = settings.whole(feed.source, "silent", 24, 1, 100_000)
        value = feed.json()
        if not isinstance(value, list):
            raise WrongContent(feed.url, "a list of measurements", "something else")
        if not value:
            raise Empty(feed.url, "sensor")
        found = _read(feed, value)
        yield from found.bad
        if not found.sensors:
            first = f"; the first: {found.bad[0]}" if found.bad else ""
            raise WrongContent(feed.url, "sensors outdoors", f"none that can be used{first}")
        _tell(feed, found)
        _remember(feed, found, hours)
        yield _record(feed, found, keep)


def _read(feed: Feed, items: list[Any]) -> _Found:
    found = _Found()
    for number, item in enumerate(items, 1):
        try:
            _take(feed, found, item)
        except BadValue as error:
            found.bad.append(bad_row(feed, error, name_of(item, "id", number)))
    return found


def _take(feed: Feed, found: _Found, item: Any) -> None:
    """The answer of a sensor: all of it, or nothing."""
    values = values_of(item, "measurement")
    device = sensor(feed, values)
    if indoor(values):
        found.indoors.add(device.id)
        return
    # a sensor answers several times in five minutes, and the same answer comes twice
    for one in list(measured(feed, values, device.id)):
        found.values.setdefault(one.key, one)
    found.sensors[device.id] = device


def _tell(feed: Feed, found: _Found) -> None:
    if found.indoors:
        feed.notice("left out", "indoor", f"{len(found.indoors)} sensors stand in rooms")
    flags = Counter((one.sensor, one.quantity, one.flag) for one in found.values.values())
    for (id, quantity, flag), count in flags.items():
        if flag:
            what = "cannot be true" if flag == "impossible" else "are no numbers"
            feed.notice("value left out", f"{id}: {quantity}", f"{count} values {what}")


def _remember(feed: Feed, found: _Found, hours: int) -> None:
    """Keep sensors that are not in the answer of these five minutes, and name the silent ones."""
    last = {one.sensor: one.at for one in found.values.values()}
    kept = {id: [*one.row()[1:], *one.point, last[id].isoformat()]
            for id, one in found.sensors.items() if id in last}  # fmt: skip
    for id, facts in dict(feed.before.get("sensors", {})).items():
        kind, maker, altitude, exact, lon, lat, seen = facts
        at = datetime.fromisoformat(seen)
        if id in found.sensors or id in found.indoors or feed.now - at > FORGET:
            continue
        found.quiet[id] = Sensor(id, kind, maker, altitude, exact, (lon, lat))
        silence.look(feed, id, at, hours)
        kept[id] = facts
    feed.keep["sensors"] = kept


def _record(feed: Feed, found: _Found, keep: int | None) -> Record:
    known = [*found.sensors.values(), *found.quiet.values()]
    points = placed(feed, WGS84, [(one.id, one.point) for one in known])
    sensors = [[*one.row(), *points.get(one.id, (None, None))] for one in known]
    values = [one.row() for one in found.values.values()]
    table = Table(columns.MEASUREMENTS, values, columns.KEY, Series("at", keep))
    resources = [
        table_of(
            feed.source,
            "sensors",
            columns.TITLE,
            columns.NOTES,
            Table(columns.SENSORS, sensors, ["id"]),
        ),
        table_of(feed.source, "measurements", parts.VALUES, parts.VALUES_NOTES, table),
        original(feed, "JSON", "application/json"),
    ]  # fmt: skip
    quantities = {KNOWN[one.quantity].name for one in found.values.values()}
    return parts.record(feed, resources, points, columns.TAGS, measured_quantity=sorted(quantities))
