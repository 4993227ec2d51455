"""The first harvest of a catalogue: what was read is mapped and checked while the rest is read.

Reading is done in a fork of this process then (`beside`). Nothing is decided here: planning takes
what is ready, and does itself what is not.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.loerrach.geo.errors import GeoError
from ckanext.loerrach.harvesters import harvester
from ckanext.loerrach.harvesters._core.record import Record
from sqlalchemy.exc import DataError

from . import beside, bulk, mapping
from .context import Run
from .spool import Named, packed
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
class Mapped:
    """A record as it lies in a spool, and what its dataset would be."""

    id: str
    packed: bytes
    ready: Ready


class Early:
    """What is ready, by the identity of the record."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._waiting: list[Mapped] = []
        self._ready: Named[Ready] = Named()

    def items(self, crawl: Iterable[T]) -> Generator[T | Mapped]:
        """What a crawl gives, read and mapped in a fork."""
        return beside.items(partial(self._mapped, crawl))

    def take(self, one: Mapped) -> None:
        """Check the dataset together with those that come with it."""
        self._waiting.append(one)
        if len(self._waiting) >= SOME:
            self.check()

    def check(self) -> None:
        """Check those that wait; ends the transaction, as the next ones may take minutes."""
        several, self._waiting = self._waiting, []
        tasks = [
            Task(Record(one.id, {}, {}), one.ready.dataset, one.ready.dataset, "added")
            for one in several
        ]
        try:
            valid = bulk.validate(self.run, tasks)
        except DataError:
            # PostgreSQL cannot even be asked about one of the values; planning finds out which
            valid = {}
        model.Session.rollback()
        for one in several:
            ready = Ready(one.ready.dataset, one.ready.notices, valid.get(one.id))
            self._ready.add(one.id, ready)

    def ready(self, id: str) -> Ready | None:
        """What was done about the record, if something was."""
        return self._ready.get(id)

    def _mapped(self, crawl: Iterable[T]) -> Iterator[T | Mapped]:
        for item in crawl:
            # tables and places need what starts threads, which a fork must not
            if isinstance(item, Record) and not item.places:
                try:
                    dataset, notices = mapping.dataset(self.run.settings, item)
                except GeoError:
                    yield item
                else:
                    yield Mapped(item.id, packed(item), Ready(dataset, notices))
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
