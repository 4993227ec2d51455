"""What the portal knows of each record of a source: one row, read by one SELECT per run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

#: made by ../migration/loerrach_harvest
TABLE = sa.table(
    "loerrach_harvest_state",
    sa.column("source_id", sa.Text),
    sa.column("record_id", sa.Text),
    sa.column("package_id", sa.Text),
    sa.column("hash", sa.Text),
    sa.column("missing_since", sa.DateTime(timezone=True)),
)


@dataclass(frozen=True)
class Known:
    """A record that was harvested before."""

    package_id: str
    #: name of its dataset, which stays
    name: str
    #: state of its dataset: active, or deleted by somebody in the portal
    state: str
    hash: str
    missing_since: datetime | None


def load(source_id: str) -> dict[str, Known]:
    """All records of a source by their identity there."""
    packages = model.package_table
    query = (
        sa.select(
            TABLE.c.record_id, TABLE.c.package_id, packages.c.name, packages.c.state,
            TABLE.c.hash, TABLE.c.missing_since,
        )
        .join_from(TABLE, packages, packages.c.id == TABLE.c.package_id)
        .where(TABLE.c.source_id == source_id)
    )  # fmt: skip
    return {row[0]: Known(*row[1:]) for row in model.Session.execute(query)}


def remember(source_id: str, record_id: str, package_id: str, hash: str) -> None:
    """Note what was written; in the transaction of the dataset."""
    row: dict[str, Any] = {"package_id": package_id, "hash": hash, "missing_since": None}
    model.Session.execute(
        insert(TABLE)
        .values(source_id=source_id, record_id=record_id, **row)
        .on_conflict_do_update(index_elements=["source_id", "record_id"], set_=row)
    )


def note_missing(source_id: str, records: Iterable[str], now: datetime | None = None) -> None:
    """Note since when the source does not have these records; None has all of them back."""
    model.Session.execute(
        sa.update(TABLE)
        .where(TABLE.c.source_id == source_id, TABLE.c.record_id.in_(list(records)))
        .values(missing_since=now or datetime.now(UTC))
    )
    model.Session.commit()


def note_found(source_id: str, records: Iterable[str]) -> None:
    """Note that the source has these records again."""
    model.Session.execute(
        sa.update(TABLE)
        .where(TABLE.c.source_id == source_id, TABLE.c.record_id.in_(list(records)))
        .values(missing_since=None)
    )
    model.Session.commit()
