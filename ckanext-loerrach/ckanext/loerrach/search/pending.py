"""Datasets that have to be indexed because something around them has changed.

A mark is written in the transaction of the change itself and taken away when the dataset is
indexed: a process that dies between the two leaves the mark, and `repair` or the next `settle`
finds it.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

import ckan.model as model
from ckan import logic
from ckan.common import config
from ckan.lib.search.common import SearchError, SearchIndexError
from sqlalchemy.exc import SQLAlchemyError

from .schema import SCHEMA, ensure
from .store import remove_datasets
from .transactions import alone

log = logging.getLogger(__name__)

#: datasets that a web request indexes itself; the rest is left to a background job
AT_ONCE = 100
#: as many old marks as one `settle` takes along
_OLD = 20


def mark(package_ids: Sequence[str]) -> Any:
    """Remember datasets, in the session's transaction; the time of the marks."""
    connection = model.Session.connection()
    ensure(connection.engine)
    now = connection.exec_driver_sql("SELECT clock_timestamp()").scalar()
    if package_ids:
        connection.exec_driver_sql(
            f"INSERT INTO {SCHEMA}.pending (package_id, since) SELECT unnest(%s::text[]), %s",
            (list(package_ids), now),
        )
    return now


def forget(package_ids: Sequence[str], since: Any) -> None:
    """Take back marks of this time and before, and commit; for a change that was none."""
    if package_ids and alone():
        _unmark(package_ids, since)
        model.Session.commit()


def _unmark(package_ids: Sequence[str], until: Any) -> None:
    model.Session.connection().exec_driver_sql(
        f"DELETE FROM {SCHEMA}.pending WHERE package_id = ANY(%s) AND since <= %s",
        (list(package_ids), until),
    )


def marked(limit: int | None = None) -> list[str]:
    """Datasets that are remembered, the oldest first."""
    connection = model.Session.connection()
    ensure(connection.engine)
    rows = connection.exec_driver_sql(
        f"SELECT package_id FROM {SCHEMA}.pending GROUP BY package_id "
        "ORDER BY min(since), package_id LIMIT %s",
        (limit,),
    )
    return [str(row[0]) for row in rows]


def settle(package_ids: Iterable[str]) -> int:
    """Index datasets and forget their marks, each in a transaction of its own; how many.

    Needs a session that has written nothing. What cannot be indexed keeps its mark and is logged.
    """
    done = 0
    for package_id in package_ids:
        try:
            _settle(package_id)
            done += 1
        except (SearchIndexError, SearchError, logic.ActionError, SQLAlchemyError) as error:
            model.Session.rollback()
            log.warning("Dataset %s is not indexed yet: %s", package_id, error)
    return done


def settle_marked() -> int:
    """Index all that is remembered; the background job."""
    return settle(marked())


def settle_or_enqueue(package_ids: Sequence[str]) -> None:
    """Index a few at once, many in the background; left-overs of others as well."""
    if not alone():
        return  # the marks become visible when the outer transaction ends
    few = list(package_ids[:AT_ONCE])
    if len(package_ids) > AT_ONCE:
        _enqueue()
    old = [one for one in marked(_OLD) if one not in package_ids] if few else []
    settle([*few, *old])


def _settle(package_id: str) -> None:
    connection = model.Session.connection()
    before = connection.exec_driver_sql("SELECT clock_timestamp()").scalar()
    model.Session.rollback()
    try:
        logic.index_update_package({"ignore_auth": True}, package_id)
    except logic.NotFound:
        site = str(config["ckan.site_id"])
        remove_datasets(model.Session.connection(), [package_id], site)
    _unmark([package_id], before)
    model.Session.commit()


def _enqueue() -> None:
    from ckan.lib.jobs import enqueue
    from redis.exceptions import RedisError

    try:
        enqueue(settle_marked, title="Index the datasets of a changed group or organization")
    except RedisError as error:
        log.warning("Datasets wait to be indexed (`ckan loerrach-search repair`): %s", error)
