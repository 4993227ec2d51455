"""Where the sites of a feed are: car parks, stations, sensors."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import TYPE_CHECKING

from ckanext.loerrach.harvesters._core.errors import WrongContent

from .crs import SURROUNDINGS, Box, Point, doubt, located
from .errors import UnknownCRS

if TYPE_CHECKING:
    from ckanext.loerrach.harvesters._core.feed import Feed

#: what the notices are about
KIND = "place left out"


def placed(
    feed: Feed, crs: str, pairs: Iterable[tuple[str, Point]], area: Box | None = SURROUNDINGS
) -> dict[str, Point]:
    """Longitude and latitude of each site that has a believable place, by its id.

    ``pairs``: id and point in ``crs``, easting (longitude) first. One that lies nowhere on earth,
    at 0°/0°, far outside ``area`` (None: it may be anywhere), or there only with its axes swapped
    is told as a notice and left out; nothing is turned. WrongContent where PROJ does not know the
    system.
    """
    pairs = list(pairs)
    try:
        found = located(crs, [point for _, point in pairs], area)
    except UnknownCRS as error:
        raise WrongContent(feed.url, "a known coordinate system", f"'{error.crs}'") from error
    places = {}
    for (id, _), (place, problem) in zip(pairs, found, strict=True):
        if problem:
            feed.notice(KIND, id, problem)
        else:
            places[id] = place
    return places


def around(points: Iterable[Point], degrees: float) -> Box | None:
    """The surroundings of the middle of all points, for feeds of another region or of many."""
    points = [point for point in points if doubt(point, None) is None]
    if not points:
        return None
    lon, lat = (median(point[axis] for point in points) for axis in (0, 1))
    return lon - degrees, lat - degrees, lon + degrees, lat + degrees
