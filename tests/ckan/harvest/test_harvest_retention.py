"""What is forgotten of old runs, and what stays however old it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories, helpers
from ckanext.activity.model import Activity
from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestObjectError
from ckanext.loerrach.harvest import retention
from ckanext.loerrach.harvest.job import RUNS
from ckanext.loerrach.harvest.retention import Forgotten

Make = Callable[..., Any]


def jobs() -> list[str]:
    return [job.id for job in model.Session.query(HarvestJob).order_by(HarvestJob.created)]


def objects() -> dict[str, list[str]]:
    """State of the objects of each record, the current one in capitals."""
    found: dict[str, list[str]] = {}
    for one in model.Session.query(HarvestObject).order_by(HarvestObject.import_finished):
        status = one.report_status
        found.setdefault(one.guid, []).append(status.upper() if one.current else status)
    return found


def history(dataset: dict[str, Any]) -> list[tuple[str, Any]]:
    """All of it: CKAN's action hides what the site's own user did."""
    found = model.Session.query(Activity).filter_by(object_id=dataset["id"])
    newest_first = found.order_by(Activity.timestamp.desc())
    return [(activity.activity_type, activity.user_id) for activity in newest_first]


def age(days: int) -> None:
    model.Session.execute(
        sa.text("UPDATE activity SET timestamp = timestamp - make_interval(days => :days)"),
        {"days": days},
    )
    model.Session.commit()


@pytest.mark.ckan_config("ckanext.loerrach.harvest.keep_runs", 1)
def test_old_runs_go_but_for_what_a_dataset_rests_on(source: Make):
    one = source()
    one.has("stays", "moves", {"id": "bad", "bad": "no title"})
    one.run()
    for title in ("second", "third", "fourth"):
        one.has("stays", {"id": "moves", "title": title})
        one.run()
    first, *_, last = jobs()
    assert objects() == {
        "stays": ["ADDED"], "moves": ["added", "updated", "updated", "UPDATED"], "bad": ["errored"],
    }  # fmt: skip
    assert retention.forget_old() == Forgotten(objects=4, jobs=2)
    assert objects() == {"stays": ["ADDED"], "moves": ["UPDATED"]}
    assert jobs() == [first, last]
    assert set(model.Session.execute(sa.select(RUNS.c.job_id)).scalars()) == {first, last}
    assert model.Session.query(HarvestObjectError).count() == 0
    assert retention.forget_old() == Forgotten()
    assert one.run(full=True).unchanged == ["stays", "moves"]
    shown = {record: one.dataset(record) for record in ("stays", "moves")}
    assert {record: dataset["title"] for record, dataset in shown.items()} == {
        "stays": "stays", "moves": "fourth",
    }  # fmt: skip


@pytest.mark.ckan_config("ckanext.loerrach.harvest.keep_runs", 1)
def test_it_goes_in_small_transactions(source: Make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    commits: list[int] = []
    sa.event.listen(model.Session(), "after_commit", lambda _: commits.append(1))
    one = source()
    for number in range(5):
        one.has(*({"id": record, "title": f"{record} {number}"} for record in "abc"))
        one.run()
    commits.clear()
    assert retention.forget_old().objects == 12
    # 12 objects and 4 jobs, two at a time, and one look more for each
    assert len(commits) >= 7 + 3
    monkeypatch.setattr(retention, "BATCHES", 1)
    for number in range(5, 7):
        one.has(*({"id": record, "title": f"{record} {number}"} for record in "abc"))
        one.run()
    assert retention.forget_old().objects == 2
    assert retention.forget_old().objects == 2


def test_the_history_of_a_dataset_keeps_its_last_entry_and_what_people_did(source: Make):
    one = source()
    for title in ("first", "second", "third"):
        one.has({"id": "r", "title": title})
        one.run()
    person = factories.Sysadmin()
    helpers.call_action(
        "package_patch", {"user": person["name"]}, id=one.dataset("r")["id"], version="1"
    )
    one.has({"id": "r", "title": "fourth"})
    one.run()
    engine = model.User.get(helpers.call_action("get_site_user")["name"]).id
    before = history(one.dataset("r"))
    assert before == [
        ("changed package", engine), ("changed package", person["id"]),
        ("changed package", engine), ("changed package", engine), ("new package", engine),
    ]  # fmt: skip
    assert retention.forget_old() == Forgotten()
    age(366)
    assert retention.forget_old() == Forgotten(activities=3)
    assert history(one.dataset("r")) == before[:2]
    assert retention.forget_old() == Forgotten()


@pytest.mark.ckan_config("ckanext.loerrach.harvest.keep_activities", 0)
def test_zero_days_keep_the_whole_history(source: Make):
    one = source()
    for title in ("first", "second"):
        one.has({"id": "r", "title": title})
        one.run()
    age(9999)
    assert retention.forget_old().activities == 0
    assert len(history(one.dataset("r"))) == 2


def test_a_dataset_of_people_keeps_its_history(town: dict[str, Any]):
    engine = {"user": helpers.call_action("get_site_user")["name"]}
    own = helpers.call_action(
        "package_create", engine, name="eigener", strategy_field="culture", title="Eigener",
        notes="Von der Stadt", owner_org=town["id"], personal_data="none",
    )  # fmt: skip
    helpers.call_action("package_patch", engine, id=own["id"], title="Anders")
    age(9999)
    assert retention.forget_old() == Forgotten()
    assert [kind for kind, _ in history(own)] == ["changed package", "new package"]
