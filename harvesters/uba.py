"""Air that states and federation measure: the Umweltbundesamt's air data, one dataset a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from ckanext.loerrach.geo.crs import WGS84
from ckanext.loerrach.geo.sites import placed

from ._core import settings
from ._core.describe import original, table_of
from ._core.errors import SettingError, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.objects import bad_row
from ._core.record import BadRecord, Cell, Record, Series, Table
from ._core.values import BadValue
from ._measuring import parts, silence
from ._uba import columns, stations, terms
from ._uba.arrays import Row, rows
from ._uba.measures import Measure, measure, questions
from ._uba.stations import Station
from ._uba.terms import Wanted

#: host -> how it writes the path; the other way of writing leads to a page in HTML
PATHS = {
    "www.umweltbundesamt.de": "/api/air_data/",
    "luftdaten.umweltbundesamt.de": "/api/air-data/",
}


@dataclass
class _Found:
    """What the answers hold."""

    stations: list[Station]
    wanted: list[Wanted]
    measures: dict[tuple[str, Wanted, datetime], Measure] = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)

    def rows(self) -> list[list[Cell]]:
        return [one.row(code, wanted) for (code, wanted, _), one in self.measures.items()]

    def last(self, code: str, wanted: Wanted) -> datetime | None:
        """End of the last time that a station has a value for."""
        ends = (
            one.until
            for (station, what, _), one in self.measures.items()
            if (station, what) == (code, wanted) and one.value is not None
        )
        return max(ends, default=None)


class Uba(Harvester):
    """The Umweltbundesamt's air data (API versions 3 and 4), hourly and provisional."""

    info = HarvesterInfo(
        name="uba",
        title="Umweltbundesamt, air data API 3 and 4",
        field="environment",
        documentation="https://luftdaten.umweltbundesamt.de/de/daten/luftdaten-api",
        settings={
            "stations": "codes of stations (DEBW023)",
            "components": "codes of component and scope (NO2/1SMW); without it "
            + ", ".join(terms.DEFAULT),
            "days": "days that are asked for up to today, 1 to 366 (2)",
            "silent": settings.SILENT + " (24)",
            "keep": settings.KEEP,
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Stations and values that cannot be read, then the one dataset."""
        _check(feed)
        days = settings.whole(feed.source, "days", 2, 1, 366)
        hours = settings.whole(feed.source, "silent", 24, 1, 100_000)
        found = _found(feed)
        if not found.stations:
            first = f"; the first: {found.bad[0]}" if found.bad else "; look at 'stations'"
            raise WrongContent(feed.url, "stations", f"none that can be used{first}")
        for station in found.stations:
            for wanted in found.wanted:
                _take(feed, found, station, wanted, days)
        feed.whole([repr(found.stations), repr(found.wanted), repr(found.measures)])
        if not found.measures:
            first = f"; the first: {found.bad[0]}" if found.bad else ""
            raise WrongContent(feed.url, "measurements", f"none that can be used{first}")
        yield from found.bad
        for station in found.stations:
            _look(feed, found, station, hours)
        yield _record(feed, found)


def _check(feed: Feed) -> None:
    """SettingError for what no run can work with."""
    parts_of = urlsplit(feed.url)
    path = PATHS.get(parts_of.hostname or "")
    if path and not parts_of.path.startswith(path):
        problem = f"on {parts_of.hostname} the path begins with {path}"
        raise SettingError(feed.source.name, "url", problem)
    if not settings.words(feed.source, "stations"):
        raise SettingError(feed.source.name, "stations", "codes of stations are needed (DEBW023)")


def _beside(feed: Feed, name: str) -> tuple[str, list[Row]]:
    """The rows of another part of the API: …/measures/json lies beside …/stations/json."""
    address = urljoin(feed.asked, f"../{name}/json?lang=de")
    return address, rows(feed, address, feed.json(address))


def _found(feed: Feed) -> _Found:
    known, bad = stations.wanted(feed, _beside(feed, "stations")[1])
    _, components = _beside(feed, "components")
    url, scopes = _beside(feed, "scopes")
    return _Found(known, terms.wanted(feed, url, components, scopes), bad=bad)


def _take(feed: Feed, found: _Found, station: Station, wanted: Wanted, days: int) -> None:
    """Ask for a station and what it measures; it may not measure it at all."""
    for address in questions(feed, station, wanted, days):
        for row in rows(feed, address, feed.json(address)):
            try:
                one = measure(feed, row, station, wanted)
            except BadValue as error:
                id = f"{station.code} {wanted.component.code} {row.get('date start')}"
                found.bad.append(bad_row(feed, error, id))
                continue
            if one:
                found.measures[station.code, wanted, one.at] = one


def _look(feed: Feed, found: _Found, station: Station, hours: int) -> None:
    """Name what is silent; a station that measures only some of the components is not."""
    measured = {what for code, what, _ in found.measures if code == station.code}
    for wanted in found.wanted:
        if wanted in measured or not measured:
            last = found.last(station.code, wanted)
            silence.look(feed, f"{station.name} {wanted.component.code}", last, hours)


def _record(feed: Feed, found: _Found) -> Record:
    pairs = [(one.code, one.point) for one in found.stations if one.point]
    points = placed(feed, WGS84, pairs)
    sites = [[*one.row(), *points.get(one.code, (None, None))] for one in found.stations]
    quantities: list[list[Cell]] = [
        [one.component.code, one.scope.code, one.component.name, one.scope.name, one.component.unit]
        for one in found.wanted
    ]
    series = Series("at", settings.keep(feed.source))
    resources = [
        table_of(feed.source, "stations", parts.STATIONS, parts.STATIONS_NOTES,
                       Table(columns.STATIONS, sites, ["id"])),
        table_of(feed.source, "quantities", columns.QUANTITIES_TITLE, columns.QUANTITIES_NOTES,
                       Table(columns.QUANTITIES, quantities, ["component", "scope"])),
        table_of(feed.source, "measurements", parts.VALUES, parts.VALUES_NOTES,
                       Table(columns.MEASUREMENTS, found.rows(), columns.KEY, series)),
        original(feed, "JSON", "application/json"),
    ]  # fmt: skip
    return parts.record(
        feed,
        resources,
        points,
        columns.TAGS,
        measuring_station=[f"{one.name} ({one.code})" for one in found.stations],
        measured_quantity=[one.component.name for one in found.wanted],
    )
