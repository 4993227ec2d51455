"""DCAT-AP CH, as opendata.swiss reads it.

https://www.dcat-ap.ch/ ; licences: http://dcat-ap.ch/vocabulary/licenses/ . The terms of use of
that list stand for German licences with the same duties; the licence itself stands beside them as
a statement of rights, which is what holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.dcat.utils import resource_uri
from rdflib import Graph, Literal, URIRef

from ..mapping.rows import as_list
from ..namespaces import DCAT, DCATAP, DCT, RDF, SKOS
from ..terms import LICENCES
from . import plain
from .changes import drop, exchange

TERMS = "http://dcat-ap.ch/vocabulary/licenses/"
#: licence of DCAT-AP.de -> term of use or licence in the Swiss list
SWISS = {
    "dl-zero-de/2.0": TERMS + "terms_open",
    "officialWork": TERMS + "terms_open",
    "ccpdm/1.0": TERMS + "terms_open",
    "dl-by-de/2.0": TERMS + "terms_by",
    "dl-by-de/1.0": TERMS + "terms_by",
    "geonutz/20130319": TERMS + "terms_by",
    "geoNutz/20131001": TERMS + "terms_by",
    "cc-zero": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc-by/4.0": "http://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa/4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
}
#: law of the EU, which does not hold in Switzerland
EUROPEAN = (DCATAP.applicableLegislation, DCATAP.hvdCategory, DCATAP.availability)


def change(graph: Graph, home: URIRef, dataset: Mapping[str, Any]) -> None:
    """Make DCAT-AP CH of the default view."""
    plain.change(graph, home, dataset)
    drop(graph, EUROPEAN)
    for distribution, licence in list(graph.subject_objects(DCT.license)):
        if _swiss(str(licence)) and (distribution, DCT.rights, None) not in graph:
            graph.add((distribution, DCT.rights, licence))
            graph.add((licence, RDF.type, DCT.RightsStatement))
    exchange(graph, DCT.license, _swiss)
    for licence in set(graph.objects(None, DCT.license)):
        graph.add((licence, RDF.type, DCT.LicenseDocument))
        if str(licence).startswith(TERMS):
            graph.add((licence, SKOS.inScheme, URIRef(TERMS.rstrip("/"))))
    for resource in as_list(dataset.get("resources")):
        if isinstance(resource, Mapping):
            _identify(graph, resource)


def _swiss(uri: str) -> str:
    return SWISS.get(uri.removeprefix(LICENCES), "")


def _identify(graph: Graph, resource: Mapping[str, Any]) -> None:
    """Distributions have an identifier there."""
    if not resource.get("id"):
        return
    for node in set(graph.subjects(RDF.type, DCAT.Distribution)):
        named = (node, DCT.identifier, None) in graph
        if not named and str(node) == resource_uri(dict(resource)):
            graph.add((node, DCT.identifier, Literal(str(resource["id"]))))
