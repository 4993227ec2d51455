"""Foreign catalogues, harvested through the engine, against the official shapes.

What the gate lets into the feed has to be without a violation whatever the source wrote.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.loerrach.catalogue.gate import must
from ckanext.loerrach.catalogue.views import VIEWS
from ckanext.loerrach.harvest.run import run_source
from ckanext.loerrach.harvest.sources import ensure_sources
from ckanext.loerrach.harvesters._core.source import SourceEntry
from pyshacl import validate
from rdflib import Graph, Namespace
from rdflib.namespace import OWL, RDF

SH = Namespace("http://www.w3.org/ns/shacl#")
NETWORK = Path(__file__).parents[4] / "shared/samples/network"
CATALOGUES = NETWORK / "dcat-ap-de-catalogs"
#: file -> its type; how many of its datasets come in; every how many-th of them is held against the
#: shapes: pyshacl takes some 0.2 s for each
SAMPLES = {
    "destatis-catalog-original-input.rdf": ("application/rdf+xml", 135, 2),
    "brandenburg-catalog-original-input.rdf": ("application/rdf+xml", 65, 1),
    "brandenburg-catalog-dataset-extracted.ttl": ("text/turtle", 1, 1),
}
VIEW = VIEWS["dcat-ap-de-3"]

pytestmark = [
    pytest.mark.skipif(not CATALOGUES.is_dir(), reason=f"no sample is in {CATALOGUES}"),
    pytest.mark.ckan_config("ckan.site_description", "Offene Daten der Stadt Lörrach"),
    pytest.mark.ckan_config("ckanext.loerrach.catalogue.publisher_name", "Stadt Lörrach"),
]


def shapes() -> Graph:
    graph = Graph()
    for folder in ("shacl-dcat-ap-3.0.0", "shacl-dcat-ap-de-3.0"):
        for file in sorted((NETWORK / folder).glob("*.ttl")):
            if "imports" not in file.name:
                graph.parse(file, format="turtle")
    graph.remove((None, OWL.imports, None))
    return graph


def violations(data: Graph) -> set[str]:
    _, report, _ = validate(data, shacl_graph=shapes(), inference="rdfs", do_owl_imports=False)
    parts = (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
    return {
        " | ".join(str(report.value(one, part)) for part in parts)
        for one in report.subjects(RDF.type, SH.ValidationResult)
        if report.value(one, SH.resultSeverity) == SH.Violation
    }


@pytest.mark.parametrize("file", SAMPLES)
def test_a_harvested_catalogue_has_no_violation(file: str, town: Any, feeds: Any) -> None:
    kind, number, step = SAMPLES[file]
    feeds.put(f"/{file}", (CATALOGUES / file).read_bytes(), type=kind)
    source = SourceEntry.read(
        "nachbar",
        {
            "title": {"de": "Nachbar"}, "harvester": "dcat", "field": "administration",
            "url": f"https://example.org/{file}", "frequency": "UNKNOWN",
            "licence": "dl-by-de/2.0", "licences": "records", "demo": file,
            "publisher": {"name": "Nachbar", "url": "https://example.org"},
        },
    )  # fmt: skip
    ensure_sources([source], feeds.url)
    report = run_source("nachbar")
    assert report.failure is None
    # terms of use of their own, as Potsdam has them, are no licence that the feed could name
    assert {one.field for one in report.refused} <= {"license"}
    records = helpers.call_action("package_search", fq="dataset_type:dataset", rows=1000)["results"]
    assert len(records) == len(report.added)
    taken = [one for one in records if not must(one, VIEW.dataset_graph(one))]
    assert len(taken) == len(records) == number
    graph = VIEW.catalogue_graph()
    for record in sorted(taken, key=lambda one: str(one["identifier"]))[::step]:
        graph += VIEW.dataset_graph(record) + VIEW.entry_graph(record)
    found = violations(graph)
    assert found == set(), "\n".join(sorted(found))
