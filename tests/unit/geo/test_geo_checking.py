"""Many geometries at once: what is repaired, what is refused, and what is said about it."""

from __future__ import annotations

import geopandas
import pytest
from ckanext.loerrach.geo.checking import checked
from ckanext.loerrach.geo.crs import located
from ckanext.loerrach.geo.errors import UnknownCRS
from ckanext.loerrach.geo.problem import Problem, summary
from shapely import Point, from_wkt

#: the town hall in ETRS89 / UTM 32N, and in WGS 84
HALL, WGS = (398_500.0, 5_274_300.0), (7.6493573, 47.6141521)


def check(*shapes: str | Point | None, crs: str = "EPSG:25832", **more: object):
    values = [from_wkt(one) if isinstance(one, str) else one for one in shapes]
    return checked(geopandas.GeoSeries(values), crs, **more)


def test_points_come_to_wgs84_in_centimetres_and_without_heights():
    places, problems = check(f"POINT Z ({HALL[0]} {HALL[1]} 294)")
    assert [one.wkt for one in places] == [f"POINT ({WGS[0]} {WGS[1]})"]
    assert (problems, places.crs) == ([], "OGC:CRS84")


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        ("POINT EMPTY", "holds no coordinates"),
        (Point(float("nan"), 5_274_300), "holds no coordinates"),
        ("POLYGON EMPTY", "holds no coordinates"),
        ("POINT (0 0)", "lies at 0°/0°, where devices without a place are"),
        ("POINT (5274300 398500)", "has its two coordinates swapped"),
        ("POINT (398500 1000000)", "lies far outside the region"),
        ("POINT (1e30 1e30)", "lies nowhere on earth"),
        (Point(float("inf"), 1), "is broken: invalid coordinate"),
        ("LINESTRING (398500 5274300, 398500 1000000)", "lies far outside the region"),
        ("POLYGON ((398500 5274300, 398600 5274300, 398500 5274300, 398500 5274300))",
         "is broken: too few points in geometry component"),
        ("LINESTRING (398500 5274300, 398500 5274300)",
         "is broken: too few points in geometry component"),
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_is_refused_and_its_neighbours_stay(shape: object, problem: str):
    good = Point(HALL)
    places, problems = check(good, shape, good)
    assert problems == [Problem("1", problem)]
    assert list(places.isna()) == [False, True, False]


@pytest.mark.parametrize(
    ("shape", "kind", "reason"),
    [
        ("POLYGON ((0 0, 100 100, 100 0, 0 100, 0 0))", "MultiPolygon", "self-intersection"),
        ("POLYGON ((0 0, 0 100, 100 100, 100 0, 0 0), (0 0, 0 100, 50 50, 0 0))", "Polygon", ""),
    ],
)
def test_broken_areas_are_repaired_and_said(shape: str, kind: str, reason: str):
    from shapely.affinity import translate

    places, [problem] = check(translate(from_wkt(shape), *HALL))
    assert places.is_valid.all()
    assert places.geom_type[0] == kind
    assert (problem.repaired, reason in problem.problem) == (True, True)


def test_a_row_without_a_place_is_no_problem():
    places, problems = check(None, Point(HALL))
    assert (list(places.isna()), problems) == ([True, False], [])


def test_anywhere_on_earth_but_not_at_null():
    places, problems = check("POINT (174 -41)", "POINT (0.001 0)", crs="OGC:CRS84", area=None)
    assert [one.problem[:13] for one in problems] == ["lies at 0°/0°"]
    assert list(places.isna()) == [False, True]


def test_it_says_the_same_as_the_way_for_single_points():
    points = [HALL, (5_274_300.0, 398_500.0), (398_500.0, 1_000_000.0), (1e30, 1e30)]
    places, problems = check(*map(Point, points))
    one_by_one = located("EPSG:25832", points)
    assert {int(one.id): one.problem for one in problems} == {
        number: problem for number, (_, problem) in enumerate(one_by_one) if problem
    }
    assert places[0].coords[0] == one_by_one[0][0]


def test_nothing_at_all():
    places, problems = check()
    assert (len(places), problems) == (0, [])


@pytest.mark.parametrize("crs", ["EPSG:99999", 'LOCAL_CS["mine",UNIT["metre",1]]'])
def test_an_unknown_system(crs: str):
    with pytest.raises(UnknownCRS):
        check(Point(HALL), crs=crs)


def test_a_summary_names_the_first_rows_of_each_kind():
    problems = [Problem(str(n), "lies far outside the region") for n in range(7)]
    assert summary([*problems, Problem("x", "is broken: self-intersection", repaired=True)]) == [
        "7 places left out: lies far outside the region (0, 1, 2, 3, 4 …)",
        "1 places repaired: is broken: self-intersection (x)",
    ]
