"""Which sources are due: jobs for them, and an end for jobs whose worker has died."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckanext.harvest.logic import HarvestJobExists, HarvestSourceInactiveError
from ckanext.harvest.model import HarvestGatherError, HarvestJob, HarvestSource
from ckanext.loerrach.harvesters._core.errors import HarvestError
from redis.exceptions import RedisError

from . import lock, settings
from .context import site_context

log = logging.getLogger(__name__)
#: a job that nobody works on for so long has lost its worker, or its place in the queue
LOST_AFTER = timedelta(minutes=10)
#: how many finished jobs of a source stay besides those that a dataset rests on: ckanext-harvest
#: loads all of them whenever it shows the source, and a poll a minute makes 1,440 a day
KEPT = 100


def run_due(now: datetime | None = None) -> list[str]:
    """Send a job to the queue for each of our sources that is due; returns their names.

    A source is due when its last job began longer ago than its ``every``, and it has no job that
    waits or runs. Sources of other harvesters are left to ckanext-harvest's ``harvest_jobs_run``.
    """
    now = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    close_lost(now)
    forget_old()
    return [name for source in _sources() if (name := _start(source, now))]


def close_lost(now: datetime) -> None:
    """End jobs of ours that nobody works on any more, and say so on them.

    Otherwise ckanext-harvest would never let the source have another job. A job that is taken from
    the queue later all the same is only one more run.
    """
    for source in _sources():
        lost = model.Session.query(HarvestJob).filter(
            HarvestJob.source_id == source.id,
            HarvestJob.status.in_(("New", "Running")),
            HarvestJob.created < now - LOST_AFTER,
        )
        if lost.count() and not lock.is_held(source.id):
            for job in lost:
                _close(job, now)
    model.Session.commit()


def _close(job: Any, now: datetime) -> None:
    job.status, job.finished = "Finished", now
    job.gather_finished = job.gather_finished or now
    message = f"The run of {job.created:%Y-%m-%d %H:%M} UTC was broken off; the next one goes on."
    model.Session.add(HarvestGatherError(harvest_job_id=job.id, message=message))


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


def _sources() -> list[Any]:
    query = model.Session.query(HarvestSource)
    return list(query.filter_by(type=settings.TYPE, active=True).order_by(HarvestSource.created))


def _start(source: Any, now: datetime) -> str | None:
    package = model.Package.get(source.id)
    if package is None or package.state != "active" or not _due(source, package, now):
        return None
    try:
        tk.get_action("harvest_job_create")(site_context(), {"source_id": source.id, "run": True})
    except (HarvestJobExists, HarvestSourceInactiveError):
        return None
    except RedisError as error:
        # its job waits for close_lost; the other sources have theirs
        log.warning("No queue for the job of %s: %s", package.name, error)
        return None
    return str(package.name)


def _due(source: Any, package: Any, now: datetime) -> bool:
    try:
        every = settings.Settings.of(source, package).entry.every
    except HarvestError as error:
        log.warning("Not scheduled: %s", error)
        return False
    last = (
        model.Session.query(sa.func.max(HarvestJob.created)).filter_by(source_id=source.id).scalar()
    )
    return last is None or now - last >= timedelta(seconds=every)
