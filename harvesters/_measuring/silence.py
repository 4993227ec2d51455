"""Stations that have fallen silent are named: they stay in lists as if nothing had happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .._core.feed import Feed


def look(feed: Feed, name: str, last: datetime | None, hours: int) -> None:
    """A notice where the last value is older than ``hours``, or there has never been one."""
    if last is None:
        feed.notice("silent", name, "has no value")
    elif feed.now - last > timedelta(hours=hours):
        when = f"{last.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        feed.notice("silent", name, f"the last value is of {when}")
