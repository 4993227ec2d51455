"""One view of the records: which it takes, what it says of them, what it cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.dcat.profiles import DCAT
from ckanext.dcat.utils import catalog_uri, dataset_uri
from rdflib import BNode, Graph, URIRef

from ..profile import LoerrachDCATAPDE3Profile


@dataclass(frozen=True)
class Note:
    """A value that could not be written as it is: repaired or left out."""

    field: str
    value: str
    #: what became of it, a sentence
    reason: str
    #: id of the resource it stands in; "" for the dataset itself
    resource: str = ""


@dataclass(frozen=True)
class Loss:
    """A field of a record that a view carries not at all or not in full."""

    field: str
    #: what the default view says of it
    value: str
    #: what the view says in its place; "" for nothing
    instead: str = ""
    resource: str = ""


@dataclass
class Written:
    """The triples of a record, and what could not be written."""

    graph: Graph
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class View:
    """A profile of DCAT-AP that a record can be read in."""

    #: last part of its address: /catalog/SLUG.ttl
    slug: str
    #: what `profiles=` of ckanext-dcat calls it
    profile: str
    #: what people call it
    title: str

    def takes(self, dataset: Mapping[str, Any]) -> bool:
        """Whether the record can stand in this view at all."""
        return True

    def write(self, dataset: Mapping[str, Any]) -> Written:
        """The record, as package_show gives it, as triples; never raises for what stands in it."""
        graph = Graph()
        reference = URIRef(dataset_uri(dict(dataset)))
        LoerrachDCATAPDE3Profile(graph).graph_from_dataset(dict(dataset), reference)
        return Written(_named(graph, str(dataset["id"])))

    def dataset_graph(self, dataset: Mapping[str, Any]) -> Graph:
        """The triples of write(), without its notes."""
        return self.write(dataset).graph

    def entry_graph(self, dataset: Mapping[str, Any]) -> Graph:
        """The triples that tie the record to the catalogue (dcat:dataset, dcat:service)."""
        graph = Graph()
        reference = URIRef(dataset_uri(dict(dataset)))
        graph.add((URIRef(catalog_uri()), DCAT.dataset, reference))
        return graph

    def catalogue_graph(self) -> Graph:
        """The head of the catalogue: what it is, whose, in which languages; no datasets."""
        graph = Graph()
        LoerrachDCATAPDE3Profile(graph).graph_from_catalog({}, URIRef(catalog_uri()))
        return _named(graph, "catalogue")

    def losses(self, dataset: Mapping[str, Any]) -> list[Loss]:
        """What the default view says of the record and this one does not."""
        return []


def _named(graph: Graph, owner: str) -> Graph:
    """The graph with blank nodes whose labels no other dataset's fragment has."""
    label = "b" + "".join(letter for letter in owner if letter.isalnum())
    names: dict[Any, BNode] = {}

    def renamed(node: Any) -> Any:
        if not isinstance(node, BNode):
            return node
        return names.setdefault(node, BNode(f"{label}n{len(names)}"))

    result = Graph()
    for triple in sorted(graph):
        result.add(tuple(map(renamed, triple)))
    for prefix, namespace in graph.namespaces():
        result.bind(prefix, namespace)
    return result
