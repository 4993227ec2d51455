"""The source that is harvested: answers that were written down before, served as they are.

    python source.py PORT DATASETS [NUMBER OF THE FIRST]

`/api/3/action/package_search`, `package_show`, `organization_show` as CKAN 2.10 answers them, with
the filters that harvesters ask with; `/catalog.ttl?page=1` and so on as ckanext-dcat. No
validators, as CKAN sends none. `POST /change?part=7` edits every hundredth dataset from the
seventh on.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import catalogue
from catalogue import One

PAGE = 100
AFTER = re.compile(r'id:\{"([^"]+)" TO \*\]')
AMONG = re.compile(r"id:\(([^)]*)\)")
SINCE = re.compile(r"metadata_modified:\[([^ ]+?)Z? TO \*\]")


class Kept:
    """All datasets, and their answers as bytes."""

    def __init__(self, count: int, first: int) -> None:
        self.all = {one.id: one for one in map(One, range(first, first + count))}
        self.order = sorted(self.all)
        self.packages = {id: _json(one.package()) for id, one in self.all.items()}
        self.turtles = {id: one.turtle() for id, one in self.all.items()}

    def change(self, part: int) -> int:
        """Edit one dataset in a hundred."""
        stamp = catalogue.now()
        chosen = [one for one in self.all.values() if one.number % 100 == part % 100]
        for old in chosen:
            new = One(old.number, stamp)
            self.all[new.id] = new
            self.packages[new.id], self.turtles[new.id] = _json(new.package()), new.turtle()
        self.search.cache_clear()
        self.page.cache_clear()
        return len(chosen)

    @cache  # noqa: B019
    def search(self, query: str) -> bytes:
        asked = parse_qs(query)
        ids = self._filtered(" ".join(asked.get("fq", []) + asked.get("q", [])))
        start, rows = (int(asked.get(name, ["0"])[0]) for name in ("start", "rows"))
        shown = ids[start : start + rows]
        if fields := asked.get("fl"):
            found = b", ".join(self._only(id, fields) for id in shown)
        else:
            found = b", ".join(self.packages[id] for id in shown)
        return (b'{"help": "", "success": true, "result": {"count": %d, "facets": {}, "sort": '
                b'"id asc", "results": [%s]}}' % (len(ids), found))  # fmt: skip

    def _filtered(self, fq: str) -> list[str]:
        ids = self.order
        if after := AFTER.search(fq):
            ids = [id for id in ids if id > after[1]]
        if among := AMONG.search(fq):
            wanted = set(re.findall(r"[0-9a-f-]{36}", among[1]))
            ids = [id for id in ids if id in wanted]
        if since := SINCE.search(fq):
            ids = [id for id in ids if self.all[id].modified >= since[1]]
        return ids

    def _only(self, id: str, fields: list[str]) -> bytes:
        one = self.all[id]
        facts = {"id": one.id, "metadata_modified": one.modified}
        return _json({name: facts[name] for name in fields if name in facts})

    @cache  # noqa: B019
    def page(self, number: int, base: str) -> bytes:
        ids = self.order[(number - 1) * PAGE : number * PAGE]
        more = f"{base}?page={number + 1}" if number * PAGE < len(self.order) else ""
        turtles, uris = [self.turtles[id] for id in ids], [self.all[id].uri for id in ids]
        here = f"{base}?page={number}"
        return catalogue.page(turtles, uris, here, more, len(self.order)).encode()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, count: int, first: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.kept = Kept(count, first)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts, kept = urlsplit(self.path), self.server.kept
        asked = parse_qs(parts.query)
        if parts.path.endswith("/package_search"):
            self._answer(kept.search(parts.query))
        elif parts.path.endswith("/package_show"):
            one = kept.packages.get(asked["id"][0], b"null")
            self._answer(b'{"help": "", "success": true, "result": %s}' % one)
        elif parts.path.endswith(("/organization_show", "/group_show")):
            found = {"id": asked["id"][0], "name": "landratsamt", "title": "Landratsamt"}
            self._answer(_json({"help": "", "success": True, "result": found}))
        elif parts.path == "/catalog.ttl":
            base = f"http://{self.headers['Host']}{parts.path}"
            number = int(asked.get("page", ["1"])[0])
            self._answer(kept.page(number, base), "text/turtle; charset=utf-8")
        else:
            self._answer(b'{"success": true}')

    def do_POST(self) -> None:
        part = int(parse_qs(urlsplit(self.path).query)["part"][0])
        self._answer(_json({"changed": self.server.kept.change(part)}))

    def _answer(self, body: bytes, kind: str = "application/json; charset=utf-8") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    Server(*map(int, sys.argv[1:])).serve_forever()
