"""Free tags by name: those of a batch, made where they are not there yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid

#: held by whoever adds free tags in bulk: no constraint keeps two of one name apart, because their
#: vocabulary is NULL
TAG_LOCK = "loerrach free tags"


def free_tags(names: Iterable[str]) -> dict[str, Any]:
    """Name -> model.Tag; all of them are there afterwards."""
    wanted = set(names)
    found = _there(wanted)
    if wanted - set(found):
        lock = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(TAG_LOCK, 0))
        model.Session.execute(sa.select(lock))
        found = _there(wanted)
    if new := sorted(wanted - set(found)):
        rows = [{"id": make_uuid(), "name": name} for name in new]
        model.Session.execute(sa.insert(model.tag_table), rows)
        found |= _there(set(new))
    return found


def _there(names: set[str]) -> dict[str, Any]:
    if not names:
        return {}
    query = model.Session.query(model.Tag).filter(
        model.Tag.name.in_(sorted(names)), model.Tag.vocabulary_id.is_(None)
    )
    return {tag.name: tag for tag in query}
