"""A server that behaves as badly as real ones do, and feeds for it."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.answer import Validators
from ckanext.loerrach.harvesters._core.body import Size
from ckanext.loerrach.harvesters._core.dial import Guard
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.http import Client, Limits
from ckanext.loerrach.harvesters._core.record import BadRecord, Record
from ckanext.loerrach.harvesters._core.source import SourceEntry
from ckanext.loerrach.portal import feedserver

ROOT = Path(__file__).parents[3]
Page = Callable[["Visit"], None]


class Visit(BaseHTTPRequestHandler):
    """One request to a misbehaving server; pages are functions of it."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.visits.append((self.path, dict(self.headers)))
        self.server.pages[self.path.partition("?")[0]](self)

    def do_POST(self) -> None:
        """A form stands behind the address, as a query would."""
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.path += f"?{form}"
        self.do_GET()

    def answer(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """A well-formed answer; ``content_type="…"`` becomes a header."""
        self.send_response(status)
        for name, value in {"content_length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, pieces: Iterator[bytes] | list[bytes], pause: float) -> None:
        """Send little, wait, send little, until the other side hangs up."""
        try:
            for piece in pieces:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            self.close_connection = True

    def hang_up(self) -> None:
        """End the connection in the middle of everything."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.close()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Serves the pages that a test gives it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.pages: dict[str, Page] = {}
        self.visits: list[tuple[str, dict[str, str]]] = []

    def handle_error(self, *_: Any) -> None:
        """Hanging up is what some pages are for."""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}{path}"

    def page(self, path: str, body: bytes, **more: Any) -> str:
        """Serve ``body`` at ``path``; gives the address."""
        self.pages[path] = lambda visit: visit.answer(body, **more)
        return self.url(path)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as one:
        thread = threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield one
        one.shutdown()


@pytest.fixture
def other_server() -> Iterator[Server]:
    with Server() as one:
        thread = threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield one
        one.shutdown()


#: small enough that a test of each limit is quick
LIMITS = Limits(
    connect=2, read=2, total=5, redirects=3, tries=3, pause=0.01, size=Size(200_000, 500_000)
)


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """May ask the one server, and nobody else on this machine."""
    client = Client(Guard(frozenset([server.host])), LIMITS)
    yield client
    client.close()


@pytest.fixture
def make_client(server: Server) -> Iterator[Callable[..., Client]]:
    """Makes clients with other limits, for the same server."""
    clients: list[Client] = []

    def make(ca_bundle: str | None = None, inner: tuple[str, ...] = (), **limits: Any) -> Client:
        given = {**vars(LIMITS), **limits}
        guard = Guard(frozenset([server.host, *inner]))
        clients.append(Client(guard, Limits(**given), ca_bundle))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def fault() -> Callable[..., str]:
    """Asks, expects exactly that error, and gives its sentence."""

    def ask(client: Client, url: str, kind: type[errors.FeedError]) -> str:
        with pytest.raises(errors.FeedError) as caught:
            client.get(url)
        assert type(caught.value) is kind, caught.value
        sentence = str(caught.value)
        assert sentence.endswith(").")
        assert "\n" not in sentence
        return sentence

    return ask


@pytest.fixture
def feed_of(server: Server, client: Client) -> Callable[..., Feed]:
    """Makes the feed of a source whose answer is ``body``; ``beside``: further answers by name."""

    def make(
        body: bytes,
        harvester: str,
        last: dict[str, Validators] | None = None,
        beside: Mapping[str, bytes] | None = None,
        **facts: Any,
    ) -> Feed:
        for name, other in (beside or {}).items():
            server.page(f"/{name}", other)
        given = {
            "title": {"de": "Probe"},
            "harvester": harvester,
            "url": server.page("/feed", body, content_type="application/json"),
            "field": "mobility",
            "frequency": "UPDATE_CONT",
            "licence": "dl-by-de/2.0",
            "publisher": {"name": "Stadt Probe", "email": "probe@example.org"},
            **facts,
        }
        return Feed(SourceEntry.read("probe", given), client, last)

    return make


@pytest.fixture
def of_demo(own_feeds: Path) -> Iterator[Callable[..., Feed]]:
    """Makes the feed of a source, answered by its sample as a portal started with --demo does.

    ``change``: what becomes of the body of each file of the sample, until the next feed is made.
    """
    changes: list[feedserver.Change] = []

    def now(path: Path, body: bytes) -> bytes:
        return changes[-1](path, body)

    def make(
        source: SourceEntry,
        change: feedserver.Change = lambda path, body: body,
        last: Mapping[str, Validators] | None = None,
    ) -> Feed:
        changes.append(change)
        return Feed(source, client, last, stand_in=f"http://{host}/{source.demo}")

    with feedserver.server(own_feeds, change=now) as one:
        threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True).start()
        host = f"127.0.0.1:{one.server_address[1]}"
        client = Client(Guard(frozenset([host])), LIMITS)
        yield make
        client.close()
        one.shutdown()


@pytest.fixture
def feed_at_home(feed_of: Callable[..., Feed]) -> Callable[..., Feed]:
    """Makes feeds of a portal at ``url``, whose one answer stands in for all of its own."""

    def make(body: Any, harvester: str, url: str, **facts: Any) -> Feed:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        stand_in = feed_of(data, harvester, **facts)
        source = replace(stand_in.source, url=url)
        return Feed(source, stand_in.client, stand_in=stand_in.url)

    return make


@pytest.fixture
def harvest() -> Callable[[Feed], tuple[list[Record], list[BadRecord]]]:
    """Good and bad records of a feed, by the harvester that its source names."""

    def make(feed: Feed) -> tuple[list[Record], list[BadRecord]]:
        found = list(harvesters()[feed.source.harvester]().records(feed))
        good = [one for one in found if isinstance(one, Record)]
        return good, [one for one in found if isinstance(one, BadRecord)]

    return make


@pytest.fixture
def told() -> Callable[[Feed], set[tuple[str, str]]]:
    """Kind and name of all notices of a feed."""
    return lambda feed: {(notice.kind, notice.name) for notice in feed.notices}


@pytest.fixture
def samples() -> Path:
    """Recorded answers of real feeds, which are not part of the project."""
    folder = ROOT.parent / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("the recordings of real feeds (../shared/samples) are not here")
    return folder


@pytest.fixture
def own_feeds() -> Path:
    """The project's own small feeds."""
    return ROOT / "tests" / "feeds"


@pytest.fixture
def bomb() -> bytes:
    """A few kilobytes of gzip that swell to ten million zeros."""
    return gzip.compress(bytes(10_000_000))
