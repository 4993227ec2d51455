"""Geometries of GeoJSON (RFC 7946, section 3.1), with numbers where they belong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.values import BadValue, fits


def read(geometry: Any) -> Mapping[str, Any] | None:
    """A geometry with numbers where they belong; None for none."""
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    depth = DEPTHS.get(str(kind))
    if depth is None:
        raise BadValue("geometry", kind, "a point, a line or an area is needed")
    return {"type": kind, "coordinates": _plain(geometry.get("coordinates"), depth)}


DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2,
          "MultiPolygon": 3}  # fmt: skip


def _plain(value: Any, depth: int) -> list[Any]:
    """Nested positions without heights."""
    if not isinstance(value, list) or not value:
        raise BadValue("geometry", value, "coordinates are missing")
    if depth:
        return [_plain(one, depth - 1) for one in value]
    good = all(isinstance(n, int | float) and not isinstance(n, bool) and fits(n) for n in value)
    if not good or len(value) not in (2, 3, 4):
        raise BadValue("geometry", value, "a position with two numbers is needed")
    return [float(n) for n in value[:2]]


def first(coordinates: Any) -> tuple[float, float]:
    """The first position of a geometry."""
    while isinstance(coordinates[0], list):
        coordinates = coordinates[0]
    return coordinates[0], coordinates[1]
