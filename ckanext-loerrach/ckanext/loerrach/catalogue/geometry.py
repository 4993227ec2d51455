"""Geometries as WKT, with all the digits they came with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from geomet import InvalidGeoJSONException, wkt

#: decimals of a degree that mean something: 8 are about a millimetre
MOST = 8


def well_known_text(geojson: str | dict[str, Any]) -> str:
    """WKT (OGC 06-103r4) of a GeoJSON geometry in WGS 84, longitude first; "" if it is none."""
    try:
        shape = json.loads(geojson) if isinstance(geojson, str) else geojson
        decimals = max(map(_decimals, _numbers(shape.get("coordinates"))), default=0)
        return str(wkt.dumps(shape, decimals=min(decimals, MOST)))
    except (TypeError, ValueError, AttributeError, KeyError, InvalidGeoJSONException):
        return ""


def _numbers(coordinates: Any) -> Iterator[float]:
    if isinstance(coordinates, (int, float)):
        yield float(coordinates)
    else:
        for part in coordinates:
            yield from _numbers(part)


def _decimals(number: float) -> int:
    return len(f"{number:.{MOST}f}".rstrip("0").partition(".")[2])
