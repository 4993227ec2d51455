"""Sources of stock harvesters beside ours: command line's functions, schedule, queue and pages.

Stock harvesters ask with plain requests, unguarded; that is why only sysadmins may have sources.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories, helpers
from ckanext.harvest import queue, utils
from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource
from ckanext.loerrach.harvest import lost, scheduler
from flask import g

SEARCH = "/api/3/action/package_search"
LICENCE = "http://dcat-ap.de/def/licenses/cc-zero"
#: what package_show of another portal of this kind has
REMOTE = {
    "id": "b6b7e8f0-6f1b-4a3b-9b0e-0d9f3f0c0001", "name": "brunnen", "title": "Brunnen",
    "notes": "Text", "strategy_field": "culture", "personal_data": "none", "state": "active",
    "type": "dataset", "private": False, "metadata_modified": "2026-01-01T00:00:00", "tags": [],
    "groups": [], "extras": [],
    "resources": [{"id": "b6b7e8f0-6f1b-4a3b-9b0e-0d9f3f0c0002", "url": "https://a.de/b.csv",
                   "name": "Brunnen", "format": "CSV", "license": LICENCE}],
}  # fmt: skip


def context() -> dict[str, Any]:
    user = helpers.call_action("get_site_user")["name"]
    return {"user": user, "ignore_auth": True, "model": model, "session": model.Session}


@pytest.fixture
def remote(feeds: Any) -> Any:
    """A CKAN with one dataset, as the stock harvester asks it."""
    feeds.put(SEARCH, {"success": True, "result": {"count": 1, "results": [REMOTE]}})
    return feeds


@pytest.fixture
def stock(town: dict[str, Any], remote: Any) -> Any:
    """A daily source of ckanext-harvest's own CKAN harvester, made as its command line does."""
    said = utils.create_harvest_source(
        "nachbar", remote.url, "ckan", "Nachbar", True, town["id"], "DAILY",
        json.dumps({"read_only": True}),
    )  # fmt: skip
    assert "Created new harvest source" in said
    return HarvestSource.get(helpers.call_action("package_show", id="nachbar")["id"])


def work_off(job: Any) -> None:
    """What the processes gather and fetch do with a job."""
    harvester = queue.get_harvester(job.source.type)
    ids = queue.gather_stage(harvester, job)
    for id in ids:
        queue.fetch_and_import_stages(harvester, HarvestObject.get(id))


def test_schedule_queue_and_end_of_a_job(stock: Any, town: dict[str, Any]) -> None:
    helpers.call_action("harvest_jobs_run", context())
    (job,) = model.Session.query(HarvestJob)
    assert (job.status, job.source.title) == ("Running", "Nachbar")
    # ours schedules and closes only its own
    assert scheduler.due() == []
    lost.Lost().look()
    work_off(job)
    assert HarvestJob.get(job.id).status == "Running"
    helpers.call_action("harvest_jobs_run", context())
    shown = helpers.call_action("harvest_job_show", context(), id=job.id)
    assert (shown["status"], shown["stats"]["added"], shown["stats"]["errored"]) == (
        "Finished",
        1,
        0,
    )
    made = helpers.call_action("package_show", id="brunnen")
    assert (made["title"], made["owner_org"]) == ("Brunnen", town["id"])
    status = helpers.call_action("harvest_source_show_status", context(), id=stock.id)
    assert status["total_datasets"] == 1
    # not due again before tomorrow
    helpers.call_action("harvest_jobs_run", context())
    assert model.Session.query(HarvestJob).count() == 1


def test_its_pages_work(stock: Any, app: Any) -> None:
    helpers.call_action("harvest_jobs_run", context())
    (job,) = model.Session.query(HarvestJob)
    work_off(job)
    helpers.call_action("harvest_jobs_run", context())
    job_id = job.id
    admin = factories.SysadminWithToken()
    headers = {"Authorization": admin["token"]}
    for path, word in (
        ("/harvest", "Nachbar"), ("/harvest/nachbar", "Brunnen"),
        ("/harvest/about/nachbar", "Nachbar"), ("/harvest/admin/nachbar", "Nachbar"),
        ("/harvest/nachbar/job", job_id), (f"/harvest/nachbar/job/{job_id}", job_id),
        ("/harvest/nachbar/job/last", job_id), ("/harvest/edit/nachbar", "Nachbar"),
        ("/harvest/new", "CKAN"),
    ):  # fmt: skip
        # the request context of the fixtures remembers who asked last
        g.pop("_login_user", None)
        answer = app.get(path, headers=headers)
        assert (answer.status_code, word in answer.body) == (200, True), path
    listed = utils.list_sources(False)
    assert "type: ckan" in listed
    assert job_id in utils.list_jobs()


def test_a_stock_source_leaves_the_datasets_of_ours_alone(
    stock: Any, source: Callable[..., Any], portal: Callable[[], Any]
) -> None:
    ours = source("unsere")
    ours.has({"id": "a", "title": "Brunnen"}, "b")
    ours.run()
    before = portal()
    job = helpers.call_action("harvest_job_create", context(), source_id=stock.id, run=False)
    work_off(HarvestJob.get(job["id"]))
    after = portal()
    assert {name: after[name] for name in before} == before
    assert ours.run(full=True).changed is False


ACTIONS = {
    "harvest_source_update": {"url": "http://127.0.0.1/"},
    "harvest_source_patch": {"url": "http://127.0.0.1/"},
    "harvest_source_delete": {}, "harvest_source_clear": {}, "harvest_source_reindex": {},
    "package_update": {"url": "http://127.0.0.1/"}, "package_patch": {"title": "x"},
    "package_delete": {}, "dataset_purge": {}, "package_owner_org_update": {},
    "harvest_jobs_run": {}, "harvest_sources_reindex": {}, "harvest_job_create_all": {},
}  # fmt: skip


@pytest.mark.parametrize("kind", ["ckan", "loerrach"])
def test_sources_belong_to_sysadmins(stock: Any, town: dict[str, Any], kind: str) -> None:
    """Not to whoever may create datasets, and not to an organization's own admin."""
    editor = factories.User()["name"]
    helpers.call_action(
        "organization_member_create", context(), id=town["id"], username=editor, role="admin"
    )
    asked = {"user": editor, "ignore_auth": False}
    before = helpers.call_action("package_show", id=stock.id)
    new = {
        "name": "neu", "title": "Neu", "url": "http://169.254.169.254/", "source_type": kind,
        "config": "{}", "owner_org": town["id"], "frequency": "DAILY",
    }  # fmt: skip
    for action in ("harvest_source_create", "package_create"):
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action(action, dict(asked), type="harvest", **new)
    for action, more in ACTIONS.items():
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action(
                action, dict(asked), id=stock.id, organization_id=town["id"], **more
            )
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("harvest_job_create", dict(asked), source_id=stock.id)
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(
            "package_revise", dict(asked), match={"id": stock.id}, update={"title": "x"}
        )
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(
            "resource_create", dict(asked), package_id=stock.id, url="http://127.0.0.1/"
        )
    helpers.call_action("bulk_update_delete", dict(asked), datasets=[], org_id=town["id"])
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(
            "bulk_update_delete", dict(asked), datasets=[stock.id], org_id=town["id"]
        )
    assert helpers.call_action("package_show", id=stock.id) == before
    assert model.Session.query(HarvestSource).count() == 1
