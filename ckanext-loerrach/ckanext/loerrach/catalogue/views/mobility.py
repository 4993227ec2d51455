"""mobilityDCAT-AP 1.1, for national access points of mobility data (Mobilithek).

https://w3id.org/mobilitydcat-ap/releases/1.1.0/ ; on top of DCAT-AP, for datasets of mobility only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ckanext.dcat.utils import catalog_uri
from rdflib import BNode, Graph, Literal, URIRef

from ..mapping.times import UTC, literal
from ..mapping.writer import digest
from ..namespaces import (
    AUTHORITY,
    DCAT,
    DCATDE,
    DCT,
    DPV,
    FOAF,
    GEODCATAP,
    MOBILITY,
    RDF,
    RDFS,
    SKOS,
    TOWN,
)
from .changes import drop, drop_namespaces

LIST = "https://w3id.org/mobilitydcat-ap/"
#: what a format or a standard is called -> term of the list of mobility data standards
STANDARDS = {
    "gtfs": "gtfs", "gtfsrt": "gtfs-rt", "gtfsrealtime": "gtfs-rt", "gbfs": "gbfs",
    "netex": "netex", "siri": "siri", "datexii": "datex-II", "datex2": "datex-II",
    "datex": "datex-II",
}  # fmt: skip
#: the licence says what is allowed
LICENCE_PROVIDED = URIRef(LIST + "conditions-for-access-and-usage/licence-provided")
NUTS = "http://data.europa.eu/nuts"
#: first five digits of the municipality's key -> NUTS 3 region (district of Freiburg, 2021)
REGIONS = {
    "08311": "DE131", "08315": "DE132", "08316": "DE133", "08317": "DE134", "08325": "DE135",
    "08326": "DE136", "08327": "DE137", "08335": "DE138", "08336": "DE139", "08337": "DE13A",
}  # fmt: skip
KEY = re.compile(r"/(?:municipalityKey|regionalKey|districtKey)/(\d{5})")
FOREIGN = (str(DCATDE), str(TOWN), str(DPV), str(GEODCATAP))


def takes(dataset: Mapping[str, Any]) -> bool:
    """Datasets of mobility that name their theme, which is mandatory."""
    return dataset.get("strategy_field") == "mobility" and bool(dataset.get("mobility_theme"))


def change(graph: Graph, home: URIRef, dataset: Mapping[str, Any]) -> None:
    """Make mobilityDCAT-AP of the default view."""
    _regions(graph, home)
    _standards(graph)
    for distribution in list(graph.subjects(RDF.type, DCAT.Distribution)):
        _rights(graph, distribution)
    drop(graph, (DCT.subject,))
    drop_namespaces(graph, FOREIGN)


def entries(graph: Graph, home: URIRef, dataset: Mapping[str, Any]) -> None:
    """The record of a dataset in the catalogue, mandatory there."""
    catalogue = URIRef(catalog_uri())
    record = URIRef(f"{home}#record")
    graph.add((catalogue, DCAT.record, record))
    graph.add((record, RDF.type, DCAT.CatalogRecord))
    graph.add((record, FOAF.primaryTopic, home))
    graph.add((home, RDF.type, DCAT.Resource))
    language = URIRef(f"{AUTHORITY}language/DEU")
    graph.add((record, DCT.language, language))
    graph.add((language, RDF.type, DCT.LinguisticSystem))
    for predicate, name in ((DCT.created, "metadata_created"), (DCT.modified, "metadata_modified")):
        if moment := literal(str(dataset.get(name) or "") + UTC):
            graph.add((record, predicate, moment))


def _regions(graph: Graph, home: URIRef) -> None:
    """dct:spatial as NUTS, with identifier and list."""
    keys = {m[1] for uri in graph.objects(home, DCATDE.politicalGeocodingURI)
            if (m := KEY.search(str(uri)))}  # fmt: skip
    for code in sorted(REGIONS[key] for key in keys if key in REGIONS):
        region = URIRef(f"{NUTS}/code/{code}")
        graph.add((home, DCT.spatial, region))
        graph.add((region, RDF.type, DCT.Location))
        graph.add((region, DCT.identifier, Literal(code)))
        graph.add((region, SKOS.inScheme, URIRef(NUTS)))


def _standards(graph: Graph) -> None:
    """mobilitydcatap:mobilityDataStandard, by the format or what the data conform to."""
    for predicate in (TOWN["format"], DCT["format"], DCT.conformsTo):
        for subject, value in list(graph.subject_objects(predicate)):
            labels = [*graph.objects(value, RDFS.label), *graph.objects(value, SKOS.prefLabel)]
            names = (STANDARDS.get(_plain(str(word))) for word in (value, *labels))
            if name := next(filter(None, names), ""):
                standard = URIRef(f"{LIST}mobility-data-standard/{name}")
                graph.add((subject, MOBILITY.mobilityDataStandard, standard))


def _rights(graph: Graph, distribution: Any) -> None:
    """dct:rights is mandatory: a statement of the list, beside what the publisher says."""
    statements = list(graph.objects(distribution, DCT.rights))
    statement = statements[0] if statements else BNode("b" + digest(f"{distribution} rights", ""))
    graph.add((distribution, DCT.rights, statement))
    graph.add((statement, RDF.type, DCT.RightsStatement))
    graph.add((statement, DCT.type, LICENCE_PROVIDED))
    for predicate, value in (
        (RDF.type, SKOS.Concept),
        (SKOS.prefLabel, Literal("Licence provided", lang="en")),
        (SKOS.inScheme, URIRef(f"{LIST}conditions-for-access-and-usage")),
    ):
        graph.add((LICENCE_PROVIDED, predicate, value))


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower().rpartition("/")[2])
