"""Steps from one view to another: a graph loses properties, renames them, or exchanges values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from rdflib import Graph, Literal, URIRef

#: what a view makes of the default view's graph of a record, in place
Change = Callable[[Graph, URIRef, Mapping[str, Any]], None]


def drop(graph: Graph, predicates: Collection[Any]) -> None:
    """Leave out properties."""
    for predicate in predicates:
        graph.remove((None, predicate, None))


def drop_namespaces(graph: Graph, namespaces: Collection[str]) -> None:
    """Leave out all properties of some namespaces."""
    starts = tuple(map(str, namespaces))
    drop(graph, {p for p in set(graph.predicates()) if str(p).startswith(starts)})


def rename(graph: Graph, names: Mapping[URIRef, URIRef]) -> None:
    """Other properties in their place."""
    for old, new in names.items():
        for subject, value in list(graph.subject_objects(old)):
            graph.remove((subject, old, value))
            graph.add((subject, new, value))


def exchange(graph: Graph, predicate: URIRef, values: Callable[[str], str]) -> None:
    """Other values of a property; "" leaves one as it is."""
    for subject, value in list(graph.subject_objects(predicate)):
        if new := values(str(value)):
            graph.remove((subject, predicate, value))
            graph.add((subject, predicate, URIRef(new)))


def retype(graph: Graph, predicate: URIRef, datatype: URIRef) -> None:
    """Another datatype of a property's literals."""
    for subject, value in list(graph.subject_objects(predicate)):
        graph.remove((subject, predicate, value))
        graph.add((subject, predicate, Literal(str(value), datatype=datatype)))


def prune(graph: Graph, home: URIRef) -> None:
    """Leave out what hangs on nothing any more."""
    reached, waiting = {home}, [home]
    while waiting:
        for value in graph.objects(waiting.pop()):
            if value not in reached and not isinstance(value, Literal):
                reached.add(value)  # type: ignore[arg-type]
                waiting.append(value)  # type: ignore[arg-type]
    for subject in set(graph.subjects()) - reached:
        graph.remove((subject, None, None))
