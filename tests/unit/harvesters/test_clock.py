"""Local times in the nights in which the clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from ckanext.loerrach.harvesters._core.clock import Clock, NoSuchTime

BERLIN = ZoneInfo("Europe/Berlin")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def read(*texts: str) -> list[str]:
    clock = Clock(BERLIN)
    return [clock.moment(local(text)).strftime("%dT%H:%M") for text in texts]


def test_the_hour_that_comes_twice() -> None:
    """Quarter hours of 25 October 2026, each a moment of its own."""
    texts = ["01:45", *["02:00", "02:15", "02:30", "02:45"] * 2, "03:00"]
    moments = read(*(f"2026-10-25 {text}" for text in texts))
    begin = datetime(2026, 10, 24, 23, 45, tzinfo=UTC)
    assert moments == [
        (begin + timedelta(minutes=15 * number)).strftime("%dT%H:%M") for number in range(10)
    ]


def test_the_hour_that_comes_twice_in_whole_hours() -> None:
    assert read("2026-10-25 01:00", "2026-10-25 02:00", "2026-10-25 02:00", "2026-10-25 03:00") == [
        "24T23:00", "25T00:00", "25T01:00", "25T02:00",
    ]  # fmt: skip


def test_a_station_that_was_silent_in_the_first_of_them() -> None:
    """Nobody can know; the first is taken, as RFC 5545 (section 3.3.5) has it."""
    assert read("2026-10-25 00:00", "2026-10-25 02:30") == ["24T22:00", "25T00:30"]


def test_the_hour_that_is_skipped() -> None:
    clock = Clock(BERLIN)
    assert clock.moment(local("2026-03-29 01:59")) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    with pytest.raises(NoSuchTime, match="2026-03-29 02:30 is not a time of Europe/Berlin"):
        clock.moment(local("2026-03-29 02:30"))
    assert clock.moment(local("2026-03-29 03:00")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_day_like_any_other_and_one_read_backwards() -> None:
    assert read("2026-07-01 12:00", "2026-07-01 11:00", "2026-01-01 12:00") == [
        "01T10:00", "01T09:00", "01T11:00",
    ]  # fmt: skip
