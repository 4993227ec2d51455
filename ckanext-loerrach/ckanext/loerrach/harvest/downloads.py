"""Files of tables and of their places: written by a background job when rows have changed.

A run lays rows with places on the Shelf of their resource; tables are read from the DataStore,
whose versions say which have changed. The job makes files of them, at most so often per resource
(``downloads_every``), however often a source in real time changes, and never on request; of a file
that a publisher has uploaded or corrected at once. What a lost job leaves is found by the
scheduler. The files lie below ``ckan.storage_path``; backups hold them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.jobs import enqueue as enqueue_job
from ckan.lib.redis import connect_to_redis
from ckan.plugins import plugin_loaded
from ckanext.loerrach import tabular
from ckanext.loerrach.geo import shelf as shelves
from ckanext.loerrach.geo import table as tables_of_places
from ckanext.loerrach.geo.errors import GeoError, ShelfBusy
from ckanext.loerrach.geo.shelf import Failed, Shelf
from ckanext.loerrach.harvesters._core import fingerprint
from ckanext.loerrach.harvesters._core.record import Record
from ckanext.loerrach.tabular.files import About, TableShelf
from redis.exceptions import RedisError

from . import mapping, originals
from .context import Run
from .deposit import state as deposits
from .tables import Staged

log = logging.getLogger(__name__)

EVERY = "ckanext.loerrach.harvest.downloads_every"
#: seconds of one job; then others have their turn
SLICE = 30.0
#: seconds after which a job that never began is taken for lost
LOST = 120
#: files that could not be made are tried again after so long
AGAIN = timedelta(hours=6)


def stores() -> bool:
    """Whether there is a place for files; without one no files are offered."""
    return bool(tk.config.get("ckan.storage_path"))


def shelf(resource_id: str) -> Shelf:
    """The files of a resource; they need not be there."""
    return Shelf(_root() / resource_id[:2] / resource_id)


def table_shelf(resource_id: str) -> TableShelf:
    """The files of the table of a resource; they need not be there."""
    folder = _table_root() / resource_id[:2] / resource_id
    return TableShelf(folder, about=lambda: _about(deposits.abouts([resource_id]), resource_id))


def is_loaded(resource_id: str) -> bool:
    """Is there a table whose files are made here, sooner or later?"""
    return bool(tabular.version(resource_id))


def stage(run: Run, record: Record, staged: Staged) -> None:
    """Lay the rows of a record that is written on their shelf, if they are new there.

    What goes wrong is a notice: dataset and table are good without files.
    """
    if not stores():
        return
    _stage_originals(run, record)
    found = tables_of_places.placed_table(record.resources, record.places)
    for one in record.resources:
        if one is not found and one.table:
            drop([mapping.resource_id(run.settings, record.id, one.key)])
    if not (found and found.table and record.places):
        return
    id = mapping.resource_id(run.settings, record.id, found.key)
    places = [record.places.crs, [list(one) for one in record.places.geometries]]
    version = fingerprint.digest([shelves.VERSION, staged.versions.get(id), places])
    try:
        here = shelf(id)
        if here.version != version:
            rows, _ = tables_of_places.frame(found.table, record.places)
            here.stage(version, rows)
        elif (failed := here.failed) and failed.version == version:
            told = f"{record.id}: its places could not be made into files: {failed.problem}"
            run.report.notices.append(told)
    # pandas raises ValueError and TypeError for values that are of another type than their column
    except (GeoError, OSError, TypeError, ValueError) as error:
        log.warning("No files of %s: %s", id, error)
        run.report.notices.append(f"{record.id}: its places are not offered as files: {error}")


def _stage_originals(run: Run, record: Record) -> None:
    for one in record.resources:
        try:
            originals.keep(mapping.resource_id(run.settings, record.id, one.key), one.original)
        except OSError as error:
            told = f"{record.id}: its original file is not offered: {error.strerror or error}"
            run.report.notices.append(told)


def drop(resource_ids: Iterable[str]) -> None:
    """Remove the files of resources that are no more."""
    for id in resource_ids:
        shelf(id).remove()


def _drop_all(resource_ids: Iterable[str]) -> None:
    for id in resource_ids:
        shelf(id).remove()
        table_shelf(id).remove()
        originals.drop(id)


def enqueue() -> None:
    """Have a job make what is due, unless one waits already."""
    if next(due(), None) is None:
        return
    try:
        if connect_to_redis().set(_key(), "1", nx=True, ex=LOST):
            enqueue_job(
                work,
                title="Make the files of harvested tables and places",
                rq_kwargs={"timeout": 900},
            )
    except RedisError as error:
        log.warning("Files of harvested tables wait for the scheduler: %s", error)


def work() -> None:
    """The job: make what is due, for a while; then others have their turn."""
    connect_to_redis().delete(_key())
    began = time.monotonic()
    for one in due():
        try:
            one.make()
        except ShelfBusy:
            continue
        except Exception as error:  # noqa: BLE001 (kept on the shelf; the others are made)
            log.warning("The files of %s could not be made: %s", one.folder.name, error)
        if time.monotonic() - began > SLICE or _somebody_waits():
            enqueue()
            return


def _somebody_waits() -> bool:
    """Before a page, for the table of a file: that job is shorter and behind this one."""
    return any(one.state == deposits.PENDING for one in deposits.waiting())


def due(now: datetime | None = None) -> Iterator[Shelf]:
    """What waits and may be made now."""
    now = now or datetime.now(UTC)
    pause = timedelta(minutes=tk.config[EVERY])
    # somebody has just uploaded or corrected those, and looks at them
    at_once = deposits.ids()
    for one in (*_all(), *_tables()):
        if one.waits and _may(one, now, timedelta() if one.folder.name in at_once else pause):
            yield one


def _tables() -> Iterator[Shelf]:
    """A shelf for each table that was loaded; none while the DataStore does not answer."""
    if not (stores() and plugin_loaded("datastore")):
        return
    try:
        versions = tabular.versions()
    except tabular.DataStoreNotReady as error:
        log.warning("Files of tables wait for the DataStore: %s", error)
        return
    abouts = deposits.abouts()
    for id, version in sorted(versions.items()):
        yield TableShelf(_table_root() / id[:2] / id, version, partial(_about, abouts, id))


def _about(abouts: Mapping[str, Mapping[str, Any]], id: str) -> About:
    return About(**abouts.get(id, {}))


def _may(one: Shelf, now: datetime, pause: timedelta) -> bool:
    """Its files are old enough, and it has not failed with these rows lately."""
    made, failed = one.made, one.failed
    if failed and failed.version == one.version:
        return now >= datetime.fromisoformat(failed.at) + AGAIN
    return made is None or now >= datetime.fromisoformat(made.at) + pause


def failures() -> list[tuple[str, Failed]]:
    """Resources whose newest rows could not be made into files, and why."""
    found = ((one.folder.name, one.failed, one.version) for one in (*_all(), *_tables()))
    return [(id, failed) for id, failed, version in found if failed and failed.version == version]


def forget_gone() -> list[str]:
    """Remove the files of resources that are no more, of deleted datasets not yet; their ids."""
    ids = {one.folder.name for one in _all()}
    if stores():
        ids.update(originals.all())
    if stores() and _table_root().is_dir():
        ids |= {folder.name for folder in _table_root().glob("??/*")}
    query = (
        sa.select(model.Resource.id)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .where(model.Resource.id == sa.any_(sa.literal(list(ids), sa.ARRAY(sa.Text))))
        .where(sa.or_(model.Resource.state == "active", model.Package.state == "deleted"))
    )
    gone = sorted(ids - set(model.Session.execute(query).scalars())) if ids else []
    _drop_all(gone)
    return gone


def _all() -> Iterator[Shelf]:
    for folder in sorted(_root().glob("??/*")) if stores() and _root().is_dir() else ():
        yield Shelf(folder)


def _root() -> Path:
    return Path(str(tk.config["ckan.storage_path"])) / "loerrach_places"


def _table_root() -> Path:
    return Path(str(tk.config["ckan.storage_path"])) / "loerrach_tables"


def _key() -> str:
    return f"ckan:{tk.config['ckan.site_id']}:loerrach:places"
