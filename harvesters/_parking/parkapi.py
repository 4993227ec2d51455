"""ParkAPI version 1, https://github.com/offenesdresden/ParkAPI/wiki (JSON, coordinates in WGS 84).

``last_updated`` is UTC without saying so. ``free`` is only there for car parks with counters;
``state: nodata`` stands for the others. ``coords`` and ``total`` may be missing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ckanext.loerrach.geo.crs import WGS84

from .._core.errors import Empty
from .._core.feed import Feed
from .._core.values import BadValue, Values
from .answer import Lots, objects, optional, plausible_free
from .lot import Lot
from .shapes import Shape, point

#: "many" is what Herrenberg's counters say instead of "open"
STATES = {
    "open": "open", "many": "open", "few": "open", "full": "full", "closed": "closed",
    "nodata": "unknown", "unknown": "unknown",
}  # fmt: skip
KINDS = {
    "Parkhaus": "garage", "Tiefgarage": "underground", "Parkplatz": "ground",
    "Straße": "ground", "Park-Ride": "park_and_ride", "Park-Carpool": "carpool",
    "Barrierefreier-Parkplatz": "disabled", "Wohnmobilparkplatz": "caravan", "unbekannt": None,
}  # fmt: skip
#: forecast says whether ParkAPI's own server guesses the next week; region is a part of the town;
#: notes are sentences for drivers in some languages
IGNORED = ["forecast", "region", "notes"]
READ = [
    "id",
    "name",
    "lot_type",
    "address",
    "total",
    "total:disabled",
    "free",
    "state",
    "url",
    "opening_hours",
    "fee_hours",
    "coords",
]
DOCUMENT = ["last_updated", "last_downloaded", "data_source", "lots"]


def recognises(value: Any) -> bool:
    """Is this the dialect?"""
    return isinstance(value, dict) and isinstance(value.get("lots"), list)


def read(feed: Feed, value: dict[str, Any]) -> Lots:
    """The car parks of an answer; Empty when there is none."""
    if not value["lots"]:
        raise Empty(feed.url, "car park")
    feed.unknown(value, DOCUMENT)
    zone = ZoneInfo(str(feed.source.settings.get("timezone", "UTC")))
    updated = optional(feed, "answer", Values(value).moment, "last_updated", zone, feed.now)
    lots = Lots(str(feed.source.settings.get("crs") or WGS84), "JSON", "application/json")
    for name, values in objects(value["lots"]):
        _take(feed, lots, name, values, updated)
    return lots


def _take(
    feed: Feed, lots: Lots, name: str, values: Values | None, updated: datetime | None
) -> None:
    if values is None:
        lots.bad.append(BadValue("lots", None, "an object is needed").record(name))
        return
    feed.unknown(values.fields, [*READ, *IGNORED])
    try:
        lots.good.append(_lot(feed, values, updated))
    except BadValue as error:
        lots.bad.append(error.record(str(values.fields.get("id") or name)))


def _lot(feed: Feed, values: Values, updated: datetime | None) -> Lot:
    id = values.needed("id", 100)
    capacity = values.whole("total")
    return Lot(
        id=id,
        name=values.needed("name", 200),
        kind=optional(feed, id, values.one_of, "lot_type", KINDS),
        address=optional(feed, id, values.text, "address", 300),
        capacity=capacity,
        capacity_disabled=optional(feed, id, values.whole, "total:disabled"),
        free=plausible_free(feed, id, values.whole("free"), capacity),
        state=values.one_of("state", STATES) or "unknown",
        updated=updated,
        opening_hours=optional(feed, id, values.text, "opening_hours", 500),
        fee_hours=optional(feed, id, values.text, "fee_hours", 500),
        url=optional(feed, id, values.web_address, "url"),
        shape=_point(values),
    )


def _point(values: Values) -> Shape | None:
    coords = values.fields.get("coords")
    if coords is None:
        return None
    if not isinstance(coords, dict):
        raise BadValue("coords", coords, "an object with lat and lng is needed")
    if None in (coords.get("lng"), coords.get("lat")):
        raise BadValue("coords", coords, "lat and lng are needed")
    return point(coords["lng"], coords["lat"], "coords")
