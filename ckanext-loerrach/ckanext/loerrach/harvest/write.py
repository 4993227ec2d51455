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
from ckanext.loerrach import tabular
from ckanext.loerrach.harvesters._core.record import Record

from . import edits, mapping, state
from .context import Run
from .settings import Settings

#: what points at a dataset that is not there yet
FOREIGN_KEYS = "harvest_object_package_id_fkey, loerrach_harvest_state_package"
#: CKAN makes "a" of "ä"
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
#: addresses below /dataset/ that CKAN needs itself
RESERVED = frozenset({"new", "edit", "search", "groups", "activity"})


def tables(run: Run, record: Record) -> bool:
    """Load the tables of a record; did any rows change?"""
    changed = False
    for resource in record.resources:
        if resource.table:
            id = mapping.resource_id(run.settings, record.id, resource.key)
            loaded = tabular.load(run.context, id, resource.table)
            changed = changed or loaded.changed
            run.report.notices += [f"{record.id}: {problem}" for problem in loaded.problems]
    return changed


def create(run: Run, record: Record, mapped: dict[str, Any], dataset: dict[str, Any]) -> None:
    """A new dataset; tk.ValidationError says what CKAN has against it."""
    name = free_name(run.settings, dataset)
    _note(run, record, mapped, "added")
    made = tk.get_action("package_create")(dict(run.context), {**dataset, "name": name})
    settle(run, record.id, made)


def update(
    run: Run, record: Record, mapped: dict[str, Any], dataset: dict[str, Any], name: str
) -> None:
    """Replace a dataset by what the source says now; its name and its tables stay.

    It comes back from the archive with that.
    """
    before = tk.get_action("package_show")(dict(run.context), {"id": dataset["id"]})
    gone = {r["id"] for r in before["resources"]} - {r["id"] for r in dataset["resources"]}
    _note(run, record, mapped, "updated")
    wanted = {**dataset, "name": name, "archived": ""}
    settle(run, record.id, tk.get_action("package_update")(dict(run.context), wanted))
    for resource_id in gone:
        _drop(run, record, resource_id)


def settle(run: Run, record_id: str, shown: dict[str, Any]) -> None:
    """Remember how the portal shows what was written."""
    written = datetime.fromisoformat(shown["metadata_modified"])
    state.settle(run.settings.id, record_id, written, edits.digests(shown))
    model.Session.commit()


def free_name(settings: Settings, dataset: dict[str, Any]) -> str:
    """A name for a new dataset, from its title, umlauts written as Germans do without them."""
    titles = dataset["title_translated"]
    title = titles.get("de") or next(iter(titles.values()), "")
    base = munge_title_to_name(title.translate(UMLAUTS)).strip("-_")[:90]
    if len(base) < 2 or base in RESERVED:
        base = settings.entry.name
    query = sa.select(model.Package.name).where(
        model.Package.name.startswith(base, autoescape=True)
    )
    used = set(model.Session.execute(query).scalars())
    return base if base not in used else next(
        name for number in range(2, len(used) + 3) if (name := f"{base}-{number}") not in used
    )  # fmt: skip


def _note(run: Run, record: Record, mapped: dict[str, Any], status: str) -> None:
    # the harvest object has to be there first: CKAN indexes the dataset with it
    run.job.needed()
    model.Session.execute(sa.text(f"SET CONSTRAINTS {FOREIGN_KEYS} DEFERRED"))
    run.job.note(record.id, mapped["id"], status)
    state.remember(
        run.settings.id, record.id, mapped["id"], hash=mapping.digest(mapped),
        identifier=mapped.get("identifier"), modified=mapped.get("modified"),
    )  # fmt: skip
    model.Session.flush()


def _drop(run: Run, record: Record, resource_id: str) -> None:
    """Remove the table of a resource that is no more; the dataset is written already."""
    try:
        tabular.drop(run.context, resource_id)
    except tabular.TabularError as error:
        run.report.notices.append(f"{record.id}: a table that is no longer needed stays: {error}")
