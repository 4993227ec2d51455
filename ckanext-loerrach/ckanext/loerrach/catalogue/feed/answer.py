"""HTTP for documents of the feed: validators, 304, gzip (RFC 9110, sections 8.8, 12.5.3, 13).

Works on a WSGI environment, so that it needs no request of CKAN's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response
from werkzeug.wrappers import Request

from .cache import Document
from .errors import FeedError

#: a change so young may have another beside it that is not visible yet
YOUNG = timedelta(seconds=5)


def answer(
    environ: dict[str, Any], document: Document, changed: datetime | None, *, vary: str = ""
) -> Response:
    """A public document with its validators, or 304 to who has it; to be asked about each time."""
    packed = Request(environ).accept_encodings["gzip"] > 0
    body = document.packed if packed else document.body
    response = Response(body, content_type=f"{document.media_type}; charset=utf-8")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{document.tag}-gz" if packed else document.tag)
    settled = changed is not None and datetime.now(UTC) - changed > YOUNG
    if changed is not None and settled:
        response.last_modified = changed
    return finish(environ, response, vary)


def finish(environ: dict[str, Any], response: Response, vary: str = "") -> Response:
    """Headers of a public answer that depends on how it was asked for; 304 where that holds."""
    response.headers["Vary"] = ", ".join(filter(None, ["Accept-Encoding", vary]))
    response.cache_control.no_cache = True
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.make_conditional(environ)
    return response


def private(environ: dict[str, Any], response: Response) -> Response:
    """Headers of an answer that is for one person only: no cache keeps it."""
    environ["__no_cache__"] = True
    response.headers["Vary"] = "Accept-Encoding, Cookie, Authorization"
    response.cache_control.no_store = True
    return response


def refusal(error: FeedError) -> Response:
    """The sentence of an error, as text for whoever reads the log of a harvester."""
    response = Response(f"{error}\n", status=error.status, content_type="text/plain; charset=utf-8")
    response.cache_control.no_store = True
    if error.retry:
        response.headers["Retry-After"] = str(error.retry)
    return response
