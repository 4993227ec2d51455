"""Points whose place is known, and by how many metres ours lies beside it.

The figures are those that docs/places.md states. PROJ may not ask the network, and has no grids of
shifts in the wheels of pyproj; whoever installs one gets smaller figures, never larger ones.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys

import pytest
from ckanext.loerrach.geo.crs import accuracy, to_utm32, to_wgs84

Point = tuple[float, float]

#: Gauß-Krüger (DHDN) in zones 2 to 5, and ETRS89 by the grid BETA2007, the official shift of the
#: German surveying offices (EPSG:15948, right to 0.9 m)
BETA2007: dict[str, tuple[list[Point], Point]] = {
    "Lörrach": (
        [(2625159.640, 5276259.846), (3399646.321, 5275780.065),
         (4174157.964, 5284029.404), (4948753.113, 5301047.133)],
        (7.664179750, 47.612605935),
    ),
    "Weil am Rhein": (
        [(2621808.376, 5274687.460), (3396236.970, 5274338.514),
         (4170691.245, 5282719.345), (4945229.549, 5299869.881)],
        (7.619186165, 47.599107130),
    ),
    "Kandern": (
        [(2624917.189, 5287543.296), (3399840.702, 5287063.672),
         (4174790.101, 5295310.287), (4949826.003, 5312322.159)],
        (7.664178041, 47.714094618),
    ),
    "Freiburg": (
        [(2638424.085, 5318994.728), (3414556.686, 5317963.794),
         (4190713.637, 5325649.529), (4966960.914, 5342087.676)],
        (7.854147059, 47.994064320),
    ),
}  # fmt: skip
ZONES = ("EPSG:31466", "EPSG:31467", "EPSG:31468", "EPSG:31469")
#: LV03 and ETRS89 by swisstopo's grid CHENyx06 (EPSG:7674, right to 0.25 m); zone of Basel
CHENYX06: dict[str, tuple[Point, Point]] = {
    "Basel SBB": ((611_300.0, 266_200.0), (7.588731096, 47.546430469)),
    "Riehen": ((615_800.0, 270_500.0), (7.648659945, 47.585011365)),
    "Rheinfelden": ((626_800.0, 267_000.0), (7.794672767, 47.553176245)),
}


def metres(one: Point, other: Point) -> float:
    """Between two points that lie close together."""
    east = (one[0] - other[0]) * 111_320 * math.cos(math.radians(one[1]))
    return math.hypot(east, (one[1] - other[1]) * 111_132)


@pytest.mark.parametrize("name", BETA2007)
def test_gauss_krueger_lies_within_a_metre_of_the_official_grid(name: str) -> None:
    """0.8 m around Lörrach; one shift for the whole country would be 2 m, none 117 m."""
    points, place = BETA2007[name]
    for zone, point in zip(ZONES, points, strict=True):
        [found] = to_wgs84(zone, [point])
        assert metres(found, place) < 0.85
        assert metres(found, place) <= accuracy(zone) == 2.0


@pytest.mark.parametrize("name", CHENYX06)
def test_the_old_swiss_grid_lies_within_a_metre_of_the_official_one(name: str) -> None:
    """LV03 differs from LV95 by up to 1.6 m, which only the grid knows: 0.9 m around Basel."""
    (east, north), place = CHENYX06[name]
    [found] = to_wgs84("EPSG:21781", [(east, north)])
    assert metres(found, place) < 0.9 < accuracy("EPSG:21781") == 1.5


def test_the_example_of_swisstopo() -> None:
    """8°43′49.79″ E, 46°02′38.87″ N is 700 km / 100 km in LV03.

    swisstopo, "Näherungslösungen für die direkte Transformation CH1903 ⇔ WGS84", section 4; its
    last digits are worth 0.2 m.
    """
    place = (8 + 43 / 60 + 49.79 / 3600, 46 + 2 / 60 + 38.87 / 3600)
    for crs, point in (("EPSG:21781", (7e5, 1e5)), ("EPSG:2056", (2.7e6, 1.1e6))):
        [found] = to_wgs84(crs, [point])
        assert metres(found, place) < 0.2


def test_the_same_place_from_both_sides_of_the_border() -> None:
    """A corner of Riehen in LV95, in UTM and in Lambert-93: centimetres, as all lie on ETRS89."""
    utm = (398_600.0, 5_271_200.0)
    [place] = to_wgs84("EPSG:25832", [utm])
    assert to_utm32([place]) == [pytest.approx(utm, abs=0.02)]
    from pyproj import Transformer

    for crs in ("EPSG:2154", "EPSG:3035"):
        there = Transformer.from_crs("EPSG:4258", crs, always_xy=True).transform(*place)
        [back] = to_wgs84(crs, [there])
        assert metres(back, place) < 0.02


def test_proj_asks_no_network_whatever_the_environment_says() -> None:
    program = (
        "import pyproj.network; from ckanext.loerrach.geo.crs import to_wgs84;"
        "to_wgs84('EPSG:31467', [(3_399_646.0, 5_275_780.0)]);"
        "print(pyproj.network.is_network_enabled())"
    )
    asked = {**os.environ, "PROJ_NETWORK": "ON"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=asked
    )
    assert (done.stdout.strip(), done.stderr) == ("False", "")
