"""Where data lie: the drawing, and what is refused before it is drawn."""

import json

import pytest
from ckanext.loerrach.pages import footprint, gazetteer, geometry

SQUARE = [[7.60, 47.58], [7.72, 47.58], [7.72, 47.66], [7.60, 47.66], [7.60, 47.58]]
HOLE = [[7.65, 47.60], [7.66, 47.60], [7.66, 47.61], [7.65, 47.60]]


def test_the_outline_of_the_town():
    print_ = footprint.of({"type": "Polygon", "coordinates": [SQUARE]})
    assert (print_.west, print_.south, print_.east, print_.north) == (7.60, 47.58, 7.72, 47.66)
    assert print_.width_km == pytest.approx(9.0, abs=0.05)
    assert print_.height_km == pytest.approx(8.9, abs=0.05)
    assert print_.towns == ["Lörrach", "Weil am Rhein"]
    assert (print_.nearest, round(print_.nearest_km, 1)) == ("Lörrach", 0.5)
    assert not print_.is_point
    assert print_.halo is None
    assert print_.areas == "M150.0 199.5 L250.0 199.5 L250.0 100.5 L150.0 100.5 L150.0 199.5 Z"
    assert [label.name for label in print_.labels][:2] == ["Lörrach", "Basel"]
    assert (print_.bar_km, print_.bar) == (5, 55.6)


def test_a_point_is_a_dot_between_towns_one_knows():
    print_ = footprint.of('{"type": "Point", "coordinates": [7.6614, 47.6156]}')
    assert print_.is_point
    assert (print_.areas, print_.lines, print_.dots) == ("", "", [(200.0, 150.0)])
    assert print_.nearest_km == 0
    assert {"Lörrach", "Basel", "Schopfheim"} <= {label.name for label in print_.labels}


def test_a_small_area_gets_a_ring():
    corner = [[7.66, 47.61], [7.661, 47.61], [7.661, 47.611], [7.66, 47.61]]
    assert footprint.of({"type": "Polygon", "coordinates": [corner]}).halo == (200.0, 150.0)


def test_holes_lines_and_collections_are_drawn():
    print_ = footprint.of({
        "type": "GeometryCollection",
        "geometries": [
            {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE]]},
            {"type": "LineString", "coordinates": [[7.6, 47.6], [7.7, 47.6]]},
            {"type": "MultiPoint", "coordinates": [[7.65, 47.62], [7.66, 47.63]]},
        ],
    })  # fmt: skip
    assert print_.areas.count("Z") == 2
    assert print_.lines.startswith("M")
    assert len(print_.dots) == 2


def test_labels_do_not_stand_on_each_other():
    for place in gazetteer.PLACES:
        labels = footprint.of({"type": "Point", "coordinates": [place.lon, place.lat]}).labels
        boxes = [
            (x - 4, one.y - 11, x + width, one.y + 11)
            for one in labels
            for width in [len(one.name) * footprint.LETTER]
            for x in [one.x if one.anchor == "start" else one.x - width]
        ]
        for number, (left, top, right, bottom) in enumerate(boxes):
            assert left >= -4
            assert right <= footprint.WIDTH + footprint.LETTER
            for other in boxes[number + 1 :]:
                apart = other[0] >= right or other[2] <= left
                assert apart or other[1] >= bottom or other[3] <= top, (place, labels)


def test_an_outline_with_too_many_corners_is_drawn_as_its_frame():
    corners = [[7.6 + 0.1 * (n % 2), 47.5 + n / 100_000] for n in range(geometry.MOST_POINTS + 1)]
    print_ = footprint.of({"type": "LineString", "coordinates": corners})
    assert (print_.lines, print_.areas.count("L")) == ("", 4)


@pytest.mark.parametrize(
    "value",
    [
        None, "", {}, [], 7, "kein JSON", "[1, 2]",
        {"type": "Circle", "coordinates": [7, 47]},
        {"type": "Point"},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": ["x", "y"]},
        {"type": "Point", "coordinates": [10**400, 47]},
        {"type": "Point", "coordinates": [470, 7]},
        {"type": "Point", "coordinates": [float("nan"), 47]},
        {"type": "Point", "coordinates": [float("inf"), 47]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [7, 47]},
        {"type": "Polygon", "coordinates": [[["<script>", 1]]]},
        {"type": "GeometryCollection", "geometries": "viele"},
        {"type": "Feature", "geometry": None},
    ],
)  # fmt: skip
def test_what_is_no_geometry_is_not_drawn(value):
    assert footprint.of(value) is None


def test_a_nested_bomb_is_refused():
    bomb = {"type": "Point", "coordinates": [7, 47]}
    for _ in range(50):
        bomb = {"type": "GeometryCollection", "geometries": [bomb, bomb]}
    with pytest.raises(geometry.Unreadable, match="not an object"):
        geometry.parts(bomb)
    with pytest.raises(geometry.Unreadable, match="not JSON"):
        geometry.parts("[" * 100_000)


def test_the_whole_world_and_the_pole_can_be_drawn():
    for box in ([-180, -90, 180, 90], [0, 89, 1, 90]):
        west, south, east, north = box
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        assert footprint.of(json.dumps({"type": "Polygon", "coordinates": [ring]})).areas


def test_distances_between_towns():
    basel = gazetteer.PLACES[1]
    loerrach = gazetteer.PLACES[0]
    assert gazetteer.distance_km(loerrach.lat, loerrach.lon, basel) == pytest.approx(8.3, abs=0.2)
    assert gazetteer.nearest(48.6, 8.87)[0].name == "Herrenberg"
