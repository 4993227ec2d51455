"""Jobs whose worker died are closed, those lost on the way are sent again; Valkey may be away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.harvest import queue
from ckanext.harvest.model import HarvestGatherError, HarvestJob
from ckanext.loerrach.harvest import lock, settings
from ckanext.loerrach.harvest.lanes import Lanes
from ckanext.loerrach.harvest.lost import Lost
from ckanext.loerrach.harvest.report import Report
from ckanext.loerrach.portal import ports
from ckanext.loerrach.portal.valkey import Valkey

Run = Callable[..., Report]
NAME = "parking-freiburg"


@pytest.fixture
def own_valkey(tmp_path: Path, ckan_config: Any, monkeypatch: Any) -> Iterator[Valkey]:
    """A Valkey of this test alone, which it may stop."""
    server = Valkey(tmp_path / "valkey", ports.free(), "secret")
    server.start()
    monkeypatch.setitem(tk.config, "ckan.redis.url", server.url)
    monkeypatch.setitem(tk.config, "ckan.harvest.mq.type", "redis")
    yield server
    server.stop()


def new_job(**more: Any) -> Any:
    user = helpers.call_action("get_site_user")["name"]
    id = settings.find(NAME).id
    made = helpers.call_action("harvest_job_create", {"user": user}, source_id=id, **more)
    return HarvestJob.get(made["id"])


def later(**more: float) -> datetime:
    return datetime.now(UTC).replace(tzinfo=None) + timedelta(**more)


def waiting() -> int:
    return int(queue.get_connection().llen(queue.get_gather_routing_key()))


def told(job: Any) -> list[str]:
    model.Session.refresh(job)
    query = model.Session.query(HarvestGatherError).filter_by(harvest_job_id=job.id)
    return [error.message for error in query]


def begun(freiburg: Run) -> Any:
    """A job whose process took it from the queue."""
    job = new_job(run=False)
    job.status, job.gather_started = "Running", later()
    model.Session.commit()
    return job


def test_a_job_whose_process_died_is_closed_within_seconds(freiburg: Run, own_valkey: Valkey):
    job, lost = begun(freiburg), Lost()
    lost.look(later())
    lost.look(later(seconds=5))
    model.Session.refresh(job)
    assert job.status == "Running"
    lost.look(later(seconds=11))
    (message,) = told(job)
    assert message.endswith("was broken off; the next one goes on.")
    assert (job.status, bool(job.finished)) == ("Finished", True)
    assert new_job().status == "Running"


def test_a_run_under_way_is_not_taken_for_dead_however_long_it_takes(
    freiburg: Run, own_valkey: Valkey
):
    job, lost = begun(freiburg), Lost()
    with lock.alone(job.source_id, NAME):
        for days in range(3):
            lost.look(later(days=days))
    assert told(job) == []
    assert job.status == "Running"


def test_a_job_that_ends_between_two_looks_is_left_alone(freiburg: Run, own_valkey: Valkey):
    """The lock is given back a moment before the job says that it is finished."""
    job, lost = begun(freiburg), Lost()
    lost.look(later())
    job.status, job.finished = "Finished", later()
    model.Session.commit()
    lost.look(later(seconds=60))
    assert told(job) == []


@pytest.mark.parametrize("run", [True, False], ids=["taken and lost", "never sent"])
def test_a_job_that_valkey_lost_is_sent_again_once(freiburg: Run, own_valkey: Valkey, run: bool):
    job, lost = new_job(run=run), Lost()
    queue.purge_queues()
    lost.look(later())
    assert waiting() == 0
    for seconds in (40, 50, 60):
        lost.look(later(seconds=seconds))
    assert waiting() == 1
    consumer = queue.get_gather_consumer()
    method, header, body = consumer.basic_get(queue.get_gather_queue_name())
    queue.gather_callback(consumer, method, header, body)
    model.Session.refresh(job)
    assert job.status == "Finished"
    assert helpers.call_action("package_show", id="freie-parkplaetze-in-freiburg")["resources"]


def test_a_job_that_nobody_takes_does_not_block_its_source_for_ever(
    freiburg: Run, own_valkey: Valkey
):
    job = new_job()
    Lost().look(later(minutes=11))
    (message,) = told(job)
    assert "was taken from the queue by nobody" in message
    assert new_job().status == "Running"


def test_a_valkey_that_is_away_stops_no_harvest(
    freiburg: Run, own_valkey: Valkey, app: Any, feeds: Any
):
    """A job waits to be sent again, and cannot be: what is due is harvested all the same."""
    job = new_job()
    job.created = later(minutes=-5)
    model.Session.commit()
    own_valkey.stop()
    lanes = Lanes(app.flask_app.test_request_context)
    assert lanes.start_due() == [NAME]
    lanes.wait()
    assert model.Package.get("freie-parkplaetze-in-freiburg").state == "active"
    model.Session.refresh(job)
    assert job.status == "Running"
    own_valkey.start()
    Lost().look(later())
    assert waiting() == 1


def test_an_order_that_valkey_cannot_take_is_carried_out_later(freiburg: Run, own_valkey: Valkey):
    """ckanext-harvest writes the job before it sends it; the page shows an error, the job stays."""
    own_valkey.stop()
    with pytest.raises(Exception, match=r"(?i)connect"):
        new_job()
    model.Session.rollback()
    (job,) = model.Session.query(HarvestJob)
    own_valkey.start()
    Lost().look(later(seconds=31))
    assert waiting() == 1
    assert job.status in ("New", "Running")
