"""The demo portal's catalogue in all views against the official shapes, over HTTP."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import Graph, Namespace
from rdflib.namespace import DCAT, OWL, RDF

SH = Namespace("http://www.w3.org/ns/shacl#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
NETWORK = Path(__file__).parents[3] / "shared/samples/network"
EU, GERMAN = "shacl-dcat-ap-3.0.0", "shacl-dcat-ap-de-3.0"
#: address -> folders with its official shapes, and what is known to be missing
ADDRESSES = {
    "/catalog.ttl": ((EU, GERMAN), set()),
    "/catalog/dcat-ap-3.ttl": ((EU,), set()),
    "/catalog/dcat-ap-ch.ttl": ((EU,), set()),
    "/catalog/mobility-dcat-ap.ttl": ((EU,), set()),
    # conventions 12 and 13: an identifier that GovData gives to those that deliver to it directly;
    # a town that a state's portal harvests must not have one
    "/catalog/dcat-ap-de-2.ttl": (
        ("shacl-dcat-ap-de-2.0",), {"http://dcat-ap.de/def/dcatde/contributorID"},
    ),
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not NETWORK.is_dir(), reason=f"the official shapes are not in {NETWORK}"
)


def whole(portal: Any, address: str) -> Graph:
    """All pages of a view."""
    data = Graph()
    following: str | None = portal.url + address
    while following:
        for _ in range(60):
            status, text = portal.page(following.removeprefix(portal.url))
            # a portal that has too much to do says so, and neighbours come again
            if status != 503:
                break
            time.sleep(1)
        assert status == 200
        page = Graph().parse(data=text, format="turtle")
        following = next(map(str, page.objects(None, HYDRA.next)), None)
        data += page
    return data


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_violation_in_the_demo_catalogue(address: str, portal: Any) -> None:
    folders, known = ADDRESSES[address]
    data = whole(portal, address)
    found = set(map(str, data.subjects(RDF.type, DCAT.Dataset)))
    records = portal.api("package_search", fq="dataset_type:dataset", rows=1000)["results"]
    mobility = address == "/catalog/mobility-dcat-ap.ttl"
    assert found == {
        one.get("uri") or f"{portal.url}/dataset/{one['id']}"
        for one in records
        if not mobility or one["strategy_field"] == "mobility"
    }
    shapes = Graph()
    for folder in folders:
        for file in (NETWORK / folder).glob("*.ttl"):
            if "imports" not in file.name:
                shapes.parse(file)
    shapes.remove((None, OWL.imports, None))
    _, report, _ = validate(data, shacl_graph=shapes, inference="rdfs", do_owl_imports=False)
    violations = {
        (str(report.value(one, SH.resultPath)), str(report.value(one, SH.resultMessage)))
        for one in report.subjects(SH.resultSeverity, SH.Violation)
    }
    assert {one for one in violations if one[0] not in known} == set()
