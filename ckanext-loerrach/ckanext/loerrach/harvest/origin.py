"""Where a record comes from: our own dataset that comes back, or one that another source has, too.

The same dataset reaches a portal by several routes: from its publisher and from portals that
harvested it. One of them writes it, the others are remembered. The publisher's own catalogue comes
first: nobody has anything newer, and what it deletes is gone, however many copies others keep. Of
the rest, who tells where the dataset comes from comes before who does not, and the newest wins
among equals. What is ours comes back from everybody who harvests us, and is left where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.harvest.model import HarvestSource
from ckanext.loerrach.harvesters._core.record import Record

from . import state
from .echo import Ours, ours
from .identity import Nearness, addresses, identities, named, nearness
from .settings import Settings
from .state import TABLE, Known
from .task import Task

REMEMBER = """
    UPDATE loerrach_harvest_state AS state
    SET identities = ARRAY(SELECT jsonb_array_elements_text(one.names)), nearness = one.nearness
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS one(record text, names jsonb, nearness int)
    WHERE state.source_id = :source AND state.record_id = one.record
"""


@dataclass(frozen=True)
class Holder:
    """The route by which a dataset is written at present."""

    source_id: str
    record_id: str
    known: Known
    #: dct:modified as its source gives it
    modified: str | None
    nearness: Nearness
    #: the source is still harvested
    active: bool

    @property
    def ended(self) -> bool:
        """Its source no longer has the dataset, or is no more."""
        return not self.active or self.known.missing_since is not None


@dataclass
class Origins:
    """What the portal knows of the records of one run; asked once per run."""

    settings: Settings
    #: ids of the records that the source has
    there: frozenset[str]
    ours: Ours
    #: id of a dataset -> the route that holds it
    holders: dict[str, Holder] = field(default_factory=dict)
    #: name in the world -> ids of the datasets that have it
    names: dict[str, set[str]] = field(default_factory=dict)
    #: new record -> the other one of this source that is the same dataset, and nearer to it
    twins: dict[str, str] = field(default_factory=dict)
    #: new record -> why it is ours, coming back: a source that has any harvests us
    echoes: dict[str, str] = field(default_factory=dict)

    def holder(self, record: Record, before: Known | None) -> Holder | None:
        """Who writes the dataset of this record; None if nobody else does."""
        if before:
            return None if before.holds else self.holders.get(before.package_id)
        sure = addresses(record)
        found = {
            package
            for name in identities(record)
            for packages in [self.names.get(name, set())]
            # an identifier that several datasets have means none of them
            if name in sure or len(packages) == 1
            for package in packages
        }
        several = [self.holders[id] for id in sorted(found) if self._counts(id, sure)]
        return max(several, key=lambda one: (one.active, one.nearness), default=None)

    def takes(self, record: Record, holder: Holder) -> bool:
        """Is the record to be written in the place of what its dataset's holder says?"""
        if self._ours(holder) or holder.known.removed:
            return False
        near = nearness(record, self.settings.entry.url)
        if not holder.active:
            return True
        if holder.nearness >= Nearness.ADDRESS:
            # what the publisher has deleted does not come back by those who have copied it
            return False
        if holder.ended:
            # whoever harvests us has had it from us, perhaps
            return near > holder.nearness or not self.echoes
        return near > holder.nearness or (near == holder.nearness and newer(record, holder))

    def _ours(self, holder: Holder) -> bool:
        return holder.source_id == self.settings.id and holder.record_id in self.there

    def _counts(self, package: str, sure: set[str]) -> bool:
        """Other sources' by any name; this source's only where it cannot be a careless mistake."""
        holder = self.holders[package]
        if holder.source_id != self.settings.id:
            return True
        return self._ours(holder) and any(package in self.names.get(name, ()) for name in sure)


def origins(settings: Settings, records: Iterable[Record], known: dict[str, Known]) -> Origins:
    """Look up the records that are new, and those that another source holds."""
    records = [named(record) for record in records]
    new = [record for record in records if record.id not in known]
    found = Origins(settings, frozenset(record.id for record in records), ours(new))
    found.echoes = {one.id: reason for one in new if (reason := found.ours.reason(one))}
    names = {name for record in new for name in identities(record)}
    packages = {one.package_id for one in known.values() if not one.holds}
    if names or packages:
        _look_up(found, names, packages)
    _twins(found, new)
    return found


def newer(record: Record, holder: Holder) -> bool:
    """Is the record newer than what is written? What has no date is not."""
    ours, theirs = _moment(record.fields.get("modified")), _moment(holder.modified)
    return ours is not None and (theirs is None or ours > theirs)


def _moment(value: Any) -> datetime | None:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _look_up(found: Origins, names: set[str], packages: set[str]) -> None:
    """Who holds the datasets that have one of these names, or one of these ids."""
    table, named = model.package_table, TABLE.alias("named")
    wanted = sa.select(named.c.package_id).where(named.c.identities.overlap(sorted(names)))
    query = (
        sa.select(
            TABLE.c.identities, TABLE.c.source_id, TABLE.c.record_id, TABLE.c.modified,
            TABLE.c.nearness, sa.func.coalesce(HarvestSource.active, sa.false()), *state.facts(),
        )
        .join_from(TABLE, table, table.c.id == TABLE.c.package_id)
        .outerjoin(HarvestSource, HarvestSource.id == TABLE.c.source_id)
        .where(TABLE.c.package_id.in_(packages) | TABLE.c.package_id.in_(wanted))
        .order_by(TABLE.c.holds)
    )  # fmt: skip
    for row in model.Session.execute(query):
        identities, source, record, modified, near, active, *facts = row
        known = Known(*facts)
        found.holders[known.package_id] = Holder(
            source, record, known, modified, Nearness(near), active and known.holds
        )
        for name in identities or ():
            found.names.setdefault(name, set()).add(known.package_id)


def _twins(found: Origins, new: list[Record]) -> None:
    """Copies that the source has of its own datasets: a stock CKAN harvests them back."""
    url = found.settings.entry.url
    first: dict[str, str] = {}
    for record in sorted(new, key=lambda one: (-nearness(one, url), one.id)):
        names = addresses(record)
        if twin := next((first[name] for name in sorted(names) if name in first), ""):
            found.twins[record.id] = twin
        for name in names:
            first.setdefault(name, twin or record.id)


def remember(found: Origins, records: Mapping[str, Record], tasks: Iterable[Task]) -> None:
    """Note under which names the records of a run are known, and commit."""
    settings = found.settings
    rows = (
        {
            "record": task.record.id, "names": sorted(identities(task.record)),
            "nearness": int(nearness(task.record, settings.entry.url)),
        }
        for task in tasks
        if task.verdict != "unchanged" or (task.before and not task.before.named)
    )  # fmt: skip
    noted = state.note_each(REMEMBER, settings.id, rows)
    echoes = [records[id] for id in sorted(records.keys() & found.echoes.keys())]
    # nobody makes another source's dataset ours by calling it so
    if found.ours.remember(echoes, but=found.names.keys()) or noted:
        model.Session.commit()
