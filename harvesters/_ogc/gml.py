"""Geometries of GML 2.1.2, 3.1.1 and 3.2.1 (OGC 07-036) as GeoJSON, and the order of axes.

An address or urn of a system means the order of its authority (EPSG:4326: latitude first); the
short form "EPSG:4326" and that of GML 2 mean easting first, as services have always done it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from .._core import xml
from .._core.values import BadValue

Position = list[float]
MANY = {"MultiPoint": "MultiPoint", "MultiCurve": "MultiLineString",
        "MultiLineString": "MultiLineString", "MultiSurface": "MultiPolygon",
        "MultiPolygon": "MultiPolygon"}  # fmt: skip
RINGS = ("exterior", "outerBoundaryIs", "interior", "innerBoundaryIs")
WAYS = ("LineString", "LineStringSegment", "Curve", "CompositeCurve", "LinearRing", "Ring")


def is_geometry(element: Element) -> bool:
    """Is this a geometry that can be read?"""
    return xml.local(element) in {*MANY, "Point", "Polygon", "Surface", *WAYS}


def crs_of(element: Element, default: str = "") -> str:
    """The coordinate system that a geometry, or one inside, names."""
    return next((one.get("srsName", "") for one in element.iter() if one.get("srsName")), default)


def read(element: Element, crs: str) -> dict[str, Any]:
    """GeoJSON, easting first; BadValue for what is no geometry or none that is known."""
    turned = northing_first(crs_of(element, crs))
    kind = xml.local(element)
    if kind == "Point":
        return {"type": kind, "coordinates": _positions(element, turned)[0]}
    if kind in WAYS:
        return {"type": "LineString", "coordinates": _way(element, turned)}
    if kind in ("Polygon", "Surface"):
        patches = _patches(element, turned)
        if len(patches) == 1:
            return {"type": "Polygon", "coordinates": patches[0]}
        return {"type": "MultiPolygon", "coordinates": patches}
    if kind in MANY:
        return {"type": MANY[kind], "coordinates": _parts(element, kind, turned)}
    raise BadValue("geometry", kind, "a geometry of a kind that is not read")


def _parts(element: Element, kind: str, turned: bool) -> list[Any]:
    found: list[Any] = []
    for part in _members(element):
        if "Point" in kind:
            found.append(_positions(part, turned)[0])
        elif MANY[kind] == "MultiLineString":
            found.append(_way(part, turned))
        else:
            found += _patches(part, turned)
    if not found:
        raise BadValue("geometry", kind, "a geometry without parts")
    return found


def _members(element: Element) -> Iterator[Element]:
    """pointMember, curveMembers, … hold one or several."""
    for member in element:
        if "ember" in xml.local(member):
            yield from member


def _patches(element: Element, turned: bool) -> list[list[list[Position]]]:
    """Polygon, or the patches of a Surface."""
    if xml.local(element) in ("Surface", "CompositeSurface", "PolyhedralSurface"):
        inner = [one for part in element for one in part]
        return [patch for one in inner for patch in _patches(one, turned)]
    rings = [_way(ring, turned) for part in element if xml.local(part) in RINGS for ring in part]
    if not rings:
        raise BadValue("geometry", xml.local(element), "a polygon without rings")
    return [rings]


def _way(element: Element, turned: bool) -> list[Position]:
    """A line, a ring, or a curve of straight segments, end to end."""
    kind = xml.local(element)
    if kind in ("Curve", "CompositeCurve", "Ring"):
        holders = ("segments", "curveMember")
        parts = [one for part in element if xml.local(part) in holders for one in part]
        found: list[Position] = []
        for part in parts:
            points = _way(part, turned)
            found += points[1:] if found and found[-1] == points[0] else points
        return found
    if kind not in WAYS:
        raise BadValue("geometry", kind, "a curve that is not straight")
    return _positions(element, turned)


def _positions(element: Element, turned: bool) -> list[Position]:
    """All positions below an element: posList, pos, coordinates of GML 2, coord."""
    found: list[Position] = []
    for one in element.iter():
        read = POSITIONS.get(xml.local(one))
        if read:
            found += read(one, _dimension(one, element))
    if not found:
        raise BadValue("geometry", xml.local(element), "a geometry without coordinates")
    return [[y, x] for x, y in found] if turned else found


def _dimension(one: Element, element: Element) -> int:
    said = one.get("srsDimension") or element.get("srsDimension") or "2"
    return 3 if said == "3" else 2


def _list(one: Element, size: int) -> list[Position]:
    numbers = [_number(word) for word in (one.text or "").split()]
    if xml.local(one) == "pos":
        size = len(numbers)
    if not numbers or size not in (2, 3) or len(numbers) % size:
        raise BadValue("geometry", one.text, "numbers that make no positions")
    return [numbers[at : at + 2] for at in range(0, len(numbers), size)]


def _tuples(one: Element, _: int) -> list[Position]:
    """GML 2: tuples with spaces between, their numbers with commas, unless it says otherwise."""
    comma, space = one.get("cs") or ",", one.get("ts") or " "
    decimal = one.get("decimal") or "."
    text = " ".join((one.text or "").split()) if space == " " else one.text or ""
    tuples = [part.split(comma) for part in text.split(space) if part.strip()]
    if any(len(numbers) not in (2, 3) for numbers in tuples):
        raise BadValue("geometry", one.text, "numbers that make no positions")
    return [[_number(word.replace(decimal, ".")) for word in numbers[:2]] for numbers in tuples]


def _coord(one: Element, _: int) -> list[Position]:
    named = {xml.local(part): (part.text or "") for part in one}
    return [[_number(named.get("X", "")), _number(named.get("Y", ""))]]


POSITIONS: dict[str, Callable[[Element, int], list[Position]]] = {
    "pos": _list, "posList": _list, "coordinates": _tuples, "coord": _coord,
}  # fmt: skip


def _number(word: str) -> float:
    if not re.fullmatch(r"\s*[+-]?\d{1,12}(\.\d*)?([eE][+-]?\d{1,2})?\s*", word):
        raise BadValue("geometry", word, "a number is needed")
    return float(word)


# --- coordinate systems ---------------------------------------------------------------------------


def plain(crs: str) -> str:
    """The name of a system as PROJ understands it: those of GML 2 are addresses of a file."""
    old = re.fullmatch(r"https?://www\.opengis\.net/gml/srs/epsg\.xml#(\d+)", crs.strip())
    return f"EPSG:{old[1]}" if old else crs.strip()


@lru_cache(maxsize=64)
def northing_first(crs: str) -> bool:
    """Do coordinates in a system of this name come northing or latitude first?

    False for names that PROJ does not know: they are told where the places are made.
    """
    if not re.match(r"urn:|https?://www\.opengis\.net/def/", crs.strip()):
        return False
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        axes = CRS.from_user_input(plain(crs)).axis_info
    except CRSError:
        return False
    return bool(axes) and axes[0].direction == "north"


@lru_cache(maxsize=64)
def geographic(crs: str) -> bool:
    """Is this a system of longitude and latitude? False for one that PROJ does not know."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return bool(CRS.from_user_input(plain(crs)).is_geographic)
    except CRSError:
        return False
