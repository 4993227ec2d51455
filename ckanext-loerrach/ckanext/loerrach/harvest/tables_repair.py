"""Where the DataStore and the datasets disagree after a crash, and how that is put right.

What can disagree, and what is done about it:

orphan      a table of ours whose resource is no more: dropped. That of a deleted dataset stays, as
            the dataset can be restored.
unsettled   a new version was on its way, and nobody is at it any more: the rows are old or new, as
            a whole. What is there is written down, and the source read again in full.
different   another version than the dataset was written with, e.g. after the DataStore was
            restored from a backup: likewise.
lost        a resource without the table it had: likewise; it stays on the list until it is back.

Two tables can only be at odds for one look: what is written down is what is there. A harvest that
is at work is left alone, by the lock of its source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from ckan import model
from ckanext.loerrach import tabular

from . import lock, poll, tables_state
from .errors import SourceBusy
from .tables_state import Kept

Kind = Literal["orphan", "unsettled", "different", "lost"]


@dataclass(frozen=True)
class Difference:
    """One table about which the two databases disagree."""

    kind: Kind
    resource_id: str
    #: None where nothing is remembered of the table
    source_id: str | None
    #: version in the DataStore; None: there is no table
    found: str | None
    #: False: the source has been asked already, and there is nothing more to do here
    mendable: bool = True

    def __str__(self) -> str:
        return f"{SAID[self.kind]} (resource {self.resource_id})"


SAID: dict[Kind, str] = {
    "orphan": "a table whose resource is no more",
    "unsettled": "a table that was being written when the harvest was broken off",
    "different": "a table of another version than its dataset",
    "lost": "a resource whose table is lost",
}


def examine() -> list[Difference]:
    """All differences; TabularError where the DataStore does not answer. Writes nothing."""
    # in this order: what is in the DataStore was announced here before
    found = tabular.versions()
    return list(_differences(found, tables_state.load()))


def repair() -> list[Difference]:
    """Put right what can be, and name it; what a running harvest may be at stays for later."""
    return [one for one in examine() if one.mendable and _mended(one)]


def _differences(found: dict[str, str], kept: dict[str, Kept]) -> Iterator[Difference]:
    there = _there({*found, *kept})
    for id in sorted({*found, *kept}):
        one, version = kept.get(id), found.get(id)
        source = one.source_id if one else None
        if id not in there:
            # a row without a table is all that a removed resource or an early crash has left
            yield Difference("orphan", id, source, version)
        elif one and one.staged:
            yield Difference("unsettled", id, source, version)
        elif one and version is None:
            yield Difference("lost", id, source, None, mendable=one.version is not None)
        elif one and one.version != version:
            yield Difference("different", id, source, version)


def _there(resource_ids: set[str]) -> set[str]:
    """Those that are resources: of a deleted dataset too, which can come back."""
    query = (
        sa.select(model.Resource.id)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .where(model.Resource.id == sa.any_(sa.literal(list(resource_ids), sa.ARRAY(sa.Text))))
        .where(sa.or_(model.Resource.state == "active", model.Package.state == "deleted"))
    )
    return set(model.Session.execute(query).scalars())


def _mended(one: Difference) -> bool:
    if one.source_id is None:
        return _put_right(one)
    try:
        with lock.alone(one.source_id, one.source_id):
            return _put_right(one)
    except SourceBusy:
        return False


def _put_right(one: Difference) -> bool:
    """Look once more, now that nobody else writes the table; then mend."""
    model.Session.rollback()
    version = tabular.version(one.resource_id)
    found = {one.resource_id: version} if version else {}
    if one not in _differences(found, tables_state.load([one.resource_id])):
        return False
    if one.kind == "orphan":
        tabular.drop({"ignore_auth": True}, one.resource_id)
        tables_state.forget([one.resource_id])
    else:
        tables_state.correct(one.resource_id, one.found)
        if one.source_id:
            poll.again(one.source_id)
    model.Session.commit()
    return True
