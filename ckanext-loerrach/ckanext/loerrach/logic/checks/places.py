"""GeoJSON geometries in WGS 84 (RFC 7946)."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from .base import Field, field_check, wrong

#: type -> how deep positions lie in ``coordinates``
DEPTHS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2,
    "MultiPolygon": 3,
}  # fmt: skip


class _NoGeometry(ValueError):
    """The value is no geometry; the message says why."""


@field_check
def loerrach_geometry(field: Field, value: Any) -> dict[str, Any]:
    """A geometry inside the world, longitude first; GeoJSON text becomes an object."""
    return _told(field, lambda: _geometry(value))


@field_check
def loerrach_point(field: Field, value: Any) -> dict[str, Any]:
    """A point inside the world."""
    return _told(field, lambda: _of_type("Point", _geometry(value)))


def _told(field: Field, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return read()
    except _NoGeometry as reason:
        raise wrong(
            field,
            tk._("{field}: {reason} Erwartet wird GeoJSON in Längen- und Breitengraden."),
            reason=reason,
        ) from None


def _of_type(wanted: str, geometry: dict[str, Any]) -> dict[str, Any]:
    if geometry["type"] != wanted:
        raise _NoGeometry(
            tk._("Hier wird die Art „{wanted}“ gebraucht, nicht „{found}“.").format(
                wanted=wanted, found=geometry["type"]
            )
        )
    return geometry


def _geometry(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise _NoGeometry(tk._("Das ist kein JSON.")) from None
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in DEPTHS:
        raise _NoGeometry(tk._("Das ist keine Geometrie."))
    coordinates = value.get("coordinates")
    count = 0
    for position in _positions(coordinates, DEPTHS[value["type"]]):
        _check(position)
        count += 1
    if not count:
        raise _NoGeometry(tk._("Die Geometrie ist leer."))
    if value["type"].endswith("Polygon"):
        _check_rings(coordinates, value["type"])
    return {"type": value["type"], "coordinates": coordinates}


def _positions(coordinates: Any, depth: int) -> Iterator[Any]:
    if depth == 0:
        yield coordinates
        return
    if not isinstance(coordinates, list):
        raise _NoGeometry(tk._("Die Koordinaten sind nicht richtig geschachtelt."))
    for part in coordinates:
        yield from _positions(part, depth - 1)


def _check(position: Any) -> None:
    numbers = isinstance(position, list) and all(map(_is_number, position))
    if not numbers or not 2 <= len(position) <= 3:
        raise _NoGeometry(tk._("Eine Koordinate besteht nicht aus zwei oder drei Zahlen."))
    if not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
        raise _NoGeometry(tk._("Eine Koordinate liegt außerhalb der Welt."))


def _is_number(value: Any) -> bool:
    # an integer too large for a float is none that anybody has measured
    try:
        return type(value) in (int, float) and math.isfinite(value)
    except OverflowError:
        return False


def _check_rings(coordinates: Any, kind: str) -> None:
    rings = coordinates if kind == "Polygon" else [ring for part in coordinates for ring in part]
    if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise _NoGeometry(tk._("Ein Ring ist nicht geschlossen."))
