"""Heidelberg: entities of a context broker (NGSI v2, type ``OffStreetParking``).

https://fiware.github.io/specifications/ngsiv2/stable/: every attribute is an object with ``type``,
``value`` and ``metadata``; pages by ``limit`` (20 where none is given, at most 1000) and
``offset``, without a word on how many there are. Heidelberg keeps its ids in
``staticParkingSiteId``; those of the entities have changed (parkapi-sources issue 267). The model
is that of https://github.com/smart-data-models/dataModel.Parking.
"""

from __future__ import annotations

from typing import Any

from ckanext.loerrach.geo.crs import WGS84

from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from . import shapes, words
from .answer import Lots
from .listed import objects_of
from .lot import Lot
from .paging import Page, all_pages, asked_for
from .words import Words

STATES = {
    "Open": "open", "Offen": "open", "open": "open", "Closed": "closed", "Geschlossen": "closed",
    "closed": "closed", "full": "full", "Stoerung": "unknown", "0": "unknown",
}  # fmt: skip
KINDS = {
    "Parking Garage": "garage",
    "Park and Ride Car Park": "park_and_ride",
    "Underground": "underground",
}
WORDS = Words(
    id="id", name="name", capacity="totalSpotNumber", capacity_disabled="handicappedParkingSpots",
    free="availableSpotNumber", kind="parking_type", kinds=KINDS, state="status", states=STATES,
    updated="observationDateTime", url="website", opening_hours="opening",
    address=[["streetAddress"], ["postalCode", "addressLocality"]], zone="Europe/Berlin",
    read=["staticParkingSiteId", "staticName", "openingHours", "closingHours", "lat", "lon",
          "location", "type"],
    ignored=[
        "acceptedPaymentMethod", "description", "facilities", "familyParkingSpots",
        "googlePlaceId", "images", "maximumAllowedHeight", "maximumAllowedWidth", "provider",
        "staticStatus", "staticTotalSpotNumber", "streetAddressDriveway", "streetAddressExit",
        "womenParkingSpots", "occupiedSpotNumber", "occupancy", "category", "address",
        "dateModified", "refParkingSite",
    ],
)  # fmt: skip


def recognises(value: Any) -> bool:
    """Is this the dialect?"""
    return isinstance(value, list) and any(
        isinstance(one, dict) and isinstance(one.get("totalSpotNumber"), dict) for one in value
    )


def read(feed: Feed, value: list[Any]) -> Lots:
    """The car parks of all pages."""
    limit = asked_for(feed, "limit", 20)
    entities = all_pages(feed, value, lambda answer, before: _page(feed, answer, before, limit))
    if not entities:
        raise Empty(feed.url, "car park")
    lots = Lots(WGS84, "JSON", "application/json")
    for name, entity in objects_of(feed, entities, "id", lots):
        lots.take(name, lambda one=entity: _lot(feed, one))  # type: ignore[misc]
    return lots


def _page(feed: Feed, answer: Any, before: int, limit: int) -> Page:
    if not isinstance(answer, list):
        raise WrongContent(feed.url, "a list of entities", "something else")
    full = len(answer) >= limit
    return Page(answer, {"offset": before + len(answer)} if full else None)


def _lot(feed: Feed, entity: dict[str, Any]) -> Lot:
    fields = {name: _value(attribute) for name, attribute in entity.items()}
    fields["id"] = fields.get("staticParkingSiteId") or fields.get("id")
    fields["name"] = fields.get("staticName") or fields.get("name")
    begin, end = fields.get("openingHours"), fields.get("closingHours")
    if isinstance(begin, str) and isinstance(end, str):
        fields["opening"] = "24/7" if begin == end else f"{begin[:5]}-{end[:5]}"
    if isinstance(fields.get("location"), dict):
        shape = shapes.geojson(fields["location"])
    else:
        shape = shapes.point(fields.get("lon"), fields.get("lat"), "lon")
    return words.lot(feed, WORDS, fields, shape)


def _value(attribute: Any) -> Any:
    """What is wrapped in an attribute."""
    return attribute["value"] if isinstance(attribute, dict) and "value" in attribute else attribute
