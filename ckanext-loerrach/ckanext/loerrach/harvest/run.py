"""Run one source in this process, without a queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan import model

from . import engine, settings
from .context import Orders
from .errors import UnknownSource
from .job import Job
from .report import Plan, Progress, Report


def run_source(
    name_or_id: str,
    progress: Progress | None = None,
    dry_run: bool = False,
    full: bool = False,
    confirm: bool = False,
    show_plan: Callable[[Plan], None] | None = None,
) -> Report:
    """Harvest a source by name or id and report; UnknownSource if there is none.

    A run that does or finds something makes a job of ckanext-harvest, so that its pages show it.
    ``progress`` is called with what is being done, how many records are done, and how many there
    are; ``show_plan`` with the plan before anything is written. ``full`` reads everything whatever
    the source says about changes; ``confirm`` archives what is gone, however much that is. A dry
    run writes nothing.
    """
    source = settings.find(name_or_id)
    if source is None:
        raise UnknownSource(name_or_id)
    orders = Orders(dry_run, full, confirm)
    return run_job(source, Job(source.id), orders, progress or _silent, show_plan or _silent)


def run_job(
    source: Any,
    job: Job,
    orders: Orders | None = None,
    progress: Progress = lambda *_: None,
    show_plan: Callable[[Plan], None] = lambda _: None,
) -> Report:
    """One run, shown on a job that is there already or is made when it is needed."""
    orders = orders or Orders()
    package = model.Package.get(source.id)
    report = engine.run(source, package, job, orders, progress, show_plan)
    if not orders.dry_run and (job.id or (report.failure and not report.busy)):
        job.finish(report)
    return report


def _silent(*_: Any) -> None:
    """Nobody watches."""
