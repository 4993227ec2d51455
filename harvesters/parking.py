"""Car parks with their free spaces: one feed is one dataset, with a table of what there is now.

Where the source says so (setting ``history``), a second table keeps how full they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ckanext.loerrach.geo.sites import placed

from ._core.describe import licensed, mobility_fields, original, table_of
from ._core.errors import SettingError, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Places, Record, Table
from ._core.settings import zone
from ._core.source import SourceEntry
from ._core.values import BadValue
from ._parking import choice, shapes
from ._parking.answer import Lots
from ._parking.choice import DIALECTS
from ._parking.history import days, history
from ._parking.lot import COLUMNS, Lot

#: who measured so much earlier than the others of the same answer has fallen silent
SILENT = timedelta(days=1)


class Parking(Harvester):
    """Parking spaces, in the dialects of the region's towns and aggregators."""

    info = HarvesterInfo(
        name="parking",
        title="Parking spaces (ParkAPI 1 and 3, WFS, Opendatasoft, ArcGIS, NGSI, DATEX II, CSV)",
        field="mobility",
        documentation="https://github.com/ParkenDD/park-api-v3",
        settings={
            "dialect": f"one of {', '.join(DIALECTS)}; without it the answer decides",
            "crs": "coordinate system, where the answer does not declare one (EPSG:25832)",
            "timezone": "zone of times without one (freiburg: Europe/Berlin, parkapi: UTC)",
            "history": "days for which measurements are kept in a table of their own",
            "purpose": "parkapi3: CAR (default), BIKE or ITEM",
            "status": "datex2: address of the status document (sample: status.xml beside)",
            "encoding": "csv: encoding, where the file does not show it",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Bad car parks first, then the one dataset with all good ones."""
        check(feed)
        lots = choice.read(feed)
        _distinct(lots)
        for bad in lots.bad:
            yield replace(bad, part_of=feed.source.name)
        if not lots.good:
            first = f"; the first: {lots.bad[0]}" if lots.bad else ""
            raise WrongContent(feed.url, "car parks", f"none that can be read{first}")
        _silent(feed, lots)
        yield _record(feed, lots)


def check(feed: Feed) -> None:
    """SettingError for settings that no run can work with."""
    settings, name = feed.source.settings, feed.source.name
    if settings.get("dialect", DIALECTS[0]) not in DIALECTS:
        raise SettingError(name, "dialect", f"is none of {', '.join(DIALECTS)}")
    zone(feed.source, "UTC")
    if "history" in settings and days(feed) is None:
        raise SettingError(name, "history", "is no number of days")


def _silent(feed: Feed, lots: Lots) -> None:
    """Name the car parks whose measurements have stopped while those of others go on."""
    measured = [lot.updated for lot in lots.good if lot.updated]
    for lot in lots.good:
        if lot.updated and max(measured) - lot.updated > SILENT:
            feed.notice("silent", lot.id, f"measured last at {lot.updated:%Y-%m-%d %H:%M} UTC")


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
    points = [(lot.id, shapes.middle(lot.shape)) for lot in lots.good if lot.shape]
    places = placed(feed, lots.crs, points)
    table = Table(
        columns=COLUMNS,
        rows=[lot.row(places.get(lot.id)) for lot in lots.good],
        key=["id"],
    )
    located = [(lot.id, lot.shape) for lot in lots.good if lot.id in places and lot.shape]
    past = history(feed, lots)
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes,
        tags=_tags(lots),
        fields=_fields(source, lots),
        resources=[
            table_of(source, "lots", *LOTS, table),
            *([licensed(past, source)] if past else []),
            original(feed, lots.format, lots.mimetype),
        ],
        places=Places(lots.crs, located) if located else None,
    )


def _fields(source: SourceEntry, lots: Lots) -> dict[str, Any]:
    about = "car-parking-availability" if lots.live else "car-parking-locations-and-conditions"
    if lots.bicycles:
        about = "bike-parking-locations"
    return mobility_fields(source, [about], ["bicycle" if lots.bicycles else "car"])


def _tags(lots: Lots) -> dict[str, list[str]]:
    """Words to find it by: what is parked, and whether the numbers are of this moment."""
    what = BICYCLES if lots.bicycles else CARS
    return {language: what[language] + (LIVE[language] if lots.live else []) for language in what}


#: title and notes of the table
LOTS = (
    {
        "de": "Parkplätze und freie Stellplätze",
        "fr": "Parkings et places libres",
        "en": "Car parks and free spaces",
    },
    {
        "de": "Eine Zeile je Parkplatz, mit jeder Abfrage der Quelle erneuert.",
        "fr": "Une ligne par parking, renouvelée à chaque interrogation de la source.",
        "en": "One row per car park, renewed whenever the source is asked.",
    },
)
CARS = {
    "de": ["Parken", "Parkhaus", "Parkplatz"],
    "fr": ["stationnement", "parking"],
    "en": ["parking", "car park"],
}
BICYCLES = {
    "de": ["Fahrrad", "Fahrradabstellanlage"],
    "fr": ["vélo", "stationnement vélo"],
    "en": ["bicycle", "bicycle parking"],
}
LIVE = {"de": ["Echtzeit"], "fr": ["temps réel"], "en": ["real time"]}
