"""The views against the official shapes (SHACL), with RDFS inference and without imports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.loerrach.catalogue.views import VIEWS
from ckanext.loerrach.schemas.strategy import strategy_fields
from pyshacl import validate
from rdflib import Graph, Namespace
from rdflib.namespace import DCAT, DCTERMS, OWL, RDF, SKOS

SH = Namespace("http://www.w3.org/ns/shacl#")
NETWORK = Path(__file__).parents[4] / "shared/samples/network"
#: view -> folders with its official shapes
SHAPES = {
    "dcat-ap-de-3": ("shacl-dcat-ap-3.0.0", "shacl-dcat-ap-de-3.0"),
    "dcat-ap-de-2": ("shacl-dcat-ap-de-2.0",),
    "dcat-ap-3": ("shacl-dcat-ap-3.0.0",),
    # the profiles of the Swiss and of mobility stand on DCAT-AP; shapes of their own are not here
    "dcat-ap-ch": ("shacl-dcat-ap-3.0.0",),
    "mobility-dcat-ap": ("shacl-dcat-ap-3.0.0",),
}
FIELDS = [field.name for field in strategy_fields()]

pytestmark = [
    pytest.mark.skipif(not NETWORK.is_dir(), reason=f"the official shapes are not in {NETWORK}"),
    pytest.mark.ckan_config("ckan.plugins", "loerrach_search loerrach scheming_datasets dcat"),
    pytest.mark.ckan_config("ckan.locales_offered", ["de", "fr", "en"]),
    pytest.mark.ckan_config("ckan.site_description", "Offene Daten der Stadt Lörrach"),
    pytest.mark.ckan_config("ckanext.loerrach.catalogue.publisher_name", "Stadt Lörrach"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]


def shapes(slug: str) -> Graph:
    """The shapes of a view, without what they import from elsewhere."""
    graph = Graph()
    for folder in SHAPES[slug]:
        for file in sorted((NETWORK / folder).glob("*.ttl")):
            if "imports" not in file.name:
                graph.parse(file, format="turtle")
    graph.remove((None, OWL.imports, None))
    return graph


def violations(data: Graph, slug: str) -> Iterator[str]:
    """One sentence a violation; warnings and infos are none."""
    _, report, _ = validate(
        data, shacl_graph=shapes(slug), inference="rdfs", allow_warnings=True, advanced=False,
        do_owl_imports=False,
    )  # fmt: skip
    for result in report.subjects(RDF.type, SH.ValidationResult):
        if report.value(result, SH.resultSeverity) == SH.Violation:
            parts = (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage, SH.sourceShape)
            yield " | ".join(str(report.value(result, part)) for part in parts)


def catalogue(slug: str, records: list[dict[str, Any]]) -> Graph:
    """The whole catalogue in a view, joined of its parts."""
    view = VIEWS[slug]
    graph = view.catalogue_graph()
    for record in records:
        if view.takes(record):
            written = view.write(record)
            assert written.notes == []
            graph += written.graph
            graph += view.entry_graph(record)
    return graph


@pytest.mark.parametrize("slug", SHAPES)
def test_no_violation_in_whole_records(slug: str, whole: Any) -> None:
    records = [whole(field) for field in FIELDS]
    series = helpers.call_action(
        "package_create", name="reihe", strategy_field="mobility", kind="series",
        owner_org=records[0]["owner_org"], title_translated={"de": "Reihe"},
        notes_translated={"de": "Alle Jahre"}, personal_data="none",
        contributorID=records[0]["contributorID"],
        mobility_theme=records[FIELDS.index("mobility")]["mobility_theme"],
    )  # fmt: skip
    member = helpers.call_action("package_patch", id=records[0]["id"], in_series=[series["id"]])
    found = list(violations(catalogue(slug, [*records[1:], member, series]), slug))
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    ("predicate", "message"),
    [
        (DCTERMS.publisher, "MUSS einen dcterms:publisher haben"),
        (DCTERMS.license, "MUSS eine dcterms:license haben"),
        (DCAT.accessURL, "accessURL"),
        (SKOS.inScheme, "MUSS folgendes Vokabular benutzen"),
    ],
)
def test_the_shapes_find_what_is_missing(predicate: Any, message: str, whole: Any) -> None:
    graph = catalogue("dcat-ap-de-3", [whole("culture")])
    graph.remove((None, predicate, None))
    assert any(message in found for found in violations(graph, "dcat-ap-de-3"))
