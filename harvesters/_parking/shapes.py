"""Where a car park lies: points, lines and areas, as GeoJSON, WKT and EWKB write them.

A shape is a GeoJSON geometry (RFC 7946, section 3.1) in the coordinate system of the feed.
WKT and WKB: OGC 06-103r4; EWKB: https://postgis.net/docs/ST_AsEWKB.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from ckanext.loerrach.geo.crs import WGS84

from .._core.values import BadValue, Values, fits

Shape = Mapping[str, Any]
#: kinds of geometries, and how deep the lists of their coordinates are
DEPTHS = {
    "Point": 1, "MultiPoint": 2, "LineString": 2, "MultiLineString": 3, "Polygon": 3,
    "MultiPolygon": 4,
}  # fmt: skip


#: characters of a geometry as text; GEOS reads nested ones by recursion, and ends at a depth that
#: takes ten times as many
LONGEST = 100_000


def point(x: Any, y: Any, name: str = "geometry") -> Shape | None:
    """A point; None where neither is given, BadValue where one is missing."""
    values = Values({name: x, "y": y})
    if not values.has(name) and not values.has("y"):
        return None
    found = values.number(name), Values({name: y}).number(name)
    if None in found:
        raise BadValue(name, (x, y), "a point with two coordinates is needed")
    return {"type": "Point", "coordinates": list(found)}


def geojson(geometry: Any) -> Shape | None:
    """A geometry of a feature; None where there is none."""
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in DEPTHS or not _numbers(coordinates, DEPTHS[kind]):
        raise BadValue("geometry", geometry, "a point, a line or an area is needed")
    if kind == "Point":
        return point(*coordinates[:2])  # type: ignore[index]
    return _whole({"type": kind, "coordinates": coordinates}, "geometry")


def _numbers(value: Any, depth: int) -> bool:
    """Are these lists of lists, so deep, of at least two numbers each?"""
    if not isinstance(value, list) or not value:
        return False
    if depth > 1:
        return all(_numbers(one, depth - 1) for one in value)
    return len(value) in (2, 3, 4) and all(
        isinstance(one, int | float) and not isinstance(one, bool) and fits(one) for one in value
    )


def _whole(shape: Shape, name: str) -> Shape:
    """The shape, if it is one: a line has two points, the ring of an area closes."""
    from shapely import GEOSException

    try:
        middle(shape)
    except (GEOSException, ValueError) as error:
        raise BadValue(name, shape["type"], f"no whole geometry: {error}") from error
    return shape


def wkt(text: str | None, name: str) -> Shape | None:
    """A geometry in well-known text."""
    if not _given(text, name):
        return None
    from shapely import GEOSException, from_wkt

    try:
        return _written(from_wkt(text), name, text)
    except GEOSException as error:
        raise BadValue(name, text, "a geometry as WKT is needed") from error


def ewkb(text: str | None, name: str) -> tuple[Shape | None, str | None]:
    """A geometry in hexadecimal (E)WKB, and the coordinate system it names, as PROJ knows it."""
    if not _given(text, name):
        return None, None
    from shapely import GEOSException, from_wkb, get_srid

    try:
        found = from_wkb(text.strip())
    except (GEOSException, ValueError) as error:
        raise BadValue(name, text, "a geometry as hexadecimal WKB is needed") from error
    srid = int(get_srid(found))
    crs = WGS84 if srid == 4326 else f"EPSG:{srid}"
    return _written(found, name, text), crs if srid else None


def _given(text: str | None, name: str) -> TypeGuard[str]:
    if text is None or not text.strip():
        return False
    if len(text) > LONGEST:
        raise BadValue(name, text, f"a geometry of more than {LONGEST} characters")
    return True


def _written(found: Any, name: str, text: str) -> Shape | None:
    from shapely.geometry import mapping

    if found.is_empty or found.geom_type not in DEPTHS:
        raise BadValue(name, text, "a point, a line or an area is needed")
    shape = mapping(found)
    if found.geom_type == "Point":
        return {"type": "Point", "coordinates": list(shape["coordinates"][:2])}
    return _whole({"type": shape["type"], "coordinates": _lists(shape["coordinates"])}, name)


def _lists(value: Any) -> Any:
    return [_lists(one) for one in value] if isinstance(value, tuple) else value


def middle(shape: Shape) -> tuple[float, float]:
    """Easting and northing of a point on the shape: halfway along a line, inside of an area."""
    if shape["type"] == "Point":
        x, y = shape["coordinates"]
        return x, y
    from shapely.geometry import shape as made

    found = made(shape)
    if found.geom_type == "LineString":
        on = found.interpolate(0.5, normalized=True)
    else:
        on = found.representative_point()
    return on.x, on.y
