"""The step of a run that writes: batches where they can be, one dataset at a time where not.

A record that cannot be written is taken back and reported; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import TypeVar

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import psycopg2
from ckan import model
from ckanext.loerrach.tabular import DataStoreNotReady, TabularError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from . import bulk, check, downloads, lock, tables, write
from .bulk import Work
from .context import Run
from .early import helped
from .errors import Overtaken
from .report import Refusal
from .spool import Spool
from .task import Task

#: a value that PostgreSQL cannot keep: of another type, or too long for an index (54000)
UNSTORABLE = (psycopg2.DataError, psycopg2.errors.ProgramLimitExceeded)
#: datasets to write from which on a second process is worth its start
MANY = 100

T = TypeVar("T")


def foreseen(run: Run, tasks: Iterable[Task]) -> Iterator[Task]:
    """The tasks as they come; where there are many to write, a second process is begun for them."""
    changes = 0
    for task in tasks:
        changes += task.changes
        if changes == MANY and task.changes and not run.orders.dry_run and _helped():
            run.ahead.start()
        yield task


def _helped() -> bool:
    return p.plugin_loaded("loerrach_search") and helped()


def write_all(run: Run, work: Spool[Task]) -> None:
    """Carry out the tasks, in their order."""
    done = 0
    if any(task.changes for task in work) and (strangers := bulk.strangers()):
        run.report.notices.append(
            f"written one by one, which takes ten times as long, because of {', '.join(strangers)}"
        )
    for tasks in _batches(work):
        lock.still(run.settings.id, run.report.source)
        _batch(run, tasks, done, len(work))
        done += len(tasks)
    run.progress("writing", done, len(work))


def _batches(work: Iterable[Task]) -> Iterator[list[Task]]:
    rest = iter(work)
    while tasks := list(islice(rest, bulk.SIZE)):
        yield tasks


def _batch(run: Run, tasks: list[Task], before: int, all: int) -> None:
    works = []
    for number, task in enumerate(tasks, before):
        run.progress("writing", number, all)
        if task.verdict == "routes":
            works.append(Work(task))
        elif staged := _tried(run, task, partial(tables.stage, run, task.record)):
            works.append(Work(task, staged))
            run.report.tables += [task.record.id] if staged.changed else []
    changes = [one for one in works if one.task.changes]
    written = bulk.write(run, changes)
    for one in works:
        id, verdict = one.task.record.id, one.task.verdict
        done = id in written or _tried(run, one.task, partial(_alone, run, one))
        if done and verdict != "routes":
            getattr(run.report, verdict).append(id)
            downloads.stage(run, one.task.record, one.staged)


def _alone(run: Run, work: Work) -> bool:
    """Write one dataset by CKAN's actions."""
    task, staged = work.task, work.staged
    if task.verdict == "routes":
        write.route(run, task)
    elif task.before is None:
        write.create(run, task, staged)
    elif task.verdict != "unchanged":
        write.update(run, task, staged)
    elif not task.before.settled:
        shown = tk.get_action("package_show")(dict(run.context), {"id": task.before.package_id})
        tables.settle(run, task.record.id, staged)
        write.settle(run, task, shown)
    elif tables.settle(run, task.record.id, staged):
        model.Session.commit()
    return True


def _tried(run: Run, task: Task, work: Callable[[], T]) -> T | None:
    """Do something about one record; None where it was taken back."""
    try:
        return work()
    except DataStoreNotReady:
        raise
    except TabularError as error:
        _take_back(run, [Refusal(task.record.id, "table", str(error))])
    except tk.ValidationError as error:
        _take_back(run, check.told(task.record.id, error.error_dict))
    except (DataError, OperationalError) as error:
        if not isinstance(error.orig, UNSTORABLE):
            raise
        problem = f"the database does not take a value: {str(error.orig).splitlines()[0]}"
        _take_back(run, [Refusal(task.record.id, "*", problem)])
    except IntegrityError:
        problem = "another process wrote the same name or id; the next run tries again"
        _take_back(run, [Refusal(task.record.id, "name", problem)])
    except Overtaken as error:
        _take_back(run, [])
        run.report.notices.append(str(error))
    return None


def _take_back(run: Run, refusals: list[Refusal]) -> None:
    model.Session.rollback()
    run.report.refused += refusals
    run.report.retry = True
