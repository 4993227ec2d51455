"""What can happen to a batch: names and tags that two want, bad records, others who write."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from functools import partial, update_wrapper
from typing import Any

import ckan.plugins.toolkit as tk
import psutil
import pytest
import sqlalchemy as sa
from ckan import logic, model
from ckanext.loerrach.harvest import writing
from ckanext.loerrach.harvest.bulk import activities, rows
from ckanext.loerrach.portal import checkup
from ckanext.loerrach.search import ahead

pytestmark = pytest.mark.ckan_config(
    "ckan.plugins",
    "loerrach_search loerrach_catalogue loerrach loerrach_harvest scheming_datasets dcat"
    " structured_data harvest ckan_harvester activity datastore datatables_view",
)
#: what a dataset leaves behind it, and how many rows a query finds
LEFT = {
    "package": "SELECT count(*) FROM package WHERE type = 'dataset'",
    "resource": "SELECT count(*) FROM resource",
    "tag": "SELECT count(*) FROM tag",
    "activity": "SELECT count(*) FROM activity WHERE activity_type LIKE '%% package'",
    "object": "SELECT count(*) FROM harvest_object",
    "state": "SELECT count(*) FROM loerrach_harvest_state",
    "document": "SELECT count(*) FROM loerrach_search.document WHERE dataset_type = 'dataset'",
    "stale": "SELECT count(*) FROM loerrach_catalogue_stale",
}


def left() -> dict[str, int]:
    with model.meta.engine.connect() as connection:
        return {
            name: connection.exec_driver_sql(query).scalar_one() for name, query in LEFT.items()
        }


def column(query: str) -> list[Any]:
    with model.meta.engine.connect() as connection:
        return list(connection.execute(sa.text(query)).scalars())


def test_two_of_a_batch_want_one_name_and_one_new_tag(portal: Any, make: Any):
    several = [
        make.whole(id, "culture", title={"de": "Größe & Maß"}, tags={"de": ["Höhe", f"nur {id}"]})
        for id in "abc"
    ]
    report = portal.harvest(several)
    assert report.added == ["a", "b", "c"]
    assert [portal.dataset(id)["name"] for id in "abc"] == [
        "groesse-mass", "groesse-mass-2", "groesse-mass-3"
    ]  # fmt: skip
    assert column("SELECT name FROM tag ORDER BY name COLLATE \"C\"") == [
        "Höhe", "nur a", "nur b", "nur c"
    ]  # fmt: skip
    assert [tag["name"] for tag in portal.dataset("b")["tags"]] == ["Höhe", "nur b"]


def test_one_bad_record_is_refused_and_ninety_nine_land(portal: Any, make: Any):
    records = [make.whole(f"satz-{n}", make.fields[n % 7]) for n in range(100)]
    bad = {**records[50].fields, "frequency": "manchmal"}
    records[50] = replace(records[50], fields=bad)
    before = left()
    report = portal.harvest(records)
    assert len(report.added) == 99
    (refused,) = report.refused
    assert (refused.record, refused.field) == ("satz-50", "frequency")
    assert "manchmal" in refused.problem
    for name in ("package", "document", "activity", "state", "stale"):
        assert left()[name] == before[name] + 99, name


def test_without_an_answer_on_personal_data_a_dataset_stays_private(portal: Any, make: Any):
    open_one = make.whole("offen", "culture")
    fields = {**open_one.fields, "personal_data": "", "personal_data_reason": ""}
    portal.harvest([open_one, make.whole("verborgen", "culture", fields=fields)])
    assert [portal.dataset(id)["private"] for id in ("offen", "verborgen")] == [False, True]
    (labels,) = column("SELECT labels FROM loerrach_search.document WHERE name = 'satz-verborgen'")
    assert labels == [f"member-{portal.dataset('verborgen')['owner_org']}"]


def test_a_name_that_somebody_takes_at_the_same_moment(
    portal: Any, make: Any, monkeypatch: pytest.MonkeyPatch
):
    save: Callable[..., None] = rows.save

    def late(items: Any) -> None:
        with model.meta.engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO package (id, name, type, state) VALUES ('x', 'satz-b', 'dataset',"
                " 'active') ON CONFLICT DO NOTHING"
            )
        save(items)

    monkeypatch.setattr(rows, "save", late)
    portal.batches = False
    report = portal.harvest([make.whole(id, "culture") for id in "abc"])
    assert (report.added, report.refused) == (["a", "b", "c"], [])
    assert [portal.dataset(id)["name"] for id in "abc"] == ["satz-a", "satz-b-2", "satz-c"]


def test_a_batch_that_breaks_off_leaves_nothing(
    portal: Any, make: Any, monkeypatch: pytest.MonkeyPatch
):
    before = left()
    records = [make.whole(id, "culture") for id in "abc"]
    with monkeypatch.context() as patch:
        patch.setattr(activities, "write", lambda *_: 1 / 0)
        portal.batches = False
        assert "ZeroDivisionError" in portal.harvest(records).failure
    assert left() == before
    portal.batches = True
    assert portal.harvest(records).added == ["a", "b", "c"]
    made = {name: count - before[name] for name, count in left().items()}
    assert made == {
        "package": 3, "resource": 6, "tag": 5, "activity": 3, "object": 3, "state": 3,
        "document": 3, "stale": 3,
    }  # fmt: skip


def test_an_edit_between_comparing_and_writing_is_not_overwritten(portal: Any, make: Any):
    first = [make.whole(id, "culture") for id in "abc"]
    portal.harvest(first)
    second = [replace(one, notes={"de": "Aus der Quelle."}) for one in first]
    edit = {"notes_translated": {"de": "Von Hand."}}
    report = portal.harvest(second, show_plan=lambda _: portal.edit("b", **edit))
    assert (report.updated, report.retry) == (["a", "c"], True)
    assert any("edited in the portal while this run" in notice for notice in report.notices)
    assert [portal.dataset(id)["notes"] for id in "abc"] == [
        "Aus der Quelle.", "Von Hand.", "Aus der Quelle."
    ]  # fmt: skip
    # the next run knows of the edit, and keeps it
    portal.harvest(second)
    assert portal.dataset("b")["notes"] == "Von Hand."


def test_a_plugin_that_stands_before_an_action_is_named(
    portal: Any, make: Any, monkeypatch: pytest.MonkeyPatch
):
    """It may do anything with a dataset, so that CKAN's actions are asked one by one."""
    before = tk.get_action("package_create")

    def stranger(following: Any, context: Any, data_dict: Any) -> Any:
        return following(context, data_dict)

    chained = partial(stranger, before.__wrapped__)
    asked = update_wrapper(lambda *given: before(*given), chained)
    monkeypatch.setitem(logic._actions, "package_create", asked)
    portal.batches = False
    report = portal.harvest([make.whole("a", "culture")])
    assert (report.added, portal.together) == (["a"], 0)
    (told,) = [one for one in report.notices if "one by one" in one]
    assert told.endswith(f"because of {__name__}.{stranger.__qualname__}")
    found = {one.subject: one for one in checkup.findings(repair=False)}["Batches"]
    assert stranger.__qualname__ in found.text
    chained.leaves_datasets = True
    report = portal.harvest([make.whole(id, "culture") for id in "ab"])
    assert (report.added, portal.together) == (["b"], 1)
    assert not [one for one in report.notices if "one by one" in one]


@pytest.mark.parametrize("dies", [False, True])
def test_the_second_process_may_die_in_the_middle(
    portal: Any, make: Any, monkeypatch: pytest.MonkeyPatch, dies: bool
):
    """The same is written without it, and it is not there after the run in any case."""
    take, seen = ahead.Ahead.take, []

    def killing(beside: Any, document: Any) -> None:
        take(beside, document)
        seen.append(beside.pid)
        if dies and len(seen) == 2:
            os.kill(beside.pid, signal.SIGKILL)

    monkeypatch.setattr(ahead.Ahead, "take", killing)
    monkeypatch.setattr(ahead, "_cores", lambda: 2)
    monkeypatch.setattr(writing, "MANY", 1)
    assert portal.harvest([make.whole(id, "culture") for id in "abc"]).added == ["a", "b", "c"]
    assert seen[0]
    assert not psutil.pid_exists(seen[0])
    found = column("SELECT name FROM loerrach_search.document WHERE words @@ 'satz' ORDER BY name")
    assert found == ["satz-a", "satz-b", "satz-c"]
