"""An unchanged source: what is asked and written (nothing), and when it is read all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.lib.search.index import PackageSearchIndex
from ckan.tests import helpers
from ckanext.harvest.model import HarvestJob

Make = Callable[..., Any]
MANY = [f"r{n}" for n in range(5)]
#: the row that says when the source was asked
POLL = "loerrach_harvest_poll"


@pytest.mark.parametrize("orders", [{}, {"full": True}], ids=["polled", "read in full"])
def test_31_an_unchanged_run_writes_nothing(
    source: Make, tuples: Make, monkeypatch: pytest.MonkeyPatch, orders: dict[str, bool]
):
    one = source()
    one.has(*MANY)
    one.run()
    modified = [one.dataset(id)["metadata_modified"] for id in MANY]
    posts: list[Any] = []
    monkeypatch.setattr(PackageSearchIndex, "index_package", lambda *a, **_: posts.append(a))
    before = tuples()
    report = one.run(**orders)
    after = tuples()
    written = {name for name in after if after[name] != before.get(name, 0)}
    assert (written, posts) == ({POLL}, [])
    assert after[POLL] - before[POLL] == 2
    assert (report.untouched, report.unchanged) == (not orders, MANY if orders else [])
    assert [one.dataset(id)["metadata_modified"] for id in MANY] == modified
    assert model.Session.query(HarvestJob).count() == 1


def test_the_server_is_asked_with_its_own_validators(source: Make, feeds: Any):
    one = source()
    one.has(*MANY)
    feeds.headers["/liste.json"] = {"ETag": '"7"', "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}
    one.run()
    one.run()
    first, second = (
        {name: sent.get(name) for name in ("If-None-Match", "If-Modified-Since")}
        for sent in feeds.sent
    )
    assert set(first.values()) == {None}
    assert second == {"If-None-Match": '"7"', "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}


@pytest.mark.ckan_config("ckanext.loerrach.harvest.full_every", 4)
def test_a_304_that_lies_is_found_out(source: Make, feeds: Any):
    one = source()
    one.has("r0")
    feeds.headers["/liste.json"] = {"ETag": '"for ever"'}
    one.run()
    one.has("r0", "r1")
    feeds.answer_304.add("/liste.json")
    reports = [one.run() for _ in range(4)]
    assert [report.untouched for report in reports] == [True, True, True, False]
    assert reports[-1].added == ["r1"]


def test_other_settings_need_everything_anew(source: Make):
    one = source()
    one.has("r0")
    one.run()
    assert one.run().untouched
    source(field="business")
    assert one.run().updated == ["r0"]
    assert one.dataset("r0")["strategy_field"] == "business"


def test_what_could_not_be_written_is_tried_again_without_a_change(
    source: Make, monkeypatch: pytest.MonkeyPatch
):
    from ckanext.loerrach import tabular
    from ckanext.loerrach.harvest import tables

    one = source()
    one.has("r0")

    def used(*_: Any) -> bool:
        raise tabular.TabularError("The table is in use; try again later.")

    with monkeypatch.context() as patch:
        patch.setattr(tables, "stage", used)
        report = one.run()
    assert (report.added, [refusal.field for refusal in report.refused]) == ([], ["table"])
    assert one.run().added == ["r0"]


def test_a_datastore_that_is_not_ready_fails_the_run_and_blames_no_record(
    source: Make, monkeypatch: pytest.MonkeyPatch
):
    from ckanext.loerrach import tabular
    from ckanext.loerrach.harvest import tables

    one = source()
    one.has("r0", "r1")

    def away(*_: Any) -> bool:
        raise tabular.DataStoreNotReady("its database does not answer", OSError("gone"))

    with monkeypatch.context() as patch:
        patch.setattr(tables, "stage", away)
        report = one.run()
    assert report.failure == "The DataStore is not ready: its database does not answer (gone)."
    assert (report.added, report.refused) == ([], [])
    assert one.run().added == ["r0", "r1"]


def test_refused_records_are_shown_once(source: Make):
    """Not at every poll anew: a feed with a new date and the same faults makes no job."""
    one = source()
    one.has("r0", {"id": "r1", "bad": "no title"})
    one.run()
    one.feeds.put("/liste.json", {"records": [{"id": "r0"}, {"id": "r1", "bad": "no title"}],
                                  "date": "today"})  # fmt: skip
    report = one.run()
    assert (len(report.refused), report.unchanged) == (1, ["r0"])
    assert model.Session.query(HarvestJob).count() == 1
    one.has("r0", {"id": "r1", "bad": "another fault"})
    one.run()
    job = model.Session.query(HarvestJob).order_by(HarvestJob.created.desc()).first()
    shown = helpers.call_action("harvest_job_report", id=job.id)
    (errors,) = shown["object_errors"].values()
    assert [error["message"] for error in errors["errors"]] == ["r1, title: another fault."]
