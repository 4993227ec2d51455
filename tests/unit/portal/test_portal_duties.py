"""One duty that fails does not end the others, and is not forgotten."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from typing import Any

import pytest
import redis
from ckanext.loerrach.portal import duties
from ckanext.loerrach.portal.duties import Duty, forever


class Clock:
    """Time that passes only while somebody sleeps; ends after so many seconds."""

    def __init__(self, end: float) -> None:
        self.now, self.end = 0.0, end

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.now >= self.end:
            raise KeyboardInterrupt


def run(monkeypatch: Any, seconds: float, *all: Duty) -> None:
    monkeypatch.setattr(duties, "time", Clock(seconds))
    with pytest.raises(KeyboardInterrupt):
        forever(all, nullcontext)


def failing(error: Exception, times: list[float]) -> Any:
    def work() -> None:
        times.append(duties.time.monotonic())
        raise error

    return work


def test_each_duty_has_its_rhythm(monkeypatch: Any):
    seen: list[str] = []
    run(monkeypatch, 60, Duty("a", 2, lambda: seen.append("a")),
        Duty("b", 30, lambda: seen.append("b")))  # fmt: skip
    assert (seen.count("a"), seen.count("b")) == (30, 2)


def test_one_that_fails_is_tried_less_and_less_and_ends_no_other(monkeypatch: Any, caplog: Any):
    seen: list[float] = []
    times: list[float] = []
    away = redis.ConnectionError("Connection refused\nmore")
    with caplog.at_level(logging.WARNING):
        run(monkeypatch, 200, Duty("the queue", 2, failing(away, times)),
            Duty("harvesting", 2, lambda: seen.append(1)))  # fmt: skip
    assert times == [0, 4, 12, 28, 58, 88, 118, 148, 178]
    assert len(seen) == 100
    assert caplog.messages[0] == "the queue has to wait: Connection refused"
    assert all(record.exc_info is None for record in caplog.records)


def test_a_fault_of_the_program_is_shown_with_its_place(monkeypatch: Any, caplog: Any):
    times: list[float] = []
    run(monkeypatch, 3, Duty("writing", 2, failing(KeyError("x"), times)))
    (record,) = caplog.records
    assert record.getMessage() == "writing failed"
    assert record.exc_info is not None


def test_what_works_again_has_its_rhythm_again(monkeypatch: Any):
    times: list[float] = []

    def work() -> None:
        times.append(duties.time.monotonic())
        if len(times) < 4:
            raise redis.ConnectionError("away")

    run(monkeypatch, 40, Duty("the queue", 2, work))
    assert times == [0, 4, 12, 28, 30, 32, 34, 36, 38]
