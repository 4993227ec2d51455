"""What stands in a neighbour's RDF and not in the record that was read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Graph

from ..mapping.writing import home_of, write
from .leaves import Leaf, leaves


@dataclass(frozen=True, order=True)
class Unread:
    """Something that a graph says of a dataset and the record does not."""

    #: the dataset's address, or the label of its blank node
    dataset: str
    #: the properties that lead to it
    path: tuple[str, ...]
    value: str
    #: why the record does not have it, a sentence
    reason: str


def unread(graph: Graph, node: Any, record: Mapping[str, Any]) -> list[Unread]:
    """Compare the graph that a record was read from (after `upgrade`) with what it says itself."""
    whole = record if record.get("uri") else {**record, "id": "unread"}
    known = set(leaves(write(whole, within=False).graph, home_of(whole)))
    missing = sorted(set(leaves(graph, node)) - known)
    return [Unread(str(node), one.path, one.value, reason(one)) for one in missing]


#: end of the way to it -> why; the longest that fits counts
REASONS: dict[tuple[str, ...], str] = {
    ("rdf:type",): "a class that the record does not tell apart: person or organization are agents",
    ("dct:license",): "DCAT-AP knows licences of distributions: given to those that name none",
    ("dcat:distribution", "dct:license"): "words are no licence of a list: kept as rights",
    ("dct:publisher", "adms:identifier"): "an agent has one identifier: dct:identifier is kept",
    ("dcat:granularity",): "removed in DCAT-AP.de 3.0: kept as an extra of the record",
    ("dcatde:contributorID",): "is no IRI, which DCAT-AP.de 3.0 asks for",
    ("dcatde:politicalGeocodingLevelURI",): "is no IRI, which DCAT-AP.de asks for",
    ("adms:sample",): "is no IRI of a distribution, which DCAT-AP asks for",
    ("dct:source",): "is no IRI of a dataset, which DCAT-AP asks for",
    ("dct:spatial", "locn:adminUnitL2"): "repeats dcatde:politicalGeocodingURI, which is kept",
    ("dcat:accessService", "dcat:endpointDescription"): "is no address, which DCAT-AP asks for",
    ("dct:title",): "is no property of an agent, whose name is foaf:name",
}
SERVICE = "a service of the record has no field for it: the dataset that it serves has"
UNKNOWN = "no field of the schema has a place for it"


def reason(leaf: Leaf) -> str:
    """Why a record does not have a leaf."""
    path = tuple(step.partition(" ")[0] for step in leaf.path)
    ends = [path[start:] for start in range(len(path))]
    found = next((REASONS[end] for end in ends if end in REASONS), "")
    inside = "dcat:accessService" in path[:-1] and path[-2:] not in REASONS
    return SERVICE if inside else found or UNKNOWN
