"""Snapshots in their order: replicas of one server answer with states up to 90 minutes apart."""

from __future__ import annotations

from datetime import datetime, timedelta

from .._core.feed import Feed
from .discovery import System

#: after this long without anything newer, an older snapshot is what there is: the newest one may
#: have had a wrong clock
PATIENCE = timedelta(hours=6)


def behind(feed: Feed, system: System) -> bool:
    """Is this state older than the one that was seen last? Then it says nothing new."""
    before = (feed.before.get("snapshots") or {}).get(system.id) or {}
    for name, now in system.snapshots.items():
        last = before.get(name)
        if last and now < last and feed.now - datetime.fromisoformat(last) < PATIENCE:
            feed.notice("older snapshot", f"{system.id}: {name}", f"of {now}, after one of {last}")
            return True
    return False


def remember(feed: Feed, system: System, taken: bool) -> None:
    """Keep which snapshots were seen; of an older one, that of before."""
    before = (feed.before.get("snapshots") or {}).get(system.id) or {}
    seen = feed.keep.setdefault("snapshots", {})
    seen[system.id] = system.snapshots if taken else before
