"""The addresses of the feed. They stay: neighbours have them in their configurations."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request, send_file
from sqlalchemy.exc import OperationalError

from ..views import VIEWS
from . import live, service, shortcut, sitemap, whole
from .answer import answer, finish, private, refusal
from .errors import FeedError, Gone, NotReady, UnknownDataset, UnknownView
from .formats import Format, named
from .jobs import enqueue
from .request import DEFAULT, Asked, asked

#: of ckanext-dcat, which has the same address
CATALOG = "ckanext.dcat.catalog_endpoint"
View = Callable[..., Response]

log = logging.getLogger(__name__)


def blueprint() -> Blueprint:
    """All addresses; made anew for each application."""
    made = Blueprint("loerrach_catalogue", __name__)
    address = str(tk.config.get(CATALOG) or "/catalog.{_format}")
    rules: list[tuple[str, str, View]] = [
        (address.replace("{_format}", "<ending>"), "catalog", catalog),
        ("/catalog/<view>.<ending>", "view", view_page),
        ("/catalog/deleted.<ending>", "deleted", deleted),
        ("/catalog-full.ttl.gz", "whole", whole_file),
        ("/catalog/<view>-full.ttl.gz", "whole_view", whole_file),
        ("/dataset/<reference>.<ending>", "dataset", dataset),
        ("/dataset_series/<reference>.<ending>", "series", dataset),
        ("/sitemap.xml", "sitemap", sitemap_page),
        ("/sitemap-<int:number>.xml", "sitemap_part", sitemap_page),
    ]
    for rule, endpoint, view in rules:
        made.add_url_rule(rule, endpoint, _polite(view))
    return made


def _polite(view: View) -> View:
    """A view whose errors are sentences."""

    @wraps(view)
    def polite(**arguments: Any) -> Response:
        try:
            return view(**arguments)
        except FeedError as error:
            return refusal(error)
        except OperationalError as error:
            log.warning("The feed has no database: %s", error)
            return refusal(NotReady(str(tk._("The database does not answer; please ask again."))
                                    + f" ({type(error.orig).__name__})"))  # fmt: skip

    return polite


def catalog(ending: str) -> Response:
    """A page of the catalogue; `page`, `snapshot`, `modified_since`, `profiles`, `q`, `fq`."""
    return catalogue_page(named(ending), None)


def view_page(view: str, ending: str) -> Response:
    """A page of one view."""
    return catalogue_page(named(ending), view)


def catalogue_page(format: Format, view: str | None, *, vary: str = "") -> Response:
    """A page in a format, as a whole answer."""
    question = asked(request.args, view)
    path = f"/catalog/{view}.{format.ending}" if view else _catalog_path(format)
    served = service.catalogue(question, format, path)
    if not vary:
        shortcut.remember(request.environ, question.view, served)
    return answer(request.environ, served.document, served.changed, vary=vary)


def _catalog_path(format: Format) -> str:
    address = str(tk.config.get(CATALOG) or "/catalog.{_format}")
    return address.replace("{_format}", format.ending)


def deleted(ending: str) -> Response:
    """What was in the feed and is no more."""
    served = service.deleted(asked(request.args), named(ending))
    return answer(request.environ, served.document, served.changed)


def dataset(reference: str, ending: str, *, vary: str = "") -> Response:
    """One dataset, by id or name."""
    format, question = named(ending), asked(request.args)
    try:
        served = service.dataset(reference, question, format)
    except (UnknownDataset, Gone):
        if not tk.current_user.is_authenticated:
            raise
        return _for_one(reference, question, format)
    return answer(request.environ, served.document, served.changed, vary=vary)


def _for_one(reference: str, question: Asked, format: Format) -> Response:
    """A dataset that is not public, for somebody who may see it."""
    try:
        found = tk.get_action("package_show")({"user": tk.current_user.name}, {"id": reference})
    except (tk.ObjectNotFound, tk.NotAuthorized) as error:
        raise UnknownDataset(reference) from error
    made = live.dataset(iter([found]), question, format)
    return private(
        request.environ, Response(made.body, content_type=f"{made.media_type}; charset=utf-8")
    )


def whole_file(view: str = DEFAULT) -> Response:
    """The whole catalogue of a view as gzipped Turtle."""
    if view not in VIEWS:
        raise UnknownView(view, VIEWS)
    state, file = service.ready(view), whole.kept(view)
    if file is None or not file.may_be_given(state):
        return _streamed(view)
    if not file.holds(state):
        enqueue()
    response = send_file(file.path, mimetype="application/gzip", etag=file.tag,
                         last_modified=whole.changed(file), conditional=True, as_attachment=True,
                         download_name=f"{view}.ttl.gz")  # fmt: skip
    response.direct_passthrough = True
    response.cache_control.no_cache = True
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _streamed(view: str) -> Response:
    pieces = whole.stream(view)
    # the first piece says whether somebody else gets it just now
    first = next(pieces)

    def body() -> Any:
        yield first
        yield from pieces

    response = Response(body(), content_type="application/gzip")
    response.headers["Content-Disposition"] = f"attachment; filename={view}.ttl.gz"
    response.cache_control.no_cache = True
    return response


def sitemap_page(number: int | None = None) -> Response:
    """Pages for search engines."""
    response = Response(sitemap.document(number), content_type="application/xml; charset=utf-8")
    return finish(request.environ, response)
