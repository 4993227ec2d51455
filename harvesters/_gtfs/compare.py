"""This release beside the last one: what has become a good deal smaller.

Feeds of whole states have lost a Kreis between two releases without anything else being wrong
(mfdz/GTFS-Issues 150), which no count of a whole file shows: so each Kreis is counted for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.feed import Feed
from .findings import full
from .timetable import Timetable

#: fewer rows than this are not worth a word
FEW = 20


def remember(feed: Feed, found: Timetable) -> None:
    """Keep the counts for the next release."""
    counts = {full(name): count for name, count in found.counts.items()}
    feed.keep = {"counts": counts, "areas": found.areas}


def falls(feed: Feed, percent: int) -> None:
    """A notice for each file, and each Kreis, that has lost more than ``percent`` of its rows."""
    for name, before, now in _fallen(feed, "counts", percent):
        told = f"{now:,} rows, {before:,} in the last release; ask the publisher"
        feed.notice("fewer rows", name, told)
    for name, before, now in _fallen(feed, "areas", percent):
        told = f"{now:,} rows of stop_times.txt, {before:,} in the last release; ask the publisher"
        feed.notice("fewer rows", name, told)


def _fallen(feed: Feed, kind: str, percent: int) -> list[tuple[str, int, int]]:
    before: Mapping[str, Any] = feed.before.get(kind) or {}
    now = feed.keep[kind]
    return [
        (name, count, now.get(name, 0))
        for name, count in before.items()
        if count >= FEW and now.get(name, 0) < count * (100 - percent) / 100
    ]
