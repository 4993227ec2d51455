"""Freiburg's parking guidance system: GeoJSON of a WFS 1.1 (MapServer), layer ``pls``.

Every value is text. ``obs_ts`` is local time without a zone. Coordinates are in EPSG:25832 with a
``crs`` member when the request names no SRSNAME, and in WGS 84 when it asks for that. During
maintenance the answer is a valid FeatureCollection without features. The park-and-ride layers of
the same server have the same columns but ``obs_parkid``.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from .._core.feed import Feed
from .._core.values import BadValue, Values
from . import geojson, shapes
from .answer import Lots, objects, optional, plausible_free
from .lot import Lot

#: obs_state on the wire; 2 is seen where all spaces are said to be free, and is explained nowhere
STATES = {"0": "closed", "1": "open", "2": "unknown"}
#: obs_id counts measurements; trend and free_color paint a sign; prozent is the free share of
#: obs_max, belegt the rest; park_zone is a part of the town on the signs
IGNORED = ["obs_id", "trend", "free_color", "prozent", "belegt", "park_zone", "ogc_fid"]
READ = [
    "obs_parkid",
    "obs_state",
    "obs_max",
    "obs_free",
    "obs_ts",
    "park_name",
    "park_id",
    "park_url",
]


def recognises(value: Any) -> bool:
    """Is this the dialect?"""
    return geojson.has(value, "obs_max") or geojson.has(value, "obs_free")


def read(feed: Feed, value: dict[str, Any]) -> Lots:
    """The car parks of a FeatureCollection; WrongContent when it is none, or not whole."""
    features = geojson.features(feed, value)
    lots = Lots(geojson.crs(feed, value), "GEOJSON", "application/geo+json")
    for name, feature in objects(features):
        _take(feed, lots, name, feature)
    return lots


def _take(feed: Feed, lots: Lots, name: str, feature: Values | None) -> None:
    properties = feature.fields.get("properties") if feature else None
    if feature is None or not isinstance(properties, dict):
        lots.bad.append(BadValue("properties", properties, "missing").record(name))
        return
    feed.unknown(properties, [*READ, *IGNORED])
    values = Values(properties)
    try:
        lots.good.append(_lot(feed, values, feature.fields.get("geometry")))
    except BadValue as error:
        id = str(properties.get("obs_parkid") or properties.get("park_id") or name)
        lots.bad.append(error.record(id))


def _lot(feed: Feed, values: Values, geometry: Any) -> Lot:
    id = values.needed("obs_parkid" if "obs_parkid" in values.fields else "park_id", 100)
    zone = ZoneInfo(str(feed.source.settings.get("timezone", "Europe/Berlin")))
    # a car park that is closed for good reports 0 of 0
    capacity = values.whole("obs_max") or None
    return Lot(
        id=id,
        name=values.needed("park_name", 200),
        capacity=capacity,
        free=plausible_free(feed, id, values.whole("obs_free"), capacity) if capacity else None,
        state=_state(values, capacity),
        updated=values.moment("obs_ts", zone, feed.now),
        url=optional(feed, id, values.web_address, "park_url"),
        shape=shapes.geojson(geometry),
    )


def _state(values: Values, capacity: int | None) -> str:
    """The state as far as it is known.

    Closed car parks report 0 of 0. The park-and-ride layer says "0" of places that are counted and
    in use.
    """
    state = values.one_of("obs_state", STATES) or "unknown"
    return "unknown" if state == "closed" and capacity else state
