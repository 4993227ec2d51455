"""Documents of the feed: a page of the catalogue, a dataset, what was deleted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import rdflib
from ckan.lib.search import SearchError, SearchQueryError
from ckanext.dcat.processors import RDFSerializer
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from ..views import VIEWS
from . import build, fingerprint, jobs, page, shortcut, store
from .cache import Document, Pages
from .errors import BadQuery, Busy, Gone, NotBuilt, NotInTheFeed, UnknownDataset
from .formats import Format
from .request import Asked
from .triples import block

#: seconds that a question may spend on datasets that have changed since the last one
PATIENCE = 5.0
#: on a catalogue that was never written, before it says so; and on one that is only to be renewed
LONG_PATIENCE, SHORT_PATIENCE = 20.0, 0.5
#: ids that a search gives at once (CKAN's own limit), and how many lists of them
_ROWS, _LISTS = 1000, 20
#: deleted datasets that are listed
_MOST = 10_000
#: type of the last change of a catalogue record (ADMS, https://www.w3.org/TR/vocab-adms/)
DELETED = rdflib.URIRef("http://purl.org/adms/changetype/deleted")
ADMS_STATUS = rdflib.URIRef("http://www.w3.org/ns/adms#status")

_pages = Pages()
#: profiles that are no views of ours cost half a second a page: one at a time
_live = threading.Semaphore(1)
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
    make = _live_page if asked.profiles else _page
    return Served(_pages.get(key, lambda: make(asked, format, path)), state.changed, state)


def _page(asked: Asked, format: Format, path: str) -> Document:
    ids = _found(asked) if asked.filtered else None
    with store.snapshot() as connection:
        found = page.read(connection, asked, ids)
        head = page.head(connection, asked.view)
    return Document(format.render(page.parts(found, head, asked, path)), format.media_type)


def _live_page(asked: Asked, format: Format, path: str) -> Document:
    """The same datasets as ckanext-dcat writes them with profiles of others."""
    ids = _found(asked) if asked.filtered else None
    with store.snapshot() as connection:
        found = page.read(connection, asked, ids)
    with _alone():
        serializer = RDFSerializer(profiles=list(asked.profiles))
        datasets = list(_shown([row.package_id for row in found.rows]))
        serializer.serialize_catalog({}, datasets, _format="nt")
        serializer.g.parse(data=page.document(page.paging(found, asked, path)), format="turtle")
        body = serializer.g.serialize(format=format.rdflib, encoding="utf-8")
    return Document(body, format.media_type)


class _alone:  # noqa: N801 (a context, read as a word)
    def __enter__(self) -> None:
        if not _live.acquire(timeout=5):
            raise Busy

    def __exit__(self, *_: object) -> None:
        _live.release()


def _shown(ids: list[str]) -> Iterator[dict[str, Any]]:
    for package_id in ids:
        try:
            yield tk.get_action("package_show")({"ignore_auth": True}, {"id": package_id})
        except tk.ObjectNotFound:
            continue


def _found(asked: Asked) -> list[str]:
    """Ids of public datasets that a search finds, as far as its lists go."""
    ids: list[str] = []
    for number in range(_LISTS):
        query = {
            "q": asked.q or "*:*", "fq": asked.fq, "fl": ["id"], "rows": _ROWS,
            "start": number * _ROWS, "sort": "id asc",
        }  # fmt: skip
        try:
            found = tk.get_action("package_search")({"user": ""}, query)["results"]
        except (SearchError, SearchQueryError, tk.ValidationError) as error:
            raise BadQuery(str(error)) from error
        ids += [one["id"] for one in found]
        if len(found) < _ROWS:
            break
    return ids


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
        return Served(live_dataset(_shown([package_id]), asked, format), None)
    body = format.render([row.body, *row.terms])
    return Served(Document(body, format.media_type), known.modified)


def live_dataset(datasets: Iterator[dict[str, Any]], asked: Asked, format: Format) -> Document:
    """A dataset as ckanext-dcat writes it with profiles of others, or one that is not public."""
    profiles = list(asked.profiles) or [VIEWS[asked.view].profile]
    with _alone():
        text = RDFSerializer(profiles=profiles).serialize_dataset(next(datasets), format.ending)
    return Document(text.encode() if isinstance(text, str) else text, format.media_type)


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
    """What was in a view and is no more, as catalogue records without a description."""
    state = ready(asked.view)
    key = (state.version, "deleted", asked, format.ending)
    made = _pages.get(key, lambda: _deleted(asked, format))
    return Served(made, state.changed)


def _deleted(asked: Asked, format: Format) -> Document:
    rows = model.Session.connection().exec_driver_sql(
        "SELECT package_id, uri, identifier, left_at FROM loerrach_catalogue_fragment "
        "WHERE view = %s AND body IS NULL AND left_at IS NOT NULL "
        "AND left_at >= coalesce(%s, '-infinity'::timestamptz) ORDER BY left_at DESC LIMIT %s",
        (asked.view, asked.since, _MOST),
    )
    graph = rdflib.Graph()
    for package_id, uri, identifier, left_at in rows:
        record = rdflib.URIRef(page.site_address(f"/catalog/deleted#{package_id}"))
        graph.add((record, RDF.type, DCAT.CatalogRecord))
        graph.add((record, ADMS_STATUS, DELETED))
        graph.add((record, FOAF.primaryTopic, rdflib.URIRef(uri)))
        graph.add((record, DCTERMS.identifier, rdflib.Literal(identifier)))
        when = rdflib.Literal(left_at.isoformat(timespec="seconds"), datatype=XSD.dateTime)
        graph.add((record, DCTERMS.modified, when))
    return Document(format.render([block(graph)]), format.media_type)


def forget() -> None:
    """Forget the pages that this process keeps; for measuring."""
    _pages.clear()
    shortcut.forget()
