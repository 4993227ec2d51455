"""Write one dataset: table first (it lives in another database), then all the rest at once.

The dataset, the harvest object that ckanext-harvest shows, and what the engine remembers are one
transaction: CKAN's action ends it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.munge import munge_title_to_name

from . import edits, mapping, names, state, tables
from .context import Run
from .errors import Overtaken
from .settings import Settings
from .tables import Staged
from .task import Task

#: what points at a dataset that is not there yet
FOREIGN_KEYS = "harvest_object_package_id_fkey, loerrach_harvest_state_package"
#: CKAN makes "a" of "ä"
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
#: addresses below /dataset/ that CKAN needs itself
RESERVED = frozenset({"new", "edit", "search", "groups", "activity"})


def create(run: Run, task: Task, staged: Staged) -> None:
    """A new dataset with its tables; tk.ValidationError says what CKAN has against it."""
    name = free_name(run.settings, task.dataset)
    _note(run, task, staged, "added")
    made = tk.get_action("package_create")(dict(run.context), {**task.dataset, "name": name})
    settle(run, task, made)


def update(run: Run, task: Task, staged: Staged) -> None:
    """Replace a dataset by what the source says now; its name and its tables stay.

    It comes back from the archive with that. Overtaken where a person edited it meanwhile.
    """
    run.job.needed()
    name = _still(task)
    before = tk.get_action("package_show")(dict(run.context), {"id": task.dataset["id"]})
    gone = {r["id"] for r in before["resources"]} - {r["id"] for r in task.dataset["resources"]}
    _note(run, task, staged, "updated")
    wanted = {**task.dataset, "name": name, "archived": ""}
    context = {**run.context, "original_package": before}
    settle(run, task, tk.get_action("package_update")(context, wanted))
    tables.drop(run, task.record.id, gone)


def _still(task: Task) -> str:
    """The name of a dataset that is as the run compared it, and stays so until it is written."""
    packages = model.package_table
    query = sa.select(packages.c.name, packages.c.metadata_modified)
    query = query.where(packages.c.id == task.dataset["id"]).with_for_update()
    row = model.Session.execute(query).one_or_none()
    if row is None or task.before is None or row.metadata_modified != task.before.modified_at:
        raise Overtaken(task.record.id)
    return str(row.name)


def route(run: Run, task: Task) -> None:
    """Remember a dataset that another source writes."""
    state.remember(
        run.settings.id, task.record.id, task.mapped["id"], hash="", holds=False,
        identifier=task.mapped.get("identifier"), modified=task.mapped.get("modified"),
    )  # fmt: skip
    model.Session.commit()


def settle(run: Run, task: Task, shown: dict[str, Any]) -> None:
    """Remember how the portal shows what was written; edits that stay go on counting as edits."""
    state.note(run.settings.id, [task.record.id], **settled(task, shown))
    model.Session.commit()


def settled(task: Task, shown: dict[str, Any]) -> dict[str, Any]:
    """What is remembered of how the portal shows a dataset; edits that stay count on as edits."""
    fields = {**edits.digests(shown), **task.kept}
    values: dict[str, Any] = {"fields": {k: v for k, v in fields.items() if v is not None}}
    if not task.kept:
        values["written"] = datetime.fromisoformat(shown["metadata_modified"])
    return values


def facts(run: Run, task: Task) -> dict[str, Any]:
    """What is remembered of a record that is written."""
    mapped = task.mapped
    return {
        "hash": mapping.digest(mapped),
        "identifier": mapped.get("identifier"),
        "modified": mapped.get("modified"),
    }


def free_name(settings: Settings, dataset: dict[str, Any]) -> str:
    """A name for a new dataset that nobody has."""
    (name,) = names.free([base_name(settings, dataset)])
    return name


def base_name(settings: Settings, dataset: dict[str, Any]) -> str:
    """What the name begins with: the title, umlauts written as Germans do without them."""
    titles = dataset["title_translated"]
    title = titles.get("de") or next(iter(titles.values()), "")
    base = munge_title_to_name(title.translate(UMLAUTS)).strip("-_")[:90]
    if len(base) < 2 or base in RESERVED:
        base = settings.entry.name
    return base


def _note(run: Run, task: Task, staged: Staged, status: str) -> None:
    mapped = task.mapped
    # the harvest object has to be there first: CKAN indexes the dataset with it
    run.job.needed()
    model.Session.execute(sa.text(f"SET CONSTRAINTS {FOREIGN_KEYS} DEFERRED"))
    run.job.note(task.record.id, mapped["id"], status)
    state.release(run.settings.id, mapped["id"])
    # open until settle: only the finished dataset tells them
    unsettled = {} if task.kept else {"written": None, "fields": None}
    state.remember(run.settings.id, task.record.id, mapped["id"], **facts(run, task), **unsettled)
    tables.settle(run, task.record.id, staged)
    model.Session.flush()
