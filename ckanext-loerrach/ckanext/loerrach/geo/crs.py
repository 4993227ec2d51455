"""Coordinate systems: what is declared, and the way to WGS 84 (EPSG:4326, longitude first)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import UnknownCRS

if TYPE_CHECKING:
    from pyproj import Transformer

#: longitude and latitude in degrees, in this order (RFC 7946, section 4)
WGS84 = "OGC:CRS84"
#: the datum of Europe's surveying offices, which lies on WGS 84 to a metre (EPSG:1149)
ETRS89, LIES_ON = "EPSG:4258", 1.0
#: ETRS89 / UTM zone 32N, the system of the surveying offices; metres, easting first
UTM32 = "EPSG:25832"
Point = tuple[float, float]
#: west, south, east, north in degrees
Box = tuple[float, float, float, float]
#: Baden-Württemberg, the Alsace and the north of Switzerland: what a feed of the town's
#: surroundings can be about; a point outside is more likely a mistake
SURROUNDINGS: Box = (5.5, 46.0, 11.0, 50.5)
#: Lörrach and what borders on it
TOWN: Box = (7.5, 47.5, 8.0, 47.8)
SWAPPED = "has its two coordinates swapped"


def declared(geojson: Mapping[str, Any]) -> str | None:
    """The coordinate system that a GeoJSON document declares, or None.

    RFC 7946 knows WGS 84 only; MapServer and GeoServer still write the ``crs`` member of the
    GeoJSON of 2008 (http://geojson.org/geojson-spec.html, section 3), and mean it.
    """
    crs = geojson.get("crs")
    if isinstance(crs, Mapping) and isinstance(crs.get("properties"), Mapping):
        name = crs["properties"].get("name")
        return name if isinstance(name, str) else None
    return None


def to_wgs84(crs: str, points: Iterable[Point]) -> list[Point]:
    """The points as longitude and latitude, rounded to a centimetre (seven decimals).

    ``crs``: anything PROJ knows; UnknownCRS otherwise. Points come easting (longitude) first,
    whatever axis order the authority of the system defines. A point that is nowhere on earth
    comes back as (inf, inf).
    """
    transformer = way(crs)
    return [_moved(transformer, point) for point in points]


def to_utm32(points: Iterable[Point]) -> list[Point]:
    """Points in WGS 84 as easting and northing in ETRS89 / UTM 32N, in whole centimetres."""
    moved = (_from_wgs84().transform(*point) for point in points)
    return [(round(east, 2), round(north, 2)) for east, north in moved]


def accuracy(crs: str) -> float:
    """By how many metres a place from ``crs`` may be wrong in WGS 84, as EPSG's register has it.

    That of the way that ``way`` takes in the town's surroundings; UnknownCRS for a system that is
    none.
    """
    return _best(crs)[1]


@lru_cache(maxsize=32)
def way(crs: str) -> Transformer:
    """The way from ``crs`` to WGS 84, easting first; UnknownCRS where PROJ has none.

    A way that leaves out the shift between two datums, some hundred metres, is refused. It leads
    over ETRS89 where that is more exact: from DHDN (Gauß-Krüger) one shift straight to WGS 84
    serves all of western Germany (EPSG:1777, 3 m), and each third of it has one to ETRS89 (ours:
    EPSG:1778, 1 m). PROJ takes the grid of the surveying offices (BETA2007) where it finds it.
    """
    from pyproj import Transformer

    with _refused(crs):
        return Transformer.from_crs(crs, _best(crs)[0], always_xy=True, allow_ballpark=False)


@lru_cache(maxsize=32)
def _best(crs: str) -> tuple[str, float]:
    """What the way leads to, and its accuracy in the town's surroundings."""
    ways = [(WGS84, _metres(crs, WGS84)), (ETRS89, _metres(crs, ETRS89) + LIES_ON)]
    best = min(ways, key=lambda one: one[1])
    if math.isinf(best[1]):
        raise UnknownCRS(crs)
    return best


def _metres(crs: str, target: str) -> float:
    from pyproj.aoi import AreaOfInterest
    from pyproj.transformer import TransformerGroup

    # whatever the environment says: the same places today and tomorrow
    network: Any = import_module("pyproj.network")
    network.set_network_enabled(active=False)
    # pyproj's own types name the class of another module
    town: Any = AreaOfInterest(*TOWN)
    with _refused(crs), warnings.catch_warnings():
        # PROJ says aloud which grids are missing
        warnings.simplefilter("ignore", UserWarning)
        ways = TransformerGroup(
            crs, target, always_xy=True, allow_ballpark=False, area_of_interest=town
        ).transformers
    return min((float(one.accuracy) for one in ways if one.accuracy >= 0), default=math.inf)


def _moved(transformer: Transformer, point: Point) -> Point:
    lon, lat = transformer.transform(*point)
    return (round(lon, 7), round(lat, 7)) if math.isfinite(lon + lat) else (math.inf, math.inf)


@lru_cache(maxsize=1)
def _from_wgs84() -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(WGS84, UTM32, always_xy=True, allow_ballpark=False)


@contextmanager
def _refused(crs: str) -> Iterator[None]:
    """What PROJ does not take is an UnknownCRS."""
    from pyproj.exceptions import CRSError, ProjError

    try:
        yield
    except (CRSError, ProjError) as error:
        raise UnknownCRS(crs) from error


def located(
    crs: str, points: Iterable[Point], area: Box | None = SURROUNDINGS
) -> list[tuple[Point, str | None]]:
    """Each point in WGS 84, with what is wrong with it or None (see ``doubt``)."""
    points = list(points)
    found = []
    for (x, y), moved in zip(points, to_wgs84(crs, points), strict=True):
        problem = doubt(moved, area)
        if problem and doubt(to_wgs84(crs, [(y, x)])[0], area) is None:
            problem = SWAPPED
        found.append((moved, problem))
    return found


def doubt(point: Point, area: Box | None = SURROUNDINGS) -> str | None:
    """What is wrong with a point in WGS 84, or None; ``area`` None: it may be anywhere on earth.

    Swapped axes are said, never turned: a program that turns what looks swapped also turns what
    is right.
    """
    lon, lat = point
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        return "lies nowhere on earth"
    if abs(lon) < 0.01 and abs(lat) < 0.01:
        return "lies at 0°/0°, where devices without a place are"
    if area is None or inside(point, area):
        return None
    if inside((lat, lon), area):
        return SWAPPED
    return "lies far outside the region"


def inside(point: Point, box: Box) -> bool:
    """Is the point in the box, its border included?"""
    lon, lat = point
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north
