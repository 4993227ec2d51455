"""The job: a file is read, and takes the place of the table that was there, as a whole or not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.loerrach import tabular
from ckanext.loerrach.geo.shelf import NAME as PLACES
from ckanext.loerrach.harvesters._core.record import Cell, Table
from ckanext.loerrach.tabular.reading import (
    LayoutChanged,
    Understanding,
    from_schema,
    read,
    to_schema,
    understand,
)

from .. import downloads, lock
from ..context import site_context
from ..errors import SourceBusy
from . import fetched, layout, notice, small, state, words
from .places import Placed
from .state import Deposit

log = logging.getLogger(__name__)
#: how often a file is begun anew whose worker died
TRIES = 3
#: seconds after which others have their turn
SLICE = 900.0


def work() -> None:
    """Load what waits, one after the other; each stands for itself."""
    began = time.monotonic()
    for one in state.waiting():
        try:
            with lock.alone(one.resource_id, one.resource_id):
                _alone(one)
        except SourceBusy:
            continue
        finally:
            model.Session.rollback()
        if time.monotonic() - began > SLICE:
            return


def stuck() -> list[Deposit]:
    """Files that no worker is at although they were begun."""
    found = state.waiting()
    return [
        one for one in found if one.state == state.WORKING and not lock.is_held(one.resource_id)
    ]


def _alone(one: Deposit) -> None:
    """Nobody else is at it; it may be done meanwhile, or have another file."""
    model.Session.rollback()
    now = state.load(one.resource_id)
    if now is None or now.mark != one.mark or now.state not in (state.PENDING, state.WORKING):
        return
    resource = model.Resource.get(one.resource_id)
    if (
        resource is None
        or resource.state not in notice.STATES
        or notice.is_harvested(resource.package_id)
    ):
        state.forget(now)
    elif now.mark == state.GONE:
        _remove(now)
    elif now.tries >= TRIES:
        state.note(now, state=state.FAILED, told=_failed(now, {"problem": words.BROKEN_OFF}))
    else:
        _tried(now, resource)


def _tried(one: Deposit, resource: Any) -> None:
    """Whatever goes wrong is one sentence in the row; the table is as it was, or ``swapped``."""
    state.note(one, state=state.WORKING, stage="fetching", tries=one.tries + 1, done=0, expected=0)
    try:
        with fetched.file(resource) as path:
            name, ending = fetched.name(resource), fetched.places(resource)
            told = _placed(one, path, name, ending) if ending else _loaded(one, path, name)
    except Exception as error:  # noqa: BLE001 (kept in the row; the other files are read)
        model.Session.rollback()
        log.warning("No table of %s: %s", one.resource_id, error)
        told = {"problem": words.problem(error)}
        if isinstance(error, LayoutChanged):
            told["changes"] = [change.texts() for change in error.changes]
            told |= {"before": list(error.before), "now": list(error.now)}
    if _said_otherwise(one):
        # below which number counts are small was said while the file was read: once more
        state.note(one, state=state.PENDING, stage="", tries=0)
        notice.enqueue()
    elif "problem" in told:
        state.note(one, state=state.FAILED, stage="", told=_failed(one, told))
    elif told.get("draft"):
        state.note(one, state=state.DONE, stage="", told=_before(one, told, state.ABOUT))
    else:
        state.note(one, state=state.DONE, stage="", told=told)
        downloads.enqueue()


def _failed(one: Deposit, told: dict[str, Any]) -> dict[str, Any]:
    """The next file is compared with the one that became a table last, which is still there."""
    if told.get("swapped"):
        return told
    return _before(one, _before(one, told, "layout"), state.ABOUT)


def _before(one: Deposit, told: dict[str, Any], key: str) -> dict[str, Any]:
    """``told`` with what was told before, or nothing, under that key."""
    rest = {name: value for name, value in told.items() if name != key}
    return rest | ({key: one.told[key]} if one.told.get(key) else {})


def _loaded(one: Deposit, path: Path, name: str) -> dict[str, Any]:
    if tabular.version(one.resource_id) == "":
        return {"problem": words.FOREIGN}
    state.note(one, stage="reading")
    correction = _correction(one, path, name)
    fixed = from_schema(correction) if correction else None
    found = understand(path, name, fixed)
    if not (fixed and fixed.columns) and not one.mark.startswith(notice.DRAFT):
        layout.same(name, one.told.get("layout", ()), layout.of(found))
    table = Table(found.table_columns(), _rows(one, path, found), found.key)
    told = _told(one, found) | {"small": small.found(one, found, table)}
    told["digest"] = fetched.digest(path)
    return _stored(one, table, told)


def _placed(one: Deposit, path: Path, name: str, ending: str) -> dict[str, Any]:
    """A file of places: its rows become the table, and its places files in open formats."""
    if tabular.version(one.resource_id) == "":
        return {"problem": words.FOREIGN}
    state.note(one, stage="reading")
    found = Placed(path, ending, name)
    if one.correction and layout.ACCEPT in one.correction:
        # what was said of a table that was here before says nothing of places
        state.note(one, correction=None)
    elif not one.mark.startswith(notice.DRAFT):
        layout.same(name, one.told.get("layout", ()), found.layout)
    told = found.told()
    told["layout"] = layout.kept(one.told.get("layout", ()), found.layout)
    told |= {"small": found.small(one.threshold), "digest": fetched.digest(path)}
    return _stored(one, found.table, told, found.ready())


def _stored(
    one: Deposit, table: Table, told: dict[str, Any], lay: Callable[[str], None] | None = None
) -> dict[str, Any]:
    """Load the table, unless somebody has to look at it first; ``told`` with what became of it.

    ``lay``: has files of its places made.
    """
    if told["small"] and told["digest"] != one.cleared:
        return told | {"problem": words.small(one.threshold, told["small"])}
    if one.mark.startswith(notice.DRAFT):
        return told | {"rows": len(table.rows), "draft": True}
    if _said_otherwise(one):
        return {"problem": words.OVERTAKEN}
    if not state.note(one, stage="writing", done=len(table.rows)):
        return {"problem": words.OVERTAKEN}
    report = tabular.load({"ignore_auth": True}, one.resource_id, table)
    told = told | {"rows": report.rows}
    try:
        _show(one.resource_id, True, PLACES if lay else "")
        if lay:
            lay(one.resource_id)
    except Exception as error:  # noqa: BLE001 (kept in the row: the table of before is gone)
        model.Session.rollback()
        log.warning("The table of %s is not shown as it should be: %s", one.resource_id, error)
        return told | {"problem": words.UNFINISHED, "swapped": True}
    return told


def _said_otherwise(one: Deposit) -> bool:
    """Has somebody said meanwhile what counts as small, or that the file is fine?"""
    model.Session.rollback()
    now = state.load(one.resource_id)
    return now is not None and (now.threshold, now.cleared) != (one.threshold, one.cleared)


def _told(one: Deposit, found: Understanding) -> dict[str, Any]:
    """What people are told of a file, as plain values."""
    about = {"reference_date": found.reference_date, "footnotes": found.notes}
    told = {state.ABOUT: about} if any(about.values()) else {}
    return told | {
        "columns": len(found.columns), "schema": to_schema(found),
        "layout": layout.kept(one.told.get("layout", ()), layout.of(found)),
        "sheets": [sheet.name for sheet in found.sheets if not sheet.hidden],
        "sentences": [sentence.texts() for sentence in found.sentences],
        "misfits": [
            {
                "name": column.name, "label": column.label, "type": column.type,
                "count": column.misfits, "values": column.values,
                "examples": [[misfit.row, misfit.value] for misfit in column.examples],
            }
            for column in found.columns if column.misfits
        ],
    }  # fmt: skip


def _correction(one: Deposit, path: Path, name: str) -> Mapping[str, Any] | None:
    """What is said of the file; the layout of one that was accepted is taken over, once."""
    if not one.correction or layout.ACCEPT not in one.correction:
        return one.correction
    plain = layout.unmarked(one.correction)
    state.note(one, correction=plain)
    made = layout.accepted(path, name, plain)
    state.note(one, correction=made)
    return made


def _rows(one: Deposit, path: Path, found: Understanding) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for portion in read(path, found):
        rows += portion.rows()
        state.note(one, done=len(rows), expected=max(found.rows, len(rows)))
    return rows


def _remove(one: Deposit) -> None:
    """The resource has another kind of file now: its table goes, if it was made here."""
    if tabular.version(one.resource_id):
        _show(one.resource_id, False)
        tabular.drop({"ignore_auth": True}, one.resource_id)
    if one.threshold:
        # it holds for the next file
        state.note(one, state=state.DONE, stage="", told={})
    else:
        state.forget(one)


def _show(resource_id: str, there: bool, places: str = "") -> None:
    """Tell the pages that there is a table, and whether its places are offered as files."""
    resource = model.Resource.get(resource_id)
    if resource is None:
        return
    before = bool(resource.extras.get("datastore_active")), resource.extras.get("downloads") or ""
    if before != (there, places):
        given = {"id": resource_id, "datastore_active": there, "downloads": places}
        tk.get_action("resource_patch")(site_context(), given)
    if before[1] and not places:
        downloads.shelf(resource_id).remove()
