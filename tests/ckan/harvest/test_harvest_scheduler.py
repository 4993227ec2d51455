"""When a source is asked, and that none holds up another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ckan import model
from ckanext.harvest.model import HarvestJob
from ckanext.loerrach.harvest import poll, scheduler, settings
from ckanext.loerrach.harvest.lanes import FAST, SLOW, Lanes
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


def later(**more: float) -> datetime:
    return datetime.now(UTC) + timedelta(**more)


def names(now: datetime | None = None) -> list[str]:
    return [one.name for one in scheduler.due(now)]


def until(true: Callable[[], bool]) -> None:
    """Wait for what is sure to come."""
    for _ in range(3000):
        if true():
            return
        threading.Event().wait(0.02)
    raise AssertionError("it did not come")


def jobs() -> list[Any]:
    return list(model.Session.query(HarvestJob).order_by(HarvestJob.created))


def test_a_source_is_due_after_its_interval_with_some_jitter(freiburg: Run, entry: Any):
    assert names() == [NAME]
    freiburg()
    assert names() == []
    assert names(later(seconds=entry.every - 10)) == []
    assert names(later(seconds=1.1 * entry.every + 1)) == [NAME]


def test_a_scheduled_poll_makes_a_job_only_when_there_is_news(
    freiburg: Run, lanes: Lanes, feeds: Any
):
    assert lanes.start_due() == [NAME]
    lanes.wait()
    assert [job.status for job in jobs()] == ["Finished"]
    asked = len(feeds.asked)
    assert lanes.start_due(later(minutes=6)) == [NAME]
    lanes.wait()
    assert len(feeds.asked) == asked + 1
    assert len(jobs()) == 1


def test_a_source_that_fails_is_asked_less_and_less(freiburg: Run, feeds: Any, entry: Any):
    feeds.answers[FEED] = (404, "text/plain", b"")
    waits = []
    for _ in range(4):
        freiburg()
        last = poll.load(settings.find(NAME).id)
        waits.append((scheduler._next(300, last) - last.asked_at).total_seconds() // 300)
    assert waits == [1, 2, 3, 5]
    del feeds.answers[FEED]
    freiburg()
    assert poll.load(settings.find(NAME).id).failures == 0


def test_a_server_that_asks_for_peace_gets_it_for_all_of_its_feeds(
    freiburg: Run, feeds: Any, entry: Any
):
    other = replace(entry, name="parking-herrenberg", demo="parking-herrenberg.json",
                    settings={"dialect": "parkapi"})  # fmt: skip
    ensure_sources([other], feeds.url)
    feeds.put(FEED, {}, status=429)
    feeds.headers[FEED] = {"Retry-After": "3600"}
    assert "try again in 3600 seconds" in str(freiburg().failure)
    assert names(later(minutes=50)) == []
    assert sorted(names(later(minutes=70))) == [NAME, "parking-herrenberg"]


def test_a_slow_source_does_not_hold_up_a_quick_one(
    freiburg: Run, feeds: Any, entry: Any, lanes: Lanes
):
    """Two daily sources hang and fill their lane; the parking feed comes through."""
    hang = threading.Event()
    for number in range(3):
        feeds.waits[f"/slow-{number}.json"] = hang
        slow = replace(entry, name=f"slow-{number}", demo=f"slow-{number}.json", every=86_400,
                       url=f"https://example.org/{number}")  # fmt: skip
        ensure_sources([slow], feeds.url.replace("127.0.0.1", f"127.0.0.{number + 2}"))
    feeds.allow("127.0.0.2", "127.0.0.3", "127.0.0.4")
    try:
        assert sorted(lanes.start_due()) == [NAME, "slow-0", "slow-1"]
        until(lambda: len(lanes._busy) == 2)
        assert sorted(one.due.name for one in lanes._busy.values()) == ["slow-0", "slow-1"]
        assert model.Package.get("freie-parkplaetze-in-freiburg")
    finally:
        hang.set()


def test_one_request_at_a_time_to_one_server(freiburg: Run, feeds: Any, entry: Any, lanes: Lanes):
    other = replace(entry, name="other", url="https://example.org/")
    ensure_sources([other], feeds.url)
    assert len(lanes.start_due()) == 1
    lanes.wait()
    assert len(lanes.start_due()) == 1


def test_a_quick_source_loses_its_place_when_it_is_slow_or_fails(lanes: Lanes):
    one = scheduler.Due("id", "name", "example.org", 300, 0)
    assert lanes.lane(one) == FAST
    assert lanes.lane(replace(one, failures=1)) == SLOW
    assert lanes.lane(replace(one, every=86_400)) == SLOW
    lanes._seconds["id"] = 60
    assert lanes.lane(one) == SLOW


def test_a_broken_source_does_not_stop_the_others(freiburg: Run, entry: Any, feeds: Any):
    ensure_sources([replace(entry, name="broken", url="https://example.org/")], feeds.url)
    settings.find("broken").config = "no json"
    model.Session.commit()
    assert names() == [NAME]
