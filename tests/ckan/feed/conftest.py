"""A town with a catalogue of two datasets a page, and a neighbour who reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from ckan.tests import factories, helpers
from ckanext.dcat.processors import HYDRA
from ckanext.loerrach.catalogue.feed import service
from rdflib import Graph
from rdflib.namespace import DCAT, RDF
from werkzeug.serving import make_server

EU = "http://publications.europa.eu/resource/authority/"
FORMATS = {
    "ttl": "turtle", "rdf": "xml", "xml": "xml", "jsonld": "json-ld", "n3": "n3", "nt": "nt",
}  # fmt: skip
SITE = "http://test.ckan.net"
PLUGINS = "loerrach_search loerrach_catalogue loerrach scheming_datasets dcat"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder runs with the plugins that the feed needs."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.ckan_config("ckan.plugins", PLUGINS))
            item.add_marker(pytest.mark.ckan_config("ckanext.dcat.datasets_per_page", 2))


@pytest.fixture(autouse=True)
def afresh(with_plugins: None, clean_db: None, clean_index: None) -> None:
    """No dataset and no page of an earlier test."""
    service.forget()


@pytest.fixture
def town(clean_db: None) -> dict[str, Any]:
    return dict(factories.Organization(name="stadt-loerrach", title="Stadt Lörrach"))


@pytest.fixture
def make(town: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Makes a dataset that lacks nothing."""

    def one(name: str, **fields: Any) -> dict[str, Any]:
        return helpers.call_action("package_create", **{
            "name": name, "strategy_field": "mobility", "owner_org": town["id"],
            "mobility_theme": ["car-parking-availability"],
            "title_translated": {"de": f"Titel {name}"},
            "notes_translated": {"de": f"Beschreibung von {name}."},
            "contact": [{"name": "Daten", "email": "daten@example.org"}],
            "theme": [EU + "data-theme/TRAN"], "personal_data": "none",
            "resources": [{
                "url": f"https://example.org/{name}.csv", "name_translated": {"de": "Liste"},
                "format": "CSV", "license": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
            }],
        } | fields)  # fmt: skip

    return one


@pytest.fixture
def five(make: Callable[..., dict[str, Any]]) -> list[str]:
    """Five datasets: three pages of two. Their URIs in the order of the feed."""
    return [f"{SITE}/dataset/{make(f'nummer-{n}')['id']}" for n in range(1, 6)]


class Reader:
    """A neighbour."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def parsed(self, answer: Any, ending: str = "ttl") -> Graph:
        assert answer.status_code == 200, answer.body
        return Graph().parse(data=answer.get_data(), format=FORMATS[ending])

    def datasets(self, graph: Graph) -> list[str]:
        return sorted(map(str, graph.subjects(RDF.type, DCAT.Dataset)))

    def link(self, graph: Graph, name: str) -> str | None:
        found = [str(value) for value in graph.objects(None, HYDRA[name])]
        assert len(found) < 2
        return found[0] if found else None

    def local(self, address: str) -> str:
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}"

    def follow(self, graph: Graph, name: str, ending: str = "ttl") -> Graph:
        """The page that a link leads to."""
        return self.parsed(self.app.get(self.local(self.link(graph, name) or "")), ending)

    def crawl(
        self,
        address: str,
        between: Callable[[int], Any] = lambda _: None,
        ending: str = "ttl",
    ) -> Iterator[Graph]:
        """All pages as a harvester follows them."""
        number = 0
        while address:
            graph = self.parsed(self.app.get(address), ending)
            yield graph
            number += 1
            between(number)
            following = self.link(graph, "next")
            address = self.local(following) if following else ""


@pytest.fixture
def served(app: Any) -> Iterator[str]:
    """The portal over HTTP, each request in a thread of its own: "http://127.0.0.1:port"."""
    server = make_server("127.0.0.1", 0, app.flask_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def reader(app: Any) -> Reader:
    return Reader(app)
