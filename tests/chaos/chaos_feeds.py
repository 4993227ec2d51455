"""Three servers of neighbours on this machine, in the formats that real ones speak."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import chaos_world as world
from chaos_world import Neighbour

#: rows that a CKAN gives at most, so that it has to be read in pages
ROWS = 20
#: datasets on a page of the DCAT catalogue
PAGE = 15


class Feed(ThreadingHTTPServer):
    """The server of one neighbour; what it says changes under its lock only."""

    daemon_threads = True

    def __init__(self, neighbour: Neighbour, path: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.neighbour, self.path = neighbour, path
        self.lock = threading.Lock()
        #: when it was last asked (time.monotonic), and how often
        self.asked_at, self.asked = 0.0, 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.path}"

    def answer(self, query: dict[str, list[str]]) -> tuple[str, bytes]:
        """Content type and body."""
        raise NotImplementedError


class Ckan(Feed):
    """package_search of a CKAN: ranges of ids, fl, rows."""

    def answer(self, query: dict[str, list[str]]) -> tuple[str, bytes]:
        records = [
            world.package(name, version)
            for name, version in sorted(self.neighbour.records.items())
            if all(_matches(name, fq) for fq in query.get("fq", []))
        ]
        start = int(query.get("start", ["0"])[0])
        rows = records[start : start + min(ROWS, int(query.get("rows", ["10"])[0]))]
        if wanted := query.get("fl"):
            names = {name for text in wanted for name in re.findall(r"\w+", text)}
            rows = [{name: row[name] for name in names if name in row} for row in rows]
        result = {"count": len(records), "sort": "id asc", "results": rows}
        return "application/json", json.dumps({"success": True, "result": result}).encode()


def _matches(name: str, fq: str) -> bool:
    """The filters that a harvester may set: id after another one, or one of several ids."""
    if after := re.search(r'id:\{"([^"]+)" TO \*\]', fq):
        return name > after[1]
    if among := re.search(r"id:\(([^)]*)\)", fq):
        return name in re.findall(r"[0-9a-f-]{36}", among[1])
    raise ValueError(fq)


class Dcat(Feed):
    """A catalogue in Turtle, in pages of Hydra."""

    def answer(self, query: dict[str, list[str]]) -> tuple[str, bytes]:
        number = int(query.get("page", ["1"])[0])
        names = sorted(self.neighbour.records)
        page = names[(number - 1) * PAGE : number * PAGE]
        text = world.turtle({name: self.neighbour.records[name] for name in page})
        text += f"<{self.url}> a hydra:Collection ; hydra:totalItems {len(names)} .\n"
        if number * PAGE < len(names):
            here = self.url if number == 1 else f"{self.url}?page={number}"
            text += (
                f"<{here}> a hydra:PartialCollectionView ;"
                f" hydra:next <{self.url}?page={number + 1}> .\n"
            )
        return "text/turtle", text.encode()


class Parking(Feed):
    """ParkAPI: one document."""

    def answer(self, query: dict[str, list[str]]) -> tuple[str, bytes]:
        return "application/json", world.lots(self.neighbour.records, self.neighbour.step)


class Handler(BaseHTTPRequestHandler):
    server: Feed

    def do_GET(self) -> None:
        server = self.server
        server.asked_at, server.asked = time.monotonic(), server.asked + 1
        with server.lock:
            type, body = server.answer(parse_qs(urlsplit(self.path).query))
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        same = self.headers.get("If-None-Match") == etag
        self.send_response(304 if same else 200)
        self.send_header("ETag", etag)
        if not same:
            self.send_header("Content-Type", type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not same:
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[dict[str, Feed]]:
    """The three servers, by the names of their sources, until the end of a `with` block."""
    feeds: dict[str, Feed] = {
        "chaos-ckan": Ckan(Neighbour("chaos-ckan"), "/api/3/action/package_search"),
        "chaos-dcat": Dcat(Neighbour("chaos-dcat"), "/catalog.ttl"),
        "chaos-parking": Parking(Neighbour("chaos-parking"), "/parkapi.json"),
    }
    for feed in feeds.values():
        threading.Thread(target=feed.serve_forever, daemon=True).start()
    try:
        yield feeds
    finally:
        for feed in feeds.values():
            feed.shutdown()
            feed.server_close()


def source(feed: Feed, organization: str) -> dict[str, Any]:
    """A harvest source as the form of CKAN sends it."""
    name = feed.neighbour.name
    harvester = name.removeprefix("chaos-")
    entry = {
        "title": {"de": f"Nachbar {harvester}"},
        "notes": {"de": "Ein Nachbar auf diesem Rechner."},
        "harvester": harvester,
        "field": "mobility",
        "frequency": "DAILY",
        "licence": world.LICENCE,
        "licences": "source" if harvester == "parking" else "either",
        "publisher": {"name": "Nachbar", "url": "https://neighbour.example"},
        # as often as a source may be asked
        "every": 10,
        **({"settings": {"dialect": "parkapi"}} if harvester == "parking" else {}),
    }
    return {
        "name": name, "title": entry["title"]["de"], "notes": "", "url": feed.url,
        "source_type": "loerrach", "frequency": "MANUAL", "owner_org": organization,
        "config": json.dumps({"entry": entry}),
    }  # fmt: skip
