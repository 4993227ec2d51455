"""Write one dataset: table first (it lives in another database), then all the rest at once.

The dataset, the harvest object that ckanext-harvest shows, and what the engine remembers are one
transaction: CKAN's action ends it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.munge import munge_title_to_name
from ckanext.harvest.model import HarvestObject, HarvestObjectError
from ckanext.loerrach import tabular
from ckanext.loerrach.harvesters._core.record import Record

from . import mapping, state
from .report import Refusal
from .settings import Settings

Context = dict[str, Any]
#: what points at a dataset that is not there yet
FOREIGN_KEYS = "harvest_object_package_id_fkey, loerrach_harvest_state_package"
#: CKAN makes "a" of "ä"
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
#: addresses below /dataset/ that CKAN needs itself
RESERVED = frozenset({"new", "edit", "search", "groups", "activity"})


def tables(context: Context, settings: Settings, record: Record) -> list[str]:
    """Load the tables of a record; keys of the resources whose rows changed."""
    changed = []
    for resource in record.resources:
        if resource.table:
            id = mapping.resource_id(settings, record.id, resource.key)
            if tabular.load(context, id, resource.table).changed:
                changed.append(resource.key)
    return changed


def create(
    context: Context, job: Any, settings: Settings, record_id: str, dataset: dict[str, Any]
) -> None:
    """A new dataset; tk.ValidationError says what CKAN has against it."""
    name = free_name(settings, dataset["title_translated"]["de"])
    _note(job, settings, record_id, dataset, "added")
    tk.get_action("package_create")(dict(context), {**dataset, "name": name})
    model.Session.commit()


def update(
    context: Context,
    job: Any,
    settings: Settings,
    record_id: str,
    dataset: dict[str, Any],
    name: str,
) -> None:
    """Replace a dataset by what the source says now; its name and its tables stay."""
    before = tk.get_action("package_show")(dict(context), {"id": dataset["id"]})
    gone = {r["id"] for r in before["resources"]} - {r["id"] for r in dataset["resources"]}
    _note(job, settings, record_id, dataset, "updated")
    tk.get_action("package_update")(dict(context), {**dataset, "name": name})
    model.Session.commit()
    for resource_id in gone:
        tabular.drop(context, resource_id)


def refuse(job: Any, settings: Settings, refusals: list[Refusal]) -> None:
    """Show refused records on ckanext-harvest's pages of the job."""
    for refusal in refusals:
        model.Session.add(
            HarvestObject(
                guid=refusal.record, job=job, harvest_source_id=settings.id,
                state="ERROR", report_status="errored", import_finished=_now(),
                errors=[HarvestObjectError(message=str(refusal), stage="Import")],
            )
        )  # fmt: skip
    model.Session.commit()


def free_name(settings: Settings, title: str) -> str:
    """A name for a new dataset, from its title, umlauts written as Germans do without them."""
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


def _note(
    job: Any, settings: Settings, record_id: str, dataset: dict[str, Any], status: str
) -> None:
    # the harvest object has to be there first: CKAN indexes the dataset with it
    model.Session.execute(sa.text(f"SET CONSTRAINTS {FOREIGN_KEYS} DEFERRED"))
    model.Session.execute(
        sa.update(HarvestObject)
        .where(HarvestObject.package_id == dataset["id"], HarvestObject.current)
        .values(current=False)
    )
    model.Session.add(
        HarvestObject(
            guid=record_id, job=job, harvest_source_id=settings.id,
            package_id=dataset["id"], current=True, state="COMPLETE", report_status=status,
            import_finished=_now(),
        )
    )  # fmt: skip
    state.remember(settings.id, record_id, dataset["id"], mapping.digest(dataset))
    model.Session.flush()


def _now() -> datetime:
    # ckanext-harvest writes UTC without saying so
    return datetime.now(UTC).replace(tzinfo=None)
