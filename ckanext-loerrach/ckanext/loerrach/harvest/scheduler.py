"""Which sources are due.

PostgreSQL remembers when each source was asked; Valkey may lose everything.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ckan import model
from ckanext.harvest.model import HarvestSource
from ckanext.loerrach.harvesters._core.errors import HarvestError

from . import poll, settings
from .poll import Poll
from .settings import Settings

log = logging.getLogger(__name__)
#: part of its interval by which a source is asked later, so that not all are asked at once
JITTER = 0.1
#: longest delay by jitter, and by failures
LATEST = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
#: a source that failed once is asked again after so long at the latest
SECOND_CHANCE = timedelta(minutes=15)


@dataclass(frozen=True)
class Due:
    """A source that is to be asked now."""

    id: str
    name: str
    #: server that will be asked: one at a time
    host: str
    #: seconds between two polls
    every: int
    #: failed polls in a row
    failures: int


def due(now: datetime | None = None) -> list[Due]:
    """Our sources that are due, those that wait longest first.

    Sources of other harvesters are left to ckanext-harvest's ``harvest_jobs_run``.
    """
    now = now or datetime.now(UTC)
    found = []
    silent: set[str] = set()
    for known, last in _known():
        if not known.entry.enabled and not known.stand_in:
            continue  # switched off; samples are harvested all the same
        host = known.host
        if last.not_before and last.not_before > now:
            # a server that wants to be left alone means all of its feeds
            silent.add(host)
        next_time = _next(known.entry.every, last)
        if next_time is None or next_time <= now:
            one = Due(known.id, known.entry.name, host, known.entry.every, last.failures)
            found.append((next_time or datetime.min.replace(tzinfo=UTC), one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0]) if one.host not in silent]


def _next(every: int, last: Poll) -> datetime | None:
    """When a source is due: later the more often it failed; None if it is not to wait at all."""
    if last.asked_at is None or (last.again_at and last.again_at > last.asked_at):
        return None
    interval = timedelta(seconds=every)
    if last.failures:
        # what is asked once a day, or a year, does not wait as long for its second chance
        interval = min(interval, SECOND_CHANCE)
    chance = random.Random(f"{last.source_id} {last.asked_at}").random()  # noqa: S311 (no secret)
    wait = interval + chance * min(interval * JITTER, LATEST)
    if last.failures > 1:
        wait += min(interval * 2 ** min(last.failures - 2, 16), LONGEST_PAUSE)
    return last.asked_at + wait


def _known() -> Iterator[tuple[Settings, Poll]]:
    """Every source of ours that can be harvested, with what is remembered of it."""
    for source in sources():
        package = model.Package.get(source.id)
        if package is None or package.state != "active":
            continue
        try:
            yield Settings.of(source, package), poll.load(source.id)
        except HarvestError as error:
            _complain(str(error))


def _complain(message: str, told: set[str] = set()) -> None:  # noqa: B006 (once in a process)
    if message not in told:
        told.add(message)
        log.warning("Not scheduled: %s", message)


def sources() -> list[Any]:
    """The active HarvestSources of this extension."""
    query = model.Session.query(HarvestSource)
    return list(query.filter_by(type=settings.TYPE, active=True).order_by(HarvestSource.created))
