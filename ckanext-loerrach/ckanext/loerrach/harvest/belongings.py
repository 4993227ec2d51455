"""A source of a stock harvester changes no dataset but its own.

Stock harvesters take the id of a remote record (CKAN's) or its address (ckanext-dcat's) for that of
a dataset here, and write over whatever has it: a dataset of the town, or of another source. While
one of them is at work, the actions for datasets ask whose the dataset is. Ours need none of this:
they write what they remember having written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckanext.harvest.interfaces import IHarvester
from ckanext.harvest.model import HarvestObject, HarvestObjectError

from . import settings

Action = Callable[[Any, Any], Any]
log = logging.getLogger(__name__)
REFUSED = "The dataset {} belongs to the town or to another source; this source must not change it."
STAGES = ("gather_stage", "fetch_stage", "import_stage")


@dataclass
class Visit:
    """A source that a stock harvester is harvesting, and the datasets it has made just now."""

    source_id: str
    made: set[str] = field(default_factory=set)


class NotTheirs(tk.ValidationError):
    """A stock harvester is about to change what its source has not brought."""


_visit: ContextVar[Visit | None] = ContextVar("loerrach_harvest_visit", default=None)


def actions() -> dict[str, Action]:
    """Actions that take a dataset away; those that write one call `writes`."""
    return {"package_delete": package_delete, "dataset_purge": dataset_purge}


@tk.chained_action
def package_delete(following: Action, context: Any, data_dict: Any) -> Any:
    """Delete what may be deleted; see `ckan.logic.action.delete.package_delete`."""
    _check(data_dict)
    return following(context, data_dict)


@tk.chained_action
def dataset_purge(following: Action, context: Any, data_dict: Any) -> Any:
    """Purge what may be purged; see `ckan.logic.action.delete.dataset_purge`."""
    _check(data_dict)
    return following(context, data_dict)


def writes(following: Action, context: Any, data_dict: Any) -> Any:
    """Create or update a dataset by CKAN's action, if it is no other's. Raises NotTheirs."""
    visit = _visit.get()
    if visit is None:
        return following(context, data_dict)
    _check(data_dict)
    done = following(context, data_dict)
    visit.made.add(done["id"] if isinstance(done, dict) else str(done))
    return done


# --- whose a dataset is ---------------------------------------------------------------------------


def _check(data_dict: Any) -> None:
    visit = _visit.get()
    if visit is None:
        return
    # what is committed: harvesters set package_id of an object before they know
    with model.meta.engine.connect() as connection:
        for id in _concerned(connection, data_dict):
            if not _theirs(connection, visit, id):
                # so that nobody commits the harvest object as that of the dataset
                model.Session.rollback()
                raise NotTheirs({"id": [REFUSED.format(id)]})


def _concerned(connection: Any, data_dict: Any) -> set[str]:
    """Datasets that are there and would be changed: by their id or name, or that of a resource."""
    packages, resources = model.package_table, model.resource_table
    named = [str(data_dict[key]) for key in ("id", "name") if data_dict.get(key)][:1]
    files = [str(one["id"]) for one in data_dict.get("resources") or []
             if isinstance(one, dict) and one.get("id")]  # fmt: skip
    query = sa.union(
        sa.select(packages.c.id).where(
            sa.or_(packages.c.id.in_(named), packages.c.name.in_(named))
        ),
        sa.select(resources.c.package_id).where(resources.c.id.in_(files)),
    )
    return {row[0] for row in connection.execute(query)}


def _theirs(connection: Any, visit: Visit, id: str) -> bool:
    if id in visit.made or id == visit.source_id:
        return True
    query = sa.select(sa.literal(True)).where(
        HarvestObject.package_id == id, HarvestObject.harvest_source_id == visit.source_id,
        HarvestObject.state == "COMPLETE",
    )  # fmt: skip
    return bool(connection.execute(query.limit(1)).scalar())


# --- when a stock harvester is at work ------------------------------------------------------------


def watch() -> None:
    """Know of each harvester but ours when it is at work; for harvesters that are loaded."""
    for harvester in p.PluginImplementations(IHarvester):
        if harvester.info()["name"] != settings.TYPE:
            for stage in STAGES:
                setattr(harvester, stage, _watched(harvester, stage))


def _watched(harvester: Any, stage: str) -> Callable[[Any], Any]:
    def watched(work: Any) -> Any:
        """Work on a job (gather_stage) or an object; what is refused stands on the object."""
        with _visiting(work.source.id):
            try:
                # as the class has it, so that a second watch changes nothing
                return getattr(type(harvester), stage)(harvester, work)
            except NotTheirs as error:
                if stage == "gather_stage":
                    raise
                log.warning("Refused what a harvester wanted: %s", error)
                problem = " ".join(error.error_dict["id"])
                HarvestObjectError.create(problem, work, "Import")
                return False

    return watched


@contextmanager
def _visiting(source_id: str) -> Iterator[None]:
    token = _visit.set(Visit(source_id))
    try:
        yield
    finally:
        _visit.reset(token)
