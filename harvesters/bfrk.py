"""The barrier-free travel chain (Barrierefreie Reisekette): stops, and parking at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ckanext.loerrach.geo.crs import WGS84
from ckanext.loerrach.geo.sites import placed

from ._bfrk import bikes, cars, stops
from ._bfrk.part import List, Part, cell, links, part
from ._core.columns import texts
from ._core.describe import mobility_fields, original, points, table_of
from ._core.errors import Empty, SettingError, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Cell, Column, Record, Table
from ._core.values import BadValue, Values

LISTS: tuple[List, ...] = (bikes.LIST, cars.LIST, stops.LIST)
#: how well a place is known: as somebody noted it on the spot, or checked in OpenStreetMap
QUALITIES: dict[str, str | None] = {"Objekt-Rohposition": "raw", "validierte-Position": "checked"}
COMMON: list[Part] = [
    part(
        "stop",
        "hst_dhid",
        ("Haltestelle (DHID)", "Arrêt (DHID)", "Stop (DHID)"),
        about=(
            "Deutschlandweite Kennung der Haltestelle, wie im Fahrplan",
            "Identifiant national de l’arrêt, comme dans les horaires",
            "Identifier of the stop for all of Germany, as in the timetable",
        ),
    ),
    part("object", "objekt_dhid", ("Objekt (DHID)", "Objet (DHID)", "Object (DHID)")),
    part("municipality", "gemeinde", ("Gemeinde", "Commune", "Municipality")),
    part("place", "ortsteil", ("Ort", "Localité", "Place")),
]
PLACE: list[Part] = [
    part(
        "position",
        "koordinatenqualitaet",
        ("Güte der Lage", "Qualité de la position", "Quality of the place"),
        about=(
            "raw: vor Ort notiert, checked: in OpenStreetMap geprüft",
            "raw : notée sur place, checked : vérifiée dans OpenStreetMap",
            "raw: noted on the spot, checked: compared with OpenStreetMap",
        ),
        words=QUALITIES,
    ),
]
ID = Column("id", label=texts("Kennung", "Identifiant", "Identifier"))
OSM = Column(
    "osm",
    label=texts("OpenStreetMap", "OpenStreetMap", "OpenStreetMap"),
    description=texts(
        "Adressen der Objekte in OpenStreetMap",
        "Adresses des objets dans OpenStreetMap",
        "Addresses of the objects in OpenStreetMap",
    ),
)
LON = Column("lon", "number", texts("Länge", "Longitude", "Longitude"), unit="deg")
LAT = Column("lat", "number", texts("Breite", "Latitude", "Latitude"), unit="deg")
#: objektid is a number of their database; osmimportiert says how far somebody's work there is
IGNORED = ["objektid", "osmimportiert"]
OWN = ["infraid", "osmlinks", "lon", "lat"]


class Bfrk(Harvester):
    """Barrier-free travel chain of Baden-Württemberg: stops, bicycle and car parking."""

    info = HarvesterInfo(
        name="bfrk",
        title="Barrier-free travel chain (BFRK, JSON)",
        field="mobility",
        documentation="https://mobidata-bw.de/dataset/bfrk-barrierefreiheit-an-bw-haltestellen",
        settings={
            "list": "bikes, cars or stops; without it the answer decides",
            "stops": "list of how the DHIDs of stops begin, e.g. 'de:08336' for the district",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Bad rows first, then the one dataset with all good ones."""
        beginnings = check(feed)
        items = _items(feed)
        chosen = _list(feed, items)
        rows = _Rows(feed, chosen, beginnings)
        yield from rows.sorted_out(items)
        if not rows.good:
            what = f"entries at stops {', '.join(beginnings)}" if beginnings else "entries"
            raise WrongContent(feed.url, f"{what} that can be read", f"none of {len(items)}")
        yield _record(feed, chosen, rows)


def check(feed: Feed) -> tuple[str, ...]:
    """How the DHIDs of the stops that are asked for begin; SettingError for wrong settings."""
    settings = feed.source.settings
    names = [one.name for one in LISTS]
    if settings.get("list", names[0]) not in names:
        raise SettingError(feed.source.name, "list", f"is none of {', '.join(names)}")
    stops = settings.get("stops", [])
    if not isinstance(stops, list) or not all(isinstance(one, str) and one for one in stops):
        raise SettingError(feed.source.name, "stops", "a list of texts is needed")
    return tuple(stops)


