"""When and where a record is about: extents of ISO 19139 (ISO 19115:2003, B.3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from ckanext.loerrach.geo.crs import SURROUNDINGS, inside

from .._core.feed import Feed
from .document import child, children, text
from .words import line

KEYS = "http://dcat-ap.de/def/politicalGeocoding/"


def _extents(info: Element) -> list[Element]:
    return children(info, "extent", "EX_Extent")


def periods(info: Element) -> Iterator[tuple[str, str]]:
    """Beginnings and ends as ISO 8601; "" for an open one."""
    for one in _extents(info):
        for extent in children(one, "temporalElement", "EX_TemporalExtent", "extent"):
            for period in children(extent, "TimePeriod"):
                start = _moment(period, "beginPosition") or _instant(child(period, "begin"))
                end = _moment(period, "endPosition") or _instant(child(period, "end"))
                if start or end:
                    yield start, end
            if moment := _instant(extent):
                yield moment, moment


def _instant(element: Element | None) -> str:
    return _moment(child(element, "TimeInstant"), "timePosition")


def _moment(element: Element | None, name: str) -> str:
    """A position in time; "" for one that is indeterminate ("now", "unknown")."""
    found = text(element, name)
    return found if re.match(r"\d{4}", found) else ""


def places(feed: Feed, info: Element, id: str) -> Iterator[dict[str, Any]]:
    """Frames and names as the field ``spatial_coverage`` has them; keys of areas as their URI."""
    for one in _extents(info):
        for box in children(one, "geographicElement", "EX_GeographicBoundingBox"):
            if frame := _frame(feed, box, id):
                yield {"bbox": frame}
        for named in children(one, "geographicElement", "EX_GeographicDescription"):
            name = line(child(named, "geographicIdentifier", "MD_Identifier", "code"))
            if re.fullmatch(r"\d{12}", name):
                yield {"uri": f"{KEYS}regionalKey/{name}"}
            elif re.fullmatch(r"\d{8}", name):
                yield {"uri": f"{KEYS}municipalityKey/{name}"}
            elif name:
                yield {"text": name}


def _frame(feed: Feed, box: Element, id: str) -> dict[str, Any] | None:
    """The bounding box as a polygon; None, and a notice, for one that is none on earth."""
    names = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
    try:
        west, south, east, north = (float(line(child(box, name))) for name in names)
    except ValueError:
        feed.notice("frame left out", id, "a number of the bounding box is missing")
        return None
    if problem := _doubt(west, south, east, north):
        feed.notice("frame left out", id, f"{west:g} {south:g} {east:g} {north:g} {problem}")
        return None
    return rectangle(west, south, east, north)


def _doubt(west: float, south: float, east: float, north: float) -> str:
    middle = ((west + east) / 2, (south + north) / 2)
    if not inside(middle, SURROUNDINGS) and inside(middle[::-1], SURROUNDINGS):
        return "has its two coordinates swapped"
    if west > east or south > north:
        return "has its ends swapped"
    on_earth = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return "" if on_earth else "lies nowhere on earth"


def rectangle(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A bounding box in degrees as a GeoJSON polygon; a point for one without extent."""
    if west == east and south == north:
        return {"type": "Point", "coordinates": [west, south]}
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
