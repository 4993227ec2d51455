"""Slow, hanging and busy servers: who waits for whom, over threads and processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import helpers
from ckanext.harvest.logic import HarvestJobExists
from ckanext.harvest.model import HarvestJob
from ckanext.loerrach.harvest import lanes as module
from ckanext.loerrach.harvest import lock, poll, scheduler, settings
from ckanext.loerrach.harvest.errors import LockLost, ServerBusy
from ckanext.loerrach.harvest.lanes import Lanes
from ckanext.loerrach.harvest.report import Report
from ckanext.loerrach.harvest.sources import ensure_sources

Run = Callable[..., Report]
NAME = "parking-freiburg"
FEED = "/parking-freiburg.json"


@pytest.fixture
def lanes(app: Any) -> Iterator[Lanes]:
    one = Lanes(app.flask_app.test_request_context)
    yield one
    one.wait()


def until(true: Callable[[], bool]) -> None:
    """Wait for what is sure to come."""
    for _ in range(3000):
        if true():
            return
        threading.Event().wait(0.02)
    raise AssertionError("it did not come")


def later(**more: float) -> datetime:
    return datetime.now(UTC) + timedelta(**more)


@pytest.fixture
def hanging(freiburg: Run, feeds: Any, entry: Any) -> Iterator[Callable[[int], None]]:
    """Makes quick sources whose servers answer nothing; they let go when the test ends."""
    hang = threading.Event()

    def make(count: int) -> None:
        for number in range(count):
            feeds.waits[f"/hang-{number}.json"] = hang
            one = replace(entry, name=f"hang-{number}", demo=f"hang-{number}.json", every=60,
                          url=f"https://example.org/{number}")  # fmt: skip
            ensure_sources([one], feeds.url.replace("127.0.0.1", f"127.0.0.{number + 2}"))
        feeds.allow(*(f"127.0.0.{number + 2}" for number in range(count)))

    yield make
    hang.set()


def test_quick_sources_that_hang_give_their_places_to_others(
    freiburg: Run, lanes: Lanes, hanging: Any, feeds: Any
):
    """Two hang in the fast lane; as soon as they are no longer quick, the others come through."""
    freiburg()
    hanging(3)
    asked, now = feeds.asked.count(FEED), later(minutes=6)
    assert lanes.start_due(now) == ["hang-0", "hang-1"]
    assert lanes.start_due(now) == []
    for work in lanes._busy.values():
        work.began -= module.QUICK + 1
    assert lanes.start_due(now) == ["hang-2", NAME]
    until(lambda: feeds.asked.count(FEED) == asked + 1)


def test_threads_have_an_end(
    freiburg: Run, lanes: Lanes, hanging: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "MOST", 2)
    monkeypatch.setattr(module, "QUICK", -1)
    hanging(4)
    freiburg()
    lanes.start_due(later(minutes=1))
    assert len(lanes._busy) == 2


def test_a_server_that_another_process_reads_is_left_alone(freiburg: Run, lanes: Lanes, feeds: Any):
    with lock.server(feeds.host):
        assert lanes.start_due() == []
    assert lanes.start_due() == [NAME]


def test_a_run_by_hand_waits_for_the_server_and_says_so_when_that_takes_too_long(
    freiburg: Run, feeds: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lock, "PATIENCE", 0.3)
    with lock.server(feeds.host):
        report = freiburg()
    assert (report.busy, report.failure) == (True, str(ServerBusy(feeds.host)))
    assert poll.load(settings.find(NAME).id).failures == 0
    assert feeds.asked == []

    monkeypatch.setattr(lock, "PATIENCE", 60)
    free = threading.Event()

    def hold() -> None:
        with lock.server(feeds.host):
            free.wait(60)

    def wait(seconds: float) -> None:
        """The run waits: now the other one may let go."""
        free.set()
        holder.join()

    holder = threading.Thread(target=hold)
    holder.start()
    until(lambda: lock.is_read(feeds.host))
    monkeypatch.setattr(lock, "time", SimpleNamespace(monotonic=time.monotonic, sleep=wait))
    assert freiburg().added == [NAME]
    assert free.is_set()


def test_a_server_is_free_again_while_its_records_are_written(freiburg: Run, feeds: Any):
    seen: list[tuple[bool, bool]] = []

    def look(_: Any) -> None:
        seen.append((lock.is_read(feeds.host), lock.is_held(settings.find(NAME).id)))

    assert freiburg(show_plan=look).ok
    assert seen == [(False, True)]


def test_a_run_whose_lock_was_lost_while_it_read_writes_nothing(freiburg: Run, feeds: Any):
    """PostgreSQL was started anew meanwhile: another run may be at the source by now."""

    def restarted(visit: Any) -> None:
        with model.meta.engine.connect() as connection:
            connection.execute(sa.text(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory'"
            ))  # fmt: skip
        del feeds.answers[FEED]
        visit.do_GET()

    feeds.answers[FEED] = restarted
    report = freiburg()
    assert report.failure == str(LockLost(NAME))
    assert model.Package.get("freie-parkplaetze-in-freiburg") is None
    assert freiburg().added == [NAME]


def test_a_database_that_was_away_is_named_as_such(freiburg: Run, feeds: Any, caplog: Any):
    """No "internal error" and no traceback where PostgreSQL was started anew."""

    def restarted(_: Any) -> None:
        with model.meta.engine.connect() as connection:
            connection.execute(sa.text(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND state = 'idle in transaction'"
            ))  # fmt: skip

    report = freiburg(show_plan=restarted)
    assert report.failure == "The database was away during the run; the next one goes on."
    assert not [record for record in caplog.records if record.exc_info]
    assert freiburg().added == [NAME]


@pytest.mark.parametrize(
    ("every", "good", "failed"),
    [
        (10, 10, 10),
        (60, 60, 60),
        (300, 300, 300),
        (86_400, 86_400, 900),
        (31_536_000, 31_536_000, 900),
    ],
)
def test_from_seconds_to_years(every: int, good: int, failed: int):
    """A source that failed gets a second chance within a quarter of an hour, however rare it is."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for failures, wait in ((0, good), (1, failed)):
        last = poll.Poll("id", asked_at=now, failures=failures)
        seconds = (scheduler._next(every, last) - now).total_seconds()
        assert wait <= seconds <= wait + min(wait / 10, 300)
    tired = poll.Poll("id", asked_at=now, failures=40)
    assert scheduler._next(every, tired) - now <= timedelta(hours=6, minutes=17)


def test_no_two_sources_are_asked_at_the_same_moment():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    times = {scheduler._next(3600, poll.Poll(f"id {n}", asked_at=now)) for n in range(50)}
    assert len(times) == 50


def test_the_second_click_of_two_takes_nothing_back(freiburg: Run):
    """The first one confirmed what waits; the second one finds nothing."""
    freiburg()
    id = settings.find(NAME).id
    poll.note(id, later(), waiting=["a", "b"])
    assert [poll.confirm(id, "admin"), poll.confirm(id, "admin")] == [2, 0]
    found = poll.load(id)
    assert (found.confirmed, found.waiting, found.confirmed_by) == (("a", "b"), (), "admin")


def test_the_second_click_of_two_makes_no_second_job(freiburg: Run):
    user = helpers.call_action("get_site_user")["name"]
    order = {"source_id": settings.find(NAME).id, "run": False}
    helpers.call_action("harvest_job_create", {"user": user}, **order)
    with pytest.raises(HarvestJobExists):
        helpers.call_action("harvest_job_create", {"user": user}, **order)
    assert model.Session.query(HarvestJob).count() == 1
