"""Car parks with their free spaces: one feed is one dataset with one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ckanext.loerrach.geo.crs import located
from ckanext.loerrach.geo.errors import UnknownCRS

from ._core.describe import dataset_fields, licensed
from ._core.errors import SettingError, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Places, Record, Resource, Table
from ._core.values import BadValue
from ._parking import freiburg, parkapi
from ._parking.answer import Lots
from ._parking.lot import COLUMNS, Lot

#: what ``dialect`` may say; a module that recognises an answer reads it
DIALECTS: dict[str, ModuleType] = {"freiburg": freiburg, "parkapi": parkapi}
THEME = "http://publications.europa.eu/resource/authority/data-theme/TRAN"
MOBILITY = "https://w3id.org/mobilitydcat-ap/"


class Parking(Harvester):
    """Free parking spaces, in the dialects of Freiburg's WFS and of ParkAPI 1."""

    info = HarvesterInfo(
        name="parking",
        title="Free parking spaces (ParkAPI 1, Freiburg's WFS)",
        field="mobility",
        documentation="https://github.com/offenesdresden/ParkAPI/wiki",
        settings={
            "dialect": "freiburg or parkapi; without it the answer decides",
            "crs": "coordinate system, where the answer does not declare one (EPSG:25832)",
            "timezone": "zone of times without one (freiburg: Europe/Berlin, parkapi: UTC)",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Bad car parks first, then the one dataset with all good ones."""
        check(feed)
        value = feed.json()
        lots = _dialect(feed, value).read(feed, value)
        _distinct(lots)
        for bad in lots.bad:
            yield replace(bad, part_of=feed.source.name)
        if not lots.good:
            problem = f"none that can be read; the first: {lots.bad[0]}"
            raise WrongContent(feed.url, "car parks", problem)
        yield _record(feed, lots)


def check(feed: Feed) -> None:
    """SettingError for settings that no run can work with."""
    settings = feed.source.settings
    if settings.get("dialect", "parkapi") not in DIALECTS:
        raise SettingError(feed.source.name, "dialect", f"is none of {', '.join(DIALECTS)}")
    try:
        ZoneInfo(str(settings.get("timezone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingError(feed.source.name, "timezone", "is no zone like Europe/Berlin") from error


def _dialect(feed: Feed, value: Any) -> ModuleType:
    declared = feed.source.settings.get("dialect")
    for name, module in DIALECTS.items():
        if name == declared or (declared is None and module.recognises(value)):
            if module.recognises(value):
                return module
            raise WrongContent(feed.url, f"the dialect '{name}'", "another answer")
    raise WrongContent(feed.url, "'lots' of ParkAPI or a FeatureCollection", "neither")


def _distinct(lots: Lots) -> None:
    """The same id twice: the first one counts, the second is reported."""
    seen: dict[str, Lot] = {}
    for lot in lots.good:
        if seen.setdefault(lot.id, lot) is not lot:
            problem = BadValue("id", lot.id, "the same id twice", "Give each car park its own")
            lots.bad.append(problem.record(lot.id))
    lots.good = list(seen.values())


def _record(feed: Feed, lots: Lots) -> Record:
    source = feed.source
    places = _places(feed, lots)
    table = Table(
        columns=COLUMNS,
        rows=[lot.row(places.get(lot.id)) for lot in lots.good],
        key=["id"],
    )
    located = [(lot.id, _geojson(lot)) for lot in lots.good if lot.id in places]
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes,
        tags=TAGS,
        fields=dataset_fields(
            source,
            theme=[THEME],
            mobility_theme=[f"{MOBILITY}mobility-theme/car-parking-availability"],
            transport_mode=[f"{MOBILITY}transport-mode/car"],
            language=["http://publications.europa.eu/resource/authority/language/DEU"],
            **({"url": source.publisher.url} if source.publisher.url else {}),
        ),
        resources=[_table_resource(feed, table), _feed_resource(feed, lots)],
        places=Places(lots.crs, located) if located else None,
    )


def _places(feed: Feed, lots: Lots) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of each car park that has a believable place."""
    with_point = [(lot.id, lot.point) for lot in lots.good if lot.point]
    try:
        found = located(lots.crs, [point for _, point in with_point])
    except UnknownCRS as error:
        raise WrongContent(feed.url, "a known coordinate system", f"'{error.crs}'") from error
    places = {}
    for (id, _), (place, problem) in zip(with_point, found, strict=True):
        if problem:
            feed.notice("place left out", id, problem)
        else:
            places[id] = place
    return places


def _geojson(lot: Lot) -> dict[str, Any]:
    assert lot.point is not None
    return {"type": "Point", "coordinates": list(lot.point)}


def _table_resource(feed: Feed, table: Table) -> Resource:
    resource = Resource(
        key="lots",
        title={
            "de": "Parkplätze und freie Stellplätze",
            "fr": "Parkings et places libres",
            "en": "Car parks and free spaces",
        },
        description={
            "de": "Eine Zeile je Parkplatz, mit jeder Abfrage der Quelle erneuert.",
            "fr": "Une ligne par parking, renouvelée à chaque interrogation de la source.",
            "en": "One row per car park, renewed whenever the source is asked.",
        },
        format="CSV",
        mimetype="text/csv",
        table=table,
    )
    return licensed(resource, feed.source)


def _feed_resource(feed: Feed, lots: Lots) -> Resource:
    resource = Resource(
        key="feed",
        title={
            "de": "Originaldaten der Quelle",
            "fr": "Données d’origine de la source",
            "en": "Original data of the source",
        },
        url=feed.url,
        format=lots.format,
        mimetype=lots.mimetype,
    )
    return licensed(resource, feed.source)


TAGS = {
    "de": ["Parken", "Parkhaus", "Parkplatz", "Echtzeit"],
    "fr": ["stationnement", "parking", "temps réel"],
    "en": ["parking", "car park", "real time"],
}
