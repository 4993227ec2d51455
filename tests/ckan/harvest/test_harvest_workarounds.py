"""What ckanext-harvest gets wrong on CKAN 2.12, and that ours goes around it.

For each workaround one test runs ckanext-harvest alone; when it fails, ckanext-harvest is mended
and its workaround in harvest/workarounds.py can go. Another runs the same with ours.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.cli.cli import ckan
from ckan.logic import index_update_package
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANCliRunner
from ckanext.harvest import queue
from ckanext.harvest.harvesters.ckanharvester import CKANHarvester
from ckanext.harvest.logic.action import update
from ckanext.harvest.model import HarvestGatherError, HarvestJob, HarvestObject, HarvestSource
from ckanext.loerrach.harvest import workarounds
from ckanext.loerrach.harvest.job import now
from flask import g, message_flashed

SOURCE = {"name": "quelle", "title": "Quelle", "url": "https://example.org", "source_type": "ckan",
          "frequency": "DAILY"}  # fmt: skip


def mended(name: str) -> str:
    """What a test of ckanext-harvest alone says when it fails."""
    return f"ckanext-harvest has mended it: workarounds.{name} and its tests can go."


def context() -> dict[str, Any]:
    user = helpers.call_action("get_site_user")["name"]
    return {"user": user, "ignore_auth": True, "model": model, "session": model.Session}


@pytest.fixture
def make(town: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Makes a source of a stock harvester."""

    def made(**facts: Any) -> dict[str, Any]:
        given = {**SOURCE, "owner_org": town["id"], **facts}
        return dict(helpers.call_action("harvest_source_create", context(), **given))

    return made


def command_line(config: Any, folder: Path, plugins: str) -> CKANCliRunner:
    """The command line, which reads its plugins from a file."""
    lines = Path(config["__file__"]).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("ckan.plugins")]
    kept.insert(kept.index("[app:main]") + 1, f"ckan.plugins = {plugins}")
    ini = folder / "ckan.ini"
    ini.write_text("\n".join(kept), encoding="utf-8")
    return CKANCliRunner(env={"CKAN_INI": str(ini)})


@pytest.fixture
def cli(ckan_config: Any, tmp_path: Path) -> CKANCliRunner:
    plugins = ckan_config["ckan.plugins"]
    return command_line(
        ckan_config, tmp_path, plugins if isinstance(plugins, str) else " ".join(plugins)
    )


@pytest.fixture
def stock_cli(ckan_config: Any, tmp_path: Path) -> CKANCliRunner:
    """The same on a portal with ckanext-harvest and without this extension."""
    return command_line(ckan_config, tmp_path, "harvest ckan_harvester")


# --- 1. `harvester source create` -----------------------------------------------------------------


def create_by_command(cli: Any, town: dict[str, Any]) -> Any:
    arguments = [
        "quelle",
        "https://example.org",
        "ckan",
        "Quelle",
        "true",
        town["id"],
        "DAILY",
        "{}",
    ]
    return cli.invoke(ckan, ["harvester", "source", "create", *arguments])


def test_1_stock_source_create_stops(town: dict[str, Any], stock_cli: Any) -> None:
    result = create_by_command(stock_cli, town)
    assert isinstance(result.exception, AttributeError), mended("harvest_source_create")


def test_1_source_create_makes_a_source(town: dict[str, Any], cli: Any) -> None:
    result = create_by_command(cli, town)
    assert result.exit_code == 0, result.output
    assert "Created new harvest source" in result.output
    shown = helpers.call_action("harvest_source_show", context(), id="quelle")
    assert (shown["source_type"], shown["frequency"]) == ("ckan", "DAILY")
    assert shown["status"] == {"job_count": 0, "last_job": None, "total_datasets": 0}


# --- 2. `harvest_source_reindex` ------------------------------------------------------------------


def test_2_stock_reindexing_loses_the_type(make: Any) -> None:
    made = make()
    update.harvest_source_reindex(context(), {"id": made["id"]})
    model.Session.commit()
    shown = helpers.call_action("package_show", id=made["id"])
    assert "source_type" not in shown, mended("harvest_source_reindex")


