"""Geometries: GeoJSON in the record, WKT in RDF, with all the digits they came with.

GeoJSON: RFC 7946. WKT: OGC 06-103r4; without a reference system it is CRS 84, longitude first
(GeoSPARQL 1.0, OGC 11-052r4, section 8.5.1).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from geomet import InvalidGeoJSONException, wkt

#: type in small letters -> type (RFC 7946 section 1.4)
KINDS = {
    name.lower(): name
    for name in (
        "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    )
}  # fmt: skip
#: decimals of a degree that mean something: 8 are about a millimetre
MOST = 8
#: what geomet raises for what it cannot read
UNREADABLE = (TypeError, ValueError, OverflowError, AttributeError, KeyError, IndexError,
              StopIteration, RecursionError, InvalidGeoJSONException)  # fmt: skip
#: reference system before a WKT (GeoSPARQL), and the one (PostGIS) that says latitude first
SYSTEM = re.compile(r"^\s*(?:<(?P<iri>[^>]*)>|SRID=\d+;)\s*")
LATITUDE_FIRST = "http://www.opengis.net/def/crs/EPSG/0/4326"


def well_known_text(geojson: str | dict[str, Any]) -> str:
    """WKT of a GeoJSON geometry in WGS 84, longitude first; "" if it is none."""
    try:
        shape = json.loads(geojson) if isinstance(geojson, str) else geojson
        decimals = max(map(_decimals, _numbers(shape.get("coordinates"))), default=0)
        return str(wkt.dumps(shape, decimals=min(decimals, MOST)))
    except UNREADABLE:
        return ""


def geojson(text: str) -> dict[str, Any]:
    """The geometry of a WKT or a GeoJSON text; {} if it is none, or in a system we cannot read."""
    try:
        if text.lstrip().startswith("{"):
            shape = json.loads(text)
            return _typed(shape) if isinstance(shape, dict) and shape.get("coordinates") else {}
        system = SYSTEM.match(text)
        shape = dict(wkt.loads(SYSTEM.sub("", text).upper()))
    except UNREADABLE:
        return {}
    shape.pop("meta", None)
    named = (system["iri"] or "") if system else ""
    if named.rstrip("/").startswith(LATITUDE_FIRST):
        shape["coordinates"] = _swapped(shape["coordinates"])
    elif named and "CRS84" not in named:
        return {}
    return shape


def _typed(shape: dict[str, Any]) -> dict[str, Any]:
    """The shape, its type in the letters of RFC 7946 ("polygon" is not what it knows)."""
    name = KINDS.get(str(shape.get("type")).lower())
    return {"type": name, "coordinates": shape["coordinates"]} if name else {}


def envelope(shape: str | dict[str, Any]) -> dict[str, Any]:
    """The bounding box of a geometry as a polygon; {} for a point and for what has no extent."""
    positions = list(_positions(shape))
    if not positions:
        return {}
    west, south = (min(position[axis] for position in positions) for axis in (0, 1))
    east, north = (max(position[axis] for position in positions) for axis in (0, 1))
    if west == east or south == north:
        return {}
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def middle(shape: str | dict[str, Any]) -> dict[str, Any]:
    """A point as it is; {} for everything else, whose middle nobody has told."""
    positions = list(_positions(shape))
    return {"type": "Point", "coordinates": positions[0]} if len(positions) == 1 else {}


def _positions(shape: str | dict[str, Any]) -> Iterator[list[float]]:
    try:
        loaded = json.loads(shape) if isinstance(shape, str) else shape
        found = loaded.get("coordinates")
    except (AttributeError, ValueError):
        return
    yield from _flat(found)


def _flat(coordinates: Any) -> Iterator[list[float]]:
    if not isinstance(coordinates, (list, tuple)) or not coordinates:
        return
    if all(isinstance(one, (int, float)) for one in coordinates) and len(coordinates) > 1:
        yield [float(one) for one in coordinates[:2]]
        return
    for part in coordinates:
        yield from _flat(part)


def _swapped(coordinates: Any) -> Any:
    if isinstance(coordinates[0], (int, float)):
        return [coordinates[1], coordinates[0], *coordinates[2:]]
    return [_swapped(part) for part in coordinates]


def _numbers(coordinates: Any) -> Iterator[float]:
    if isinstance(coordinates, (int, float)):
        yield float(coordinates)
    else:
        for part in coordinates:
            yield from _numbers(part)


def _decimals(number: float) -> int:
    return len(f"{number:.{MOST}f}".rstrip("0").partition(".")[2])
