"""Writes documents and takes them away; every call is part of the caller's transaction."""

import random
from collections.abc import Iterable, Sequence
from typing import Any

from .document import COLUMNS, Document, row
from .query.conditions import Condition, Equal, all_of, sql
from .schema import LOCK, SCHEMA

#: rows of one INSERT
_CHUNK = 100
#: shared by all who add words, alone for who empties their list
_WORDS_LOCK = LOCK + 2
#: one in so many changes adds them up
_ADD_UP = 1 / 100

_UPDATES = ", ".join(f"{column} = EXCLUDED.{column}" for column in COLUMNS if column != "index_id")
_PLACES = "(" + ", ".join(
    {"words": "%s::tsvector", "terms": "%s::tsvector", "fields": "%s::jsonb",
     "labels": "%s::text[]", "tags": "%s::text[]", "groups": "%s::text[]",
     "res_format": "%s::text[]", "metadata_created": "%s::timestamptz",
     "metadata_modified": "%s::timestamptz"}.get(column, "%s") for column in COLUMNS
) + ")"  # fmt: skip


def put(connection: Any, documents: Iterable[Document]) -> int:
    """Store documents, each in the place of the older one with its index_id; how many changed.

    Documents that are stored already just so are left alone: they need no lock.
    """
    rows = {found["index_id"]: found for found in map(row, documents)}
    known = digests(connection, list(rows))
    # One order for all writers: two batches cannot wait for each other
    changed = [rows[key] for key in sorted(rows) if known.get(key) != rows[key]["digest"]]
    if changed:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock_shared(%s)", (_WORDS_LOCK,))
    for start in range(0, len(changed), _CHUNK):
        _upsert(connection, changed[start : start + _CHUNK])
    if changed:
        note_change(connection)
    return len(changed)


def digests(connection: Any, index_ids: Sequence[str]) -> dict[str, str]:
    """What is stored for these: index_id → digest."""
    found = connection.exec_driver_sql(
        f"SELECT index_id, digest FROM {SCHEMA}.document WHERE index_id = ANY(%s)",
        (list(index_ids),),
    )
    return dict(found.fetchall())


def _upsert(connection: Any, rows: Sequence[dict[str, Any]]) -> None:
    places = ", ".join([_PLACES] * len(rows))
    connection.exec_driver_sql(
        f"INSERT INTO {SCHEMA}.document ({', '.join(COLUMNS)}) VALUES {places} "
        f"ON CONFLICT (index_id) DO UPDATE SET {_UPDATES}, seq = EXCLUDED.seq",
        tuple(found[column] for found in rows for column in COLUMNS),
    )
    terms = sorted({term for found in rows for term in found["vocabulary"]})
    connection.exec_driver_sql(
        f"INSERT INTO {SCHEMA}.word (term) SELECT t FROM unnest(%s::text[]) t "
        f"WHERE NOT EXISTS (SELECT FROM {SCHEMA}.word w WHERE w.term = t)",
        (terms,),
    )


def remove(connection: Any, condition: Condition) -> int:
    """Take away the documents that fit; how many there were."""
    wanted = sql(condition)
    found = connection.exec_driver_sql(
        f"WITH gone AS (SELECT index_id FROM {SCHEMA}.document d WHERE {wanted.text} "
        f"ORDER BY index_id FOR UPDATE) "
        f"DELETE FROM {SCHEMA}.document d USING gone WHERE d.index_id = gone.index_id",
        wanted.params,
    )
    count = int(found.rowcount)
    if count:
        note_change(connection)
        _forget_words(connection)
    return count


def remove_datasets(connection: Any, package_ids: Sequence[str], site_id: str) -> int:
    """Take away the documents of datasets of one site; how many there were."""
    site = Equal("site_id", (site_id,))
    return remove(connection, all_of([Equal("id", tuple(package_ids)), site]))


def _forget_words(connection: Any) -> None:
    """Empty the list of words where the last document has gone and nobody writes another.

    A writer adds only words that it does not see, so none may be at work: it holds the lock shared.
    """
    if connection.exec_driver_sql(f"SELECT EXISTS (SELECT FROM {SCHEMA}.document)").scalar():
        return
    alone = "SELECT pg_try_advisory_xact_lock(%s)"
    if connection.exec_driver_sql(alone, (_WORDS_LOCK,)).scalar():
        connection.exec_driver_sql(
            f"DELETE FROM {SCHEMA}.word WHERE NOT EXISTS (SELECT FROM {SCHEMA}.document)"
        )


def note_change(connection: Any) -> None:
    """Tell those who keep counts; a new row each time, for a shared one would make writers wait.

    Now and then one writer adds up what it sees, which changes no sum; the others do not wait.
    """
    connection.exec_driver_sql(f"INSERT INTO {SCHEMA}.change (n) VALUES (1)")
    if random.random() < _ADD_UP:  # noqa: S311
        free = "SELECT pg_try_advisory_xact_lock(%s)"
        if connection.exec_driver_sql(free, (LOCK + 1,)).scalar():
            connection.exec_driver_sql(
                f"WITH seen AS (DELETE FROM {SCHEMA}.change RETURNING n) "
                f"INSERT INTO {SCHEMA}.change (n) SELECT sum(n) FROM seen"
            )
