"""Documents of the feed: a page of the catalogue, a dataset, what was deleted."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from . import build, finding, fingerprint, jobs, live, page, shortcut, store
from . import deleted as left
from .cache import Document, Pages
from .errors import Gone, NotBuilt, NotInTheFeed, UnknownDataset
from .formats import Format
from .request import Asked

#: seconds that a question may spend on datasets that have changed since the last one
PATIENCE = 5.0
#: on a catalogue that was never written, before it says so; and on one that is only to be renewed
LONG_PATIENCE, SHORT_PATIENCE = 20.0, 0.5

_pages = Pages()
_builder = threading.Lock()


@dataclass(frozen=True)
class Served:
    """A document, and when what it depends on changed last."""

    document: Document
    changed: datetime | None
    #: what has to be the same for the document to hold still, None if it is not to be kept
    state: store.State | None = None


def ready(view: str) -> store.State:
    """The state of a view, after what has changed was serialised. Raises NotBuilt."""
    state = store.state(view)
    if not (state.kept and state.asked_today):
        store.keep(view)
        state = store.state(view)
    made_by = fingerprint.fragments()
    if state.stale or state.made_by != made_by or state.head_by != fingerprint.head():
        _bring_up_to_date(_patience(state))
        state = store.state(view)
    if not fingerprint.same_addresses(state.made_by):
        raise NotBuilt(*store.progress(view, made_by))
    return state


def _patience(state: store.State) -> float:
    if not fingerprint.same_addresses(state.made_by):
        return LONG_PATIENCE
    # written by another version of the code, it says the same in other words
    return PATIENCE if state.stale else SHORT_PATIENCE


def _bring_up_to_date(seconds: float) -> None:
    """Serialise what waits; one thread of a process does it, the others wait for it."""
    if not store.idle():
        return
    free = _builder.acquire(timeout=seconds)
    try:
        if not free or not build.run(seconds):
            jobs.enqueue()
    finally:
        if free:
            _builder.release()


def catalogue(asked: Asked, format: Format, path: str) -> Served:
    """A page of the catalogue. Raises FeedError."""
    state = ready(asked.view)
    key = (state.version, fingerprint.head(), asked, format.ending, path)
    made = _pages.get(key, lambda: _page(asked, format, path, state.version))
    return Served(made, state.changed, state)


def _page(asked: Asked, format: Format, path: str, version: int) -> Document:
    ids = finding.found(asked, version) if asked.filtered else None
    with store.snapshot() as connection:
        found = page.read(connection, asked, ids)
        head = page.head(connection, asked.view)
    if asked.profiles:
        return live.catalogue_page(found, asked, format, path)
    return Document(format.render(page.parts(found, head, asked, path)), format.media_type)


def dataset(reference: str, asked: Asked, format: Format) -> Served:
    """A public dataset by id or name. Raises FeedError."""
    package_id = _package_id(reference)
    _freshen(package_id, asked.view)
    with store.snapshot() as connection:
        row, known = page.dataset(connection, package_id, asked.view)
    if known is None:
        raise UnknownDataset(reference)
    if not known.public:
        if known.left_at:
            raise Gone(reference, f"{known.left_at:%Y-%m-%d}")
        raise UnknownDataset(reference)
    if row is None:
        raise NotInTheFeed(reference, why(known.reason))
    if asked.profiles:
        return Served(live.dataset(live.shown([package_id]), asked, format), None)
    body = format.render([row.body, *row.terms])
    return Served(Document(body, format.media_type), known.modified)


def _package_id(reference: str) -> str:
    found = model.Session.connection().exec_driver_sql(
        "SELECT id FROM package WHERE id = %(ref)s OR name = %(ref)s ORDER BY id = %(ref)s DESC",
        {"ref": reference},
    )
    return str(found.scalar() or reference)


def _freshen(package_id: str, view: str) -> None:
    """Serialise a dataset before it is asked for, if it waits for that."""
    state = store.state(view)
    if not state.kept:
        store.keep(view)
    made_by = fingerprint.fragments()
    waits = (state.stale or state.made_by != made_by) and store.waits(package_id, view, made_by)
    if waits and store.idle():
        build.one(package_id)


def why(reason: dict[str, Any] | None) -> str:
    """A sentence for a neighbour about a dataset that is not in a view."""
    kind = (reason or {}).get("kind")
    if kind == "must":
        return str(tk._("it does not say all that DCAT-AP.de demands."))
    if kind == "view":
        return str(tk._("this view is for other data."))
    if kind == "withdrawn":
        return str(tk._("all of it was withdrawn."))
    if kind == "archived":
        return str(tk._("the source it came from no longer has it."))
    return str(tk._("it cannot be written down at present."))


def deleted(asked: Asked, format: Format) -> Served:
    """What was in a view and is no more. Raises FeedError."""
    state = ready(asked.view)
    key = (state.version, "deleted", asked, format.ending)
    path = f"/catalog/deleted.{format.ending}"
    made = _pages.get(key, lambda: left.document(asked, format, path))
    return Served(made, state.changed)


def forget() -> None:
    """Forget the pages that this process keeps; for measuring."""
    _pages.clear()
    finding.forget()
    shortcut.forget()
