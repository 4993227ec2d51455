"""Points and boxes as the numbers of a form, and as GeoJSON (RFC 7946, longitude first)."""

from __future__ import annotations

import json
import math
from typing import Any

SIDES = ("west", "south", "east", "north")
AXES = ("lon", "lat")


def number(text: str) -> float | None:
    """Degrees, with a decimal comma or point; None for what is no number."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def box(values: list[float]) -> dict[str, Any]:
    """West, south, east, north in degrees as a polygon."""
    west, south, east, north = values
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def point(values: list[float]) -> dict[str, Any]:
    """Longitude and latitude in degrees as a point."""
    return {"type": "Point", "coordinates": list(values)}


def sides(geometry: Any) -> list[float] | None:
    """West, south, east, north of a polygon that is a box; None for any other geometry."""
    geometry = parsed(geometry)
    if not isinstance(geometry, dict) or geometry.get("type") != "Polygon":
        return None
    try:
        (ring,) = geometry["coordinates"]
        lons, lats = {float(p[0]) for p in ring}, {float(p[1]) for p in ring}
    except (KeyError, TypeError, ValueError, LookupError, OverflowError):
        return None
    if len(ring) != 5 or len(lons) != 2 or len(lats) != 2:
        return None
    return [min(lons), min(lats), max(lons), max(lats)]


def axes(geometry: Any) -> list[float] | None:
    """Longitude and latitude of a point; None for any other geometry."""
    geometry = parsed(geometry)
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    try:
        lon, lat = (float(value) for value in geometry["coordinates"][:2])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return [lon, lat]


def parsed(geometry: Any) -> Any:
    """A geometry that may be JSON text; None where it is broken."""
    if not isinstance(geometry, str):
        return geometry
    try:
        return json.loads(geometry)
    except (ValueError, RecursionError):
        return None


def unwrapped(text: str) -> str:
    """GeoJSON text; of a feature, or a collection of one, its geometry."""
    value = parsed(text)
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        value = features[0] if isinstance(features, list) and len(features) == 1 else None
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
        return json.dumps(value) if isinstance(value, dict) else text
    return text
