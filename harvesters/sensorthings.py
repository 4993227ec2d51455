"""OGC SensorThings API 1.1: things with their streams and what these have observed lately."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from ckanext.loerrach.geo.crs import WGS84
from ckanext.loerrach.geo.sites import placed

from ._core import settings
from ._core.describe import original, table_of
from ._core.errors import Empty, SettingError, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.objects import bad_row, name_of, values_of
from ._core.record import BadRecord, Record, Series, Table
from ._core.values import BadValue
from ._measuring import parts, silence
from ._sensorthings import columns
from ._sensorthings.entities import ID, Observation, Stream, Thing, observation, stream, thing
from ._sensorthings.pages import Pages


@dataclass
class _Found:
    """The things of a source, their streams, and the observations of each."""

    things: dict[str, Thing] = field(default_factory=dict)
    streams: dict[str, Stream] = field(default_factory=dict)
    observed: dict[str, list[Observation]] = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)

    def of(self, streams: list[Stream]) -> _Found:
        """The part that belongs to some streams."""
        things = {one.thing for one in streams}
        return _Found(
            {id: one for id, one in self.things.items() if id in things},
            {one.id: one for one in streams},
            {one.id: self.observed[one.id] for one in streams},
        )


class SensorThings(Harvester):
    """OGC SensorThings API 1.1 (FROST and others)."""

    info = HarvesterInfo(
        name="sensorthings",
        title="OGC SensorThings API 1.1",
        field="environment",
        documentation="https://docs.ogc.org/is/18-088/18-088.html",
        settings={
            "observations": "latest observations of each stream, 0 to 10000 (100)",
            "group": "property of streams or things by which they are several datasets "
            "(Hamburg: serviceName)",
            "silent": settings.SILENT + " (168)",
            "keep": settings.KEEP,
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """What cannot be read, then the one dataset, or one of each group."""
        most = settings.whole(feed.source, "observations", 100, 0, 10_000)
        found = _read(feed, most)
        feed.whole([repr(found.things), repr(found.streams), repr(found.observed)])
        groups = list(_groups(feed, found))
        for bad in found.bad:
            yield replace(bad, part_of=groups[0][0])
        if not found.things:
            raise WrongContent(feed.url, "things", f"none that can be used; {found.bad[0]}")
        for id, name, some in groups:
            yield _record(feed, some, id, name)


def _address(feed: Feed, most: int) -> str:
    """What to ask: the source's address, with all that belongs to a thing if it does not say."""
    if "$expand=" in feed.asked or "%24expand=" in feed.asked:
        return feed.asked
    latest = f",Observations($orderby=phenomenonTime desc;$top={most})" if most else ""
    expand = f"Locations,Datastreams($expand=ObservedProperty{latest})"
    mark = "&" if "?" in feed.asked else "?"
    return f"{feed.asked}{mark}$expand={quote(expand, safe='(),;=$')}"


def _read(feed: Feed, most: int) -> _Found:
    pages, found = Pages(feed), _Found()
    items, url = pages.all(_address(feed, most))
    if not items:
        raise Empty(feed.url, "thing")
    for number, item in enumerate(items, 1):
        try:
            _take(feed, pages, found, url, item, most)
        except BadValue as error:
            found.bad.append(bad_row(feed, error, name_of(item, ID, number)))
    return found


def _take(feed: Feed, pages: Pages, found: _Found, url: str, item: Any, most: int) -> None:
    values = values_of(item, "thing")
    streams = pages.inner(item, "Datastreams", url)
    one = thing(feed, values, pages.inner(item, "Locations", url), streams)
    if one.id in found.things:
        raise BadValue(ID, one.id, "the same thing twice")
    found.things[one.id] = one
    for number, inner in enumerate(streams, 1):
        try:
            series = stream(feed, values_of(inner, "Datastreams"), one.id)
            found.observed[series.id] = _observed(feed, pages, found, url, inner, most)
            found.streams[series.id] = series
        except BadValue as error:
            found.bad.append(bad_row(feed, error, f"{one.id}/{name_of(inner, ID, number)}"))


def _observed(
    feed: Feed, pages: Pages, found: _Found, url: str, item: dict[str, Any], most: int
) -> list[Observation]:
    """The latest observations, the newest of two of one moment; bad ones are told."""
    good: dict[datetime, Observation] = {}
    inner = pages.inner(item, "Observations", url, most) if most else []
    for number, one in enumerate(inner, 1):
        try:
            read = observation(feed, one)
            good.setdefault(read.at, read)
        except BadValue as error:
            id = f"{item.get(ID)}/{name_of(one, ID, number)}"
            found.bad.append(bad_row(feed, error, id))
    return sorted(good.values(), key=lambda one: one.at)


def _groups(feed: Feed, found: _Found) -> Iterator[tuple[str, str, _Found]]:
    """Id, name and part of each dataset; one of all where the settings name no property."""
    by = feed.source.settings.get("group")
    if by is None:
        yield feed.source.name, "", found
        return
    if not isinstance(by, str):
        raise SettingError(feed.source.name, "group", "the name of a property is needed")
    groups: dict[str, list[Stream]] = {}
    for one in found.streams.values():
        given = one.properties.get(by, found.things[one.thing].properties.get(by))
        groups.setdefault(given.strip() if isinstance(given, str) else "", []).append(one)
    for name, streams in sorted(groups.items()):
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        id = f"{feed.source.name}-{slug}" if slug else feed.source.name
        yield id, name, found.of(streams)
    if not groups:
        yield feed.source.name, "", found


def _record(feed: Feed, found: _Found, id: str, name: str) -> Record:
    pairs = [(one.id, one.point) for one in found.things.values() if one.point]
    points = placed(feed, WGS84, pairs)
    things = [
        [one.id, one.name, one.description, *points.get(one.id, (None, None))]
        for one in found.things.values()
    ]
    table = Table(
        columns.OBSERVATIONS,
        [
            [one.id, seen.at, seen.until, seen.value, seen.text, one.unit]
            for one in found.streams.values()
            for seen in found.observed[one.id]
        ],
        columns.KEY,
        Series("at", settings.keep(feed.source)),
    )
    resources = [
        table_of(feed.source, "things", columns.THINGS_TITLE, columns.THINGS_NOTES,
                       Table(columns.THINGS, things, ["id"])),
        table_of(feed.source, "streams", columns.STREAMS_TITLE, columns.STREAMS_NOTES,
                       Table(columns.STREAMS, _streams(feed, found), ["id"])),
        table_of(feed.source, "measurements", parts.VALUES, parts.VALUES_NOTES, table),
        original(feed, "JSON", "application/json"),
    ]  # fmt: skip
    quantities = {one.quantity or one.name for one in found.streams.values()}
    record = parts.record(
        feed, resources, points, columns.TAGS, measured_quantity=sorted(quantities)[:50]
    )
    title = {lang: f"{text}: {name}" for lang, text in record.title.items()}
    return replace(record, id=id, title=title) if name else record


def _streams(feed: Feed, found: _Found) -> list[list[Any]]:
    """Rows of the streams; those that are dead are named."""
    hours = settings.whole(feed.source, "silent", 168, 1, 100_000)
    rows = []
    for one in found.streams.values():
        seen = found.observed[one.id]
        times = [seen[-1].until or seen[-1].at] if seen else []
        times += [one.span.last] if one.span.last else []
        last = max(times, default=None)
        silence.look(feed, f"{one.id} {one.name}", last, hours)
        rows.append(one.row(last))
    return rows
