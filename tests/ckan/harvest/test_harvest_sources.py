"""Harvest sources: how they come about, who may change them, when they are due."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
import yaml
from ckan import model
from ckan.tests import factories, helpers
from ckanext.harvest import queue
from ckanext.harvest.model import HarvestGatherError, HarvestJob, HarvestObject
from ckanext.loerrach import harvesters
from ckanext.loerrach.harvest import lock, planning, settings
from ckanext.loerrach.harvest.job import Job
from ckanext.loerrach.harvest.report import Report
from ckanext.loerrach.harvest.run import run_source
from ckanext.loerrach.harvest.sources import ensure_sources
from ckanext.loerrach.harvesters import SOURCES, sources
from ckanext.loerrach.portal import checkup, first_data

Run = Callable[..., Report]


def as_user(user: str, action: str, **data: Any) -> Any:
    return helpers.call_action(action, {"user": user, "ignore_auth": False}, **data)


def source(**changes: Any) -> dict[str, Any]:
    facts = {
        "title": {"de": "Parken"}, "harvester": "parking", "field": "mobility",
        "frequency": "DAILY", "licence": "dl-by-de/2.0", "publisher": {"name": "Stadt"},
    }  # fmt: skip
    return {
        "name": "quelle", "title": "Quelle", "url": "https://example.org/p.json",
        "source_type": "loerrach", "config": json.dumps({**facts, **changes}),
        "owner_org": model.Group.get("stadt-loerrach").id,
    }  # fmt: skip


def test_declared_sources_are_made_once_and_follow_their_declaration(town: Any, entry: Any):
    assert ensure_sources([entry]) == {"parking-freiburg": "created"}
    assert ensure_sources([entry]) == {"parking-freiburg": "unchanged"}
    moved = replace(entry, url="https://example.org/wfs", every=60)
    assert ensure_sources([moved]) == {"parking-freiburg": "updated"}
    found = settings.find("parking-freiburg")
    kept = settings.Settings.of(found, model.Package.get(found.id))
    assert kept.entry == moved
    assert kept.stand_in == ""


def test_only_enabled_sources_are_made_but_every_sample_in_a_demo(town: Any):
    live = [one.name for one in sources() if one.enabled]
    assert "parking-freiburg" in live
    assert "parking-herrenberg" not in live
    assert list(ensure_sources(sources())) == live
    demo = ensure_sources(sources(), "http://127.0.0.1:1/feeds/")
    samples = [one.name for one in sources() if one.demo]
    assert demo == {name: "updated" if name in live else "created" for name in samples}
    found = settings.find("parking-herrenberg")
    stand_in = "http://127.0.0.1:1/feeds/parking-herrenberg.json"
    assert json.loads(found.config)["stand_in"] == stand_in


def test_a_source_without_the_towns_organization_is_refused(town: Any, entry: Any):
    with pytest.raises(tk.ObjectNotFound, match="There is no organization 'nobody'"):
        ensure_sources([entry], organization="nobody")


def test_one_wrong_entry_is_told_and_the_others_are_there(
    town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """What `loerrach up` does: one without a licence, and one that only CKAN refuses."""
    facts = yaml.safe_load(SOURCES.read_text())["parking-freiburg"]
    path = tmp_path / "sources.yaml"
    path.write_text(yaml.safe_dump({
        "frei": {**facts, "licence": "frei"}, "zeichen": {**facts, "url": "https://a.de/'x"},
        "gut": facts,
    }))  # fmt: skip
    read = harvesters.declared
    monkeypatch.setattr(harvesters, "declared", lambda: read(path))
    said: list[str] = []
    first_data.register("", lambda _, text: said.append(text))
    assert [settings.find(name) is not None for name in ("gut", "frei", "zeichen")] == [
        True, False, False,
    ]  # fmt: skip
    assert [text.partition(": ")[2][:36] for text in said] == [
        "Source 'frei', setting 'licence': 'f", "Source 'zeichen', setting 'URL': An ",
    ]  # fmt: skip
    found = {one.subject: one for one in checkup.findings(repair=False)}["Sources"]
    assert (found.ok, "'frei'" in found.text) == (False, True)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("no json", "is no JSON"),
        ("[]", "a JSON object is needed"),
        ('{"harvester": "parking"}', "setting 'title'"),
        (json.dumps({"harvesters": 1}), "unknown"),
    ],
)
def test_a_wrong_configuration_is_refused_by_the_form(town: Any, config: str, message: str):
    with pytest.raises(tk.ValidationError) as caught:
        tk.get_action("harvest_source_create")(
            {"user": helpers.call_action("get_site_user")["name"], "ignore_auth": True},
            {**source(), "config": config},
        )
    assert message in str(caught.value.error_dict["config"])


def test_sources_are_made_and_changed_by_sysadmins_only(town: Any):
    admin = factories.Sysadmin()["name"]
    editor = factories.User()["name"]
    as_user(admin, "organization_member_create", id="stadt-loerrach", username=editor, role="admin")
    for action in ("harvest_source_create", "package_create"):
        with pytest.raises(tk.NotAuthorized):
            as_user(editor, action, type="harvest", **source())
    as_user(admin, "harvest_source_create", **source())
    for action in ("harvest_source_update", "package_update", "package_patch"):
        with pytest.raises(tk.NotAuthorized):
            as_user(editor, action, id="quelle", **{**source(), "url": "http://127.0.0.1/"})
    with pytest.raises(tk.NotAuthorized):
        as_user(editor, "package_delete", id="quelle")
    with pytest.raises(tk.NotAuthorized):
        as_user(editor, "harvest_job_create", source_id=settings.find("quelle").id)
    own = as_user(editor, "package_create", name="eigener", title="Eigener", notes="Text",
                  strategy_field="culture", owner_org="stadt-loerrach")  # fmt: skip
    assert own["state"] == "active"


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/parking-freiburg.json",
                                 "http://169.254.169.254/latest/meta-data/",
                                 "http://localhost:{port}/parking-freiburg.json"])  # fmt: skip
def test_a_source_does_not_lead_to_an_inner_address(
    town: Any, feeds: Any, ckan_config: Any, entry: Any, url: str
):
    ckan_config["ckanext.loerrach.harvest.allowed_hosts"] = []
    ensure_sources([replace(entry, url=url.format(port=feeds.server_port))])
    report = run_source("parking-freiburg")
    assert report.failure is not None
    assert "inner address" in report.failure
    assert feeds.asked == []


def test_two_runs_of_one_source_do_not_mix(freiburg: Run):
    with lock.alone(settings.find("parking-freiburg").id, "parking-freiburg"):
        report = freiburg()
    assert report.failure == (
        "The source 'parking-freiburg' is being harvested already; wait until it is done."
    )
    assert freiburg().added == ["parking-freiburg"]


def test_ckanext_harvests_queue_runs_the_engine(freiburg: Run):
    found = settings.find("parking-freiburg")
    user = helpers.call_action("get_site_user")["name"]
    job = helpers.call_action("harvest_job_create", {"user": user}, source_id=found.id, run=False)
    harvester = queue.get_harvester("loerrach")
    assert queue.gather_stage(harvester, HarvestJob.get(job["id"])) == []
    done = helpers.call_action("harvest_job_show", id=job["id"])
    assert done["status"] == "Finished"
    assert done["stats"] == {
        "added": 1, "updated": 0, "not modified": 0, "errored": 0, "deleted": 0,
    }  # fmt: skip


def test_gathering_never_raises(freiburg: Run, monkeypatch: pytest.MonkeyPatch):
    found = settings.find("parking-freiburg")

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(planning, "tasks", broken)
    report = freiburg()
    assert report.failure == "Internal error (ZeroDivisionError); the log says more."
    errors = model.Session.query(HarvestGatherError).filter_by(harvest_job_id=found.jobs[-1].id)
    assert [error.message for error in errors] == [report.failure]


def test_a_database_that_goes_away_does_not_make_gathering_raise(
    freiburg: Run, monkeypatch: pytest.MonkeyPatch
):
    freiburg()
    user = helpers.call_action("get_site_user")["name"]
    id = settings.find("parking-freiburg").id
    job = helpers.call_action("harvest_job_create", {"user": user}, source_id=id, run=False)

    def gone(*_: Any) -> None:
        model.Session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))

    monkeypatch.setattr(Job, "finish", gone)
    harvester = queue.get_harvester("loerrach")
    assert harvester.gather_stage(HarvestJob.get(job["id"])) == []
    current = model.Session.query(HarvestObject).filter_by(current=True)
    assert [one.guid for one in current] == ["parking-freiburg"]
