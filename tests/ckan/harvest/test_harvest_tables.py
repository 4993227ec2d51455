"""Datasets and their tables, which live in two databases: where they part, and meet again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import helpers
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.loerrach import tabular
from ckanext.loerrach.harvest import (
    lock,
    poll,
    scheduler,
    settings,
    tables_repair,
    tables_state,
    tidy,
)  # fmt: skip
from ckanext.loerrach.harvest.report import Report
from ckanext.loerrach.harvest.tables_state import Kept
from ckanext.loerrach.harvesters._core.record import Column, Table

Run = Callable[..., Report]
Writes = Callable[[Callable[[], Any]], list[str]]
SOURCE = "parking-freiburg"
NAME = "freie-parkplaetze-in-freiburg"
ADMIN = {"ignore_auth": True}


@pytest.fixture
def harvested(freiburg: Run, feeds: Any) -> str:
    """A harvested table, behind a server that says for ever that nothing is new; its id."""
    tables_repair.repair()
    feeds.headers["/parking-freiburg.json"] = {"ETag": '"for ever"'}
    freiburg()
    feeds.answer_304.add("/parking-freiburg.json")
    assert freiburg().untouched
    return str(helpers.call_action("package_show", id=NAME)["resources"][0]["id"])


def said() -> list[tuple[str, bool]]:
    model.Session.rollback()
    return [(one.kind, one.mendable) for one in tables_repair.examine()]


def source() -> str:
    return str(settings.find(SOURCE).id)


def due() -> list[str]:
    """What the scheduler would begin a minute after the last poll."""
    return [one.name for one in scheduler.due(datetime.now(UTC))]


def in_datastore(statement: str) -> None:
    with get_write_engine().begin() as connection:
        connection.execute(sa.text(statement))


def test_both_databases_name_the_same_version(harvested: str):
    version = tabular.version(harvested)
    assert version
    assert tables_state.load() == {harvested: Kept(harvested, source(), SOURCE, version)}
    assert said() == []


def test_a_repair_of_nothing_writes_nothing(harvested: str, writes: Writes):
    assert writes(lambda: tables_repair.repair()) == []


def test_a_lost_table_comes_back_though_the_source_says_nothing_is_new(
    harvested: str, freiburg: Run
):
    tabular.drop(ADMIN, harvested)
    assert (said(), due()) == ([("lost", True)], [])
    assert [str(one) for one in tables_repair.repair()] == [
        f"a resource whose table is lost (resource {harvested})"
    ]
    assert (said(), due()) == ([("lost", False)], [SOURCE])
    assert tables_repair.repair() == []
    report = freiburg()
    assert (report.untouched, report.tables, report.updated) == (False, [SOURCE], [])
    assert (said(), due()) == ([], [])
    assert helpers.call_action("datastore_search", resource_id=harvested)["total"] == 7
    assert freiburg().untouched


def test_a_source_that_fails_is_read_in_full_when_it_is_back(
    harvested: str, freiburg: Run, feeds: Any
):
    tabular.drop(ADMIN, harvested)
    tables_repair.repair()
    feeds.put("/parking-freiburg.json", b"", status=503)
    feeds.answer_304.clear()
    assert freiburg().failure
    assert due() == []
    del feeds.answers["/parking-freiburg.json"]
    feeds.answer_304.add("/parking-freiburg.json")
    assert freiburg().tables == [SOURCE]


def test_a_datastore_of_another_day_gets_the_rows_of_today(harvested: str, freiburg: Run):
    """As after its backup was restored and CKAN's was not."""
    today = tabular.version(harvested)
    tabular.load(ADMIN, harvested, Table([Column("id")], [["old"]]))
    assert said() == [("different", True)]
    assert [one.kind for one in tables_repair.repair()] == ["different"]
    assert (said(), due()) == ([], [SOURCE])
    assert freiburg().tables == [SOURCE]
    assert (tabular.version(harvested), said()) == (today, [])


def test_a_table_whose_resource_is_no_more_goes(harvested: str):
    user = helpers.call_action("get_site_user")["name"]
    helpers.call_action("package_patch", {"user": user}, id=NAME, resources=[])
    assert said() == [("orphan", True)]
    tidy.tidy()
    assert (said(), tabular.version(harvested), tables_state.load()) == ([], None, {})


def test_the_table_of_a_deleted_dataset_stays_until_it_is_purged(harvested: str):
    user = helpers.call_action("get_site_user")["name"]
    helpers.call_action("package_delete", {"user": user}, id=NAME)
    assert (said(), tables_repair.repair()) == ([], [])
    assert tabular.version(harvested)
    helpers.call_action("dataset_purge", {"user": user}, id=NAME)
    assert [one.kind for one in tables_repair.repair()] == ["orphan"]
    assert tabular.version(harvested) is None


def test_tables_of_others_are_no_business_of_ours(harvested: str):
    in_datastore('CREATE TABLE "of-others" (a text)')
    try:
        assert (said(), tables_repair.repair()) == ([], [])
    finally:
        in_datastore('DROP TABLE "of-others"')


def test_a_source_at_work_is_left_alone(harvested: str):
    tabular.drop(ADMIN, harvested)
    with lock.alone(source(), SOURCE):
        assert tables_repair.repair() == []
    assert len(tables_repair.repair()) == 1


def test_a_datastore_that_does_not_answer_is_not_taken_for_empty(
    harvested: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def away() -> Any:
        raise tabular.DataStoreNotReady("its database does not answer", OSError("gone"))

    monkeypatch.setattr(tabular, "versions", away)
    # migrations in this process switch all loggers off
    monkeypatch.setattr(tidy.log, "disabled", False)
    tidy.tidy()
    assert "The DataStore is not ready" in caplog.text
    assert poll.load(source()).again_at is None


def test_a_run_takes_the_table_of_a_resource_along_that_the_source_no_longer_has(
    harvested: str, freiburg: Run, feeds: Any, monkeypatch: pytest.MonkeyPatch
):
    from ckanext.loerrach.harvesters import parking

    whole = parking._record

    def only_feed(*given: Any) -> Any:
        record = whole(*given)
        return replace(record, resources=[one for one in record.resources if not one.table])

    monkeypatch.setattr(parking, "_record", only_feed)
    report = freiburg(full=True)
    assert (report.updated, report.notices) == ([SOURCE], [])
    assert (tabular.version(harvested), tables_state.load(), said()) == (None, {}, [])


def test_views_and_aliases_of_a_table_survive_new_rows_and_new_columns(
    harvested: str, freiburg: Run, feeds: Any
):
    user = helpers.call_action("get_site_user")["name"]
    view = helpers.call_action(
        "resource_view_create", {"user": user}, resource_id=harvested, title="Tabelle",
        view_type="datatables_view",
    )  # fmt: skip
    in_datastore(f'CREATE VIEW "parken" AS SELECT * FROM "{harvested}"')
    tabular.load(ADMIN, harvested, Table([Column("anderes")], [["x"]]))
    tables_repair.repair()
    assert freiburg().tables == [SOURCE]
    assert helpers.call_action("datastore_search", resource_id="parken")["total"] == 7
    views = helpers.call_action("resource_view_list", id=harvested)
    assert view["id"] in [one["id"] for one in views]


def test_a_yearly_source_is_not_kept_waiting_for_its_table(harvested: str):
    in_a_year = datetime.now(UTC) + timedelta(days=1)
    assert poll.load(source()).again_at is None
    tabular.drop(ADMIN, harvested)
    tables_repair.repair()
    again = poll.load(source()).again_at
    assert again
    assert again < in_a_year
    assert scheduler._next(31_536_000, poll.load(source())) is None
