"""What the portal knows of each record of a source: one row, read by one SELECT per run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from .leaving import Rules

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
    sa.column("identities", ARRAY(sa.Text)),
    sa.column("nearness", sa.SmallInteger),
    sa.column("stamp", sa.Text),
    sa.column("given", sa.Text),
)

#: of a record that is being written; its version is told when all of it is done
FRESH = {
    "holds": True, "missing_since": None, "archived_at": None, "deleted_at": None,
    "stamp": "", "given": "",
}  # fmt: skip
KEY = ("source_id", "record_id")
REMEMBER = """
    INSERT INTO loerrach_harvest_state ({names})
    SELECT {names} FROM jsonb_populate_recordset(
        CAST(NULL AS loerrach_harvest_state), CAST(:rows AS jsonb))
    ON CONFLICT (source_id, record_id) DO UPDATE SET {changed}
"""


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
    #: its names in the world are remembered; not so of what was written by an older version
    named: bool = True
    #: metadata_modified of the dataset
    modified_at: datetime | None = None

    @property
    def removed(self) -> bool:
        """A person has deleted the dataset in the portal."""
        return self.state != "active" and self.deleted_at is None


def facts() -> tuple[Any, ...]:
    """The columns of a Known, of a row joined with its package."""
    packages = model.package_table
    edited = sa.func.coalesce(packages.c.metadata_modified != TABLE.c.written, sa.false())
    return (
        TABLE.c.package_id, packages.c.name, packages.c.state, TABLE.c.hash,
        TABLE.c.missing_since, TABLE.c.holds, edited, TABLE.c.written.is_not(None),
        TABLE.c.archived_at, TABLE.c.deleted_at, TABLE.c.identities.is_not(None),
        packages.c.metadata_modified,
    )  # fmt: skip


def load(source_id: str) -> dict[str, Known]:
    """All records of a source by their identity there."""
    packages = model.package_table
    query = (
        sa.select(TABLE.c.record_id, *facts())
        .join_from(TABLE, packages, packages.c.id == TABLE.c.package_id)
        .where(TABLE.c.source_id == source_id)
    )
    return {row[0]: Known(*row[1:]) for row in model.Session.execute(query)}


def due(source_id: str, rules: Rules, now: datetime, waiting: Iterable[str]) -> bool:
    """Is a dataset to be archived or deleted, for which the source has to be read in full?

    A source that does not change would keep for ever what it no longer has. Records in ``waiting``
    need a person, not another look.
    """
    packages = model.package_table
    leaves = sa.and_(
        TABLE.c.archived_at.is_(None), TABLE.c.missing_since <= now - rules.grace,
        TABLE.c.record_id.not_in(list(waiting)),
    )  # fmt: skip
    if rules.delete_after:
        leaves = sa.or_(leaves, TABLE.c.archived_at <= now - rules.delete_after)
    query = (
        sa.select(sa.literal(True))
        .join_from(TABLE, packages, packages.c.id == TABLE.c.package_id)
        .where(TABLE.c.source_id == source_id, TABLE.c.holds, packages.c.state == "active", leaves)
        .limit(1)
    )
    return bool(model.Session.execute(query).scalar())


def remember(source_id: str, record_id: str, package_id: str, **values: Any) -> None:
    """Note what is written of a record; in the transaction of the dataset."""
    row = {
        "package_id": package_id, **FRESH, **values,
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
    release_all(source_id, {row["record_id"]: row["package_id"] for row in rows})
    whole = [{"source_id": source_id, **FRESH, **row} for row in rows]
    names = list(whole[0])
    changed = (f"{name} = EXCLUDED.{name}" for name in names if name not in KEY)
    # as one value: PostgreSQL would be asked a hundred times by a list of them
    model.Session.execute(
        sa.text(REMEMBER.format(names=", ".join(names), changed=", ".join(changed))),
        {"rows": json.dumps(whole, default=datetime.isoformat)},
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


def note_each(statement: str, source_id: str, rows: Iterator[Mapping[str, Any]]) -> bool:
    """Run a statement with the JSON of `:rows` and the `:source`, a thousand rows at a time.

    False if there was none; not committed.
    """
    noted = False
    while some := list(islice(rows, 1000)):
        model.Session.execute(sa.text(statement), {"source": source_id, "rows": json.dumps(some)})
        noted = True
    return noted


def _is(source_id: str, records: Iterable[str]) -> tuple[Any, Any]:
    return TABLE.c.source_id == source_id, TABLE.c.record_id.in_(list(records))
