"""Terms of lists, named: which list they are from and what they mean.

A reader that fetches no list still knows what a value says, and the shapes of DCAT-AP.de, which
test skos:inScheme, hold without the lists.
"""

from __future__ import annotations

from typing import Any

from rdflib import Graph, Literal, URIRef

from .. import terms
from ..namespaces import (
    ADMS,
    DCAT,
    DCATAP,
    DCATDE,
    DCT,
    MOBILITY,
    RDF,
    RDFS,
    SKOS,
)

#: properties whose values are terms, and what such a term is beside a skos:Concept
TERMS: dict[URIRef, URIRef | None] = {
    DCAT.theme: None,
    DCAT.themeTaxonomy: None,
    DCATAP.availability: None,
    DCATAP.hvdCategory: None,
    DCATDE.politicalGeocodingLevelURI: None,
    DCATDE.contributorID: None,
    ADMS.status: None,
    DCT.type: None,
    DCT.accrualPeriodicity: DCT.Frequency,
    DCT.accessRights: DCT.RightsStatement,
    DCT["format"]: DCT.MediaTypeOrExtent,
    DCT.language: DCT.LinguisticSystem,
    DCT.license: DCT.LicenseDocument,
    DCT.subject: None,
    MOBILITY.mobilityTheme: None,
    MOBILITY.transportMode: None,
    MOBILITY.networkCoverage: None,
    MOBILITY.georeferencingMethod: None,
}


def name_terms(graph: Graph) -> None:
    """Add label, list and class of every term in the graph."""
    for key in set(graph.objects(None, DCATDE.politicalGeocodingURI)):
        # a place, too, whose name would be read as one of the record's
        if scheme := terms.scheme(str(key)):
            graph.add((key, SKOS.inScheme, URIRef(scheme)))
    for predicate, kind in TERMS.items():
        for term in {one for one in graph.objects(None, predicate) if isinstance(one, URIRef)}:
            if scheme := terms.scheme(str(term)):
                _name(graph, term, scheme, kind)
            elif predicate == DCT.type:
                _concept(graph, term)


def _name(graph: Graph, term: URIRef, scheme: str, kind: Any) -> None:
    if scheme == str(term):
        graph.add((term, RDF.type, SKOS.ConceptScheme))
        graph.add((term, DCT.title, Literal(scheme.rpartition("/")[2], lang="en")))
        return
    if kind is not None:
        graph.add((term, RDF.type, kind))
    graph.add((term, SKOS.inScheme, URIRef(scheme)))
    _concept(graph, term)


def _concept(graph: Graph, term: URIRef) -> None:
    graph.add((term, RDF.type, SKOS.Concept))
    if (term, SKOS.prefLabel, None) in graph or (term, RDFS.label, None) in graph:
        return
    label = terms.labels().get(str(term)) or {"en": _last(str(term))}
    for language, text in label.items():
        graph.add((term, SKOS.prefLabel, Literal(text, lang=language)))


def _last(text: str) -> str:
    return text.rstrip("/#").replace("#", "/").rpartition("/")[2] or text
