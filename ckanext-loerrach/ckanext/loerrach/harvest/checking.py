"""Check what is new or changed by the schema, many datasets at a time, before any is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from ckan import model
from ckan.lib.navl.dictization_functions import DataError as Malformed
from sqlalchemy.exc import DataError

from . import bulk, check, write
from .context import Run
from .report import Refusal
from .task import Task


def checked(run: Run, found: Iterable[Task | Refusal]) -> Iterator[Task]:
    """Those tasks that may be carried out; what is refused is reported, in the order it came."""
    rest = iter(found)
    while several := list(islice(rest, bulk.SIZE)):
        changes = [one for one in several if isinstance(one, Task) and one.changes]
        valid = _valid(run, [one for one in changes if one.validated is None])
        for one in several:
            if isinstance(one, Refusal):
                run.report.refused.append(one)
            elif not one.changes or one.validated is not None:
                yield one
            elif one.record.id in valid:
                yield replace(one, validated=valid[one.record.id])
            elif refusals := _refusals(run, one):
                run.report.refused += refusals
            else:
                yield one


def _valid(run: Run, tasks: list[Task]) -> dict[str, bytes]:
    try:
        return bulk.validate(run, tasks) if tasks else {}
    except DataError:
        # PostgreSQL cannot even be asked about one of the values
        model.Session.rollback()
        return {}


def _refusals(run: Run, task: Task) -> list[Refusal]:
    """What is wrong with the record; also what only PostgreSQL finds out while it is asked."""
    try:
        return _findings(run, task)
    except Malformed as error:
        problem = f"a value has not the shape of its field: {error.error}"
        return [Refusal(task.record.id, "*", problem)]
    except DataError as error:
        model.Session.rollback()
        problem = f"the database does not take a value: {str(error.orig).splitlines()[0]}"
        return [Refusal(task.record.id, "*", problem)]


def _findings(run: Run, task: Task) -> list[Refusal]:
    if task.before is None and (taken := check.taken(task.dataset, task.record.id)):
        return [taken]
    name = task.before.name if task.before else write.free_name(run.settings, task.dataset)
    return check.refusals(run.context, task.record.id, {**task.dataset, "name": name})
