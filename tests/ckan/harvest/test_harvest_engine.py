"""One source through the engine: what the portal holds afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.loerrach.harvest import mapping, settings
from ckanext.loerrach.harvest.errors import UnknownSource
from ckanext.loerrach.harvest.report import Refusal, Report
from ckanext.loerrach.harvest.run import run_source
from ckanext.loerrach.harvest.sources import ensure_sources

Run = Callable[..., Report]
Writes = Callable[[Callable[[], Any]], list[str]]
FEEDS = Path(__file__).parents[2] / "feeds"
FEED = "/parking-freiburg.json"
NAME = "freie-parkplaetze-in-freiburg"
EU = "http://publications.europa.eu/resource/authority"
MOBILITY = "https://w3id.org/mobilitydcat-ap"
DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


def shown() -> dict[str, Any]:
    return dict(helpers.call_action("package_show", id=NAME))


def as_admin(action: str, **data: Any) -> Any:
    """Call an action as a user who exists: the activity stream wants to know who it was."""
    user = helpers.call_action("get_site_user")["name"]
    return helpers.call_action(action, {"user": user}, **data)


def rows() -> dict[str, Any]:
    """The table in the DataStore, by name of the car park."""
    resource = shown()["resources"][0]["id"]
    found = helpers.call_action("datastore_search", resource_id=resource, limit=100)
    return {row["name"]: row for row in found["records"]}


def feed(name: str = "parking-freiburg.json") -> Any:
    return json.loads((FEEDS / name).read_text())


def test_the_first_run_makes_the_dataset(freiburg: Run, feeds: Any):
    report = freiburg()
    assert report == Report(
        "parking-freiburg", added=["parking-freiburg"], tables=["parking-freiburg"]
    )
    dataset = shown()
    volatile = ("metadata_created", "metadata_modified", "creator_user_id", "organization",
                "groups", "extras", "tags", "resources", "spatial_coverage", "id",
                "owner_org", "notes", "notes_translated")  # fmt: skip
    assert {key: value for key, value in dataset.items() if key not in volatile} == {
        "name": NAME,
        "type": "dataset",
        "state": "active",
        "private": False,
        "title": "Freie Parkplätze in Freiburg",
        "title_translated": {
            "de": "Freie Parkplätze in Freiburg",
            "fr": "Places de stationnement libres à Fribourg-en-Brisgau",
            "en": "Free parking spaces in Freiburg",
        },
        "tags_translated": {
            "de": ["Parken", "Parkhaus", "Parkplatz", "Echtzeit"],
            "fr": ["stationnement", "parking", "temps réel"],
            "en": ["parking", "car park", "real time"],
        },
        "strategy_field": "mobility",
        "theme": [f"{EU}/data-theme/TRAN"],
        "mobility_theme": [f"{MOBILITY}/mobility-theme/car-parking-availability"],
        "transport_mode": [f"{MOBILITY}/transport-mode/car"],
        "frequency": f"{EU}/frequency/5MIN",
        "language": [f"{EU}/language/DEU"],
        "publisher": [{"name": "Stadt Freiburg im Breisgau", "url": "https://www.freiburg.de"}],
        "contact": [{"name": "Stadt Freiburg im Breisgau", "url": "https://www.freiburg.de"}],
        "politicalGeocodingURI": [
            "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08311000"
        ],
        "url": "https://www.freiburg.de",
        "license_id": DL_BY,
        "license_title": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "license_url": "https://www.govdata.de/dl-de/by-2-0",
        "isopen": True,
        "sample_data": True,
        "personal_data": "none",
        "author": None,
        "author_email": None,
        "maintainer": None,
        "maintainer_email": None,
        "num_resources": 2,
        "num_tags": 4,
        "relationships_as_object": [],
        "relationships_as_subject": [],
    }
    assert [group["name"] for group in dataset["groups"]] == ["mobility"]
    assert dataset["organization"]["name"] == "stadt-loerrach"
    (area,) = dataset["spatial_coverage"]
    west, south = area["bbox"]["coordinates"][0][0]
    assert (round(west, 2), round(south, 2)) == (7.83, 47.98)


def test_resources_say_where_the_data_are_and_under_which_licence(freiburg: Run, entry: Any):
    freiburg()
    table, original = shown()["resources"]
    assert table["url"] == f"http://test.ckan.net/datastore/dump/{table['id']}"
    assert original["url"] == entry.url
    for resource in (table, original):
        assert resource["license"] == DL_BY
        assert resource["licenseAttributionByText"] == "Stadt Freiburg im Breisgau"
    assert (table["format"], original["format"]) == ("CSV", "GeoJSON")
    assert table["datastore_active"] is True


def test_rows_stand_in_the_datastore_with_types_and_labels(freiburg: Run):
    freiburg()
    assert len(rows()) == 7
    row = rows()["Konzerthaus"]
    assert (row["free"], row["capacity"]) == (272, 415)
    info = helpers.call_action("datastore_info", id=shown()["resources"][0]["id"])
    assert {one["id"]: one["type"] for one in info["fields"]}["free"] == "int8"


def test_an_unchanged_source_is_not_written_again(freiburg: Run, writes: Writes):
    freiburg()
    before = shown()
    reports: list[Report] = []
    assert writes(lambda: reports.append(freiburg(full=True))) == []
    assert reports == [Report("parking-freiburg", unchanged=["parking-freiburg"])]
    assert shown() == before


def test_new_numbers_change_the_table_and_not_the_dataset(
    freiburg: Run, feeds: Any, writes: Writes
):
    freiburg()
    before = shown()
    changed = feed()
    changed["features"][1]["properties"]["obs_free"] = "3"
    feeds.put(FEED, changed)
    reports: list[Report] = []
    assert writes(lambda: reports.append(freiburg())) == ["public.loerrach_harvest_table"]
    assert (reports[0].updated, reports[0].tables) == ([], ["parking-freiburg"])
    assert rows()["Konzerthaus"]["free"] == 3
    assert shown() == before


def test_a_changed_description_changes_only_the_dataset(
    freiburg: Run, feeds: Any, entry: Any, writes: Writes
):
    freiburg()
    before = shown()
    title = {**entry.title, "de": "Parkhäuser in Freiburg"}
    ensure_sources([replace(entry, title=title)], feeds.url)
    report = freiburg()
    assert (report.added, report.updated, report.tables) == ([], ["parking-freiburg"], [])
    after = shown()
    assert after["title"] == "Parkhäuser in Freiburg"
    assert after["id"] == before["id"]
    assert [r["id"] for r in after["resources"]] == [r["id"] for r in before["resources"]]
    assert after["metadata_modified"] > before["metadata_modified"]
    assert len(rows()) == 7


def test_broken_rows_among_good_ones_are_reported_and_the_rest_is_taken(freiburg: Run, feeds: Any):
    feeds.put(FEED, (FEEDS / "broken" / "parking-freiburg.json").read_bytes())
    report = freiburg()
    assert report.added == ["parking-freiburg"]
    assert len(report.refused) == 7
    assert all(one.part_of == "parking-freiburg" and one.problem for one in report.refused)
    source = settings.find("parking-freiburg")
    job = helpers.call_action("harvest_job_report", id=source.jobs[-1].id)
    told = [error["message"] for one in job["object_errors"].values() for error in one["errors"]]
    assert sorted(told) == sorted(map(str, report.refused))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, "The server"),
        ((500, "text/html", b"<h1>Internal Server Error</h1>"), "The server"),
        ((200, "text/html", b"<!doctype html><title>Wartung</title>"), "Expected"),
        ((200, "application/json", b'{"success": false}'), "Expected"),
        ((200, "application/json", b'{"type": "FeatureCollection", "features": []}'), "Expected"),
        ((200, "application/json", b'{"type": "FeatureColl'), "Expected"),
        ((404, "text/plain", b"nothing"), "Status 404"),
    ],
)
def test_a_feed_that_fails_leaves_everything_as_it_is(
    freiburg: Run, feeds: Any, writes: Writes, answer: Any, sentence: str,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    freiburg()
    monkeypatch.setattr("random.uniform", lambda *_: 0.01)
    feeds.answers[FEED] = answer
    reports: list[Report] = []
    assert writes(lambda: reports.append(freiburg())) == ["public.harvest_gather_error"]
    assert reports[0].failure is not None
    assert reports[0].failure.startswith(sentence)
    assert (reports[0].added, reports[0].updated, reports[0].missing) == ([], [], [])
    source = settings.find("parking-freiburg")
    job = helpers.call_action("harvest_job_report", id=source.jobs[-1].id)
    assert [error["message"] for error in job["gather_errors"]] == [reports[0].failure]
    assert len(rows()) == 7


def test_after_a_failure_the_next_run_goes_on(freiburg: Run, feeds: Any):
    feeds.answers[FEED] = (404, "text/plain", b"")
    assert freiburg().failure
    del feeds.answers[FEED]
    assert freiburg().added == ["parking-freiburg"]


def test_an_id_that_belongs_to_the_town_is_not_overwritten(freiburg: Run):
    source = settings.find("parking-freiburg")
    package = model.Package.get(source.id)
    id = mapping.dataset_id(settings.Settings.of(source, package), "parking-freiburg")
    own = as_admin(
        "package_create", id=id, name="eigener", strategy_field="culture", title="Eigener",
        notes="Von der Stadt", owner_org=package.owner_org,
    )  # fmt: skip
    report = freiburg()
    assert report.added == []
    assert report.refused == [
        Refusal("parking-freiburg", "id",
                f"Der Datensatz {id} gehört nicht zu dieser Quelle und bleibt, wie er ist.")
    ]  # fmt: skip
    assert helpers.call_action("package_show", id=id) == own


def test_a_name_that_is_taken_is_left_to_its_owner(freiburg: Run, town: dict[str, Any]):
    own = as_admin(
        "package_create", name=NAME, strategy_field="culture", title="Eigener",
        notes="Von der Stadt", owner_org=town["id"],
    )  # fmt: skip
    assert freiburg().added == ["parking-freiburg"]
    assert helpers.call_action("package_show", id=NAME) == own
    assert helpers.call_action("package_show", id=f"{NAME}-2")["sample_data"] is True


def test_a_dataset_deleted_in_the_portal_is_not_brought_back(freiburg: Run):
    freiburg()
    dataset = shown()
    as_admin("package_delete", id=dataset["id"])
    report = freiburg(full=True)
    assert (report.added, report.updated) == ([], [])
    assert report.notices == ["parking-freiburg: deleted in the portal; not brought back"]
    assert model.Package.get(dataset["id"]).state == "deleted"


def test_a_purged_dataset_is_made_anew(freiburg: Run):
    freiburg()
    as_admin("dataset_purge", id=shown()["id"])
    assert freiburg(full=True).added == ["parking-freiburg"]


def test_a_record_the_source_no_longer_has_stays_and_is_reported(
    freiburg: Run, feeds: Any, entry: Any
):
    freiburg()
    id = shown()["id"]
    state = "UPDATE loerrach_harvest_state SET record_id = 'gone'"
    with model.meta.engine.begin() as connection:
        connection.exec_driver_sql(state)
    report = freiburg(full=True)
    assert report.missing == ["gone"]
    assert model.Package.get(id).state == "active"


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(freiburg: Run, writes: Writes):
    reports: list[Report] = []
    names = writes(lambda: reports.append(run_source("parking-freiburg", dry_run=True)))
    assert names == []
    assert reports[0].summary() == (
        "parking-freiburg: 1 would be added, 0 would be updated, 0 unchanged"
    )
    assert settings.find("parking-freiburg").jobs == []


def test_progress_is_told_step_by_step(freiburg: Run):
    told: list[tuple[str, int, int]] = []
    run_source("parking-freiburg", progress=lambda *step: told.append(step))
    assert told == [("reading", 0, 0), ("comparing", 0, 1), ("writing", 0, 1), ("writing", 1, 1)]


def test_an_unknown_source_is_named():
    with pytest.raises(UnknownSource, match="There is no harvest source 'nowhere'"):
        run_source("nowhere")


def test_the_dataset_is_found_by_search_and_on_its_organizations_page(freiburg: Run):
    freiburg()
    for query in ("Parkplatz", "parkhaus freiburg", "groups:mobility"):
        found = helpers.call_action("package_search", q=query)
        assert [one["name"] for one in found["results"]] == [NAME], query
    facets = helpers.call_action("package_search", **{"facet.field": ["groups"]})["facets"]
    assert facets["groups"] == {"mobility": 1}


def test_the_page_of_the_dataset_names_its_source(freiburg: Run):
    freiburg()
    extras = {one["key"]: one["value"] for one in shown().get("extras", [])}
    assert extras["harvest_source_title"] == "Freie Parkplätze in Freiburg"
