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


def test_30_the_newest_route_writes_and_both_are_shown(source: Make):
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


def test_30_a_route_that_ends_leaves_the_dataset_to_the_other(source: Make):
    near, far = source("nah"), source("fern")
    near.has("x", "y", record("a", "2026-01-02", "Aus der Nähe"))
    far.has(record("b", "2026-01-01", "Aus der Ferne"))
    near.run()
    far.run()
    near.has("x", "y")
    assert near.run().missing == ["a"]
    assert far.run(full=True).updated == ["b"]
    assert datasets() == ["Aus der Ferne", "x", "y"]
    assert routes(far.dataset("b")) == [("fern", True), ("nah", False)]
    assert near.run(full=True).missing == []
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


def test_30_what_is_ours_does_not_come_back(source: Make, town: dict[str, Any]):
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


#: the server of all sources of these tests
ORIGIN = "https://example.org"
ID = "0d0b6c52-6a53-4a9c-8b63-0b8a54c1f001"


def born(title: str, modified: str | None = "2026-01-01") -> Any:
    """A dataset as its publisher has it."""
    return {**record(ID, modified, title, "urn:freiburg:1"), "own": True} | {
        "fields": {"uri": f"{ORIGIN}/dataset/{ID}", "identifier": "urn:freiburg:1"}
        | ({"modified": modified} if modified else {})
    }


def copied(title: str, modified: str = "2026-02-02") -> Any:
    """The same as a stock CKAN shows it that has it from a CKAN: nothing but the id is left."""
    address = f"https://land.example/dataset/{ID}"
    return {"id": ID, "title": title, "aliases": [address], "fields": {"modified": modified}}


def baths(town: dict[str, Any]) -> Any:
    """A dataset of the town's own."""
    user = helpers.call_action("get_site_user")["name"]
    return helpers.call_action(
        "package_create", {"user": user}, name="baeder", title="Bäder", notes="Text",
        strategy_field="culture", owner_org=town["id"], personal_data="none",
    )  # fmt: skip


def test_30_the_publisher_comes_first_however_new_a_copy_seems(source: Make):
    origin, copy = source("nah"), source("fern")
    copy.has(copied("Abschrift"))
    assert copy.run().added == [ID]
    dataset = copy.dataset(ID)
    origin.has(born("Urschrift"))
    assert origin.run().updated == [ID]
    assert datasets() == ["Urschrift"]
    shown = origin.dataset(ID)
    assert (shown["id"], shown["name"]) == (dataset["id"], dataset["name"])
    assert (shown["uri"], shown["identifier"]) == (f"{ORIGIN}/dataset/{ID}", "urn:freiburg:1")
    copy.has(copied("Abschrift der Abschrift", "2026-03-03"))
    assert copy.run(full=True).routes == [ID]
    assert datasets() == ["Urschrift"]
    assert routes(shown) == [("nah", True), ("fern", False)]


def test_30_what_its_publisher_deletes_does_not_come_back_by_a_copy(source: Make):
    origin, copy = source("nah"), source("fern")
    origin.has("x", "y", "z", "u", "v", born("Urschrift"))
    copy.has(copied("Abschrift"))
    origin.run()
    copy.run()
    dataset = origin.dataset(ID)
    origin.has("x", "y", "z", "u", "v")
    assert origin.run().missing == [ID]
    assert copy.run(full=True).routes == [ID]
    for column, what in (("missing_since", "archived"), ("archived_at", "deleted")):
        origin.age(column, 400)
        # the source says that nothing has changed; what is due is done all the same
        assert getattr(origin.run(), what) == [ID]
        assert copy.run(full=True).routes == [ID]
    assert datasets() == ["u", "v", "x", "y", "z"]
    # under another name of the same dataset, or from somebody new, neither
    third = source("dritte")
    third.has({"id": "neu", "title": "Neu", "aliases": [f"https://c.example/dataset/{ID}"]})
    assert third.run().routes == ["neu"]
    assert datasets() == ["u", "v", "x", "y", "z"]
    # its publisher brings it back
    origin.has("x", "y", "z", "u", "v", born("Urschrift"))
    assert origin.run().restored == [ID]
    assert origin.dataset(ID)["id"] == dataset["id"]


def test_30_who_harvests_us_keeps_nothing_alive(source: Make, town: dict[str, Any]):
    """A dataset that two have, and the publisher of which nobody harvests."""
    own = baths(town)
    near, mirror = source("nah"), source("fern")
    near.has("x", "y", record("a", "2026-01-02", "Aus der Nähe"))
    mirror.has(own["id"], record("b", "2026-01-01", "Von uns"))
    near.run()
    assert mirror.run().echoes == [own["id"]]
    near.has("x", "y")
    assert near.run().missing == ["a"]
    assert mirror.run(full=True).routes == ["b"]
    assert datasets() == ["Aus der Nähe", "Bäder", "x", "y"]


def test_30_our_own_does_not_come_back_under_the_id_that_another_gave_it(
    source: Make, town: dict[str, Any]
):
    own = baths(town)
    ours, theirs = f"http://test.ckan.net/dataset/{own['id']}", f"{ORIGIN}/dataset/{ID}"
    teller, stock = source("nah"), source("fern")
    teller.has({"id": ours, "title": "x", "chain": [ours, theirs]})
    assert teller.run().echoes == [ours]
    # a stock CKAN has it from them, and kept the id that they gave it
    stock.has(copied("Abschrift"))
    assert stock.run().echoes == [ID]
    # also when it is deleted here
    helpers.call_action("package_delete", {"user": helpers.call_action("get_site_user")["name"]},
                        id=own["id"])  # fmt: skip
    stock.has({"id": own["id"], "title": "x"}, copied("Abschrift"))
    assert stock.run().echoes == [own["id"], ID]
    assert datasets() == []


def test_nobody_makes_the_dataset_of_another_ours(source: Make, town: dict[str, Any]):
    """A source that shows another's dataset with our address in its chain."""
    origin, liar = source("nah"), source("fern")
    origin.has(born("Urschrift"))
    origin.run()
    liar.has({"id": ID, "title": "x", "chain": ["http://test.ckan.net/dataset/" + ID]})
    assert liar.run().echoes == [ID]
    origin.has(born("Neu"))
    assert origin.run().updated == [ID]
    # nor does anybody take what its publisher's server vouches for
    liar.has({**born("Falsch", "2030-01-01"), "id": "falsch"})
    assert liar.run().routes == ["falsch"]
    assert datasets() == ["Neu"]


def test_30_copies_inside_of_a_source_are_one_dataset(source: Make):
    """A stock CKAN harvests its own datasets back, from those who have them from it."""
    address = f"{ORIGIN}/dataset/{ID}"
    one = source("land")
    copy = {"id": "kopie", "title": "Kopie", "fields": {"uri": address}, "own": False}
    one.has({"id": ID, "title": "Echt", "fields": {"uri": address}}, copy)
    report = one.run()
    assert (report.added, report.routes) == ([ID], ["kopie"])
    assert (one.run(full=True).unchanged, datasets()) == ([ID], ["Echt"])
    # two that only share an identifier, which careless people give to all, are two
    one.has(record("a", None, "Erste"), record("b", None, "Zweite"))
    assert sorted(one.run().added) == ["a", "b"]
