"""From coordinate systems to WGS 84, against points whose place is known."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from ckanext.loerrach.geo.crs import declared, doubt, located, to_wgs84
from ckanext.loerrach.geo.errors import UnknownCRS

#: the formula of the projection: radius times longitude, radius times artanh(sin(latitude))
MERCATOR = (
    6378137 * math.radians(7.8408362),
    6378137 * math.atanh(math.sin(math.radians(47.9952895))),
)


@pytest.mark.parametrize(
    ("crs", "point"),
    [
        ("EPSG:25832", (413524.33, 5316426.737)),
        ("urn:ogc:def:crs:EPSG::25832", (413524.33, 5316426.737)),
        ("http://www.opengis.net/def/crs/EPSG/0/25832", (413524.33, 5316426.737)),
        ("EPSG:4326", (7.8408362, 47.9952895)),
        ("urn:ogc:def:crs:EPSG::4326", (7.8408362, 47.9952895)),
        ("OGC:CRS84", (7.8408362, 47.9952895)),
        ("EPSG:3857", MERCATOR),
    ],
)
def test_the_concert_hall_in_freiburg(crs: str, point: tuple[float, float]) -> None:
    """47°59′43″N 7°50′27″E, in every system and by every way to name it."""
    [(lon, lat)] = to_wgs84(crs, [point])
    assert lon == pytest.approx(7.84084, abs=2e-5)
    assert lat == pytest.approx(47.99529, abs=2e-5)


def test_the_origin_of_the_swiss_grid() -> None:
    """The old observatory of Bern is 600 km / 200 km by definition: datum shift below 2 m.

    swisstopo, "Formeln und Konstanten": λ = 7°26′22.50″ (Bessel), 7.43864° E 46.95108° N (WGS 84).
    """
    for crs, point in (("EPSG:21781", (600_000.0, 200_000.0)), ("EPSG:2056", (2.6e6, 1.2e6))):
        [(lon, lat)] = to_wgs84(crs, [point])
        assert lon == pytest.approx(7.43864, abs=2e-5)
        assert lat == pytest.approx(46.95108, abs=2e-5)


def test_what_is_nowhere() -> None:
    assert to_wgs84("EPSG:25832", [(1e99, 1e99)]) == [(math.inf, math.inf)]


@pytest.mark.parametrize("crs", ["", "EPSG:99999", "Gauß-Krüger", "x" * 5000, "\0", "EPSG:-1"])
def test_an_unknown_system(crs: str) -> None:
    with pytest.raises(UnknownCRS) as caught:
        to_wgs84(crs, [(0, 0)])
    assert "is not known; try 'EPSG:25832'." in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("document", "crs"),
    [
        ({"crs": {"type": "name", "properties": {"name": "EPSG:25832"}}}, "EPSG:25832"),
        ({}, None),
        ({"crs": None}, None),
        ({"crs": "EPSG:25832"}, None),
        ({"crs": {"properties": {"name": 25832}}}, None),
        ({"crs": {"properties": []}}, None),
    ],
)
def test_the_declared_system(document: dict[str, object], crs: str | None) -> None:
    assert declared(document) == crs


@pytest.mark.parametrize(
    ("point", "problem"),
    [
        ((7.66, 47.61), None),
        ((47.61, 7.66), "has its two coordinates swapped"),
        ((0.0, 0.0), "lies at 0°/0°, where devices without a place are"),
        ((0.00005, 0.00001), "lies at 0°/0°, where devices without a place are"),
        ((13.4, 52.5), "lies far outside the region"),
        ((200.0, 47.0), "lies nowhere on earth"),
        ((math.inf, math.inf), "lies nowhere on earth"),
        ((math.nan, 47.0), "lies nowhere on earth"),
    ],
)
def test_doubts(point: tuple[float, float], problem: str | None) -> None:
    assert doubt(point) == problem


def test_anywhere_on_earth_is_fine_where_that_is_said() -> None:
    assert doubt((13.4, 52.5), area=None) is None
    assert doubt((0.0, 0.0), area=None) is not None


def test_swapped_metres_are_found_too() -> None:
    found = located("EPSG:25832", [(413524.3, 5316426.7), (5316426.7, 413524.3)])
    assert [problem for _, problem in found] == [None, "has its two coordinates swapped"]


def test_the_heavy_libraries_come_when_they_are_needed() -> None:
    """A web worker that never draws a footprint does not carry them."""
    program = (
        "import sys; import ckanext.loerrach.geo.footprint, ckanext.loerrach.geo.crs;"
        "print([m for m in ('geopandas', 'shapely', 'pyproj', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
