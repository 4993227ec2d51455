"""Serve the project's small feeds over HTTP on the loopback address: sample data, real way.

What is found at which address says `samples`; GET and HEAD, conditional ones too (RFC 9110, section
13), and POST of a form, whose fields stand for a query.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from email.utils import formatdate, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import samples
from .errors import FeedsMissing
from .ports import LOOPBACK

#: bytes that a form may have
FORM = 64 * 1024

#: what becomes of the body of an answer, for tests: file or folder and body -> body
Change = Callable[[Path, bytes], bytes]


def folder(chosen: Path | None) -> Path:
    """The folder of the sample feeds: the chosen one, or that of this clone of the project.

    Raises FeedsMissing.
    """
    found = chosen or Path(__file__).resolve().parents[4] / "tests" / "feeds"
    if not found.is_dir() or not any(found.iterdir()):
        raise FeedsMissing(found)
    return found


class Feeds(BaseHTTPRequestHandler):
    """Answers with the samples below a folder, with the content types that feeds have."""

    server_version = "feeds"
    protocol_version = "HTTP/1.1"

    def __init__(self, *given: Any, root: Path, change: Change | None = None) -> None:
        self.root, self.change = root, change
        super().__init__(*given)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > FORM:
            self.close_connection = True
            return self.send_error(413 if length.isdigit() else 411)
        form = self.rfile.read(int(length)).decode("latin-1")
        self.path = f"{self.path.partition('?')[0]}?{form}"
        return self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        sample = samples.find(self.root, self.path)
        if sample is None:
            return self.send_error(404, "Not Found")
        if samples.is_listing(self.root, self.path):
            return self._head(301, b"", Location=urlsplit(self.path).path + "/")
        body = sample.body()
        if self.change:
            body = self.change(sample.path, body)
        tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        facts = {"ETag": tag, "Last-Modified": formatdate(sample.modified, usegmt=True)}
        if self._has_it(tag, sample.modified):
            return self._head(304, b"", **facts)
        self._head(200, body, **facts, Content_Type=sample.mimetype)
        if with_body:
            self.wfile.write(body)
        return None

    def _head(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()

    def _has_it(self, tag: str, modified: float) -> bool:
        """Who asks has this very answer already."""
        if known := self.headers.get("If-None-Match"):
            return known in (tag, "*")
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return int(modified) <= since.timestamp()


def server(root: Path, port: int = 0, change: Change | None = None) -> ThreadingHTTPServer:
    """A server of the folder; port 0 takes any that is free."""
    handler = functools.partial(Feeds, root=root, change=change)
    return ThreadingHTTPServer((LOOPBACK, port), handler)


def serve(root: Path, port: int) -> None:
    """Serve the folder until the process ends."""
    with server(root, port) as one:
        one.serve_forever()
