"""Read a GeoJSON geometry (RFC 7946) from outside into plain lists of points, or refuse it.

Pure Python on purpose: a web worker that shows a dataset need not load the geo libraries.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

Point = tuple[float, float]
Kind = Literal["area", "line", "point"]

#: a drawing on a dataset page is an outline; more corners than this are drawn as their box
MOST_POINTS = 4000


class Part(NamedTuple):
    """One ring, one line or one point, as (longitude, latitude) in degrees."""

    kind: Kind
    points: list[Point]


class Unreadable(ValueError):
    """A geometry that is not GeoJSON in degrees."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The geometry is not GeoJSON in degrees: {why}")


#: GeoJSON type -> (kind, how many lists lie around a single part)
SHAPES: dict[str, tuple[Kind, int]] = {
    "Point": ("point", 0),
    "MultiPoint": ("point", 1),
    "LineString": ("line", 1),
    "MultiLineString": ("line", 2),
    "Polygon": ("area", 2),
    "MultiPolygon": ("area", 3),
}


def parts(geometry: Any) -> list[Part]:
    """All rings, lines and points of a geometry, as dict or as JSON text; never an empty list.

    :raises Unreadable: for what is no geometry, has no or wrong coordinates, or nests too deep
    """
    if isinstance(geometry, str):
        try:
            geometry = json.loads(geometry)
        except (ValueError, RecursionError) as error:
            raise Unreadable("it is not JSON") from error
    found = list(_parts(geometry, depth=0))
    if not found:
        raise Unreadable("it has no coordinates")
    return found if sum(len(part.points) for part in found) <= MOST_POINTS else [_box(found)]


def bounds(found: list[Part]) -> tuple[float, float, float, float]:
    """West, south, east and north of all parts together, in degrees."""
    lons = [lon for part in found for lon, _ in part.points]
    lats = [lat for part in found for _, lat in part.points]
    return min(lons), min(lats), max(lons), max(lats)


def _box(found: list[Part]) -> Part:
    west, south, east, north = bounds(found)
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return Part("area", corners)


def _parts(geometry: Any, depth: int) -> Iterator[Part]:
    if not isinstance(geometry, dict) or depth > 3:
        raise Unreadable("it is not an object with type and coordinates")
    shape = geometry.get("type")
    if shape == "Feature":
        yield from _parts(geometry.get("geometry"), depth + 1)
    elif shape in ("GeometryCollection", "FeatureCollection"):
        members = geometry.get("geometries" if shape == "GeometryCollection" else "features")
        for member in members if isinstance(members, list) else []:
            yield from _parts(member, depth + 1)
    elif shape in SHAPES:
        kind, level = SHAPES[shape]
        yield from _coordinates(kind, geometry.get("coordinates"), level)
    else:
        raise Unreadable(f"its type is {shape!r}")


def _coordinates(kind: Kind, value: Any, level: int) -> Iterator[Part]:
    if level == 0:
        yield Part(kind, [_point(value)])
    elif not isinstance(value, list):
        raise Unreadable("its coordinates are not a list")
    elif level == 1 and kind != "point":
        if value:
            yield Part(kind, [_point(item) for item in value])
    else:
        for item in value:
            yield from _coordinates(kind, item, level - 1)


def _point(value: Any) -> Point:
    try:
        lon, lat = float(value[0]), float(value[1])
    except (TypeError, ValueError, LookupError, OverflowError) as error:
        raise Unreadable("a coordinate is not a pair of numbers") from error
    if not (math.isfinite(lon) and abs(lon) <= 180 and math.isfinite(lat) and abs(lat) <= 90):
        raise Unreadable("a coordinate lies outside of the globe")
    return lon, lat
