"""An end for jobs of ours whose worker has died, and another try for those lost on the way.

Otherwise ckanext-harvest would never let their source have another job, and a page would say for
ever that a run is under way. PostgreSQL remembers what was ordered; Valkey may lose everything.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import redis
from ckan import model
from ckanext.harvest import queue
from ckanext.harvest.model import HarvestGatherError, HarvestJob, HarvestSource

from . import lock, settings

log = logging.getLogger(__name__)
#: a job that has begun, and twice in this time nobody holds its source: its process is dead
DEAD = timedelta(seconds=10)
#: a job that nobody has begun by then was lost on its way through the queue, or has to wait
LATE = timedelta(seconds=30)
#: nobody takes it from the queue either
GIVEN_UP = timedelta(minutes=10)
BROKEN_OFF = "was broken off; the next one goes on."
NOT_TAKEN = "was taken from the queue by nobody (is the process 'gather' running?)."


@dataclass
class Lost:
    """Looks at open jobs now and then, and remembers what it saw the last time."""

    #: job that looks dead -> since when
    _dead: dict[str, datetime] = field(default_factory=dict)

    def look(self, now: datetime | None = None) -> None:
        """Close jobs of dead processes; send again what nobody has begun. Commits."""
        now = now or datetime.now(UTC).replace(tzinfo=None)
        jobs = list(_open())
        idle = [job for job in jobs if not lock.is_held(job.source_id)]
        seen = {job.id: self._dead.get(job.id, now) for job in idle if job.gather_started}
        for job in idle:
            if now - seen.get(job.id, now) >= DEAD:
                _close(job, now, BROKEN_OFF)
            elif not job.gather_started and now - job.created > GIVEN_UP:
                _close(job, now, NOT_TAKEN)
        model.Session.commit()
        self._dead = seen
        _send_again(job for job in idle if not _begun(job) and now - job.created > LATE)


def _open() -> Iterable[Any]:
    query = model.Session.query(HarvestJob).join(HarvestSource)
    return query.filter(
        HarvestSource.type == settings.TYPE, HarvestJob.status.in_(("New", "Running"))
    ).order_by(HarvestJob.created)


def _begun(job: Any) -> bool:
    return job.gather_started is not None or job.status == "Finished"


def _close(job: Any, now: datetime, why: str) -> None:
    job.status, job.finished = "Finished", now
    job.gather_finished = job.gather_finished or now
    message = f"The run of {job.created:%Y-%m-%d %H:%M} UTC {why}"
    model.Session.add(HarvestGatherError(harvest_job_id=job.id, message=message))


def _send_again(jobs: Iterable[Any]) -> None:
    """Into ckanext-harvest's queue, which holds a job once however often it is sent."""
    waiting = [job.id for job in jobs]
    if not waiting:
        return
    try:
        publisher = queue.get_gather_publisher()
        for id in waiting:
            publisher.send({"harvest_job_id": id})
    except redis.RedisError as error:
        log.warning("%s jobs wait until the queue is there again: %s", len(waiting), error)
