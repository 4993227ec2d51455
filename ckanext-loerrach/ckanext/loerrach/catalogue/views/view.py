"""One view of the records: which it takes, what it says of them, what it cannot say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.dcat.utils import catalog_uri
from rdflib import Graph, URIRef

from ..mapping.head import head, newest
from ..mapping.writer import Note
from ..mapping.writing import Written, home_of, write
from ..namespaces import DCAT, PREFIXES, RDF
from .changes import Change, prune
from .loss import Loss
from .losses import losses


def _all(dataset: Mapping[str, Any]) -> bool:
    return True


@dataclass(frozen=True)
class View:
    """A profile of DCAT-AP that a record can be read in."""

    #: last part of its address: /catalog/SLUG.ttl
    slug: str
    #: what `profiles=` of ckanext-dcat calls it
    profile: str
    #: what people call it
    title: str
    #: what it makes of DCAT-AP.de 3.0; None for that itself
    change: Change | None = None
    #: which records it is about
    about: Callable[[Mapping[str, Any]], bool] = _all
    #: what it adds to the catalogue for a record
    adds: Change | None = None

    def takes(self, dataset: Mapping[str, Any]) -> bool:
        """Whether the record can stand in this view at all."""
        return self.about(dataset)

    def write(self, dataset: Mapping[str, Any]) -> Written:
        """The record, as package_show gives it, as triples; never raises for what stands in it."""
        written = write(dataset)
        if self.change:
            home = home_of(dataset)
            self.change(written.graph, home, dataset)
            prune(written.graph, home)
        return written

    def dataset_graph(self, dataset: Mapping[str, Any]) -> Graph:
        """The triples of write(), without its notes."""
        return self.write(dataset).graph

    def entry_graph(self, dataset: Mapping[str, Any]) -> Graph:
        """The triples that tie the record to the catalogue (dcat:dataset, dcat:service)."""
        graph = entries(self.dataset_graph(dataset), dataset)
        if self.adds:
            self.adds(graph, home_of(dataset), dataset)
        return graph

    def catalogue_graph(self) -> Graph:
        """The head of the catalogue: what it is, whose, in which languages; no datasets."""
        graph = Graph()
        head(graph, newest())
        return graph

    def losses(self, dataset: Mapping[str, Any]) -> list[Loss]:
        """What the default view says of the record and this one does not, or says otherwise."""
        if self.change is None:
            return []
        return losses(write(dataset).graph, self.dataset_graph(dataset), home_of(dataset))


def entries(graph: Graph, dataset: Mapping[str, Any]) -> Graph:
    """What ties the triples of a record to the catalogue."""
    result = Graph()
    for prefix, namespace in PREFIXES.items():
        result.bind(prefix, namespace)
    catalogue = URIRef(catalog_uri())
    result.add((catalogue, DCAT.dataset, home_of(dataset)))
    for service in graph.subjects(RDF.type, DCAT.DataService):
        result.add((catalogue, DCAT.service, service))
    return result


__all__ = ["Loss", "Note", "View", "Written", "entries"]
