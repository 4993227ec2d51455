"""Run one source in this process, without a queue."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ckan import model
from ckanext.harvest.model import HarvestGatherError, HarvestJob

from . import engine, settings
from .errors import UnknownSource
from .report import Progress, Report


def run_source(name_or_id: str, progress: Progress | None = None, dry_run: bool = False) -> Report:
    """Harvest a source by name or id and report; UnknownSource if there is none.

    Makes a job of ckanext-harvest, so that its pages show the run. ``progress`` is called with what
    is being done, how many records are done, and how many there are. A dry run writes nothing.
    """
    source = settings.find(name_or_id)
    if source is None:
        raise UnknownSource(name_or_id)
    job = None if dry_run else _job(source)
    report = run_job(source, job, progress or _silent, dry_run)
    if job:
        finish(job.id)
    return report


def run_job(source: Any, job: Any, progress: Progress, dry_run: bool = False) -> Report:
    """One run for a job that is there; a failure is noted on it."""
    package = model.Package.get(source.id)
    report = engine.run(source, package, job, progress, dry_run)
    if report.failure and job:
        model.Session.add(HarvestGatherError(harvest_job_id=job.id, message=report.failure))
        model.Session.commit()
    return report


def finish(job_id: str) -> None:
    """Mark a job as done; ckanext-harvest leaves that to a later call of its own."""
    job = HarvestJob.get(job_id)
    now = datetime.now(UTC).replace(tzinfo=None)
    job.gather_started = job.gather_started or job.created
    job.gather_finished, job.finished, job.status = now, now, "Finished"
    model.Session.commit()


def _job(source: Any) -> Any:
    now = datetime.now(UTC).replace(tzinfo=None)
    job = HarvestJob(source_id=source.id, status="Running", created=now, gather_started=now)
    model.Session.add(job)
    model.Session.commit()
    return job


def _silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""
