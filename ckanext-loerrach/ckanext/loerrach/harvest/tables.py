"""The tables of a dataset: first the rows in the DataStore, then the dataset that they belong to.

Rows are swapped in at once: whoever reads sees the old ones or the new ones. What a crash between
the two databases leaves is put right by tables_repair.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial

from ckan import model
from ckanext.loerrach import tabular
from ckanext.loerrach.harvesters._core.record import Record

from . import mapping, sensors, tables_state
from .context import Run


@dataclass(frozen=True)
class Staged:
    """The tables of one record, as they are in the DataStore now."""

    #: id of the resource -> version of its table
    versions: dict[str, str] = field(default_factory=dict)
    #: some rows are others than before
    changed: bool = False
    #: id of the resource of a series that was written -> its sensors by their keys
    sensors: dict[str, dict[str, sensors.Kept]] = field(default_factory=dict)


def stage(run: Run, record: Record) -> Staged:
    """Bring the rows in; TabularError where a table cannot be, and it is as it was then.

    In transactions of the DataStore; the one of the session is not touched.
    """
    versions, changed, seen = {}, False, {}
    names = sensors.named(record.resources)
    for resource in record.resources:
        if resource.table:
            id = mapping.resource_id(run.settings, record.id, resource.key)
            announce = partial(tables_state.announce, run.settings.id, record.id, id)
            loaded = tabular.load(run.context, id, resource.table, announce=announce)
            versions[id] = loaded.version
            changed = changed or loaded.changed
            run.report.notices += [f"{record.id}: {problem}" for problem in loaded.problems]
            if loaded.sensors:
                seen[id] = sensors.kept(id, loaded.sensors, resource.table, names)
                run.report.notices += sensors.notices(
                    record.id, [*seen[id].values()], run.settings.entry, run.now,
                    bool(run.settings.stand_in),
                )  # fmt: skip
    return Staged(versions, changed, seen)


def settle(run: Run, record_id: str, staged: Staged) -> bool:
    """Say in the dataset's own transaction which versions belong to it; was there anything new?

    Nothing is executed where a record has no tables, and nothing written where they are the same.
    """
    if not staged.versions:
        return False
    known = tables_state.load(staged.versions)
    new = {
        id: version
        for id, version in staged.versions.items()
        if id not in known or (known[id].version, known[id].staged) != (version, None)
    }
    tables_state.settle(run.settings.id, record_id, new)
    for id, found in staged.sensors.items():
        sensors.remember(run.settings.id, record_id, id, found)
    return bool(new)


def drop(run: Run, record_id: str, resource_ids: Collection[str]) -> None:
    """Remove the tables of resources that are no more; the dataset is written already."""
    for id in sorted(tables_state.load(resource_ids) if resource_ids else ()):
        try:
            tabular.drop(run.context, id)
        except tabular.TabularError as error:
            run.report.notices.append(
                f"{record_id}: a table that is no longer needed stays for now: {error}"
            )
        else:
            tables_state.forget([id])
            model.Session.commit()
