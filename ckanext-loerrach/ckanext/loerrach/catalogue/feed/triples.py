"""A dataset's graph as Turtle that can be joined with others' as text.

A fragment has three parts: what it says of its own things, what it says of things that others
speak of as well (terms of lists, agents with an address), and the catalogue's line for it. The
second part comes subject by subject, so that a page says it once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF

#: declared on every page; a prefix that goes makes kept fragments unreadable (see fingerprint)
PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "geodcatap": "http://data.europa.eu/930/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "mobilitydcatap": "https://w3id.org/mobilitydcat-ap#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def serialized(triples: Iterable[Any], kind: ox.RdfFormat) -> bytes:
    """A document, with the prefixes where the format has such."""
    made = ox.serialize(triples, format=kind, prefixes=PREFIXES)
    assert made is not None
    return made


#: what every page in Turtle begins with; oxigraph writes it in another order each time
HEADER = "".join(f"@prefix {name}: <{uri}> .\n" for name, uri in sorted(PREFIXES.items()))
_DECLARED = re.compile(r"(?:@prefix [^\n]*\n)*")

#: characters that XML 1.0 cannot carry, not even escaped (section 2.2)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Fragment:
    """A dataset in Turtle, without prefixes."""

    body: str
    #: the catalogue's own lines for it
    entry: str
    #: blocks of things that others speak of, too
    terms: list[str]
    #: what could not be written, for people
    dropped: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        text = "\0".join([self.body, self.entry, *self.terms])
        return blake2b(text.encode(), digest_size=16).hexdigest()


def fragment(graph: rdflib.Graph, entry: rdflib.Graph, uri: str) -> Fragment:
    """The fragment of the dataset with this URI. What is no RDF is left out and named."""
    dropped: list[str] = []
    own: list[ox.Triple] = []
    terms: list[str] = []
    triples = sorted(_triples(graph, dropped), key=lambda triple: _order(triple, uri))
    for subject, group in groupby(triples, key=lambda triple: triple.subject):
        if _is_own(subject, uri):
            own.extend(group)
        else:
            terms.append(turtle(group))
    lines = sorted(_triples(entry, dropped), key=lambda triple: _order(triple, uri))
    return Fragment(turtle(own), turtle(lines), terms, dropped)


def block(graph: rdflib.Graph) -> str:
    """A whole graph as one piece of Turtle, without prefixes, always in the same order."""
    return turtle(sorted(_triples(graph, []), key=lambda triple: _order(triple, "")))


def turtle(triples: Iterable[ox.Triple]) -> str:
    """Turtle without the prefixes that HEADER declares."""
    return _DECLARED.sub("", serialized(triples, ox.RdfFormat.TURTLE).decode(), count=1)


def _is_own(subject: Any, uri: str) -> bool:
    return isinstance(subject, ox.BlankNode) or str(subject.value).startswith(uri)


def _order(triple: ox.Triple, uri: str) -> tuple[Any, ...]:
    """The dataset, what lies below it, its nodes without address, other things; its type first."""
    subject: Any = triple.subject
    rank = (isinstance(subject, ox.BlankNode), not _is_own(subject, uri), subject.value != uri)
    return (*rank, subject.value, triple.predicate.value != str(RDF.type),
            triple.predicate.value, str(triple.object))  # fmt: skip


def _triples(graph: rdflib.Graph, dropped: list[str]) -> Iterator[ox.Triple]:
    for triple in graph:
        try:
            yield ox.Triple(*map(_term, triple))
        except ValueError as error:
            dropped.append(f"{triple[1]} {triple[2]}: {error}")


def _term(term: Any) -> Any:
    """A term of rdflib as one of pyoxigraph, which refuses IRIs and languages that are none."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    text = _NOT_XML.sub("\ufffd", str(term))
    if term.language:
        return ox.Literal(text, language=term.language)
    if term.datatype:
        return ox.Literal(text, datatype=ox.NamedNode(str(term.datatype)))
    return ox.Literal(text)
