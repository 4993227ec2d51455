"""What the portal knows of each record of a source: one row, read by one SELECT per run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB, insert

#: made by ../migration/loerrach_harvest
TABLE = sa.table(
    "loerrach_harvest_state",
    sa.column("source_id", sa.Text),
    sa.column("record_id", sa.Text),
    sa.column("package_id", sa.Text),
    sa.column("hash", sa.Text),
    sa.column("missing_since", sa.DateTime(timezone=True)),
    sa.column("identifier", sa.Text),
    sa.column("modified", sa.Text),
    sa.column("holds", sa.Boolean),
    sa.column("written", sa.DateTime),
    sa.column("fields", JSONB),
    sa.column("archived_at", sa.DateTime(timezone=True)),
    sa.column("deleted_at", sa.DateTime(timezone=True)),
)


@dataclass(frozen=True)
class Known:
    """A record that was harvested before."""

    package_id: str
    #: name of its dataset, which stays
    name: str
    #: state of its dataset: active, or deleted
    state: str
    hash: str
    missing_since: datetime | None = None
    #: this source writes the dataset; False: another one does
    holds: bool = True
    #: somebody in the portal has edited the dataset since our last write
    edited: bool = False
    #: how the portal shows it is remembered; not so after a crash between two transactions
    settled: bool = True
    archived_at: datetime | None = None
    #: when the engine deleted the dataset; None where a person did
    deleted_at: datetime | None = None
    #: metadata_modified of the dataset
    modified_at: datetime | None = None

    @property
    def removed(self) -> bool:
        """A person has deleted the dataset in the portal."""
        return self.state != "active" and self.deleted_at is None


def load(source_id: str) -> dict[str, Known]:
    """All records of a source by their identity there."""
    packages = model.package_table
    edited = sa.func.coalesce(packages.c.metadata_modified != TABLE.c.written, sa.false())
    query = (
        sa.select(
            TABLE.c.record_id, TABLE.c.package_id, packages.c.name, packages.c.state,
            TABLE.c.hash, TABLE.c.missing_since, TABLE.c.holds, edited,
            TABLE.c.written.is_not(None), TABLE.c.archived_at, TABLE.c.deleted_at,
            packages.c.metadata_modified,
        )
        .join_from(TABLE, packages, packages.c.id == TABLE.c.package_id)
        .where(TABLE.c.source_id == source_id)
    )  # fmt: skip
    return {row[0]: Known(*row[1:]) for row in model.Session.execute(query)}


def remember(source_id: str, record_id: str, package_id: str, **values: Any) -> None:
    """Note what is written of a record; in the transaction of the dataset."""
    row = {
        "package_id": package_id, "holds": True, "missing_since": None, "archived_at": None,
        "deleted_at": None, **values,
    }  # fmt: skip
    model.Session.execute(
        insert(TABLE)
        .values(source_id=source_id, record_id=record_id, **row)
        .on_conflict_do_update(index_elements=["source_id", "record_id"], set_=row)
    )


def remember_all(source_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """Note what is written of several records, whose rows have the same columns.

    No other record writes their datasets any longer; they go on knowing them.
    """
    if not rows:
        return
    fresh = {"holds": True, "missing_since": None, "archived_at": None, "deleted_at": None}
    release_all(source_id, {row["record_id"]: row["package_id"] for row in rows})
    written = insert(TABLE).values([{"source_id": source_id, **fresh, **row} for row in rows])
    changed = {name: written.excluded[name] for name in {**fresh, **rows[0]} if name != "record_id"}
    model.Session.execute(
        written.on_conflict_do_update(index_elements=["source_id", "record_id"], set_=changed)
    )


def release_all(source_id: str, records: Mapping[str, str]) -> None:
    """Let nobody but these records (identity -> dataset) of the source write their datasets."""
    model.Session.execute(
        sa.update(TABLE)
        .where(
            TABLE.c.package_id.in_(list(records.values())), TABLE.c.holds,
            sa.or_(TABLE.c.source_id != source_id, TABLE.c.record_id.not_in(list(records))),
        )
        .values(holds=False)
    )  # fmt: skip


def fields(package_id: str) -> dict[str, str] | None:
    """Digest of each field of a dataset after our last write; None where that is not known."""
    query = sa.select(TABLE.c.fields).where(TABLE.c.package_id == package_id, TABLE.c.holds)
    return model.Session.execute(query).scalar()


def release(source_id: str, package_id: str) -> None:
    """Let no other source write the dataset any longer; they go on knowing it."""
    model.Session.execute(
        sa.update(TABLE)
        .where(TABLE.c.package_id == package_id, TABLE.c.source_id != source_id, TABLE.c.holds)
        .values(holds=False)
    )


def forget(source_id: str, records: Iterable[str]) -> None:
    """Forget routes that are no more, in the session's transaction; datasets do not change."""
    model.Session.execute(sa.delete(TABLE).where(*_is(source_id, records)))


def note(source_id: str, records: Iterable[str], **values: Any) -> None:
    """Note the same about several records, in the session's transaction."""
    model.Session.execute(sa.update(TABLE).where(*_is(source_id, records)).values(**values))


def _is(source_id: str, records: Iterable[str]) -> tuple[Any, Any]:
    return TABLE.c.source_id == source_id, TABLE.c.record_id.in_(list(records))
