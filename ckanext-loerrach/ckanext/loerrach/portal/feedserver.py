"""Serve the project's small feeds over HTTP on the loopback address: sample data, real way.

Only files below one folder, only GET and HEAD. `?…` of an address is ignored, as the samples are
one answer each.
"""

from __future__ import annotations

import functools
import mimetypes
import os
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .errors import FeedsMissing
from .ports import LOOPBACK

#: what the suffixes of feeds mean, where Python does not know it
TYPES = {".geojson": "application/geo+json", ".gml": "application/gml+xml", ".ttl": "text/turtle"}


def folder(chosen: Path | None) -> Path:
    """The folder of the sample feeds: the chosen one, or that of this clone of the project.

    Raises FeedsMissing.
    """
    found = chosen or Path(__file__).resolve().parents[4] / "tests" / "feeds"
    if not found.is_dir() or not any(found.iterdir()):
        raise FeedsMissing(found)
    return found


class Feeds(SimpleHTTPRequestHandler):
    """Files of the folder, with the content types feeds have; no listing of folders."""

    server_version = "feeds"
    extensions_map = {**mimetypes.types_map, **TYPES, "": "application/octet-stream"}  # noqa: RUF012 (as in the base class)

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """A folder is no feed."""
        self.send_error(404, "Not Found")


def serve(root: Path, port: int) -> None:
    """Serve the folder until the process ends."""
    handler = functools.partial(Feeds, directory=str(root))
    with ThreadingHTTPServer((LOOPBACK, port), handler) as server:
        server.serve_forever()
