"""Charging stations for electric cars, with their charge points: one feed is one dataset."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import IO, Any
from urllib.parse import urljoin

from ckanext.loerrach.geo.crs import SURROUNDINGS, WGS84
from ckanext.loerrach.geo.sites import placed

from ._charging import bnetza, columns, datex2, ocpi, register
from ._charging.station import Station, Stations, Wanted, plain
from ._core.answer import Answer
from ._core.describe import mobility_fields, original, points, table_of
from ._core.errors import SettingError, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record, Table
from ._core.values import BadValue

#: the register as JSON has 116 MB, as CSV 49, as XLSX 28 (August 2026)
MEGABYTES, SECONDS = 256, 300.0
#: of a document that is read at once
AT_ONCE = 64 * 1024 * 1024
SETTINGS = ("districts", "cities", "postcodes")


class Charging(Harvester):
    """Charging stations: Bundesnetzagentur's register, OCPI locations, DATEX II."""

    info = HarvesterInfo(
        name="charging",
        title="Charging stations (Bundesnetzagentur, OCPI 2, DATEX II 3)",
        field="mobility",
        documentation="https://evroaming.org/ocpi/",
        settings={
            "districts": "list of Landkreise and kreisfreie Städte, without these words; "
            "the register alone names them",
            "cities": "list of towns",
            "postcodes": "list of how postcodes begin, as texts",
            "status": "DATEX II: address of the publication of states, as seen from the feed's",
            "token": "OCPI: name of the parameter for an opaque token of the next page (next)",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Bad stations first, then the one dataset with all good ones."""
        wanted = check(feed)
        answer, file = feed.download(MEGABYTES, SECONDS)
        with closing(file):
            found = _Found(_stations(feed, answer, file, wanted), wanted != Wanted())
            yield from found.sorted_out(feed)
        if not found.good:
            what = f"none of {found.all.seen[0]}" if found.all.seen[0] else "none"
            bad = f"; the first that cannot be read: {found.bad[0]}" if found.bad else ""
            raise WrongContent(feed.url, str(wanted), what + bad)
        yield _record(feed, found)


def check(feed: Feed) -> Wanted:
    """What the settings ask for; SettingError for settings that no run can work with."""
    settings = feed.source.settings
    lists: dict[str, list[str]] = {}
    for name in SETTINGS:
        value = settings.get(name, [])
        good = isinstance(value, list) and all(isinstance(one, str) and one for one in value)
        if not good:
            raise SettingError(feed.source.name, name, "a list of texts is needed")
        lists[name] = value
    for name in ("status", "token"):
        if not isinstance(settings.get(name, ""), str):
            raise SettingError(feed.source.name, name, "a text is needed")
    return Wanted(
        frozenset(plain(one) for one in lists["districts"]),
        frozenset(one.strip().casefold() for one in lists["cities"]),
        tuple(lists["postcodes"]),
    )


def _stations(feed: Feed, answer: Answer, file: IO[bytes], wanted: Wanted) -> Stations:
    """The stations of an answer, in the dialect that it is in."""
    head = file.read(64 * 1024)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return bnetza.workbook(feed, answer.url, file, wanted)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"chargingStations"' in head:
        return register.read(feed, answer.url, file, wanted)
    answer = _held(feed, answer, file)
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return bnetza.table(feed, answer, wanted)
    value = answer.json()
    if datex2.recognises(value):
        return datex2.read(feed, value, _status(feed, answer), wanted)
    if ocpi.recognises(value):
        return ocpi.read(feed, answer, value, wanted)
    raise WrongContent(feed.url, "the register, OCPI locations or DATEX II", "neither")


def _held(feed: Feed, answer: Answer, file: IO[bytes]) -> Answer:
    body = file.read(AT_ONCE + 1)
    if len(body) > AT_ONCE:
        raise WrongContent(feed.url, f"at most {AT_ONCE} bytes", "more")
    return replace(answer, body=body)


def _status(feed: Feed, table: Answer) -> Any:
    """The publication of states, where the settings name one; Unchanged when both are as before."""
    address = feed.source.settings.get("status")
    if not address:
        return None
    answer = feed.get(urljoin(feed.asked, address), accept="application/json")
    value = answer.json()
    feed.whole([table.validators.digest, answer.validators.digest])
    return value


@dataclass
class _Found:
    """The stations of a run, sorted into good and bad ones."""

    all: Stations
    #: a part of the feed is asked for, not all
    part: bool
    good: dict[str, Station] = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)

    def sorted_out(self, feed: Feed) -> Iterator[BadRecord]:
        """What cannot be used; afterwards ``good`` holds the rest."""
        for one in self.all.found:
            bad = one if isinstance(one, BadRecord) else self._refused(feed, one)
            if bad:
                self.bad.append(bad)
                yield replace(bad, part_of=feed.source.name)

    def _refused(self, feed: Feed, station: Station) -> BadRecord | None:
        """The same id twice: the first one counts, the second is reported."""
        if station.id in self.good:
            problem = BadValue("id", station.id, "the same id twice", "Give each station its own")
            return problem.record(station.id)
        points = {point.id: point for point in reversed(station.points)}
        if len(points) < len(station.points):
            feed.notice("left out", f"{station.id}: charge point", "the same id twice")
            station = replace(station, points=tuple(reversed(points.values())))
        self.good[station.id] = station
        return None


def _record(feed: Feed, found: _Found) -> Record:
    source, stations = feed.source, list(found.good.values())
    given = {one.id: one.point for one in stations if one.point}
    # where a part is asked for, a point elsewhere is a mistake; otherwise it may be anywhere
    places = placed(feed, WGS84, given.items(), SURROUNDINGS if found.part else None)
    themes = ["filling-and-charging-stations"]
    if found.all.live:
        themes.append("availability-of-charging-points-for-electric-vehicles")
    rows = [one.row(places.get(one.id)) for one in stations]
    lines = [line for one in stations for line in one.point_rows()]
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes,
        tags=TAGS,
        fields=mobility_fields(source, themes, ["car"]),
        resources=[
            table_of(source, "stations", *STATIONS, Table(columns.STATIONS, rows, key=["id"])),
            table_of(source, "points", *POINTS, Table(columns.POINTS, lines, key=POINT)),
            original(feed, found.all.format, found.all.mimetype),
        ],
        places=points(places),
    )


#: title and notes of the tables
STATIONS = (
    {"de": "Ladestationen", "fr": "Bornes de recharge", "en": "Charging stations"},
    {
        "de": "Eine Zeile je Ladestation.",
        "fr": "Une ligne par borne.",
        "en": "One row per charging station.",
    },
)
POINTS = (
    {"de": "Ladepunkte", "fr": "Points de recharge", "en": "Charge points"},
    {
        "de": "Eine Zeile je Ladepunkt, also je Fahrzeug, das laden kann.",
        "fr": "Une ligne par point de recharge, c’est-à-dire par véhicule.",
        "en": "One row per charge point, that is per car that can charge.",
    },
)
#: what identifies a charge point: its own number is that of its station's
POINT = ["station", "point"]
TAGS = {
    "de": ["Elektromobilität", "Ladestation", "Ladesäule"],
    "fr": ["mobilité électrique", "borne de recharge"],
    "en": ["electric mobility", "charging station"],
}
