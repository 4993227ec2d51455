"""All records of a graph: datasets, series, and services that stand in the catalogue themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef

from ..namespaces import DCAT, DCT, RDF
from .reader import Reader, Slip
from .reading import read_by
from .rows import Record
from .service import SERVICE
from .upgrade import upgrade


def records(
    graph: Graph, fields: Collection[str], tell: Callable[[Slip], None] | None = None
) -> Iterator[tuple[Any, Record]]:
    """Node and record of each, in a stable order; the graph is brought to the words of 3.0.

    fields are the names that the schema has; what it has no field for becomes an extra. Who gives
    ``tell`` hears what was left out or repaired.
    """
    upgrade(graph)
    datasets = _nodes(graph, DCAT.Dataset, DCAT.DatasetSeries)
    for node in sorted(datasets | _untyped(graph, datasets)):
        yield node, read_by(_reader(graph, node, tell), node, fields)
    reached = set(graph.objects(None, DCAT.accessService))
    for node in sorted(_nodes(graph, DCAT.DataService)):
        if node not in reached:
            yield node, _service(_reader(graph, node, tell), node, fields)


def _nodes(graph: Graph, *kinds: URIRef) -> set[Any]:
    return {node for kind in kinds for node in graph.subjects(RDF.type, kind)}


def listed(graph: Graph) -> set[Any]:
    """Nodes that a catalogue lists as its datasets."""
    return {node for node in graph.objects(None, DCAT.dataset) if not isinstance(node, Literal)}


def beside(graph: Graph) -> set[Any]:
    """Nodes that are described, but as something that is no dataset."""
    return _nodes(graph, DCAT.DataService, DCAT.Catalog)


def _untyped(graph: Graph, datasets: set[Any]) -> set[Any]:
    """Further nodes that a catalogue lists, and that are described.

    One with an address and no title may be described on another page.
    """
    rest = listed(graph) - datasets
    described = {
        node for node in rest if isinstance(node, BNode) or (node, DCT.title, None) in graph
    }
    return described - beside(graph) if described else described


def _reader(graph: Graph, node: Any, tell: Callable[[Slip], None] | None) -> Reader:
    reader = Reader(graph, str(node))
    return replace(reader, tell=tell) if tell else reader


def _service(reader: Reader, node: Any, fields: Collection[str]) -> Record:
    """A service as a record of its own, whose only resource is the way to it."""
    slips: dict[Slip, None] = {}
    twice = replace(reader, tell=lambda slip: slips.update({slip: None}))
    record = read_by(twice, node, fields)
    service = SERVICE.read(twice, node)
    for slip in slips:
        reader.tell(slip)
    address = next(iter(service.get("endpoint_url", ())), "")
    resource = {"url": address, "access_url": address, "access_services": [service]}
    for name in ("license", "licenseAttributionByText"):
        if name in service:
            resource[name] = service[name]
    return {**record, "kind": "service", "resources": [resource]}
