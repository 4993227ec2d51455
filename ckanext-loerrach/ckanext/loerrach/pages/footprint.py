"""Where a dataset lies: a drawing without basemap, and the same in words for who cannot see it.

No tile is loaded from anywhere: the outline is drawn on a grid of degrees, between the towns of
:mod:`.gazetteer`. The projection is equirectangular with the mid-latitude as standard parallel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from . import gazetteer, geometry

#: the drawing's size in its own units (a frame of 4:3)
WIDTH, HEIGHT = 400, 300

#: the frame is at least this wide, so that a single car park still lies between towns one knows
LEAST_KM = 36.0

#: what is drawn smaller than this gets a ring around it
SMALLEST = 24

#: a letter is about this wide in the drawing, a line this high: for labels that do not collide
LETTER, LINE = 10.2, 22


@dataclass(frozen=True)
class Label:
    """A town in the drawing: position of its dot, and on which side its name stands."""

    name: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Footprint:
    """Ready to be shown; lengths in kilometres, angles in degrees of WGS 84."""

    west: float
    south: float
    east: float
    north: float
    width_km: float
    height_km: float
    is_point: bool
    towns: list[str]
    nearest: str
    nearest_km: float
    areas: str
    lines: str
    dots: list[tuple[float, float]]
    #: centre of a ring that makes an outline visible which is too small to be seen; or None
    halo: tuple[float, float] | None
    meridians: list[float]
    parallels: list[float]
    labels: list[Label]
    bar: float
    bar_km: float


class Frame:
    """The window of the drawing on the globe: degrees in, drawing units out."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        self.lon, self.lat = (west + east) / 2, (south + north) / 2
        # towards the poles a degree of longitude shrinks to nothing: draw no thinner than this
        self.shrink = max(0.05, math.cos(math.radians(self.lat)))
        wide = (east - west) * self.shrink * gazetteer.KM_PER_DEGREE
        high = (north - south) * gazetteer.KM_PER_DEGREE
        self.km = max(LEAST_KM, wide * 1.5, high * 1.5 * WIDTH / HEIGHT)
        #: drawing units per degree of latitude
        self.scale = WIDTH / self.km * gazetteer.KM_PER_DEGREE

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = WIDTH / 2 + (lon - self.lon) * self.shrink * self.scale
        y = HEIGHT / 2 - (lat - self.lat) * self.scale
        return round(x, 1), round(y, 1)

    def holds(self, x: float, y: float, margin: float = 8) -> bool:
        return margin <= x <= WIDTH - margin and margin <= y <= HEIGHT - margin

    def span(self) -> tuple[float, float]:
        """Half the frame in degrees of longitude and latitude."""
        return WIDTH / 2 / (self.shrink * self.scale), HEIGHT / 2 / self.scale


def of(value: Any) -> Footprint | None:
    """The footprint of a GeoJSON geometry (dict or text); None where there is none to show."""
    if not value:
        return None
    try:
        found = geometry.parts(value)
    except geometry.Unreadable:
        return None
    west, south, east, north = geometry.bounds(found)
    frame = Frame(west, south, east, north)
    nearest, distance = gazetteer.nearest(frame.lat, frame.lon)
    step, bar_km = _step(max(frame.span()) / 2), _step(frame.km / 4)
    half_lon, half_lat = frame.span()
    return Footprint(
        west, south, east, north,
        width_km=(east - west) * frame.shrink * gazetteer.KM_PER_DEGREE,
        height_km=(north - south) * gazetteer.KM_PER_DEGREE,
        is_point=west == east and south == north,
        towns=[place.name for place in gazetteer.inside(west, south, east, north)],
        nearest=nearest.name,
        nearest_km=distance,
        areas=_path(frame, found, "area"),
        lines=_path(frame, found, "line"),
        dots=[frame.at(*part.points[0]) for part in found if part.kind == "point"],
        halo=_halo(frame, west, north, east, south),
        meridians=[frame.at(lon, 0)[0] for lon in _ticks(frame.lon, half_lon, step)],
        parallels=[frame.at(0, lat)[1] for lat in _ticks(frame.lat, half_lat, step)],
        labels=_labels(frame),
        bar=round(WIDTH * bar_km / frame.km, 1),
        bar_km=bar_km,
    )  # fmt: skip


def _path(frame: Frame, found: list[geometry.Part], kind: geometry.Kind) -> str:
    close = " Z" if kind == "area" else ""
    drawn = (
        "M" + " L".join("{} {}".format(*frame.at(lon, lat)) for lon, lat in part.points) + close
        for part in found
        if part.kind == kind
    )
    return " ".join(drawn)


def _halo(
    frame: Frame, west: float, north: float, east: float, south: float
) -> tuple[float, float] | None:
    left, top = frame.at(west, north)
    right, bottom = frame.at(east, south)
    size = max(right - left, bottom - top)
    return frame.at(frame.lon, frame.lat) if 0 < size < SMALLEST else None


def _step(about: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ that is not above ``about``."""
    power = 10 ** math.floor(math.log10(about))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= about * 1.0001)


def _ticks(middle: float, half: float, step: float) -> list[float]:
    first, last = math.ceil((middle - half) / step), math.floor((middle + half) / step)
    return [number * step for number in range(first, last + 1)]


def _labels(frame: Frame) -> list[Label]:
    """Dots and names of the towns in the frame, the better known first, none over another."""
    labels: list[Label] = []
    # the scale bar stands at the bottom on the left
    taken = [(0.0, HEIGHT - 36.0, WIDTH * 0.45, float(HEIGHT))]
    for place in gazetteer.PLACES:
        x, y = frame.at(place.lon, place.lat)
        if not frame.holds(x, y):
            continue
        long = len(place.name) * LETTER + 10
        anchor = "start" if x + long < WIDTH else "end"
        left = x - 4 if anchor == "start" else x - long
        box = (left, y - LINE / 2, left + long, y + LINE / 2)
        if left >= 0 and not any(_collide(box, other) for other in taken):
            taken.append(box)
            labels.append(Label(place.name, x, y, anchor))
    return labels


def _collide(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
