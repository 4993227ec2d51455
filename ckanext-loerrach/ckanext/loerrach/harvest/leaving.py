"""What to do about records that a source no longer has: wait, archive, delete. Imports no ckan.

Nothing leaves the portal because a source was empty for a day: a record has to be missing for the
grace time, in crawls that saw the whole source; few at a time go by themselves, many only when a
person says so; the archive comes first, and deleting long after it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .state import Known


@dataclass(frozen=True)
class Rules:
    """When a dataset may leave, as the operator declares it."""

    #: share (percent) and number of a source's datasets that may be archived within `once`
    share: float = 20
    count: int = 10
    #: how long a record has to be missing
    grace: timedelta = timedelta(days=7)
    #: how long a dataset stays in the archive before it is deleted; None: for ever
    delete_after: timedelta | None = timedelta(days=365)
    #: what is asked every minute must not lose ten each time
    once: timedelta = timedelta(days=1)

    def too_many(self, leaving: int, all: int) -> bool:
        """Are these more than may go without a person's word?"""
        return leaving > self.count or leaving > all * self.share / 100


@dataclass(frozen=True)
class Leaving:
    """The records that a source no longer has, by what becomes of them."""

    #: noted as missing from now on
    newly: list[str]
    #: the grace time is not over
    grace: list[str]
    archive: list[str]
    #: too many: a person has to confirm
    waiting: list[str]
    delete: list[str]

    @property
    def missing(self) -> list[str]:
        """Those whose datasets stay as they are."""
        return [*self.newly, *self.grace, *self.waiting]


def leaving(
    known: Mapping[str, Known],
    gone: Iterable[str],
    rules: Rules,
    now: datetime,
    confirmed: Collection[str] | None = (),
) -> Leaving:
    """Sort the records in ``gone``; ``confirmed``: those a person let go, None means all."""
    found = Leaving([], [], [], [], [])
    ours = [one for one in known.values() if one.holds and one.state == "active"]
    left = sum(1 for one in ours if one.archived_at and now - one.archived_at < rules.once)
    there = sum(1 for one in ours if not one.archived_at) + left
    due: list[str] = []
    for record in gone:
        one = known[record]
        if one.archived_at:
            if rules.delete_after and now - one.archived_at >= rules.delete_after:
                found.delete.extend([record] if one.state == "active" else [])
        elif one.state != "active" or not one.holds:
            continue
        elif one.missing_since is None:
            (found.newly if rules.grace else due).append(record)
        elif now - one.missing_since < rules.grace:
            found.grace.append(record)
        else:
            due.append(record)
    free = [record for record in due if confirmed is None or record in confirmed]
    rest = [record for record in due if record not in set(free)]
    (found.waiting if rest and rules.too_many(len(rest) + left, there) else free).extend(rest)
    found.archive.extend(free)
    return found
