"""Whatever a client sends, the answer is a sentence and never an error of the server."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import factories, helpers

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach scheming_datasets"),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.usefixtures("with_plugins", "clean_db"),
]

DEEP = "[" * 100_000
ODD = [
    {"strategy_field": ["mobility"]},
    {"title_translated": DEEP},
    {"title_translated": {"de": ["x"]}},
    {"title_translated": {"de": {"de": "x"}}},
    {"notes_translated": 5},
    {"tags_translated": {"de": [1, "a", None, {}]}},
    {"tags_translated": {"de": [["x"]]}, "tags": [{"name": "x"}, {"name": 1}]},
    {"tag_string": 7},
    {"theme": {"a": "b"}},
    {"theme": [["x"]]},
    {"theme": DEEP},
    {"theme": "[1, 2"},
    {"mobility_theme": DEEP},
    {"mobility_theme": 5},
    {"personal_data": ["none"]},
    {"kind": {"a": 1}},
    {"publisher": "Stadt"},
    {"publisher": ["Stadt"]},
    {"publisher": [{"name": ["Stadt"]}]},
    {"publisher": {"name": "Stadt"}},
    {"contact": [{"email": {"a": 1}}]},
    {"temporal_coverage": [{"start": 10**400}]},
    {"temporal_coverage": [{"start": True, "end": []}]},
    {"spatial_coverage": [{"geom": {"type": "Point", "coordinates": [10**400, 1]}}]},
    {"spatial_coverage": [{"geom": {"type": ["Point"], "coordinates": [1, 1]}}]},
    {"spatial_coverage": [{"geom": {"type": "Polygon", "coordinates": [[1, 2]]}}]},
    {"spatial_coverage": [{"geom": {"type": "Polygon", "coordinates": {"a": 1}}}]},
    {"spatial_coverage": [{"geom": '{"type": "Point", "coordinates": [' + "[" * 100_000}]},
    {"spatial_coverage": [{"bbox": float("1e308")}]},
    {"spatial_resolution_in_meters": 10**400},
    {"spatial_resolution_in_meters": [1]},
    {"temporal_resolution": {"P": 1}},
    {"in_series": [{"id": 1}]},
    {"hvd_category": [None, 1]},
    {"applicable_legislation": {"a": 1}},
    {"resources": [{"url": "https://example.org", "license": ["cc-zero"]}]},
    {"resources": [{"url": "https://example.org", "license": {"a": 1}}]},
    {"resources": [{"url": ["https://example.org"], "license": "cc-zero"}]},
    {"resources": [{"url": "https://example.org", "license": "cc-zero", "name_translated": 1}]},
    {"resources": [{"url": "https://example.org", "license": "cc-zero", "id": ["x"]}]},
    {"resources": [{"url": "https://example.org", "license": "cc-zero", "access_services": "x"}]},
    {"resources": [
        {"url": "https://example.org", "license": "cc-zero", "access_services": [{"title": [1]}]}
    ]},
    {"resources": [
        {"url": "https://example.org", "license": "cc-zero",
         "access_services": [{"title": "x", "endpoint_url": ["https://e.org"], "publisher": "x"}]}
    ]},
    {"resources": [{"url": "https://example.org", "license": "cc-zero", "hash": 5}]},
    {"resources": [{"url": "https://example.org", "license": "cc-zero", "size": "x"}]},
]  # fmt: skip


def test_odd_values_are_answered_with_sentences(app: Any):
    """One portal for all: no value changes anything for the next."""
    user = factories.SysadminWithToken()
    headers = {"Authorization": user["token"]}
    town = factories.Organization(name="stadt")
    good = {
        "name": "satz", "strategy_field": "mobility", "owner_org": town["id"],
        "title_translated": {"de": "T"}, "notes_translated": {"de": "N"}, "personal_data": "none",
        "mobility_theme": ["other"],
    }  # fmt: skip
    answers = []
    for number, odd in enumerate(ODD):
        data = {**good, "name": f"satz-{number}", **odd}
        answer = app.post("/api/action/package_create", json=data, headers=headers)
        told = isinstance(answer.json, dict) and (answer.json["success"] or answer.json["error"])
        answers.append((answer.status_code in (200, 400, 409) and bool(told), odd))
    assert [odd for fine, odd in answers if not fine] == []
    assert app.post("/api/action/package_create", json=good, headers=headers).json["success"]


def test_a_resource_renamed_by_ckans_own_field_is_renamed():
    town = factories.Organization(name="stadt")
    resource = {
        "url": "https://example.org", "license": "cc-zero",
        "name_translated": {"de": "Alt", "fr": "Ancien"}, "description": "Alter Text",
    }  # fmt: skip
    dataset = helpers.call_action(
        "package_create", name="satz", strategy_field="culture", owner_org=town["id"],
        title_translated={"de": "T"}, notes_translated={"de": "N"}, personal_data="none",
        resources=[resource],
    )  # fmt: skip
    id = dataset["resources"][0]["id"]
    shown = helpers.call_action("resource_patch", id=id, name="Neu", description="Neuer Text")
    assert (shown["name"], shown["name_translated"]) == ("Neu", {"de": "Neu", "fr": "Ancien"})
    assert shown["description_translated"] == {"de": "Neuer Text"}
    again = helpers.call_action("resource_patch", id=id, name_translated={"de": "Noch neuer"})
    assert (again["name"], again["name_translated"]) == ("Noch neuer", {"de": "Noch neuer"})
