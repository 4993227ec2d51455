"""What becomes of datasets whose source no longer has them: never less than a reader can check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.harvest.model import HarvestObject
from ckanext.loerrach.harvest import poll, state

Make = Callable[..., Any]
MANY = [f"r{n}" for n in range(6)]


def held(source: Any) -> dict[str, tuple[str, bool]]:
    """Record -> state of its dataset, and whether it is archived."""
    known = state.load(source.id)
    return {id: (one.state, one.archived_at is not None) for id, one in known.items()}


def test_a_vanished_record_is_archived_after_the_grace_time_and_comes_back(source: Make):
    one = source()
    one.has(*MANY)
    assert one.run().plan.sentence() == "would add 6"
    before = one.dataset("r5")
    one.has(*MANY[:5])
    assert (one.run().missing, held(one)["r5"]) == (["r5"], ("active", False))
    one.age("missing_since", 7.1)

    report = one.run(full=True)
    assert report.plan.sentence() == "would archive 1"
    assert (report.archived, report.missing, report.waiting) == (["r5"], [], [])
    archived = one.dataset("r5")
    assert (archived["state"], archived["private"]) == ("active", False)
    assert archived["archived"][:4].isdigit()
    assert archived["metadata_modified"] > before["metadata_modified"]
    assert {key: value for key, value in archived.items() if key not in (
        "archived", "metadata_modified", "extras", "resources")} == {
        key: value for key, value in before.items() if key not in (
        "metadata_modified", "extras", "resources")}  # fmt: skip
    assert [r["id"] for r in archived["resources"]] == [r["id"] for r in before["resources"]]
    objects = model.Session.query(HarvestObject).filter_by(package_id=before["id"], current=True)
    assert [one.report_status for one in objects] == ["deleted"]
    assert one.run(full=True).changed is False

    one.has(*MANY)
    report = one.run()
    assert (report.plan.sentence(), report.restored) == ("would restore 1", ["r5"])
    assert "archived" not in one.dataset("r5")
    assert one.dataset("r5")["id"] == before["id"]
    assert held(one)["r5"] == ("active", False)


def test_a_nearly_empty_answer_waits_for_a_person(source: Make):
    one = source()
    one.has(*MANY)
    one.run()
    one.has("r0")
    one.run()
    one.age("missing_since", 8)
    report = one.run(full=True)
    assert (report.archived, sorted(report.waiting)) == ([], MANY[1:])
    assert report.plan.sentence() == ("would change nothing; archiving 5 more waits for --confirm")
    assert poll.load(one.id).waiting == tuple(report.waiting)
    assert set(held(one).values()) == {("active", False)}

    dry = one.run(dry_run=True, confirm=True)
    assert (sorted(dry.archived), set(held(one).values())) == (MANY[1:], {("active", False)})
    assert sorted(one.run(confirm=True).archived) == MANY[1:]
    assert [id for id, (_, archived) in held(one).items() if not archived] == ["r0"]
    assert poll.load(one.id).waiting == ()


def test_what_a_person_confirmed_is_archived_by_the_next_run(source: Make):
    one = source()
    one.has(*MANY)
    one.run()
    one.has("r0", "r1")
    one.run()
    one.age("missing_since", 8)
    one.run(full=True)
    poll.confirm(one.id, "admin")
    # back in the meantime: nobody archives what is there
    one.has("r0", "r1", "r2")
    report = one.run()
    assert sorted(report.archived) == ["r3", "r4", "r5"]
    assert held(one)["r2"] == ("active", False)
    assert poll.load(one.id).confirmed == ()


def test_what_a_person_confirmed_waits_for_a_crawl_that_is_complete(source: Make):
    """One that is not says nothing about what is gone; nobody has to click again."""
    one = source()
    one.has(*MANY)
    one.run()
    one.has("r0", "r1")
    one.run()
    one.age("missing_since", 8)
    one.run(full=True)
    one.has("r0", "r1", {"id": "#3", "bad": "no id"})
    one.run(full=True)
    assert poll.load(one.id).waiting == ("r2", "r3", "r4", "r5")
    assert poll.confirm(one.id, "admin") == 4
    assert one.run(full=True).archived == []
    assert poll.load(one.id).confirmed == ("r2", "r3", "r4", "r5")
    one.has("r0", "r1")
    assert one.run().archived == ["r2", "r3", "r4", "r5"]
    assert (poll.load(one.id).confirmed, poll.load(one.id).waiting) == ((), ())


def test_a_record_that_is_back_in_a_bad_state_has_its_grace_time_anew(source: Make):
    one = source()
    one.has(*MANY)
    one.run()
    one.has(*MANY[:5])
    one.run()
    one.age("missing_since", 8)
    one.has(*MANY[:5], {"id": "r5", "bad": "no title"})
    assert [refusal.record for refusal in one.run(full=True).refused] == ["r5"]
    one.has(*MANY[:5])
    report = one.run(full=True)
    assert (report.archived, report.missing) == ([], ["r5"])


def test_a_record_that_lost_its_identity_archives_nothing(source: Make):
    """It may be any of those that seem to be missing."""
    one = source()
    one.has(*MANY)
    one.run()
    one.has(*MANY[:5], {"id": "#6", "bad": "no id"})
    report = one.run()
    assert (report.missing, report.archived) == (["r5"], [])
    assert [n for n in report.notices if "archived" in n or "#6" in n] == [
        "the crawl was not complete: #6 has no identity that can be read",
        "nothing is archived, because the crawl was not complete",
    ]
    one.age("missing_since", 30)
    assert one.run(full=True).archived == []
    # refused under its own name it is there, if in a bad state
    one.has(*MANY[:5], {"id": "r5", "bad": "no title"})
    assert one.run().missing == []
    assert held(one)["r5"] == ("active", False)


def test_an_archived_dataset_is_deleted_long_after_and_still_comes_back(source: Make):
    one = source()
    one.has(*MANY)
    one.run()
    one.has(*MANY[1:])
    one.run()
    one.age("missing_since", 8)
    one.run(full=True)
    one.age("archived_at", 366)
    report = one.run(full=True)
    assert (report.deleted, held(one)["r0"]) == (["r0"], ("deleted", True))
    assert one.run(full=True).changed is False
    one.has(*MANY)
    assert one.run().restored == ["r0"]
    assert held(one)["r0"] == ("active", False)
    assert helpers.call_action("package_search", q="", rows=0)["count"] == 6


@pytest.mark.ckan_config("ckanext.loerrach.harvest.archive_grace", 0)
def test_a_table_of_an_archived_dataset_and_a_dataset_a_person_deleted_stay(source: Make):
    one = source()
    one.has(*MANY)
    one.run()
    user = helpers.call_action("get_site_user")["name"]
    helpers.call_action("package_delete", {"user": user}, id=one.dataset("r0")["id"])
    one.has(*MANY[2:])
    assert one.run().archived == ["r1"]
    one.has(*MANY)
    report = one.run()
    assert report.restored == ["r1"]
    assert report.notices == ["r0: deleted in the portal; not brought back"]
    assert held(one)["r0"] == ("deleted", False)
