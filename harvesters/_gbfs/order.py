"""Snapshots in their order: replicas of one server answer with states up to 90 minutes apart."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from .._core.answer import Validators
from .._core.errors import FeedError, Unchanged
from .._core.feed import Feed
from .discovery import ACCEPT, System

#: after this long without anything newer, an older snapshot is what there is: the newest one may
#: have had a wrong clock
PATIENCE = timedelta(hours=6)


def unchanged(feed: Feed) -> None:
    """Unchanged when all feeds that move say so: nine of ten polls (velospot_ch, August 2026)."""
    kept = feed.before.get("validators")
    if not kept or not feed.conditional:
        return
    for url, said in kept.items():
        try:
            feed.client.get(url, {"Accept": ACCEPT}, Validators(**said))
        except Unchanged:
            continue
        except FeedError:
            # reading everything tells what is wrong
            return
        return
    raise Unchanged(feed.url)


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
    said = {one.asked: asdict(one.validators) for one in system.moving.values()}
    feed.keep.setdefault("validators", {}).update(said)
    before = (feed.before.get("snapshots") or {}).get(system.id) or {}
    seen = feed.keep.setdefault("snapshots", {})
    seen[system.id] = system.snapshots if taken else before
