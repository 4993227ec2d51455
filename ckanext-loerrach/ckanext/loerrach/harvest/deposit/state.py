"""What waits to become a table, how far it is, and what became of it: one row per resource.

PostgreSQL keeps it; Valkey only tells a worker that there is something to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB, insert

PENDING, WORKING, DONE, FAILED = "pending", "working", "done", "failed"
#: mark of a resource that is no file with a table any more
GONE = "gone"
#: key of ``told``: what is said of the whole table that is there, see abouts
ABOUT = "about"
#: made by ../../migration/loerrach_harvest
TABLE = sa.table(
    "loerrach_deposit",
    *(sa.column(name, sa.Text) for name in ("resource_id", "mark", "state", "stage", "cleared")),
    *(sa.column(name, sa.BigInteger) for name in ("done", "expected", "tries", "threshold")),
    sa.column("told", JSONB),
    sa.column("correction", JSONB(none_as_null=True)),
    sa.column("changed_at", sa.DateTime(timezone=True)),
)
#: what a file begins with
FRESH: dict[str, Any] = {"state": PENDING, "stage": "", "done": 0, "expected": 0, "tries": 0}


@dataclass(frozen=True)
class Deposit:
    """The file of one resource."""

    resource_id: str
    #: which file it is
    mark: str
    state: str
    #: fetching, reading or writing, while at work
    stage: str = ""
    #: rows read, of those there are
    done: int = 0
    expected: int = 0
    tries: int = 0
    #: what was understood, or why not; plain values
    told: Mapping[str, Any] = field(default_factory=dict)
    changed_at: datetime | None = None
    #: Frictionless Data Resource that a publisher has said; None: all is found in the file
    correction: Mapping[str, Any] | None = None
    #: counts below it could identify a person; 0: nobody has set one
    threshold: int = 0
    #: mark of the file that may be published in spite of such counts
    cleared: str = ""


def load(resource_id: str) -> Deposit | None:
    """The row of a resource, as the session sees it."""
    return next(iter(of([resource_id]).values()), None)


def of(resource_ids: list[str]) -> dict[str, Deposit]:
    """Rows by resource."""
    query = sa.select(TABLE).where(TABLE.c.resource_id.in_(resource_ids))
    return {row.resource_id: Deposit(**row._mapping) for row in model.Session.execute(query)}


def waiting() -> list[Deposit]:
    """What is not done yet, oldest first."""
    query = sa.select(TABLE).where(TABLE.c.state.in_((PENDING, WORKING)))
    with model.meta.engine.connect() as connection:
        rows = connection.execute(query.order_by(TABLE.c.changed_at, TABLE.c.resource_id))
        return [Deposit(**row._mapping) for row in rows]


def ids() -> set[str]:
    """The resources whose tables are read from files of publishers."""
    with model.meta.engine.connect() as connection:
        return set(connection.execute(sa.select(TABLE.c.resource_id)).scalars())


def abouts(resource_ids: Sequence[str] | None = None) -> dict[str, Mapping[str, Any]]:
    """What the files of tables say of the whole table, by resource (of all without ids).

    ``reference_date`` (ISO 8601 day or "") and ``footnotes``; nothing for who says nothing.
    """
    about = TABLE.c.told[ABOUT]
    query = sa.select(TABLE.c.resource_id, about).where(TABLE.c.told.has_key(ABOUT))
    if resource_ids is not None:
        query = query.where(TABLE.c.resource_id.in_(resource_ids))
    with model.meta.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def want(resource_id: str, mark: str, threshold: int = 0) -> None:
    """Have a file loaded, in the session's transaction; what is said of the last one stays.

    ``threshold``: of the first one.
    """
    row = {**FRESH, "mark": mark, "changed_at": sa.func.now()}
    query = insert(TABLE).values(resource_id=resource_id, told={}, threshold=threshold, **row)
    model.Session.execute(query.on_conflict_do_update(index_elements=["resource_id"], set_=row))


def keep(resource_id: str, **values: Any) -> None:
    """Keep what a publisher says of the files, in the session's transaction."""
    query = sa.update(TABLE).where(TABLE.c.resource_id == resource_id)
    model.Session.execute(query.values(**values))


def note(one: Deposit, **values: Any) -> bool:
    """Write down how it stands, at once and seen by all; False: there is another file meanwhile."""
    query = sa.update(TABLE).values(changed_at=sa.func.now(), **values)
    query = query.where(TABLE.c.resource_id == one.resource_id, TABLE.c.mark == one.mark)
    with model.meta.engine.begin() as connection:
        return bool(connection.execute(query).rowcount)


def forget(one: Deposit) -> None:
    """Nothing is known of the resource any more."""
    query = sa.delete(TABLE).where(TABLE.c.resource_id == one.resource_id)
    with model.meta.engine.begin() as connection:
        connection.execute(query.where(TABLE.c.mark == one.mark))
