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

import sqlalchemy as sa
from ckan import model
from ckanext.harvest.model import HarvestSource
from ckanext.loerrach.harvesters._core.errors import HarvestError

from . import poll, settings
from .poll import Poll
from .settings import Settings

log = logging.getLogger(__name__)
#: how many finished jobs of a source stay besides those that a dataset rests on: ckanext-harvest
#: loads all of them whenever it shows the source, and a poll a minute makes 1,440 a day
KEPT = 100


def forget_old(kept: int = KEPT) -> None:
    """Remove finished jobs of ours beyond the last ``kept``, unless a dataset rests on them."""
    model.Session.execute(sa.text(FORGET), {"type": settings.TYPE, "kept": kept})
    model.Session.commit()


#: ckanext-harvest's foreign keys do not all cascade, so that each table is emptied by name
FORGET = """
    WITH finished AS (
        SELECT job.id, row_number() OVER (PARTITION BY source_id ORDER BY job.created DESC) AS age
        FROM harvest_job AS job JOIN harvest_source AS source ON source.id = job.source_id
        WHERE source.type = :type AND job.status = 'Finished'
    ), old AS (
        SELECT id FROM finished WHERE age > :kept AND NOT EXISTS (
            SELECT FROM harvest_object WHERE harvest_job_id = finished.id AND current)
    ), objects AS (
        SELECT id FROM harvest_object WHERE harvest_job_id IN (SELECT id FROM old)
    ), errors AS (
        DELETE FROM harvest_object_error WHERE harvest_object_id IN (SELECT id FROM objects)
    ), extras AS (
        DELETE FROM harvest_object_extra WHERE harvest_object_id IN (SELECT id FROM objects)
    ), gone AS (
        DELETE FROM harvest_object WHERE id IN (SELECT id FROM objects)
    ), gathered AS (
        DELETE FROM harvest_gather_error WHERE harvest_job_id IN (SELECT id FROM old)
    )
    DELETE FROM harvest_job WHERE id IN (SELECT id FROM old)
"""


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
    """When a source is due: later the more often it failed; None if it was never asked."""
    if last.asked_at is None:
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
