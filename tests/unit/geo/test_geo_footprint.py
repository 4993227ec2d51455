"""Footprints: one simple polygon around the places, and what is left out of it."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from ckanext.loerrach.geo.errors import UnknownCRS
from ckanext.loerrach.geo.footprint import CORNERS, Footprint, footprint
from shapely.geometry import shape


def point(*coordinates: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(coordinates)}


SQUARE = [
    ("a", point(7.65, 47.60)),
    ("b", point(7.70, 47.60)),
    ("c", point(7.70, 47.65)),
    ("d", point(7.65, 47.65)),
    ("inside", point(7.66, 47.62)),
]


def test_the_hull_of_some_points() -> None:
    ring = [[7.65, 47.6], [7.7, 47.6], [7.7, 47.65], [7.65, 47.65], [7.65, 47.6]]
    found = footprint("OGC:CRS84", SQUARE)
    assert found.geom is not None
    assert found.geom["type"] == "Polygon"
    assert sorted(found.geom["coordinates"][0][:-1]) == sorted(ring[:-1])
    assert found.bbox == {"type": "Polygon", "coordinates": [ring]}
    assert found.centroid == {"type": "Point", "coordinates": [7.675, 47.625]}
    assert found.left_out == {}


def test_the_ring_runs_counterclockwise() -> None:
    """RFC 7946, section 3.1.6."""
    found = footprint("OGC:CRS84", SQUARE)
    assert found.geom is not None
    ring = found.geom["coordinates"][0]
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))
    assert area > 0
    assert ring[0] == ring[-1]


def test_metres_become_degrees() -> None:
    places = [("a", point(413824.9, 5317088.9)), ("b", point(412540.3, 5317678.9))]
    found = footprint("EPSG:25832", places)
    # 7.8274 48.0064 and 7.8447 48.0013, and a margin, as two places have no area between them
    assert found.bbox == {
        "type": "Polygon",
        "coordinates": [
            [[7.8254, 47.9993], [7.8467, 47.9993], [7.8467, 48.0084], [7.8254, 48.0084],
             [7.8254, 47.9993]]
        ],
    }  # fmt: skip


def test_one_place_gets_some_extent() -> None:
    found = footprint("OGC:CRS84", [("town hall", point(7.6614, 47.6156))])
    assert found.bbox == {
        "type": "Polygon",
        "coordinates": [
            [[7.6594, 47.6136], [7.6634, 47.6136], [7.6634, 47.6176], [7.6594, 47.6176],
             [7.6594, 47.6136]]
        ],
    }  # fmt: skip


def test_a_place_measured_anew_does_not_move_it() -> None:
    moved = [(id, point(p["coordinates"][0] + 2e-6, p["coordinates"][1])) for id, p in SQUARE]
    assert footprint("OGC:CRS84", moved) == footprint("OGC:CRS84", SQUARE)


def test_the_same_id_twice_counts_twice() -> None:
    places = [("x", geometry) for _, geometry in SQUARE]
    assert footprint("OGC:CRS84", places) == footprint("OGC:CRS84", SQUARE)


def test_other_geometries() -> None:
    line = {"type": "LineString", "coordinates": [[7.6, 47.6], [7.7, 47.7]]}
    area = {
        "type": "MultiPolygon",
        "coordinates": [[[[7.5, 47.5], [7.6, 47.5], [7.6, 47.6], [7.5, 47.5]]]],
    }
    both = {"type": "GeometryCollection", "geometries": [point(7.8, 47.5)]}
    found = footprint("OGC:CRS84", [("l", line), ("a", area), ("c", both)])
    assert found.bbox is not None
    assert found.bbox["coordinates"][0][0] == [7.5, 47.5]
    assert found.bbox["coordinates"][0][2] == [7.8, 47.7]


@pytest.mark.parametrize(
    "geometry",
    [
        {}, {"type": "Circle", "coordinates": [7, 47]}, {"type": "Point"}, point(), point(7.6),
        {"type": "Point", "coordinates": None}, {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Polygon", "coordinates": [[[7, 47], [8, 47]]]}, {"type": None},
        {"type": "GeometryCollection", "geometries": None}, {"type": ["Point"]},
        {"type": "Point", "coordinates": [{"x": 7}, 47]},
    ],
)  # fmt: skip
def test_a_broken_geometry_is_named_and_left_out(geometry: dict[str, Any]) -> None:
    found = footprint("OGC:CRS84", [*SQUARE, ("broken", geometry)])
    assert list(found.left_out) == ["broken"]
    assert found.left_out["broken"]
    assert found.geom == footprint("OGC:CRS84", SQUARE).geom


def test_places_that_cannot_be_are_left_out() -> None:
    wrong = [("null", point(0, 0)), ("swapped", point(47.6, 7.6)), ("berlin", point(13.4, 52.5))]
    found = footprint("OGC:CRS84", [*SQUARE, *wrong])
    assert found.left_out == {
        "null": "lies at 0°/0°, where devices without a place are",
        "swapped": "has its two coordinates swapped",
        "berlin": "lies far outside the region",
    }
    assert found.geom == footprint("OGC:CRS84", SQUARE).geom


def test_no_place_is_left() -> None:
    found = footprint("OGC:CRS84", [("null", point(0, 0))])
    assert found == Footprint(None, None, None, found.left_out)
    assert footprint("OGC:CRS84", []) == Footprint(None, None, None)


def test_a_country_is_fine_where_that_is_said() -> None:
    assert footprint("OGC:CRS84", [("berlin", point(13.4, 52.5))], area=None).left_out == {}


def test_a_bowtie_is_mended_and_said() -> None:
    """A field whose corners were walked in the wrong order, as surveys by hand have them."""
    corners = [[7.65, 47.6], [7.7, 47.65], [7.7, 47.6], [7.65, 47.65], [7.65, 47.6]]
    found = footprint("OGC:CRS84", [("field", {"type": "Polygon", "coordinates": [corners]})])
    assert (found.left_out, found.repaired) == ({}, {"field": "is broken: self-intersection"})
    assert found.bbox == footprint("OGC:CRS84", SQUARE).bbox


def test_a_footprint_has_few_corners_and_leaves_nobody_outside() -> None:
    """A lake's shore of a thousand points; a record is no place for its outline."""
    shore = [
        point(7.7 + 0.2 * math.cos(turn / 160), 47.6 + 0.1 * math.sin(turn / 160))
        for turn in range(1000)
    ]
    found = footprint("OGC:CRS84", [(str(number), one) for number, one in enumerate(shore)])
    assert found.geom is not None
    assert 4 < len(found.geom["coordinates"][0]) - 1 <= CORNERS
    outline = shape(found.geom)
    assert outline.is_valid
    assert all(outline.buffer(1e-4).covers(shape(one)) for one in shore)
    # and not much larger than the lake
    assert outline.area < 1.15 * math.pi * 0.2 * 0.1


def test_an_unknown_system() -> None:
    with pytest.raises(UnknownCRS):
        footprint("EPSG:99999", SQUARE)
