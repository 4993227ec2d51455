"""Compares the search with the database, and puts it right. `loerrach doctor` calls both."""

from collections.abc import Sequence
from dataclasses import dataclass

import ckan.model as model
from ckan.common import config

from . import pending
from .schema import SCHEMA, ensure
from .store import remove_datasets

#: The document's own copy of the dataset (`data_dict`, made before any plugin changes it for the
#: index) against the rows that it was made from.
_COMPARED = f"""
WITH wanted AS (
    SELECT p.id, p.name, p.title, p.type, p.state, p.private, p.metadata_modified,
        o.name AS org, o.title AS org_title, (
            SELECT coalesce(array_agg(t.name::text ORDER BY t.name COLLATE "C"), '{{}}')
            FROM package_tag pt JOIN tag t ON t.id = pt.tag_id
            WHERE pt.package_id = p.id AND pt.state = 'active') AS tags, (
            SELECT coalesce(array_agg(g.name || ' ' || g.title ORDER BY g.name COLLATE "C"), '{{}}')
            FROM member m JOIN "group" g ON g.id = m.group_id
            WHERE m.table_name = 'package' AND m.table_id = p.id AND m.state = 'active'
                AND g.state = 'active' AND NOT g.is_organization) AS groups
    FROM package p LEFT JOIN "group" o ON o.id = p.owner_org AND o.state = 'active'
    WHERE p.state <> 'deleted' OR %(deleted)s
), found AS (
    SELECT d.id, d.data_dict::jsonb AS dict FROM {SCHEMA}.document d
    WHERE d.site_id = %(site)s AND d.entity_type = 'package'
), known AS (
    SELECT id, dict, (
            SELECT coalesce(array_agg(x->>'name' ORDER BY x->>'name' COLLATE "C"), '{{}}')
            FROM jsonb_array_elements(coalesce(dict->'tags', '[]')) x) AS tags, (
            SELECT coalesce(array_agg((x->>'name') || ' ' || (x->>'title')
                ORDER BY x->>'name' COLLATE "C"), '{{}}')
            FROM jsonb_array_elements(coalesce(dict->'groups', '[]')) x) AS groups
    FROM found
)
SELECT coalesce(w.id, k.id) AS id,
    CASE WHEN w.id IS NULL THEN 'orphan' WHEN k.id IS NULL THEN 'missing' ELSE 'stale' END AS what
FROM wanted w FULL JOIN known k ON k.id = w.id
WHERE w.id IS NULL OR k.id IS NULL OR w.name IS DISTINCT FROM k.dict->>'name'
    OR w.type IS DISTINCT FROM k.dict->>'type' OR w.state IS DISTINCT FROM k.dict->>'state'
    OR w.title IS DISTINCT FROM coalesce(k.dict->>'title', w.title)
    OR w.private IS DISTINCT FROM (k.dict->>'private')::boolean
    OR w.metadata_modified IS DISTINCT FROM (k.dict->>'metadata_modified')::timestamp
    OR w.org IS DISTINCT FROM k.dict->'organization'->>'name'
    OR w.org_title IS DISTINCT FROM k.dict->'organization'->>'title'
    OR w.tags IS DISTINCT FROM k.tags OR w.groups IS DISTINCT FROM k.groups
ORDER BY 1
"""


@dataclass(frozen=True)
class Difference:
    """Ids of datasets that search and database do not agree about; false if there are none."""

    #: in the database, not in the search
    missing: tuple[str, ...]
    #: in both, with an older state in the search
    stale: tuple[str, ...]
    #: in the search, not (or only as deleted) in the database
    orphans: tuple[str, ...]
    #: marked to be indexed, because something around them has changed
    pending: tuple[str, ...]
    #: how many the database and the search have
    datasets: int
    documents: int

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.orphans or self.pending)

    def summary(self) -> str:
        """One line in English for an operator."""
        parts = [
            f"{len(ids)} {text}"
            for ids, text in (
                (self.missing, "missing"),
                (self.stale, "stale"),
                (self.orphans, "not in the database"),
                (self.pending, "waiting to be indexed"),
            )
            if ids
        ]
        found = ", ".join(parts) or "no difference"
        return f"{self.documents} of {self.datasets} datasets in the search: {found}"


def compare() -> Difference:
    """What the search lacks, has in an older state, or has too much."""
    connection = model.Session.connection()
    ensure(connection.engine)
    params = {"site": str(config["ckan.site_id"]), "deleted": _deleted()}
    rows = connection.exec_driver_sql(_COMPARED, params).fetchall()
    datasets = connection.exec_driver_sql(
        "SELECT count(*) FROM package WHERE state <> 'deleted' OR %(deleted)s", params
    ).scalar()
    documents = connection.exec_driver_sql(
        f"SELECT count(*) FROM {SCHEMA}.document WHERE site_id = %(site)s", params
    ).scalar()
    missing, stale, orphans = (
        tuple(str(row[0]) for row in rows if row[1] == what)
        for what in ("missing", "stale", "orphan")
    )
    return Difference(missing, stale, orphans, tuple(pending.marked()), datasets, documents)


def repair(difference: Difference | None = None) -> Difference:
    """Put right what differs; what is left then, which is nothing unless somebody is writing.

    Needs a session that has written nothing; commits dataset by dataset.
    """
    found = difference if difference is not None else compare()
    _remove(found.orphans)
    pending.settle(dict.fromkeys([*found.missing, *found.stale, *found.pending]))
    return compare()


def _remove(package_ids: Sequence[str]) -> None:
    """Only those that are still not there: a dataset may have come since the comparison."""
    if not package_ids:
        return
    connection = model.Session.connection()
    rows = connection.exec_driver_sql(
        "SELECT id FROM package WHERE id = ANY(%s) AND (state <> 'deleted' OR %s)",
        (list(package_ids), _deleted()),
    )
    back = {row[0] for row in rows}
    gone = [one for one in package_ids if one not in back]
    if gone:
        remove_datasets(connection, gone, str(config["ckan.site_id"]))
    model.Session.commit()


def _deleted() -> bool:
    """Whether deleted datasets belong into the search."""
    return not config.get("ckan.search.remove_deleted_packages")
