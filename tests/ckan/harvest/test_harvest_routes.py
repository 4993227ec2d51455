"""The same dataset by several routes is one dataset, and our own does not come back as another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.loerrach.harvest import state

Make = Callable[..., Any]
IDENTIFIER = "https://daten.freiburg.de/d/1"


def record(id: str, modified: str | None, title: str, identifier: str = IDENTIFIER) -> Any:
    fields = {"identifier": identifier, **({"modified": modified} if modified else {})}
    return {"id": id, "title": title, "fields": fields}


def datasets() -> list[str]:
    found = helpers.call_action("package_search", q="", rows=100)["results"]
    return sorted(one["title"] for one in found)


def routes(one: Any) -> list[tuple[str, bool]]:
    shown = helpers.call_action("loerrach_harvest_provenance", id=one["id"])
    return [(route["source"], route["holds"]) for route in shown["routes"]]


def test_the_newest_route_writes_and_both_are_shown(source: Make):
    near, far = source("nah"), source("fern")
    near.has(record("a", "2026-01-02", "Aus der Nähe"))
    far.has(record("b", "2026-01-01", "Aus der Ferne"))
    assert near.run().added == ["a"]
    dataset = near.dataset("a")
    report = far.run()
    assert (report.added, report.routes, report.refused) == ([], ["b"], [])
    assert datasets() == ["Aus der Nähe"]
    assert routes(dataset) == [("nah", True), ("fern", False)]
    assert far.run(full=True).changed is False

    far.has(record("b", "2026-01-03", "Neu aus der Ferne"))
    assert far.run().updated == ["b"]
    assert datasets() == ["Neu aus der Ferne"]
    assert far.dataset("b")["id"] == dataset["id"]
    assert far.dataset("b")["name"] == dataset["name"]
    assert routes(dataset) == [("fern", True), ("nah", False)]
    # the older route neither takes it back nor archives it
    for _ in range(2):
        assert near.run(full=True).routes == ["a"]
        assert far.run(full=True).unchanged == ["b"]
    assert datasets() == ["Neu aus der Ferne"]


def test_a_route_that_ends_leaves_the_dataset_to_the_other(source: Make):
    near, far = source("nah"), source("fern")
    near.has("x", "y", record("a", "2026-01-02", "Aus der Nähe"))
    far.has(record("b", "2026-01-01", "Aus der Ferne"))
    near.run()
    far.run()
    near.has("x", "y")
    assert near.run().missing == ["a"]
    assert far.run(full=True).updated == ["b"]
    assert datasets() == ["Aus der Ferne", "x", "y"]
    assert routes(far.dataset("b")) == [("fern", True)] or near.run(full=True).missing == []
    near.run(full=True)
    assert routes(far.dataset("b")) == [("fern", True)]
    assert "a" not in state.load(near.id)


@pytest.mark.parametrize("identifier", ["1", "TODO", "dataset-1", "n/a", "unknown value"])
def test_identifiers_that_anybody_may_choose_join_nothing(source: Make, identifier: str):
    near, far = source("nah"), source("fern")
    near.has(record("a", "2026-01-02", "Bäder", identifier))
    far.has(record("b", "2026-01-01", "Brunnen", identifier))
    near.run()
    assert far.run().added == ["b"]
    assert datasets() == ["Brunnen", "Bäder"]


def test_what_is_ours_does_not_come_back(source: Make, town: dict[str, Any]):
    """As a stock CKAN, an RDF catalogue and a portal that tells the chain show it."""
    user = helpers.call_action("get_site_user")["name"]
    own = helpers.call_action(
        "package_create", {"user": user}, name="baeder", title="Bäder", notes="Text",
        strategy_field="culture", identifier="urn:loerrach:baeder", owner_org=town["id"],
        personal_data="none",
    )  # fmt: skip
    one = source()
    one.has(
        {"id": own["id"], "title": "Unter unserer Nummer"},
        {"id": "uri", "title": "x", "aliases": [f"http://test.ckan.net/dataset/{own['id']}"]},
        record("same", "2030-01-01", "Mit unserer Kennung", "urn:loerrach:baeder"),
        {"id": "chain", "title": "x", "chain": ["https://b.example", "http://test.ckan.net"]},
        {"id": "theirs", "title": "Von ihnen", "chain": ["https://b.example"]},
    )  # fmt: skip
    report = one.run()
    assert report.echoes == [own["id"], "uri", "same", "chain"]
    assert (report.added, report.refused) == (["theirs"], [])
    assert datasets() == ["Bäder", "Von ihnen"]
    assert helpers.call_action("package_show", id=own["id"]) == own
    assert one.run(full=True).changed is False


def test_a_date_that_is_none_is_not_newer(source: Make):
    near, far = source("nah"), source("fern")
    near.has(record("a", "2026-01-02", "Aus der Nähe"))
    far.has(record("b", None, "Aus der Ferne"))
    near.run()
    assert far.run().routes == ["b"]
    assert datasets() == ["Aus der Nähe"]
