"""In which transaction a document is written, and that no older one wins.

CKAN indexes a dataset before it commits (package_create, package_update, package_delete,
dataset_purge): then the document is part of that transaction. Elsewhere it commits first and
indexes afterwards, or indexes for its own sake (member_create, tag_delete, search.rebuild,
harvest_source_reindex), and nobody commits what the index wrote. There the session's transaction
has written nothing yet, so there is nothing to be at one with: the document is committed at
once, on a connection of its own, and no lock outlives it.

Such a document was read before it is written. Between the two a newer one may have come; `Reading`
remembers what was stored before the reading began, and a document that finds another is refused, so
that its reader reads anew.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import ckan.model as model

from .schema import SCHEMA


@dataclass
class Reading:
    """One dataset that is being read to be indexed, and the state of the index before."""

    package_id: str
    seq: int | None
    refused: bool = field(default=False)


_reading: ContextVar[Reading | None] = ContextVar("loerrach_search_reading", default=None)


def alone() -> bool:
    """Whether CKAN's session has written nothing since its last commit."""
    session = model.Session()
    if session.new or session.deleted or session.in_nested_transaction():
        return False
    if any(session.is_modified(one) for one in session.dirty):
        return False
    written = session.connection().exec_driver_sql("SELECT txid_current_if_assigned()").scalar()
    return written is None


@contextmanager
def reading(connection: Any, package_id: str) -> Iterator[Reading]:
    """While a dataset is read to be indexed outside of its own transaction."""
    found = Reading(package_id, stored_seq(connection, package_id))
    token = _reading.set(found)
    try:
        yield found
    finally:
        _reading.reset(token)


def stored_seq(connection: Any, package_id: str) -> int | None:
    """Which document of a dataset is stored, by the order of writing."""
    found = connection.exec_driver_sql(
        f"SELECT max(seq) FROM {SCHEMA}.document WHERE id = %s", (package_id,)
    ).scalar()
    return None if found is None else int(found)


def fresh(connection: Any, package_ids: Sequence[str]) -> bool:
    """Whether the documents of these may be written now; waits for those who are changing them.

    A dataset's own transaction has locked its row before it writes the document; holding the row
    keeps the next one from writing before this transaction ends.
    """
    rows = connection.exec_driver_sql(
        "SELECT id FROM package WHERE id = ANY(%s) ORDER BY id FOR SHARE", (sorted(package_ids),)
    )
    present = {row[0] for row in rows}
    now = _reading.get()
    if now is None or now.package_id not in package_ids:
        return True
    unchanged = now.package_id in present and stored_seq(connection, now.package_id) == now.seq
    now.refused = not unchanged
    return unchanged
