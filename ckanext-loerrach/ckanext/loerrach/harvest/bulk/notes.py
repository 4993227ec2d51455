"""What ckanext-harvest shows and the engine remembers of the datasets of a batch."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model

from .. import state, tables, write
from ..context import Run
from .item import Item

#: what points at a dataset that is not there yet
FOREIGN_KEYS = "harvest_object_package_id_fkey, loerrach_harvest_state_package"


def begin(run: Run, items: list[Item]) -> None:
    """The harvest objects have to be there first: CKAN indexes datasets with them."""
    model.Session.execute(sa.text(f"SET CONSTRAINTS {FOREIGN_KEYS} DEFERRED"))
    made = run.job.note_all(
        [(one.task.record.id, one.id, "added" if one.new else "updated") for one in items]
    )
    for item in items:
        item.harvest_object = made[item.id]


def end(run: Run, items: list[Item]) -> None:
    """Remember what was written, and how the portal shows it."""
    for item in items:
        tables.settle(run, item.task.record.id, item.work.staged)
    rows = [_row(run, item) for item in items]
    for whole in (True, False):
        state.remember_all(run.settings.id, [row for row in rows if ("written" in row) is whole])


def _row(run: Run, item: Item) -> dict[str, Any]:
    return {
        "record_id": item.task.record.id,
        "package_id": item.id,
        **write.facts(run, item.task),
        **write.settled(item.task, item.custom),
    }