def test_2_a_reindexed_source_is_as_before(make: Any, cli: Any) -> None:
    made = make()
    assert cli.invoke(ckan, ["harvester", "reindex"]).exit_code == 0
    shown = helpers.call_action("package_show", id=made["id"])
    assert (shown["source_type"], shown["frequency"]) == ("ckan", "DAILY")
    patched = helpers.call_action("harvest_source_patch", context(), id=made["id"], title="Neu")
    assert patched["title"] == "Neu"


# --- 3. unknown frequencies -----------------------------------------------------------------------


def jobs() -> list[str]:
    return sorted(job.source.title for job in model.Session.query(HarvestJob))


def with_an_unknown_frequency(make: Any) -> Any:
    """Two sources; the one that is looked at first has a frequency of some other software."""
    make(name="alt", title="Alt", url="https://alt.example.org")
    strange = HarvestSource.get(make(title="Fremd")["id"])
    strange.frequency = "HOURLY"
    model.Session.commit()
    return strange


def test_3_stock_schedule_stops_at_an_unknown_frequency(make: Any) -> None:
    with_an_unknown_frequency(make)
    raised = ""
    try:
        update.harvest_jobs_run(context(), {})
    except Exception as error:  # noqa: BLE001 (it raises nothing more particular)
        raised = str(error)
    model.Session.rollback()
    assert raised == "Frequency HOURLY not recognised", mended("harvest_jobs_run")
    assert "Alt" not in jobs()


