"""Do the servers behind the portal answer, and how old are its data?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import redis
import sqlalchemy as sa
from ckan import model
from ckan.lib import search
from ckan.lib.redis import connect_to_redis

#: harvest source name, and when it was last harvested without an error; a poll of ours that finds
#: nothing new makes no job
LAST_GOOD = """
    SELECT package.name, greatest(
        max(poll.answered_at AT TIME ZONE 'UTC'),
        max(job.finished) FILTER (
            WHERE NOT EXISTS (SELECT 1 FROM harvest_gather_error WHERE harvest_job_id = job.id)))
    FROM harvest_source AS source
    JOIN package ON package.id = source.id
    LEFT JOIN loerrach_harvest_poll AS poll ON poll.source_id = source.id
    LEFT JOIN harvest_job AS job ON job.source_id = source.id AND job.status = 'Finished'
    WHERE source.active GROUP BY package.name ORDER BY package.name
"""


def readiness() -> dict[str, Any]:
    """`ready`, for each server "ok" or what is wrong, and per source the seconds since it was good.

    Needs an application context; says nothing that strangers may not know.
    """
    checks = {"database": _database, "search": _search, "queue": _queue}
    found = {name: _verdict(check) for name, check in checks.items()}
    ready = all(verdict == "ok" for verdict in found.values())
    sources = _ages() if found["database"] == "ok" else {}
    model.Session.remove()
    return {"ready": ready, **found, "seconds_since_good_harvest": sources}


def _verdict(check: Callable[[], object]) -> str:
    try:
        check()
    except (sa.exc.SQLAlchemyError, search.SearchError, redis.RedisError, OSError):
        model.Session.rollback()
        return "does not answer"
    return "ok"


def _database() -> None:
    model.Session.execute(sa.text("SELECT 1"))


def _search() -> None:
    search.query_for(model.Package).run({"q": "*:*", "rows": 0})


def _queue() -> None:
    connect_to_redis().ping()


def waiting() -> dict[str, int]:
    """How much nobody has begun, by queue: those of CKAN's jobs, and the two of harvests.

    Raises redis.RedisError.
    """
    from ckan.lib import jobs
    from ckanext.harvest import queue

    found = {jobs.remove_queue_name_prefix(one.name): len(one) for one in jobs.get_all_queues()}
    connection = queue.get_connection()
    found["harvest-gather"] = connection.llen(queue.get_gather_routing_key())
    found["harvest-fetch"] = connection.llen(queue.get_fetch_routing_key())
    return found


def _ages() -> dict[str, float | None]:
    try:
        rows = model.Session.execute(sa.text(LAST_GOOD)).all()
    except sa.exc.ProgrammingError:
        # a portal without the plugin harvest
        model.Session.rollback()
        return {}
    # ckanext-harvest writes UTC without saying so
    now = datetime.now(UTC).replace(tzinfo=None)
    return {name: round((now - at).total_seconds()) if at else None for name, at in rows}
