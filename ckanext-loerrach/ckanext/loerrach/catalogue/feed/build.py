"""Serialises datasets anew that have changed, each in a transaction of its own.

Whoever changes a dataset leaves a mark in his transaction (the triggers of the migration). A
builder sees the marks first, reads the dataset then, and takes away just the marks it saw: a
change that comes in between keeps its mark. Two builders of one dataset wait for each other, so
that the older reading never wins.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckanext.dcat.utils import dataset_uri
from rdflib import URIRef
from rdflib.namespace import DCTERMS
from sqlalchemy.exc import SQLAlchemyError

from ..gate import Finding, must
from ..views import VIEWS, View
from . import fingerprint, store, withdrawal
from .request import DEFAULT
from .triples import Fragment, block, fragment

log = logging.getLogger(__name__)

#: datasets that are looked up at once
_SOME = 50
DAYS = "ckanext.loerrach.catalogue.notice_days"


@dataclass
class Verdict:
    """What becomes of a dataset in a view: a fragment, or the reason why there is none."""

    uri: str
    identifier: str
    fragment: Fragment | None = None
    reason: dict[str, Any] | None = None
    notes: list[dict[str, Any]] | None = None
    due: datetime | None = None


def run(seconds: float) -> bool:
    """Build what waits, for so long; whether all of it is done. Needs an idle session."""
    deadline = time.monotonic() + seconds
    with _context():
        made_by = fingerprint.fragments()
        views = [VIEWS[slug] for slug in store.kept_views() if slug in VIEWS]
        _heads(views)
        for ids in _waiting(views, made_by):
            for package_id in ids:
                if time.monotonic() > deadline:
                    return False
                build(package_id, views, made_by)
        for view in views:
            store.set_made(view.slug, made_by)
    return True


def one(package_id: str) -> None:
    """Build one dataset for all views that are kept. Needs an idle session."""
    with _context():
        views = [VIEWS[slug] for slug in store.kept_views() if slug in VIEWS]
        build(package_id, views, fingerprint.fragments())


def _waiting(views: list[View], made_by: str) -> Iterator[list[str]]:
    """Lists of datasets, until there are none; one that fails comes once only."""
    seen: set[str] = set()
    sources: list[Callable[[int], list[str]]] = [store.stale]
    sources += [partial(store.missing, view.slug, made_by) for view in views]
    for source in sources:
        while fresh := [one for one in source(len(seen) + _SOME) if one not in seen]:
            seen.update(fresh)
            yield fresh


def _heads(views: Iterable[View]) -> None:
    head_by = fingerprint.head()
    for view in views:
        if store.state(view.slug).head_by != head_by:
            graph = view.catalogue_graph()
            graph.remove((None, DCTERMS.modified, None))
            store.set_head(view.slug, head_by, block(graph))


def build(package_id: str, views: Iterable[View], made_by: str) -> None:
    """Serialise one dataset for these views. What fails is logged and keeps its mark."""
    try:
        with store.writing() as connection:
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (store.LOCK, package_id)
            )
            marks = _marks(connection, package_id)
            dataset, failure = _looked_up(package_id)
            if dataset is not None:
                _write(connection, dataset, failure, views, made_by)
            store.doomed(connection, marks)
            store.note_change(connection)
    except SQLAlchemyError as error:
        log.warning("The dataset %s is not in the feed yet: %s", package_id, error)
    finally:
        model.Session.rollback()


def _marks(connection: Any, package_id: str) -> list[int]:
    rows = connection.exec_driver_sql(
        "SELECT n FROM loerrach_catalogue_stale WHERE package_id = %s", (package_id,)
    )
    return [int(row[0]) for row in rows]


def _looked_up(package_id: str) -> tuple[dict[str, Any] | None, str]:
    """The dataset, None if it is not public; with the reason where CKAN itself cannot show it."""
    try:
        return _read(package_id), ""
    except SQLAlchemyError:
        raise
    except Exception as error:  # the runner: a URL like http://[x makes package_show raise
        log.exception("The dataset %s cannot be shown", package_id)
        return {"id": package_id}, f"{type(error).__name__}: {error}"[:500]


def _read(package_id: str) -> dict[str, Any] | None:
    """The dataset as the database has it now, not as the search index knew it."""
    model.Session.rollback()
    model.Session.expire_all()
    context = {"ignore_auth": True, "use_cache": False, "user": ""}
    try:
        found = dict(tk.get_action("package_show")(context, {"id": package_id}))
    except tk.ObjectNotFound:
        return None
    return found if found.get("state") == "active" and not found.get("private") else None


def _write(
    connection: Any, dataset: dict[str, Any], failure: str, views: Iterable[View], made_by: str
) -> None:
    noticed = _noticed(connection, dataset)
    verdicts: dict[str, Verdict] = {}
    for view in sorted(views, key=lambda view: view.slug != DEFAULT):
        verdicts[view.slug] = (
            _broken(dataset, failure)
            if failure
            else _verdict(view, dataset, noticed, verdicts.get(DEFAULT))
        )
    place = connection.exec_driver_sql(
        "SELECT position, since FROM loerrach_catalogue_entry WHERE package_id = %s AND public "
        "FOR SHARE",
        (dataset["id"],),
    ).one_or_none()
    if place is None:
        return  # made private since it was read
    position, since = place
    for slug, verdict in verdicts.items():
        _put(connection, dataset, slug, verdict, (position, _born(dataset, since), made_by))


def _noticed(connection: Any, dataset: dict[str, Any]) -> withdrawal.Noticed:
    rows = connection.exec_driver_sql(
        "SELECT resource_id, since FROM loerrach_catalogue_retiring WHERE package_id = %s",
        (dataset["id"],),
    )
    since = {row[0]: row[1] for row in rows}
    noticed = withdrawal.noticed(dataset, since, datetime.now(UTC), tk.config[DAYS])
    if noticed.since != since:
        connection.exec_driver_sql(
            "DELETE FROM loerrach_catalogue_retiring WHERE package_id = %s", (dataset["id"],)
        )
        for resource_id, begun in noticed.since.items():
            connection.exec_driver_sql(
                "INSERT INTO loerrach_catalogue_retiring VALUES (%s, %s, %s) "
                "ON CONFLICT (resource_id) DO NOTHING",
                (resource_id, dataset["id"], begun),
            )
    return noticed


def _broken(dataset: dict[str, Any], failure: str) -> Verdict:
    reason = {"kind": "error", "text": failure}
    return Verdict(dataset_uri(dataset), dataset["id"], reason=reason)


def _verdict(
    view: View, dataset: dict[str, Any], noticed: withdrawal.Noticed, default: Verdict | None
) -> Verdict:
    verdict = Verdict(dataset_uri(dataset), dataset["id"], due=noticed.due)
    try:
        verdict.reason = _against(view, noticed.dataset, default)
        if verdict.reason is None and noticed.dataset is not None:
            _serialise(view, noticed.dataset, verdict)
    except Exception as error:  # the runner: one dataset never breaks the feed
        log.exception("The dataset %s cannot be written as %s", dataset["id"], view.slug)
        return _broken(dataset, f"{type(error).__name__}: {error}"[:500])
    return verdict


def _against(
    view: View, dataset: dict[str, Any] | None, default: Verdict | None
) -> dict[str, Any] | None:
    """Why a dataset is not to be in a view, as far as one can say before it is written."""
    if dataset is None:
        return {"kind": "withdrawn"}
    if dataset.get("archived"):
        # the portal goes on showing it, and says since when its source no longer has it
        return {"kind": "archived"}
    if not view.takes(dataset):
        return {"kind": "view"}
    # what the gate has against the triples of the default view, it has against the dataset
    if default and default.reason and default.reason["kind"] == "must":
        return default.reason
    return _refused(must(dataset))


def _serialise(view: View, dataset: dict[str, Any], verdict: Verdict) -> None:
    written = view.write(dataset)
    if view.slug == DEFAULT:
        verdict.reason = _refused(must(dataset, written.graph))
        if verdict.reason:
            return
    made = fragment(written.graph, view.entry_graph(dataset), verdict.uri)
    verdict.fragment = made
    identifier = written.graph.value(URIRef(verdict.uri), DCTERMS.identifier)
    verdict.identifier = str(identifier or dataset["id"])
    verdict.notes = [vars(note) for note in written.notes]
    verdict.notes += [{"field": "", "value": text, "reason": "no RDF"} for text in made.dropped]


def _refused(findings: Iterable[Finding]) -> dict[str, Any] | None:
    found = [one.as_dict() for one in findings]
    return {"kind": "must", "findings": found} if found else None


def _born(dataset: dict[str, Any], since: datetime) -> datetime:
    """When a dataset that is new in the feed came into being for neighbours."""
    try:
        modified = datetime.fromisoformat(dataset["metadata_modified"]).replace(tzinfo=UTC)
    except (KeyError, TypeError, ValueError):
        return since
    return max(since, modified)


_PUT = """
INSERT INTO loerrach_catalogue_fragment AS f (package_id, view, position, body, entry, terms,
    digest, made_by, uri, identifier, reason, notes, modified, left_at, due)
