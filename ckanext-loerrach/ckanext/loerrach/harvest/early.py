"""The first harvest of a catalogue: what was read is mapped and checked while the rest is read.

Reading is done in a fork of this process then (`beside`). Nothing is decided here: planning takes
what is ready, and does itself what is not.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.loerrach.harvesters import harvester
from ckanext.loerrach.harvesters._core.record import Record
from sqlalchemy.exc import DataError

from . import beside, bulk, mapping
from .context import Run
from .spool import Named, packed, unpacked
from .task import Task

#: may a run have a second process?
SECOND = "ckanext.loerrach.harvest.second_process"
#: records that are checked together: this process has little to do until there are so many
SOME = 40

T = TypeVar("T")


@dataclass(frozen=True)
class Ready:
    """What has been done about a record before its turn."""

    dataset: dict[str, Any]
    notices: list[str]
    #: validated by the schema, packed; None where it has a fault
    validated: bytes | None = None


@dataclass(frozen=True)
class Packed:
    """A record as it lies in a spool."""

    id: str
    packed: bytes


class Early:
    """What is ready, by the identity of the record."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._waiting: list[tuple[str, Ready]] = []
        self._ready: Named[Ready] = Named()

    def items(self, crawl: Iterable[T]) -> Generator[T | Packed]:
        """What a crawl gives, read in a fork."""
        return beside.items(partial(_packed, crawl))

    def take(self, one: Packed) -> None:
        """Map the record, and check its dataset together with those that come with it."""
        ready = Ready(*mapping.dataset(self.run.settings, unpacked(one.packed)))
        self._waiting.append((one.id, ready))
        if len(self._waiting) >= SOME:
            self.check()

    def check(self) -> None:
        """Check those that wait; ends the transaction, as the next ones may take minutes."""
        several, self._waiting = self._waiting, []
        tasks = [
            Task(Record(id, {}, {}), ready.dataset, ready.dataset, "added") for id, ready in several
        ]
        try:
            valid = bulk.validate(self.run, tasks)
        except DataError:
            # PostgreSQL cannot even be asked about one of the values; planning finds out which
            valid = {}
        model.Session.rollback()
        for id, ready in several:
            self._ready.add(id, replace(ready, validated=valid.get(id)))

    def ready(self, id: str) -> Ready | None:
        """What was done about the record, if something was."""
        return self._ready.get(id)


def _packed(crawl: Iterable[T]) -> Iterator[T | Packed]:
    for item in crawl:
        # footprints of places are left to planning
        if isinstance(item, Record) and not item.places:
            yield Packed(item.id, packed(item))
        else:
            yield item


def early(run: Run, first: bool) -> Early | None:
    """For the first harvest of a catalogue, where there is a core for it and nothing against it."""
    catalogue = harvester(run.settings.entry.harvester).info.catalogue
    if first and catalogue and helped() and beside.cores() > 1:
        return Early(run)
    return None


def helped() -> bool:
    """May a run have a second process, and would it be of use?"""
    return bool(tk.config[SECOND]) and not bulk.strangers()
