"""Our feed, harvested over HTTP into empty portals of ours, is the same graph there.

Portals and their databases are processes of their own. A portal's own addresses are the only
difference there may be: those of its pages of the strategy's fields, and the way by which a
harvested dataset came. All else, dct:identifier and the dataset's address first, is passed on.
"""

from __future__ import annotations

import importlib.util
import runpy
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCAT, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import graph_diff, isomorphic

HERE = Path(__file__).parent
RECORDS = runpy.run_path(str(HERE.parent / "data" / "whole_records.py"))
TOWN = Namespace("https://www.loerrach.de/def/opendata#")
FIELDS = (
    "mobility", "environment", "culture", "business", "citizen-services", "administration",
    "youth-education",
)  # fmt: skip
#: ending of the feed's address -> what rdflib calls it; a portal harvests each
FEEDS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}
ORIGIN, STOCK = "urheber", "nachbar"
ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


ring_portals = _load("ring_portals")


def least(name: str, **more: Any) -> dict[str, Any]:
    """As little as a dataset may say."""
    return {
        "name": name, "owner_org": "stadt", "strategy_field": "culture", "personal_data": "none",
        "title_translated": {"de": f"Titel {name}"}, "notes_translated": {"de": "Text"},
        "resources": [{
            "url": f"https://example.org/{name}.pdf", "license": ZERO, "format": "PDF",
        }],
        **more,
    }  # fmt: skip


def fill(portal: Any) -> None:
    """Records of all fields and kinds."""
    portal.act("organization_create", name="stadt", title="Stadt Lörrach")
    schema = portal.act("scheming_dataset_schema_show", type="dataset")
    series = portal.act(
        "package_create",
        **{**least("eine-reihe", kind="series", tags_translated={"de": ["Reihe"]}),
           "resources": []},
    )  # fmt: skip
    for field in FIELDS:
        record = RECORDS["whole_record"](field, schema)
        record |= {"owner_org": "stadt", "identifier": f"urn:example:{field}"}
        if field == "culture":
            record["in_series"] = [series["name"], "https://example.org/fremde-reihe"]
        portal.act("package_create", **record)
    portal.act("package_create", **least("wenig"))
    portal.act(
        "package_create",
        **least("ein-dienst", kind="service", alternate_identifier=["AZ 1", "AZ 2"],
                contact=[{"name": "Amt", "url": "https://a.example"}, {"email": "b@c.example"}])
        | {"resources": [{
            "url": "https://example.org/wms?request=GetCapabilities", "format": "WMS",
            "license": ZERO, "access_services": [{
                "title": "WMS", "endpoint_url": ["https://example.org/wms"],
                "publisher": [{"name": "Amt"}],
            }],
        }]},
    )  # fmt: skip


@pytest.fixture(scope="module")
def portals() -> Iterator[dict[str, Any]]:
    """The origin, and one empty portal for each serialisation, which has harvested it."""
    ring = ring_portals.Ring((ORIGIN, *FEEDS), (STOCK,))
    try:
        portals = ring.members
        fill(portals[ORIGIN])
        for ending in FEEDS:
            portals[ending].act("organization_create", name="stadt", title="Nachbarstadt")
            address = f"{portals[ORIGIN].url}/catalog.{ending}"
            portals[ending].tell("source", name="von", url=address, kind="dcat", ours=True)
            report = portals[ending].harvest("von")
            assert report["refused"] == []
        yield portals
    finally:
        ring.stop()


def read(address: str, format: str) -> Graph:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return Graph().parse(data=answer.read(), format=format)


def datasets(portal: Any, ending: str = "ttl") -> dict[str, Graph]:
    """What the feed says of each dataset, by the dataset's address."""
    found = {}
    for one in portal.datasets():
        graph = read(f"{portal.url}/dataset/{one['id']}.{ending}", FEEDS[ending])
        [home] = list(graph.subjects(RDF.type, DCAT.Dataset))
        found[str(home)] = graph
    return found


def of_the_origin(graph: Graph, portal: Any, origin: Any) -> Graph:
    """A harvested graph without the way it came, the pages of fields as the origin has them."""
    pages = f"{portal.url}/group/"
    found = Graph()
    for triple in graph:
        if triple[1] not in (TOWN.catalogueChain, TOWN.page):
            found.add(tuple(
                URIRef(str(one).replace(pages, f"{origin.url}/group/"))
                if isinstance(one, URIRef) else one for one in triple
            ))  # fmt: skip
    return found


def same(one: Graph, other: Graph) -> None:
    """Isomorphic, or the difference in words."""
    if not isomorphic(one, other):
        _, missing, added = graph_diff(one, other)
        lines = [f"- {t}" for t in sorted(missing)] + [f"+ {t}" for t in sorted(added)]
        raise AssertionError("\n".join(lines))


@pytest.mark.parametrize("ending", FEEDS)
def test_37_each_dataset_is_the_same_graph(portals: dict[str, Any], ending: str):
    origin, portal = portals[ORIGIN], portals[ending]
    before, after = datasets(origin), datasets(portal, ending)
    assert len(before) == len(FIELDS) + 3
    assert after.keys() == before.keys()
    for home, graph in before.items():
        same(graph, of_the_origin(after[home], portal, origin))


def test_37_the_way_is_told(portals: dict[str, Any]):
    origin, portal = portals[ORIGIN], portals["ttl"]
    for home, graph in datasets(portal).items():
        told = graph.value(URIRef(home), TOWN.catalogueChain)
        assert isinstance(told, Literal)
        assert str(told).startswith(origin.url)
        [page] = graph.objects(URIRef(home), TOWN.page)
        assert str(page).startswith(portal.url)
