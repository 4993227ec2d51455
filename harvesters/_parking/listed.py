"""Lists of JSON objects, the plainest form of a feed, and the dialects that are nothing more.

Aalen, Pforzheim and Buchen (ParkAPI's own form for pushing) send car parks, the state's car pooling
places (P+M) have spaces by kind of vehicle, Kienzler's bicycle boxes count each box.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ckanext.loerrach.geo.crs import WGS84

from .._core.errors import Empty
from .._core.feed import Feed
from .._core.values import BadValue
from . import shapes, words
from .answer import Lots
from .lot import Lot
from .shapes import Shape
from .words import Words


def objects_of(
    feed: Feed, items: list[Any], id: str, lots: Lots
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each object with a name for messages; what is no object is refused, an empty list Empty."""
    if not items:
        raise Empty(feed.url, "car park")
    for number, item in enumerate(items, 1):
        if isinstance(item, dict):
            yield words.called(item, id, number), item
        else:
            problem = BadValue("row", item, "an object is needed")
            lots.bad.append(problem.record(f"#{number}"))


@dataclass(frozen=True)
class List:
    """One dialect: fields that show it, their meaning, and where its geometry stands."""

    signs: frozenset[str]
    words: Words
    shape: Callable[[dict[str, Any]], Shape | None]
    flat: Callable[[dict[str, Any]], dict[str, Any]] = dict
    live: bool = True
    bicycles: bool = False


def _lon_lat(row: dict[str, Any]) -> Shape | None:
    return shapes.point(row.get("lon"), row.get("lat"), "lon")


def _vehicles(row: dict[str, Any]) -> dict[str, Any]:
    """Spaces for cars and for disabled people beside the rest; trucks and buses are left."""
    flat = dict(row)
    for name in ("capacity", "free_capacity"):
        spaces = row.get(name)
        if not isinstance(spaces, dict):
            raise BadValue(name, spaces, "an object with spaces for cars is needed")
        flat[name], flat[f"{name}_handicap"] = spaces.get("car"), spaces.get("car_handicap")
    return flat


def _area(row: dict[str, Any]) -> Shape | None:
    """The area, which is a GeoJSON document as text; else the point."""
    try:
        features = json.loads(row["geometry"])["features"]
        return shapes.geojson(features[0]["geometry"])
    except (BadValue, KeyError, IndexError, TypeError, ValueError, RecursionError):
        place = row.get("location")
        known = place if isinstance(place, dict) else {}
        return shapes.point(known.get("lng"), known.get("lat"), "location")


LISTS = [
    List(frozenset(("status", "max", "occupied")), Words(
        id="name", name="name", capacity="max", free="free", state="status",
        states={"geöffnet": "open", "geschlossen": "closed", "voll": "full"}, read=["occupied"],
    ), lambda row: None),
    List(frozenset(("networkID", "trafficType")), Words(
        id="Id", name="name", capacity="capacity", free="free", updated="timestamp",
        capacity_disabled="quantitySpacesReservedForMobilityImpededPerson",
        address=[["address"]], kind="type", kinds={"undergroundCarPark": "underground",
        "carPark": "garage", "parkingLot": "ground"}, zone="Europe/Berlin", read=["lon", "lat"],
        ignored=[
            "dataType", "operatorID", "networkID", "trafficType", "description", "state",
            "geometry", "quantitySpacesReservedForWomen", "securityInformation", "feeInformation",
            "properties", "hasChargingStation", "hasOpeningHours24h", "openingHours", "source",
            "tariffPrices",
        ],
    ), _lon_lat, live=False),
    List(frozenset(("long_name", "free_capacity")), Words(
        id="id", name="long_name", capacity="capacity", free="free_capacity",
        capacity_disabled="capacity_handicap", updated="time", all_kind="carpool",
        read=["location", "geometry", "free_capacity_handicap"],
        # a state of the record, not of the place
        ignored=["name", "status", "category", "street"],
    ), _area, _vehicles),
    List(frozenset(("bookable", "sum_boxes")), Words(
        id="id", name="name", capacity="sum_boxes", free="bookable", all_kind="bicycle",
        read=["long", "lat"],
        ignored=["renewal_pending_id", "inactive", "defect", "blocked", "renewable",
                 "renewal_pending", "occupied", "boxes"],
    ), lambda row: shapes.point(row.get("long"), row.get("lat"), "long"), bicycles=True),
]  # fmt: skip


def recognises(value: Any) -> bool:
    """Is this one of the lists?"""
    return isinstance(value, list) and _dialect(value) is not None


def _dialect(value: list[Any]) -> List | None:
    found = [one for one in value[:100] if isinstance(one, dict)]
    return next((each for each in LISTS if any(each.signs <= one.keys() for one in found)), None)


def read(feed: Feed, value: list[Any]) -> Lots:
    """The car parks of a list."""
    dialect = _dialect(value)
    assert dialect is not None
    lots = Lots(WGS84, "JSON", "application/json", dialect.live, dialect.bicycles)
    for name, row in objects_of(feed, value, dialect.words.id, lots):
        lots.take(name, lambda one=row: _lot(feed, dialect, one))  # type: ignore[misc]
    return lots


def _lot(feed: Feed, dialect: List, row: dict[str, Any]) -> Lot:
    return words.lot(feed, dialect.words, dialect.flat(row), dialect.shape(row))