def _items(feed: Feed) -> list[Any]:
    value = feed.json()
    if not isinstance(value, list):
        raise WrongContent(feed.url, "a list of stops or parking places", "something else")
    if not value:
        raise Empty(feed.url, "stop or parking place")
    return value


def _list(feed: Feed, items: list[Any]) -> List:
    """The list that the settings name, or whose columns are there."""
    declared = feed.source.settings.get("list")
    names = {name for one in items[:50] if isinstance(one, dict) for name in one}
    for one in LISTS:
        if one.name == declared or (declared is None and names & set(one.signs)):
            if names & set(one.signs):
                return one
            break
    signs = f"the columns of the list '{declared}'" if declared else "columns of a known list"
    raise WrongContent(feed.url, signs, "others" if names else "none")


@dataclass
class _Rows:
    """The rows of a list, sorted into good and bad ones."""

    feed: Feed
    chosen: List
    beginnings: tuple[str, ...]
    good: dict[str, Values] = field(default_factory=dict)

    def sorted_out(self, items: Any) -> Iterator[BadRecord]:
        """What cannot be used; afterwards ``good`` holds the rest."""
        for number, item in enumerate(items, 1):
            try:
                self._take(item)
            except BadValue as error:
                id = item.get("infraid") if isinstance(item, dict) else None
                yield replace(error.record(str(id or f"#{number}")), part_of=self.feed.source.name)

    def _take(self, item: Any) -> None:
        if not isinstance(item, dict):
            raise BadValue("item", item, "no JSON object")
        values = Values(item)
        stop = values.text("hst_dhid", 100) or ""
        if self.beginnings and not _below(stop, self.beginnings):
            return
        known = [one.source for one in (*COMMON, *PLACE, *self.chosen.parts)]
        self.feed.unknown(item, [*known, *OWN, *IGNORED, *self.chosen.ignored])
        id = values.text("infraid", 200) or values.needed("objekt_dhid", 200)
        if id in self.good:
            raise BadValue("infraid", id, "the same id twice", "Give each object its own")
        self.good[id] = values

    def point(self, id: str, values: Values) -> tuple[float, float] | None:
        """Longitude and latitude; None where one is missing or broken, which is told."""
        parts = [part(name, name, ("", "", ""), "number") for name in ("lon", "lat")]
        x, y = (cell(self.feed, id, one, values) for one in parts)
        return (x, y) if isinstance(x, float) and isinstance(y, float) else None

    def row(self, id: str, place: tuple[float, float] | None) -> list[Cell]:
        """The values of ``columns``."""
        values = self.good[id]
        middle = [cell(self.feed, id, one, values) for one in (*COMMON, *self.chosen.parts, *PLACE)]
        osm = links(self.feed, id, values.fields.get("osmlinks"))
        lon, lat = place or (None, None)
        return [id, *middle, osm, lon, lat]

    @property
    def columns(self) -> Any:
        return [
            ID, *(one.column for one in (*COMMON, *self.chosen.parts, *PLACE)), OSM, LON, LAT,
        ]  # fmt: skip


def _below(dhid: str, beginnings: tuple[str, ...]) -> bool:
    """Is the stop one of these, or below one of these? de:08336 does not lead to de:083361."""
    return any(f"{dhid}:".startswith(f"{one.rstrip(':')}:") for one in beginnings)


def _record(feed: Feed, chosen: List, rows: _Rows) -> Record:
    source = feed.source
    given = {id: rows.point(id, values) for id, values in rows.good.items()}
    places = placed(feed, WGS84, [(id, point) for id, point in given.items() if point])
    table = Table(rows.columns, [rows.row(id, places.get(id)) for id in rows.good], key=["id"])
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes,
        tags=chosen.tags,
        fields=mobility_fields(source, chosen.themes),
        resources=[
            table_of(source, chosen.name, chosen.title, {}, table),
            original(feed, "JSON", "application/json"),
        ],
        places=points(places),
    )
