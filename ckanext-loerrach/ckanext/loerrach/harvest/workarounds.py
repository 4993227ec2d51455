"""What is broken in ckanext-harvest 1.6.3 on CKAN 2.12, mended in this one place.

Each of the five says what goes wrong without it. tests/ckan/harvest/test_harvest_workarounds.py
runs ckanext-harvest with and without each, and says when one of them can go.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import logic, model
from ckanext.harvest import queue
from ckanext.harvest.logic import HarvestJobExists
from ckanext.harvest.model import (
    UPDATE_FREQUENCIES,
    HarvestGatherError,
    HarvestJob,
    HarvestObject,
    HarvestSource,
)

from . import poll
from .job import now

Action = Callable[[Any, Any], Any]
log = logging.getLogger(__name__)
#: in the context of what is done for `harvest_source_clear`
CLEARED = "loerrach_harvest_cleared"
#: how often a source is harvested whose frequency ckanext-harvest does not know
IN_PLACE = timedelta(days=1)


def actions() -> dict[str, Action]:
    """Actions that go around those of ckanext-harvest."""
    return {
        "harvest_source_create": harvest_source_create,
        "harvest_source_reindex": harvest_source_reindex,
        "harvest_sources_reindex": harvest_sources_reindex,
        "harvest_jobs_run": harvest_jobs_run,
        "harvest_source_clear": harvest_source_clear,
    }


# --- 1. `harvester source create` -----------------------------------------------------------------


@tk.chained_action
def harvest_source_create(following: Action, context: Any, data_dict: Any) -> Any:
    """Give the new source with its status, and index it so.

    ckanext-harvest adds the source to the session without a flush and then looks for it in the
    database, so that ``ckan harvester source create`` stops with an AttributeError.
    """
    tk.check_access("harvest_source_create", context, data_dict)
    source = following(context, data_dict)
    if source.get("status") is None:
        _index(source["id"])
        source = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": source["id"]})
    return source


# --- 2. `harvest_source_reindex` ------------------------------------------------------------------


@tk.chained_action
@tk.side_effect_free
def harvest_source_reindex(following: Action, context: Any, data_dict: Any) -> bool:
    """Index a source as CKAN does.

    ckanext-harvest puts a dict into the index that was never validated; package_show from the index
    then lacks source_type, frequency and config, and harvest_source_patch fails. It commits nothing
    either, which a search inside the database needs.
    """
    source_id = logic.get_or_bust(data_dict, "id")
    tk.check_access("harvest_source_reindex", context, {"id": source_id})
    if context.get(CLEARED):
        model.Session.commit()
    _index(source_id)
    return True


@tk.chained_action
def harvest_sources_reindex(following: Action, context: Any, data_dict: Any) -> bool:
    """Index all sources; ckanext-harvest asks for each of them in nobody's name."""
    tk.check_access("harvest_sources_reindex", context, data_dict)
    query = model.Session.query(model.Package.id).filter_by(type="harvest", state="active")
    for (source_id,) in query.all():
        _index(source_id)
    return True


def _index(source_id: str) -> None:
    logic.index_update_package({"ignore_auth": True}, source_id)
    model.Session.commit()


# --- 3. unknown frequencies -----------------------------------------------------------------------


@tk.chained_action
def harvest_jobs_run(following: Action, context: Any, data_dict: Any) -> Any:
    """Harvest sources of an unknown frequency daily, apart from the others.

    ckanext-harvest raises at the first of them, and no source after it gets a job or an end of it.
    Its forms refuse such a frequency; one comes with a source of other software or an old version.
    """
    tk.check_access("harvest_jobs_run", context, data_dict)
    if not data_dict.get("source_id"):
        for source in _of_unknown_frequency():
            _run_daily(context, source)
    return following(context, data_dict)


def _of_unknown_frequency() -> list[Any]:
    query = model.Session.query(HarvestSource).filter(
        HarvestSource.active, HarvestSource.frequency.not_in(UPDATE_FREQUENCIES)
    )
    return list(query)


def _run_daily(context: Any, source: Any) -> None:
    """A job if one is due; the next one lies ahead, so that ckanext-harvest passes over it."""
    if source.next_run is None or source.next_run <= now():
        log.warning(
            "The harvest source %s has the unknown frequency '%s' and is harvested once a day;"
            " known are %s", source.url, source.frequency, ", ".join(UPDATE_FREQUENCIES),
        )  # fmt: skip
        source.next_run = now() + IN_PLACE
        model.Session.commit()
        try:
            tk.get_action("harvest_job_create")(context, {"source_id": source.id, "run": True})
        except HarvestJobExists:
            log.info("The harvest source %s has a job already", source.url)
    elif source.next_run < now() + timedelta(minutes=1):
        # it would fall due between here and ckanext-harvest's own look
        source.next_run += timedelta(minutes=1)
        model.Session.commit()


# --- 4. a gather stage that raises ----------------------------------------------------------------


def mend_gathering() -> None:
    """Put our gather_stage in the place of ckanext-harvest's, once in a process."""
    if not hasattr(queue.gather_stage, "__wrapped__"):
        queue.gather_stage = _kept(queue.gather_stage)


def _kept(stock: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    @functools.wraps(stock)
    def gather_stage(harvester: Any, job: Any) -> Any:
        """Say on the job what went wrong, and keep what is written.

        ckanext-harvest deletes all harvest objects of the job, also those of datasets that are in
        the catalogue by then, and lets the exception end the process that gathers. A harvester
        belongs to somebody else: whatever it raises has to be caught here.
        """
        id, began = job.id, now()
        job.gather_started = began
        try:
            found = harvester.gather_stage(job)
        except Exception as error:
            log.exception("Gathering for the job %s failed", id)
            model.Session.rollback()
            _give_up(id, began, error)
            return []
        _gathered(id, began)
        return found

    return gather_stage


def _gathered(id: str, began: datetime) -> None:
    job = HarvestJob.get(id)
    job.gather_started, job.gather_finished = job.gather_started or began, now()
    job.save()


def _give_up(id: str, began: datetime, error: Exception) -> None:
    """Forget what was only found and not fetched; the error stands on the job."""
    unwritten = sa.select(HarvestObject.id).where(
        HarvestObject.harvest_job_id == id,
        HarvestObject.state.not_in(("COMPLETE", "ERROR")),
        HarvestObject.current.is_(False),
    )
    objects = model.Session.query(HarvestObject).filter(HarvestObject.id.in_(unwritten))
    for one in objects:
        model.Session.delete(one)
    message = f"Gathering stopped: {type(error).__name__}: {error}"
    model.Session.add(HarvestGatherError(harvest_job_id=id, message=message))
    _gathered(id, began)


# --- 5. `harvest_source_clear` --------------------------------------------------------------------


@tk.chained_action
def harvest_source_clear(following: Action, context: Any, data_dict: Any) -> Any:
    """Delete what a source has brought, and let it be asked as if for the first time.

    The SQL of ckanext-harvest ends with a COMMIT that the session knows nothing of: its next
    savepoint, in the index, finds no transaction. All is deleted by then, and the button says that
    an error occurred. harvest_source_reindex above ends the transaction that is none.
    """
    tk.check_access("harvest_source_clear", context, data_dict)
    done = following({**context, CLEARED: True}, data_dict)
    poll.forget(done["id"])
    return done
