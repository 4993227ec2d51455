"""How long runs are remembered: jobs and objects of ckanext-harvest, our reports, activities.

A source that is asked every minute makes up to 1,440 jobs a day, and ckanext-harvest loads all of
them whenever it shows the source. Everything goes in small transactions, so that nobody waits for
it; what a dataset rests on stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.plugins import plugin_loaded

from . import settings

#: rows of a transaction, and transactions of one call for each kind
BATCH, BATCHES = 500, 20


@dataclass(frozen=True)
class Forgotten:
    """How many rows went."""

    objects: int = 0
    jobs: int = 0
    activities: int = 0


def forget_old() -> Forgotten:
    """Remove what is older than the options say, at most BATCH * BATCHES rows of a kind."""
    runs = {"type": settings.TYPE, "kept": max(1, tk.config["ckanext.loerrach.harvest.keep_runs"])}
    return Forgotten(_batches(OBJECTS, runs), _batches(JOBS, runs), _activities())


def _activities() -> int:
    days = tk.config["ckanext.loerrach.harvest.keep_activities"]
    if not days or not plugin_loaded("activity"):
        return 0
    engine = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return _batches(ACTIVITIES, {"days": days, "user": model.User.get(engine["name"]).id})


def _batches(statement: str, values: dict[str, Any]) -> int:
    gone = 0
    for _ in range(BATCHES):
        count = model.Session.execute(sa.text(statement), {**values, "batch": BATCH}).scalar_one()
        model.Session.commit()
        gone += count
        if count < BATCH:
            break
    return gone


OLD = """
    WITH finished AS (
        SELECT job.id, row_number() OVER (PARTITION BY source_id ORDER BY job.created DESC) AS age
        FROM harvest_job AS job JOIN harvest_source AS source ON source.id = job.source_id
        WHERE source.type = :type AND job.status = 'Finished'
    ), old AS (SELECT id FROM finished WHERE age > :kept)
"""

#: CKAN's index reads the current object of a dataset; it and its job stay, however old they are.
#: ckanext-harvest's foreign keys do not all cascade, so that each table is emptied by name
OBJECTS = f"""{OLD}, objects AS (
        SELECT id FROM harvest_object
        WHERE harvest_job_id IN (SELECT id FROM old) AND NOT coalesce(current, false) LIMIT :batch
    ), errors AS (
        DELETE FROM harvest_object_error WHERE harvest_object_id IN (SELECT id FROM objects)
    ), extras AS (
        DELETE FROM harvest_object_extra WHERE harvest_object_id IN (SELECT id FROM objects)
    ), gone AS (
        DELETE FROM harvest_object WHERE id IN (SELECT id FROM objects) RETURNING 1
    )
    SELECT count(*) FROM gone
"""  # noqa: S608 (both parts stand here)

#: our report goes with its job
JOBS = f"""{OLD}, jobs AS (
        SELECT id FROM old
        WHERE NOT EXISTS (SELECT FROM harvest_object WHERE harvest_job_id = old.id) LIMIT :batch
    ), errors AS (
        DELETE FROM harvest_gather_error WHERE harvest_job_id IN (SELECT id FROM jobs)
    ), gone AS (
        DELETE FROM harvest_job WHERE id IN (SELECT id FROM jobs) RETURNING 1
    )
    SELECT count(*) FROM gone
"""  # noqa: S608 (both parts stand here)

#: what people did stays, and the last that is known of a dataset
ACTIVITIES = """
    WITH old AS (
        SELECT activity.id FROM loerrach_harvest_state AS state
        JOIN activity ON activity.object_id = state.package_id
        WHERE state.holds AND activity.user_id = :user
        AND activity.timestamp < (now() AT TIME ZONE 'UTC') - make_interval(days => :days)
        AND EXISTS (SELECT FROM activity AS later WHERE later.object_id = activity.object_id
            AND later.timestamp > activity.timestamp)
        LIMIT :batch
    ), details AS (
        DELETE FROM activity_detail WHERE activity_id IN (SELECT id FROM old)
    ), gone AS (
        DELETE FROM activity WHERE id IN (SELECT id FROM old) RETURNING 1
    )
    SELECT count(*) FROM gone
"""
