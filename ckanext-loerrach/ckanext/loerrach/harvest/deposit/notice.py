"""Seeing that a dataset has a new file: noted in its own transaction, told to a worker after it."""

from __future__ import annotations

import logging
import threading
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.jobs import enqueue as enqueue_job
from ckan.lib.redis import connect_to_redis
from ckan.plugins import plugin_loaded
from ckanext.harvest.model import HarvestObject
from redis.exceptions import RedisError

from .. import state as harvested
from . import fetched, small, state

log = logging.getLogger(__name__)
#: seconds after which a job that never began is taken for lost
LOST = 120
#: seconds for one job
LIMIT = 3600
#: of datasets whose files are read; those of drafts become no tables
STATES = ("active", "draft")
DRAFT = "draft "
#: actions that write datasets and their resources
ACTIONS = (
    "package_create", "package_update", "package_patch", "package_revise", "resource_create",
    "resource_update", "resource_patch", "resource_delete",
)  # fmt: skip
_here = threading.local()


def saved(context: Any, dataset: dict[str, Any]) -> None:
    """A dataset was written; its transaction is open still."""
    if context.get("loerrach_harvest") or not plugin_loaded("datastore"):
        return
    package = model.Package.get(dataset["id"])
    if package is None or package.type != "dataset" or package.state not in STATES:
        return
    known = state.of([one.id for one in package.resources])
    for one in package.resources:
        given = small.given(context, one.id, one is package.resources[-1])
        if _is_new(one, known.get(one.id), given):
            state.want(one.id, mark(one), small.default() if given is None else given)
            _here.noted = True


def updated(context: Any, resource: dict[str, Any]) -> None:
    """Of a resource of which nothing but the threshold was given, CKAN writes nothing."""
    if small.is_given(context) and (one := model.Resource.get(resource["id"])):
        saved(context, {"id": one.package_id})
        model.Session.commit()


def _is_new(resource: Any, before: state.Deposit | None, given: int | None) -> bool:
    """Is there another file, or another threshold, than the one that is known?"""
    now = mark(resource)
    if before is None:
        return now != state.GONE or bool(given)
    if given is not None and given != before.threshold:
        state.keep(resource.id, threshold=given, cleared="")
        return True
    return before.mark != now


def mark(resource: Any) -> str:
    """Changes with the file, and when a draft is published."""
    if not fetched.is_table(resource):
        return state.GONE
    draft = resource.package.state == "draft"
    return (DRAFT if draft else "") + fetched.mark(resource)


def plain(mark: str) -> str:
    """The mark of the file, whether published or not."""
    return mark.removeprefix(DRAFT)


def told(sender: str, **facts: Any) -> None:
    """An action of CKAN has succeeded and is committed: what it noted can be worked on."""
    if getattr(_here, "noted", False) and not (facts.get("context") or {}).get("defer_commit"):
        _here.noted = False
        enqueue()


#: one call is enough for many datasets
told.together = True  # type: ignore[attr-defined]


def is_harvested(package_id: str) -> bool:
    """What is harvested follows its source, whoever harvests it."""
    ours = sa.select(harvested.TABLE.c.package_id).where(
        harvested.TABLE.c.package_id == package_id, harvested.TABLE.c.holds
    )
    others = sa.select(HarvestObject.id).where(
        HarvestObject.package_id == package_id, HarvestObject.current
    )
    return any(model.Session.execute(one.limit(1)).first() for one in (ours, others))


def enqueue() -> None:
    """Tell a worker, unless one was told already; what is lost here the scheduler finds."""
    try:
        if connect_to_redis().set(key(), "1", nx=True, ex=LOST):
            enqueue_job(_work, title="Make tables of files", rq_kwargs={"timeout": LIMIT})
    except RedisError as error:
        log.warning("Tables of files wait for the scheduler: %s", error)


def _work() -> None:
    from .work import work

    connect_to_redis().delete(key())
    work()


def key() -> str:
    return f"ckan:{tk.config['ckan.site_id']}:loerrach:deposit"