VALUES (%(id)s, %(view)s, %(position)s, %(body)s, %(entry)s, %(terms)s, %(digest)s, %(made_by)s,
    %(uri)s, %(identifier)s, %(reason)s, %(notes)s, %(born)s, NULL, %(due)s)
ON CONFLICT (package_id, view) DO UPDATE SET position = excluded.position, body = excluded.body,
    entry = excluded.entry, terms = excluded.terms, digest = excluded.digest,
    made_by = excluded.made_by, uri = excluded.uri, identifier = excluded.identifier,
    reason = excluded.reason, notes = excluded.notes, due = excluded.due,
    modified = CASE WHEN f.digest = excluded.digest THEN f.modified ELSE clock_timestamp() END,
    left_at = CASE WHEN excluded.body IS NOT NULL THEN NULL
        WHEN f.body IS NOT NULL THEN clock_timestamp() ELSE f.left_at END
RETURNING (SELECT o.body IS NOT NULL AND f.body IS NULL FROM loerrach_catalogue_fragment o
    WHERE o.package_id = f.package_id AND o.view = f.view)
"""


def _put(
    connection: Any, dataset: dict[str, Any], slug: str, verdict: Verdict,
    place: tuple[int, datetime, str],
) -> None:  # fmt: skip
    made = verdict.fragment
    position, born, made_by = place
    left = connection.exec_driver_sql(_PUT, {
        "id": dataset["id"], "view": slug, "position": position, "born": born, "made_by": made_by,
        "body": made.body if made else None, "entry": made.entry if made else None,
        "terms": made.terms if made else None, "digest": made.digest if made else None,
        "uri": verdict.uri, "identifier": verdict.identifier, "due": verdict.due,
        "reason": json.dumps(verdict.reason) if verdict.reason else None,
        "notes": json.dumps(verdict.notes) if verdict.notes else None,
    }).scalar()  # fmt: skip
    if left:
        store.note_change(connection, gone=1)


@contextmanager
def _context() -> Iterator[None]:
    """A request of nobody's, in the site's own language: fragments are the same for everybody."""
    from ckan.lib.helpers import _get_auto_flask_context
    from flask import current_app, has_request_context

    outer = _get_auto_flask_context()
    app: Any = current_app if has_request_context() else outer.app
    with app.test_request_context("/", base_url=str(tk.config["ckan.site_url"])):
        yield