def test_3_an_unknown_frequency_means_daily_and_stops_nobody(
    make: Any, cli: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a command before this test may have switched logging off
    monkeypatch.setattr(workarounds.log, "disabled", False)
    id = with_an_unknown_frequency(make).id
    helpers.call_action("harvest_jobs_run", context())
    for _ in range(2):
        assert cli.invoke(ckan, ["harvester", "run"]).exit_code == 0
        assert jobs() == ["Alt", "Fremd"]
    assert "has the unknown frequency 'HOURLY' and is harvested once a day" in caplog.text
    model.Session.remove()
    strange = HarvestSource.get(id)
    left = strange.next_run - now()
    assert timedelta(hours=23) < left < timedelta(hours=25)

    model.Session.query(HarvestJob).update({"status": "Finished"})
    strange.next_run -= timedelta(days=1)
    model.Session.commit()
    helpers.call_action("harvest_jobs_run", context())
    assert jobs() == ["Alt", "Fremd", "Fremd"]


# --- 4. a gather stage that raises ----------------------------------------------------------------


@pytest.fixture
def raising(make: Any, town: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A job of the stock CKAN harvester whose gathering writes one dataset, then raises."""
    source = make()
    made = helpers.call_action(
        "package_create", context(), name="baeder", title="Bäder", notes="Text",
        strategy_field="culture", owner_org=town["id"], personal_data="none",
    )  # fmt: skip
    job = helpers.call_action("harvest_job_create", context(), source_id=source["id"], run=False)

    def gather_stage(_: Any, job: Any) -> list[str]:
        for state, current in (("COMPLETE", True), ("WAITING", False)):
            model.Session.add(HarvestObject(
                guid=state, job=job, harvest_source_id=source["id"], state=state, current=current,
                package_id=made["id"] if current else None,
            ))  # fmt: skip
        model.Session.commit()
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(CKANHarvester, "gather_stage", gather_stage)
    found = HarvestJob.get(job["id"])
    found.status = "Running"
    model.Session.commit()
    return found


def objects() -> list[str]:
    return sorted(one.guid for one in model.Session.query(HarvestObject))


def test_4_stock_gathering_deletes_what_is_written(raising: Any) -> None:
    stock = getattr(queue.gather_stage, "__wrapped__", queue.gather_stage)
    with pytest.raises(ZeroDivisionError):
        stock(queue.get_harvester("ckan"), raising)
    assert objects() == [], mended("mend_gathering")


def test_4_gathering_that_raises_keeps_what_is_written(raising: Any) -> None:
    id = raising.id
    assert queue.gather_stage(queue.get_harvester("ckan"), raising) == []
    assert objects() == ["COMPLETE"]
    errors = model.Session.query(HarvestGatherError).filter_by(harvest_job_id=id)
    assert [error.message for error in errors] == [
        "Gathering stopped: ZeroDivisionError: division by zero"
    ]
    helpers.call_action("harvest_jobs_run", context())
    assert helpers.call_action("harvest_job_show", context(), id=id)["status"] == "Finished"
    assert helpers.call_action("package_show", id="baeder")["state"] == "active"


def test_4_it_is_wrapped_once(town: dict[str, Any]) -> None:
    workarounds.mend_gathering()
    workarounds.mend_gathering()
    assert not hasattr(queue.gather_stage.__wrapped__, "__wrapped__")


# --- 5. `harvest_source_clear` --------------------------------------------------------------------


@pytest.fixture
def filled(make: Any, town: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """Makes a source of the stock CKAN harvester, with one dataset."""

    def made() -> dict[str, Any]:
        one = make()
        package = helpers.call_action(
            "package_create", context(), name="baeder", title="Bäder", notes="Text",
            strategy_field="culture", owner_org=town["id"], personal_data="none",
        )  # fmt: skip
        job = helpers.call_action("harvest_job_create", context(), source_id=one["id"], run=False)
        model.Session.add(HarvestObject(
            guid="a", job=HarvestJob.get(job["id"]), harvest_source_id=one["id"], current=True,
            state="COMPLETE", package_id=package["id"],
        ))  # fmt: skip
        HarvestJob.get(job["id"]).status = "Finished"
        model.Session.commit()
        index_update_package({"ignore_auth": True}, package["id"])
        model.Session.commit()
        return one

    return made


def test_5_stock_clearing_leaves_a_transaction_that_is_none(filled: Any) -> None:
    one = filled()
    with pytest.MonkeyPatch.context() as patch:
        # what stock does beside its SQL is not asked
        patch.setattr(update, "get_action", lambda _: lambda *_: None)
        update.harvest_source_clear(context(), {"id": one["id"]})
    raised = ""
    try:
        model.Session.connection().exec_driver_sql("SAVEPOINT one")
    except sa.exc.DBAPIError as error:
        raised = str(error.orig)
    model.Session.rollback()
    assert "SAVEPOINT can only be used in transaction blocks" in raised, mended(
        "harvest_source_clear"
    )


def found(kind: str) -> list[str]:
    results = helpers.call_action("package_search", fq=f"dataset_type:{kind}")["results"]
    return sorted(one["name"] for one in results)


@pytest.mark.parametrize("way", ["button", "command"])
def test_5_a_cleared_source_is_as_new(filled: Any, app: Any, cli: Any, way: str) -> None:
    one = filled()
    assert (found("dataset"), found("harvest")) == (["baeder"], ["quelle"])
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    if way == "button":
        # the request context of the fixtures remembers who asked last
        g.pop("_login_user", None)
        told: list[str] = []

        def hear(_: Any, message: str, category: str) -> None:
            told.append(f"{category}: {message}")

        with message_flashed.connected_to(hear):
            app.post(f"/harvest/clear/{one['id']}", headers=headers, follow_redirects=False)
        assert [one.partition(":")[0] for one in told] == ["alert-success"], told
    else:
        result = cli.invoke(ckan, ["harvester", "source", "clear", "quelle"])
        assert (result.exit_code, result.exception) == (0, None), result.output
    model.Session.remove()
    assert model.Session.query(model.Package).filter_by(type="dataset").count() == 0
    assert (jobs(), objects(), found("dataset"), found("harvest")) == ([], [], [], ["quelle"])
    shown = helpers.call_action("package_show", id=one["id"])
    assert (shown["source_type"], shown["status"]["total_datasets"]) == ("ckan", 0)
    for path in ("/harvest/quelle", "/harvest/admin/quelle"):
        g.pop("_login_user", None)
        assert "Quelle" in app.get(path, headers=headers).body


def test_5_a_source_of_ours_fills_itself_again(source: Any, feeds: Any, portal: Any) -> None:
    one = source()
    feeds.answer_304.add("/liste.json")
    feeds.headers["/liste.json"] = {"ETag": '"one"'}
    one.has("a", "b")
    assert one.run().added == ["a", "b"]
    before = sorted(portal())
    helpers.call_action("harvest_source_clear", context(), id=one.id)
    assert portal() == {}
    assert one.run().added == ["a", "b"]
    assert sorted(portal()) == before
