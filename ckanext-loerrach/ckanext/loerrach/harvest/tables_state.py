"""Which version of its table each resource was last written with: one row per table.

The DataStore is another database, so that a dataset and its tables cannot be one transaction. The
row says before a table is written which version is coming, and in the dataset's own transaction
that it has come; a crash in between can be seen by that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from . import sensors

#: made by ../migration/loerrach_harvest
TABLE = sa.table(
    "loerrach_harvest_table",
    *(sa.column(name, sa.Text)
      for name in ("resource_id", "source_id", "record_id", "version", "staged")),
    sa.column("staged_at", sa.DateTime(timezone=True)),
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What is remembered of one table."""

    resource_id: str
    source_id: str
    record_id: str
    #: the dataset was last written with it; None: with no table at all
    version: str | None = None
    #: on its way; None: nothing is
    staged: str | None = None


def load(resource_ids: Iterable[str] | None = None) -> dict[str, Kept]:
    """The rows of these resources, or all, by resource."""
    columns = [TABLE.c[name] for name in Kept.__dataclass_fields__]
    query = sa.select(*columns)
    if resource_ids is not None:
        query = query.where(TABLE.c.resource_id.in_(list(resource_ids)))
    return {row[0]: Kept(*row) for row in model.Session.execute(query)}


def announce(source_id: str, record_id: str, resource_id: str, version: str) -> None:
    """Say which version is coming, and commit: on a connection of its own, whatever follows."""
    row = {"source_id": source_id, "record_id": record_id, "staged": version,
           "staged_at": datetime.now(UTC)}  # fmt: skip
    with model.meta.engine.begin() as connection:
        connection.execute(_upsert([{"resource_id": resource_id, **row}]))


def settle(source_id: str, record_id: str, versions: Mapping[str, str]) -> None:
    """Say which versions are there, in the session's transaction."""
    row = {"source_id": source_id, "record_id": record_id, "staged": None, "staged_at": None}
    rows = [{"resource_id": id, "version": told, **row} for id, told in versions.items()]
    if rows:
        model.Session.execute(_upsert(rows))


def correct(resource_id: str, version: str | None) -> None:
    """Say which version is there in truth, in the session's transaction."""
    model.Session.execute(
        sa.update(TABLE)
        .where(TABLE.c.resource_id == resource_id)
        .values(version=version, staged=None, staged_at=None)
    )


def forget(resource_ids: Collection[str]) -> None:
    """Remember nothing of these tables any more, in the session's transaction."""
    sensors.forget(resource_ids)
    model.Session.execute(sa.delete(TABLE).where(TABLE.c.resource_id.in_(list(resource_ids))))


def _upsert(rows: list[dict[str, Any]]) -> Any:
    statement = insert(TABLE).values(rows)
    changed = {name: statement.excluded[name] for name in rows[0] if name != "resource_id"}
    return statement.on_conflict_do_update(index_elements=["resource_id"], set_=changed)
