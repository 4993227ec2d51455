"""All records of a graph: datasets, series, and services that stand in the catalogue themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from rdflib import Graph, URIRef

from ..namespaces import DCAT, RDF
from .reader import Reader
from .reading import read
from .rows import Record
from .service import SERVICE
from .upgrade import upgrade


def records(graph: Graph, fields: Collection[str]) -> Iterator[tuple[Any, Record]]:
    """Node and record of each, in a stable order; the graph is brought to the words of 3.0.

    fields are the names that the schema has; what it has no field for becomes an extra.
    """
    upgrade(graph)
    for node in _nodes(graph, DCAT.Dataset, DCAT.DatasetSeries):
        yield node, read(graph, node, fields)
    reached = set(graph.objects(None, DCAT.accessService))
    for node in _nodes(graph, DCAT.DataService):
        if node not in reached:
            yield node, _service(graph, node, fields)


def _nodes(graph: Graph, *kinds: URIRef) -> list[Any]:
    found: set[Any] = {node for kind in kinds for node in graph.subjects(RDF.type, kind)}
    return sorted(found)


def _service(graph: Graph, node: Any, fields: Collection[str]) -> Record:
    """A service as a record of its own, whose only resource is the way to it."""
    record = read(graph, node, fields)
    service = SERVICE.read(Reader(graph, str(node)), node)
    address = next(iter(service.get("endpoint_url", ())), "")
    resource = {"url": address, "access_url": address, "access_services": [service]}
    for name in ("license", "licenseAttributionByText"):
        if name in service:
            resource[name] = service[name]
    return {**record, "kind": "service", "resources": [resource]}
