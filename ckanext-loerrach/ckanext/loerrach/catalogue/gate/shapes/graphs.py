"""Hold a graph against the facts, in plain Python: a few milliseconds for a dataset."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rdflib import RDF, SKOS, BNode, Graph, Literal, URIRef

from .facts import Constraint, constraints, names

Node = Any
#: takes a value of the property, says whether it is as wanted
Test = Callable[[Graph, Node, Any], bool]


@dataclass(frozen=True)
class Breach:
    """One constraint that one node breaks."""

    focus: Node
    constraint: Constraint
    #: the value that is wrong; None where the number of values is
    value: Node = None


def breaches(graph: Graph) -> Iterator[Breach]:
    """What in the graph breaks which constraint, in the order of the facts."""
    for constraint in constraints():
        for focus in _targets(graph, constraint):
            yield from _look(graph, focus, constraint)


def _targets(graph: Graph, constraint: Constraint) -> Iterable[Node]:
    if constraint.of_class:
        return graph.subjects(RDF.type, constraint.target, unique=True)
    return graph.subjects(constraint.target, None, unique=True)


def _look(graph: Graph, focus: Node, constraint: Constraint) -> Iterator[Breach]:
    found = {value for path in constraint.path for value in graph.objects(focus, path)}
    kind, wanted = constraint.kind, constraint.wanted
    if kind in COUNTS:
        if not COUNTS[kind](found, wanted):
            yield Breach(focus, constraint)
        return
    test = TESTS[kind]
    for value in found:
        if not test(graph, value, wanted):
            yield Breach(focus, constraint, value)


COUNTS: dict[str, Callable[[set[Node], Any], bool]] = {
    "min": lambda found, wanted: len(found) >= wanted,
    "max": lambda found, wanted: len(found) <= wanted,
    "has": lambda found, wanted: wanted in found,
}


def _is(graph: Graph, value: Node, wanted: str) -> bool:
    kinds = {"literal": Literal, "iri": URIRef, "node": (URIRef, BNode)}
    return isinstance(value, kinds[wanted])  # type: ignore[arg-type]


def _a(graph: Graph, value: Node, wanted: URIRef) -> bool:
    return (value, RDF.type, wanted) in graph


def _type(graph: Graph, value: Node, wanted: URIRef) -> bool:
    return isinstance(value, Literal) and value.datatype == wanted and not value.ill_typed


def _list(graph: Graph, value: Node, wanted: str) -> bool:
    base, scheme = names()["lists"][wanted]
    listed = isinstance(value, URIRef) and str(value).startswith(base)
    return listed or (value, SKOS.inScheme, URIRef(scheme)) in graph


def _starts(graph: Graph, value: Node, wanted: str) -> bool:
    return not isinstance(value, BNode) and bool(_pattern(wanted).search(str(value)))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(names()["starts"][name], re.IGNORECASE)


TESTS: dict[str, Test] = {"is": _is, "a": _a, "type": _type, "list": _list, "starts": _starts}
