"""One run of one source, in one process: read, compare, check, write, archive, report.

Nothing is written before the whole source was read: a feed that breaks off, answers with an error
page or with nothing leaves every dataset as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Any

from ckan import model
from ckan.lib.search.common import SearchIndexError
from ckanext.loerrach.harvesters._core.errors import HarvestError, Unchanged, shown
from ckanext.loerrach.tabular import DataStoreNotReady
from sqlalchemy.exc import InterfaceError, OperationalError

from . import (
    archive,
    downloads,
    garbage,
    lock,
    memory,
    origin,
    planning,
    poll,
    state,
    versions,
    writing,
)
from .context import Orders, Run, site_context
from .early import early
from .errors import SourceBusy
from .job import Job
from .leaving import Leaving, leaving
from .reading import Found, read
from .report import Plan, Progress, Report
from .settings import Settings, rules
from .spool import Spool
from .task import Task

log = logging.getLogger(__name__)


def run(
    source: Any,
    package: Any,
    job: Job,
    orders: Orders,
    progress: Progress,
    show_plan: Callable[[Plan], None],
) -> Report:
    """Harvest a HarvestSource; never raises, the report says what went wrong.

    ``package`` is the source's own. ``job`` is made when there is something to show on it.
    """
    report = Report(package.name, dry_run=orders.dry_run)
    name, now = package.name, datetime.now(UTC)
    try:
        settings = Settings.of(source, package)
        with lock.alone(settings.id, name), garbage.seldom():
            one = Run(settings, report, orders, job, rules(), now, progress, show_plan)
            with closing(one.ahead), closing(one.aside):
                _remembered(one)
    except SourceBusy as error:
        report.failure, report.busy = str(error), True
    except HarvestError as error:
        report.failure = shown(str(error), 1000)
    except SearchIndexError as error:
        log.warning("Harvesting %s was broken off: %s", name, error)
        report.failure = "The search did not take what was written; the next run goes on."
    except (OperationalError, InterfaceError) as error:
        # that PostgreSQL was started anew is no fault of the program
        log.warning("Harvesting %s was broken off: %s", name, error.orig)
        report.failure = "The database was away during the run; the next one goes on."
    except Exception as error:
        log.exception("Harvesting %s failed", name)
        report.failure = f"Internal error ({type(error).__name__}); the log says more."
    if report.failure:
        model.Session.rollback()
    return report


def _remembered(run: Run) -> None:
    """A run whose end the source's row of polls remembers, however it ends."""
    before = poll.load(run.settings.id)
    if not run.orders.dry_run:
        # a run that kills its process is not begun anew at once
        poll.note(run.settings.id, run.now)
    try:
        _steps(run, before)
    except SourceBusy:
        raise
    except DataStoreNotReady as error:
        memory.failed(run, before, error)
        raise HarvestError(str(error)) from error
    except Exception as error:
        memory.failed(run, before, error)
        raise


def _steps(run: Run, before: poll.Poll) -> None:
    run.context = site_context()
    run.progress("reading", 0, 0)
    try:
        with lock.server(run.settings.host, run.settings.id):
            last = memory.validators(run, before)
            versions_before = partial(memory.read_before, run, before)
            run.early = early(run, first=before.answered_at is None)
            aside = None if run.orders.dry_run else run.aside.folder
            found = read(run.settings, last, versions_before, before.kept, run.early, aside)
    except Unchanged:
        run.report.untouched = True
        memory.untouched(run, before)
        return
    lock.still(run.settings.id, run.report.source)
    known = state.load(run.settings.id)
    run.report.refused += found.refused
    run.report.notices += found.notices
    origins = origin.origins(run.settings, found.records.values(), known)
    origins.there |= found.same
    run.report.unchanged += sorted(found.same)
    planned = planning.tasks(run, found.records, known, origins)
    verdicts: list[str] = []
    work = Spool(_noted(writing.foreseen(run, planned), verdicts))
    gone = _gone(run, found, known, before)
    run.report.plan = _plan(run, verdicts, gone, len(found.same))
    run.show_plan(run.report.plan)
    if run.orders.dry_run:
        _told(run, work, gone)
        return
    writing.write_all(run, work)
    versions.remember(run, work)
    origin.remember(origins, found.records, work)
    _back(run, found, known)
    archive.carry_out(run, gone, known)
    memory.answered(run, before, found)
    downloads.enqueue()


def _gone(run: Run, found: Found, known: dict[str, state.Known], before: poll.Poll) -> Leaving:
    """What the source no longer has, as far as this crawl can prove it."""
    there = {*found.records, *found.same, *_refused(run)}
    gone = sorted(known.keys() - there)
    if found.gaps:
        if gone:
            run.report.notices.append("nothing is archived, because the crawl was not complete")
        return Leaving([], gone, [], [], [])
    confirmed = None if run.orders.confirm else before.confirmed
    return leaving(known, gone, run.rules, run.now, confirmed)


def _refused(run: Run) -> set[str]:
    """Records that the source has, in a bad state."""
    return {refusal.record for refusal in run.report.refused}


def _noted(tasks: Iterable[Task], verdicts: list[str]) -> Iterator[Task]:
    """The tasks as they come, and what is to become of each: to look again takes time."""
    for task in tasks:
        verdicts.append(task.verdict)
        yield task


def _plan(run: Run, verdicts: list[str], gone: Leaving, same: int) -> Plan:
    whole = {one.record for one in run.report.refused if one.part_of is None}
    return Plan(
        add=verdicts.count("added"), update=verdicts.count("updated"),
        unchanged=verdicts.count("unchanged") + same, restore=verdicts.count("restored"),
        archive=len(gone.archive), delete=len(gone.delete), refuse=len(whole),
        wait=len(gone.waiting),
    )  # fmt: skip


def _told(run: Run, work: Iterable[Task], gone: Leaving) -> None:
    """A dry run ends here: the lists say what would become of each record."""
    for task in (one for one in work if one.verdict != "routes"):
        getattr(run.report, task.verdict).append(task.record.id)
    run.report.archived += gone.archive
    run.report.deleted += gone.delete
    run.report.waiting += gone.waiting
    run.report.missing += gone.missing


def _back(run: Run, found: Found, known: dict[str, state.Known]) -> None:
    """Forget that a record was missing once the source has it again, and routes that ended."""
    there = {*found.records, *_refused(run)}
    back = [id for id in sorted(there & known.keys()) if known[id].missing_since]
    if back:
        state.note(run.settings.id, back, missing_since=None)
        model.Session.commit()
    routes = [id for id, one in known.items() if not one.holds and id not in found.records]
    if routes and not found.gaps:
        state.forget(run.settings.id, routes)
        model.Session.commit()
