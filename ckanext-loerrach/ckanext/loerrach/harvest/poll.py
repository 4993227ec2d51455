"""What a source said when it was last asked: one row per source, the only one a poll has to write.

Everything a poll needs later is here and not in a queue: validators, failures, Retry-After, and
what waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.loerrach.harvesters._core.answer import Validators
from sqlalchemy.dialects.postgresql import JSONB, insert

#: made by ../migration/loerrach_harvest
TABLE = sa.table(
    "loerrach_harvest_poll",
    sa.column("source_id", sa.Text),
    *(sa.column(name, sa.DateTime(timezone=True))
      for name in ("asked_at", "answered_at", "changed_at", "delivered_at", "not_before",
                   "again_at")),
    *(sa.column(name, sa.Integer) for name in ("failures", "since_full")),
    *(sa.column(name, sa.Text) for name in ("failure", "about", "refused", "confirmed_by")),
    *(sa.column(name, JSONB) for name in ("validators", "waiting", "confirmed", "kept")),
)  # fmt: skip


@dataclass(frozen=True)
class Poll:
    """The memory of the last polls of a source."""

    source_id: str
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    #: when something in the portal changed by it, and when it had something new itself
    changed_at: datetime | None = None
    delivered_at: datetime | None = None
    not_before: datetime | None = None
    #: since when the source is to be asked without waiting, and read in full
    again_at: datetime | None = None
    #: failed polls in a row, and what the last one said
    failures: int = 0
    since_full: int = 0
    failure: str | None = None
    about: str = ""
    refused: str = ""
    confirmed_by: str | None = None
    validators: Mapping[str, Any] = field(default_factory=dict)
    #: records whose archiving waits for a person, and those that a person let go
    waiting: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    #: what the harvester wants to know again (Feed.keep)
    kept: Mapping[str, Any] = field(default_factory=dict)

    @property
    def anew(self) -> bool:
        """Something of what the source gave has to be put right, and it was not read since."""
        answered = self.answered_at
        return bool(self.again_at and not (answered and answered > self.again_at))

    def last(self, about: str, full_every: int) -> dict[str, Validators]:
        """Validators by URL for a conditional poll; {} when the source is to be read in full.

        In full every so many polls, because a 304 can lie; when settings or mapping are others than
        then; when a person has confirmed something that only a full run can do; and when something
        of what the source gave has to be put right.
        """
        if self.anew:
            return {}
        if about != self.about or self.confirmed or self.since_full + 1 >= full_every:
            return {}
        return {url: Validators(**values) for url, values in self.validators.items()}


def load(source_id: str) -> Poll:
    """The row of a source; an empty one before its first poll."""
    query = sa.select(TABLE).where(TABLE.c.source_id == source_id)
    row = model.Session.execute(query).mappings().first()
    if row is None:
        return Poll(source_id)
    return Poll(**{**row, **{name: tuple(row[name]) for name in ("waiting", "confirmed")}})


def note(source_id: str, asked_at: datetime, **values: Any) -> None:
    """Write the row and commit."""
    row = {"asked_at": asked_at, **values}
    model.Session.execute(
        insert(TABLE)
        .values(source_id=source_id, **row)
        .on_conflict_do_update(index_elements=["source_id"], set_=row)
    )
    model.Session.commit()


def again(source_id: str) -> None:
    """Have a source asked at the scheduler's next round and read in full; not committed."""
    model.Session.execute(
        sa.update(TABLE).where(TABLE.c.source_id == source_id).values(again_at=datetime.now(UTC))
    )


def forget(source_id: str) -> None:
    """Have the next poll read everything, as the first one did: nothing is there any more; commits.

    A source that says "not modified" would else stay empty.
    """
    nothing = {"validators": {}, "kept": {}, "waiting": [], "confirmed": [], "refused": ""}
    model.Session.execute(sa.update(TABLE).where(TABLE.c.source_id == source_id).values(**nothing))
    model.Session.commit()


def plain(seen: Mapping[str, Validators]) -> dict[str, Any]:
    """Validators as the row keeps them."""
    return {url: asdict(validators) for url, validators in seen.items()}


def confirm(source_id: str, who: str) -> int:
    """A person lets go what waits: the next run archives it; how many records that are."""
    # the second click of two finds nothing waiting, and must not take back the first
    done = model.Session.execute(
        sa.update(TABLE)
        .where(TABLE.c.source_id == source_id, sa.func.jsonb_array_length(TABLE.c.waiting) > 0)
        .values(confirmed=TABLE.c.waiting, confirmed_by=who, waiting=[])
        .returning(sa.func.jsonb_array_length(TABLE.c.confirmed))
    )
    count = done.scalar() or 0
    model.Session.commit()
    return int(count)
