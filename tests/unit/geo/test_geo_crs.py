"""From coordinate systems to WGS 84, against points whose place is known."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from ckanext.loerrach.geo.crs import accuracy, declared, doubt, located, to_utm32, to_wgs84
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


#: Helmert transformation of EPSG:1778 (DHDN to ETRS89 (3)): metres, arc seconds, parts per million
HELMERT = ((597.1, 71.4, 412.1), (0.894, 0.068, -1.563), 7.58)
BESSEL, GRS80 = (6377397.155, 1 / 299.1528128), (6378137.0, 1 / 298.257223563)


def _geocentric(
    lon: float, lat: float, ellipsoid: tuple[float, float]
) -> tuple[float, float, float]:
    a, f = ellipsoid
    e2 = f * (2 - f)
    n = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    return (
        n * math.cos(lat) * math.cos(lon), n * math.cos(lat) * math.sin(lon),
        n * (1 - e2) * math.sin(lat),
    )  # fmt: skip


def _geographic(
    x: float, y: float, z: float, ellipsoid: tuple[float, float]
) -> tuple[float, float]:
    a, f = ellipsoid
    e2 = f * (2 - f)
    p, lat = math.hypot(x, y), math.atan2(z, math.hypot(x, y))
    for _ in range(10):
        n = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
        lat = math.atan2(z + e2 * n * math.sin(lat), p)
    return math.atan2(y, x), lat


def _by_hand(lon: float, lat: float) -> tuple[float, float]:
    """DHDN to WGS 84 with the formula of EPSG's method 9606 (position vector)."""
    (dx, dy, dz), seconds, ppm = HELMERT
    x, y, z = _geocentric(math.radians(lon), math.radians(lat), BESSEL)
    rx, ry, rz = (math.radians(one / 3600) for one in seconds)
    m = 1 + ppm * 1e-6
    moved = (
        m * (x - rz * y + ry * z) + dx, m * (rz * x + y - rx * z) + dy,
        m * (-ry * x + rx * y + z) + dz,
    )  # fmt: skip
    lon, lat = _geographic(*moved, GRS80)
    return math.degrees(lon), math.degrees(lat)


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * 111_320 * math.cos(math.radians(one[1]))
    return math.hypot(east, (one[1] - other[1]) * 111_132)


def test_gauss_krueger_is_shifted_by_the_formula_of_the_south() -> None:
    """On the middle meridian of zone 3 easting is 3,500 km by definition: no projection in between.

    EPSG:1778 is right to a metre; we are within 2 cm of its formula, and without the shift it would
    be more than 100 m.
    """
    middle = (9.0, 47.6)
    [shifted] = to_wgs84("EPSG:4314", [middle])
    assert _metres(shifted, _by_hand(*middle)) < 0.02
    northing = _northing(math.radians(47.6))
    [from_grid] = to_wgs84("EPSG:31467", [(3_500_000.0, northing)])
    assert _metres(from_grid, shifted) < 0.02
    assert 100 < _metres(shifted, middle) < 250
    assert accuracy("EPSG:31467") == 2.0


def _northing(lat: float) -> float:
    """Length of the meridian from the equator on Bessel's ellipsoid (Helmert 1880, section 5)."""
    a, f = BESSEL
    n = f / (2 - f)
    return (a / (1 + n)) * (
        (1 + n**2 / 4 + n**4 / 64) * lat - 3 / 2 * (n - n**3 / 8) * math.sin(2 * lat)
        + 15 / 16 * (n**2 - n**4 / 4) * math.sin(4 * lat) - 35 / 48 * n**3 * math.sin(6 * lat)
        + 315 / 512 * n**4 * math.sin(8 * lat)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("crs", "metres"),
    [
        ("EPSG:25832", 1), ("EPSG:21781", 1.5), ("EPSG:2056", 1), ("EPSG:31467", 2),
        ("EPSG:2154", 1), ("EPSG:3857", 0), ("OGC:CRS84", 0), ("EPSG:4326", 0),
    ],
)  # fmt: skip
def test_how_exact_a_system_is_in_the_towns_surroundings(crs: str, metres: float) -> None:
    assert accuracy(crs) == metres


def test_the_old_swiss_grid_is_shifted_too() -> None:
    """swisstopo's approximate formulas (right to a metre) for Basel's Münster, 611 km / 267 km."""
    y, x = (611_350 - 600_000) / 1e6, (267_350 - 200_000) / 1e6
    lon = 2.6779094 + 4.728982 * y + 0.791484 * y * x + 0.1306 * y * x**2 - 0.0436 * y**3
    lat = (
        16.9023892 + 3.238272 * x - 0.270978 * y**2 - 0.002528 * x**2
        - 0.0447 * y**2 * x - 0.0140 * x**3
    )  # fmt: skip
    expected = (lon * 100 / 36, lat * 100 / 36)
    for crs, point in (("EPSG:21781", (611_350, 267_350)), ("EPSG:2056", (2_611_350, 1_267_350))):
        [found] = to_wgs84(crs, [point])
        assert _metres(found, expected) < 1


def test_back_to_the_surveyors_grid() -> None:
    point = (398_500.25, 5_274_300.75)
    assert to_utm32(to_wgs84("EPSG:25832", [point])) == [pytest.approx(point, abs=0.02)]


def test_a_system_without_a_way_to_ours_is_refused() -> None:
    """A local grid of a mine knows no datum: PROJ would lay it over ours."""
    mine = 'LOCAL_CS["mine",UNIT["metre",1]]'
    for ask in (accuracy, lambda crs: to_wgs84(crs, [(1.0, 1.0)])):
        with pytest.raises(UnknownCRS):
            ask(mine)
