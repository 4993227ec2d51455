"""The demo portal's catalogue in all views against the official shapes, over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import Graph, Namespace
from rdflib.namespace import DCAT, OWL, RDF

SH = Namespace("http://www.w3.org/ns/shacl#")
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


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_violation_in_the_demo_catalogue(address: str, portal: Any) -> None:
    folders, known = ADDRESSES[address]
    status, text = portal.page(address)
    assert status == 200
    data = Graph().parse(data=text, format="turtle")
    assert len(list(data.subjects(RDF.type, DCAT.Dataset))) == 2
    shapes = Graph()
    for folder in folders:
        for file in (NETWORK / folder).glob("*.ttl"):
            if "imports" not in file.name:
                shapes.parse(file)
    shapes.remove((None, OWL.imports, None))
    _, report, _ = validate(data, shacl_graph=shapes, inference="rdfs", do_owl_imports=False)
    found = {
        (str(report.value(one, SH.resultPath)), str(report.value(one, SH.resultMessage)))
        for one in report.subjects(SH.resultSeverity, SH.Violation)
    }
    assert {one for one in found if one[0] not in known} == set()
