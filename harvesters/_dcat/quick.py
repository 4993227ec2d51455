"""Turtle and RDF/XML as pyoxigraph reads them, some twenty times as fast as rdflib.

It is strict: what it refuses is left to rdflib and to the repairs of parsing.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import pyoxigraph
from rdflib import BNode, Literal, URIRef

from .watched import Watched

FORMATS = {"turtle": pyoxigraph.RdfFormat.TURTLE, "xml": pyoxigraph.RdfFormat.RDF_XML}
TEXT = "http://www.w3.org/2001/XMLSchema#string"


def triples(body: str | bytes, kind: str, base: str) -> Iterator[Any]:
    """The triples of a document of the kind "turtle" or "xml"; SyntaxError where it is none."""
    data = body.encode() if isinstance(body, str) else body
    found: Iterator[Any] = pyoxigraph.parse(
        data, FORMATS[kind], base_iri=base, without_named_graphs=True
    )
    return found


def fill(graph: Watched, found: Iterable[Any]) -> None:
    """Add triples to a graph."""
    for triple in found:
        graph.take((_term(triple.subject), _name(triple.predicate.value), _term(triple.object)))


@lru_cache(maxsize=4096)
def _name(value: str) -> URIRef:
    return URIRef(value)


def _term(term: Any) -> Any:
    if isinstance(term, pyoxigraph.NamedNode):
        return _name(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    kind = term.datatype.value
    return Literal(term.value, datatype=None if kind == TEXT else _name(kind))
