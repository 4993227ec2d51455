"""One run of one source, in one process: read, compare, check, write, report.

Nothing is written before the whole source was read: a feed that breaks off, answers with an error
page or with nothing leaves every dataset as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.loerrach.geo.errors import GeoError
from ckanext.loerrach.harvesters import harvester
from ckanext.loerrach.harvesters._core.errors import HarvestError, Unchanged
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.http import Client
from ckanext.loerrach.harvesters._core.record import BadRecord, Record
from ckanext.loerrach.tabular import TabularError

from . import check, lock, mapping, state, write
from .errors import SourceBusy
from .report import Progress, Refusal, Report
from .settings import Settings, guard

log = logging.getLogger(__name__)


@dataclass
class Run:
    """What one run carries from step to step."""

    settings: Settings
    report: Report
    #: the HarvestJob; None in a dry run
    job: Any
    progress: Progress
    context: dict[str, Any] = field(default_factory=dict)


def run(source: Any, package: Any, job: Any, progress: Progress, dry_run: bool = False) -> Report:
    """Harvest a HarvestSource; never raises, the report says what went wrong.

    ``package`` is the source's own, ``job`` the HarvestJob that records refer to (None: dry run).
    """
    report = Report(package.name, dry_run=dry_run)
    name = package.name
    try:
        settings = Settings.of(source, package)
        with lock.alone(settings.id) as ours:
            _check_alone(settings, ours)
            _steps(Run(settings, report, job, progress, _context()))
    except Unchanged as message:
        report.notices.append(str(message))
    except HarvestError as error:
        report.failure = str(error)
    except Exception as error:
        log.exception("Harvesting %s failed", name)
        report.failure = f"Internal error ({type(error).__name__}); the log says more."
    if report.failure:
        model.Session.rollback()
    return report


def _check_alone(settings: Settings, ours: bool) -> None:
    if not ours:
        raise SourceBusy(settings.entry.name)


def _steps(run: Run) -> None:
    known = state.load(run.settings.id)
    records = _read(run)
    work = list(_plan(run, records, known))
    if run.job:
        _write(run, work)
        write.refuse(run.job, run.settings, run.report.refused)
    _missing(run, records, known)


def _read(run: Run) -> dict[str, Record]:
    """All good records by their identity; bad ones are reported."""
    entry = run.settings.entry
    run.progress("reading", 0, 0)
    client = Client(guard())
    try:
        feed = Feed(entry, client, stand_in=run.settings.stand_in)
        records: dict[str, Record] = {}
        for item in harvester(entry.harvester)().records(feed):
            if isinstance(item, BadRecord):
                run.report.refused.append(_refusal(item))
            elif records.setdefault(item.id, item) is not item:
                problem = "the source has this record twice; the first one counts"
                run.report.refused.append(Refusal(item.id, "id", problem))
        run.report.notices += map(str, feed.notices)
        return records
    finally:
        client.close()


@dataclass(frozen=True)
class Task:
    """A record that is new, changed, or only has a table to look at."""

    record: Record
    dataset: dict[str, Any]
    #: "added", "updated" or "unchanged"
    verdict: str
    #: of the dataset that is there
    name: str = ""


def _plan(run: Run, records: dict[str, Record], known: dict[str, state.Known]) -> Iterator[Task]:
    """Compare by hash and check what is new or changed; what is refused is reported."""
    for number, record in enumerate(records.values()):
        run.progress("comparing", number, len(records))
        before = known.get(record.id)
        if before and before.state != "active":
            run.report.notices.append(f"{record.id}: deleted in the portal; not brought back")
            continue
        try:
            task = _task(run, record, before)
        except GeoError as error:
            run.report.refused.append(Refusal(record.id, "places", str(error)))
            continue
        findings = _findings(run, task, before)
        if findings:
            run.report.refused += findings
            continue
        getattr(run.report, task.verdict).append(record.id)
        yield task


def _task(run: Run, record: Record, before: state.Known | None) -> Task:
    dataset = mapping.dataset(run.settings, record)
    for name in mapping.unknown_fields(record):
        run.report.notices.append(f"{record.id}: field '{name}' is not in the schema; left out")
    if before is None:
        return Task(record, dataset, "added")
    same = before.hash == mapping.digest(dataset)
    return Task(record, dataset, "unchanged" if same else "updated", before.name)


def _findings(run: Run, task: Task, before: state.Known | None) -> list[Refusal]:
    if task.verdict == "unchanged":
        return []
    if before is None and (taken := check.taken(task.dataset, task.record.id)):
        return [taken]
    name = task.name or write.free_name(run.settings, task.record.title.get("de", ""))
    return check.refusals(run.context, task.record.id, {**task.dataset, "name": name})


def _write(run: Run, work: list[Task]) -> None:
    for number, task in enumerate(work):
        run.progress("writing", number, len(work))
        try:
            _write_one(run, task)
        except TabularError as error:
            _take_back(run, task, [Refusal(task.record.id, "table", str(error))])
        except tk.ValidationError as error:
            _take_back(run, task, check.told(task.record.id, error.error_dict))
    run.progress("writing", len(work), len(work))


def _write_one(run: Run, task: Task) -> None:
    if write.tables(run.context, run.settings, task.record):
        run.report.tables.append(task.record.id)
    arguments = (run.context, run.job, run.settings, task.record.id, task.dataset)
    if task.verdict == "added":
        write.create(*arguments)
    elif task.verdict == "updated":
        write.update(*arguments, task.name)


def _take_back(run: Run, task: Task, refusals: list[Refusal]) -> None:
    model.Session.rollback()
    getattr(run.report, task.verdict).remove(task.record.id)
    run.report.refused += refusals


def _missing(run: Run, records: dict[str, Record], known: dict[str, state.Known]) -> None:
    """Note what the source no longer has, and what it has again. No dataset is removed."""
    refused = {refusal.record for refusal in run.report.refused}
    gone = [id for id in known if id not in records and id not in refused]
    run.report.missing += gone
    if not run.job:
        return
    newly = [id for id in gone if known[id].missing_since is None]
    back = [id for id in records if id in known and known[id].missing_since]
    if newly:
        state.note_missing(run.settings.id, newly, datetime.now(UTC))
    if back:
        state.note_found(run.settings.id, back)


def _refusal(bad: BadRecord) -> Refusal:
    found = f"'{bad.value}': " if bad.value else ""
    return Refusal(bad.id, bad.field, f"{found}{bad.problem}.", bad.remedy, bad.part_of)


def _context() -> dict[str, Any]:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {
        "model": model, "session": model.Session, "user": user["name"], "ignore_auth": True,
    }  # fmt: skip
