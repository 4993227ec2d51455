"""A dataset becomes the names and values of a form, and comes back as it was."""

from __future__ import annotations

import pytest
from ckanext.loerrach.forms import dates, flat, kinds, orders, places, rows
from ckanext.loerrach.schemas import compose
from werkzeug.datastructures import MultiDict

SCHEMA = compose()
FIELDS = kinds.in_form(SCHEMA["dataset_fields"], "mobility")
RESOURCE = kinds.in_form(SCHEMA["resource_fields"], "mobility")
BOX = {
    "type": "Polygon",
    "coordinates": [[[7.6, 47.58], [7.72, 47.58], [7.72, 47.66], [7.6, 47.66], [7.6, 47.58]]],
}
TRIANGLE = {"type": "Polygon", "coordinates": [[[7, 47], [8, 47], [8, 48], [7, 47]]]}
DATASET = {
    "strategy_field": "mobility",
    "title_translated": {"de": "Räder", "fr": "Vélos", "en": ""},
    "notes_translated": {"de": "Zeile\nzwei", "fr": "", "en": ""},
    "tags_translated": {"de": ["Rad", "Verkehr"], "fr": [], "en": []},
    "name": "raeder",
    "mobility_theme": ["https://w3id.org/mobilitydcat-ap/mobility-theme/car-parking-availability"],
    "issued": "2026-11-22",
    "modified": "2026-11",
    "contact": [
        {"name": "Amt", "email": "a@b.de"}, {"name": "Büro", "telephone": "tel:+4976214150"}
    ],
    "temporal_coverage": [{"start": "2026", "end": "2026-11-22T10:00:00+01:00"}],
    "spatial_coverage": [
        {"text": "Stadt", "bbox": BOX, "centroid": {"type": "Point", "coordinates": [7.66, 47.62]}},
        {"bbox": TRIANGLE},
    ],
    "conforms_to": ["https://a.example/1", "https://a.example/2"],
}  # fmt: skip


def given(data):
    """Without what is empty; places as objects."""
    if isinstance(data, dict):
        return {key: found for key, value in data.items() if (found := given(value))}
    if isinstance(data, list):
        return [found for value in data if (found := given(value))]
    return places.parsed(data) if isinstance(data, str) and data.startswith("{") else data


def test_there_and_back():
    form = flat.to_form(FIELDS, DATASET)
    assert form["contact-1-name"] == "Büro"
    assert form["issued"] == "22.11.2026"
    assert form["spatial_coverage-0-bbox-west"] == "7.6"
    assert form["spatial_coverage-1-bbox"].startswith("{")
    assert given(flat.from_form(FIELDS, form)) == given(DATASET)


def test_what_a_row_does_not_show_is_kept():
    service = {
        "title": "WFS", "endpoint_url": ["https://a.example/wfs"], "uri": "https://a.example/1",
        "publisher": [{"name": "Stadt"}], "language": ["x"],
    }  # fmt: skip
    form = flat.to_form(RESOURCE, {"access_services": [service]})
    assert "access_services-0-publisher" not in form
    assert given(flat.from_form(RESOURCE, form))["access_services"] == [service]
    form["access_services-0-kept"] = '{"title": "other", "evil": 1, "uri": "https://b.example"}'
    (read,) = flat.from_form(RESOURCE, form)["access_services"]
    assert (read["title"], read["uri"], "evil" in read) == ("WFS", "https://b.example", False)


def test_all_that_is_empty_is_told_so():
    read = flat.from_form(FIELDS, MultiDict())
    assert not given(read)
    assert read["contact"] == []
    assert read["tags_translated"] == {"de": [], "fr": [], "en": []}


def test_rows_are_added_taken_away_and_numbered():
    form = flat.to_form(FIELDS, DATASET)
    rows.add(form, FIELDS, "contact")
    rows.add(form, FIELDS, "gibtsnicht")
    contact = next(field for field in FIELDS if field["field_name"] == "contact")
    assert flat.row_numbers(form, contact) == [0, 1, 2]
    rows.remove(form, FIELDS, "contact", 0)
    assert form["contact-0-name"] == "Büro"
    rows.compact(form, FIELDS)
    assert flat.row_numbers(form, contact) == [0]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("22.11.2026", "2026-11-22"), ("1.2.2026", "2026-02-01"), ("11/2026", "2026-11"),
     (" 2026 ", "2026"), ("gestern", "gestern"), ("2026-11-22", "2026-11-22")],
)  # fmt: skip
def test_dates_as_people_write_them(typed, stored):
    assert dates.to_iso(typed) == stored
    assert dates.to_iso(dates.to_people(stored)) == stored


def test_half_a_box_is_no_geometry_and_stays_as_it_was_typed():
    form = MultiDict({"spatial_coverage-0-bbox-west": "7,6", "spatial_coverage-0-bbox-east": "x"})
    read = flat.from_form(FIELDS, form)["spatial_coverage"][0]["bbox"]
    assert read == "7,6 /  / x / "


@pytest.mark.parametrize("value", ["1e999", "nan", "inf", "", "x", "9" * 400])
def test_what_is_no_number(value):
    assert places.number(value) is None


def test_pasted_features_give_their_geometry():
    assert places.parsed(places.unwrapped('{"type":"Feature","geometry":{"type":"Point"}}')) == {
        "type": "Point"
    }
    assert places.unwrapped("[" * 100_000).startswith("[")
    assert places.unwrapped("kein JSON") == "kein JSON"


def test_a_place_by_name():
    form = MultiDict({"save": "place:spatial_coverage:0", "spatial_coverage-0-place": "Lörrach"})
    asked = orders.order(form)
    assert asked == ("place", "spatial_coverage", 0)
    assert orders.obey(asked, form, FIELDS)
    (read,) = flat.from_form(FIELDS, form)["spatial_coverage"]
    assert (read["text"], read["centroid"]["coordinates"]) == ("Lörrach", [7.6614, 47.6156])


def test_every_field_of_every_strategy_has_a_kind_that_is_drawn():
    for part in ("dataset_fields", "resource_fields"):
        assert {kinds.kind(field) for field in SCHEMA[part]} <= set(kinds.Kind.__args__)
