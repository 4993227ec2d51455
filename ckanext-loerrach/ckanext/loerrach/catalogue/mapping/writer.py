"""What all rows write with: the graph, names of nodes, and the list of what was left out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef

from ..namespaces import PREFIXES, RDF
from .iris import iri

Node = URIRef | BNode
Term = URIRef | BNode | Literal

#: what XML 1.0 cannot hold (section 2.2), and with it RDF/XML
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: BCP 47 as far as RDF asks for it
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def digest(where: str, content: Any) -> str:
    """A name for a content; what is empty in it does not count."""
    text = json.dumps([where, _filled(content)], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=10).hexdigest()


def _filled(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {str(key): _filled(one) for key, one in content.items() if one}
    if isinstance(content, (list, tuple)):
        return [_filled(one) for one in content if one]
    return content


@dataclass(frozen=True)
class Note:
    """A value that could not be written as it is: repaired or left out."""

    field: str
    value: str
    #: what became of it, a sentence
    reason: str
    #: id of the resource it stands in; "" for the dataset itself
    resource: str = ""


@dataclass
class Writer:
    """Writes the triples of one record."""

    #: what makes the blank nodes of this record different from those of all others
    owner: str
    #: the record's own address; fragments of it name its parts
    home: URIRef
    graph: Graph = field(default_factory=Graph)
    notes: list[Note] = field(default_factory=list)
    #: the address of another dataset by what a record calls it and the kind that it must be of
    #: ("" for any); None for what readers of the feed would not find
    beside: Callable[[str, str], URIRef | None] = lambda name, _: iri(name)
    #: id of the resource that is being written
    resource: str = ""

    def __post_init__(self) -> None:
        for prefix, namespace in PREFIXES.items():
            self.graph.bind(prefix, namespace, replace=True)

    def add(self, subject: Node, predicate: URIRef, value: Term | None) -> None:
        """Add a triple; nothing for None."""
        if value is not None:
            self.graph.add((subject, predicate, value))

    def classify(self, subject: Node, classes: Iterable[URIRef]) -> None:
        """Say what a thing is."""
        for one in classes:
            self.graph.add((subject, RDF.type, one))

    def blank(self, subject: Node, predicate: URIRef, content: Any = "") -> BNode:
        """A blank node whose label is the same at every writing of the same content."""
        return BNode("b" + digest(f"{self.owner} {subject} {predicate}", content))

    def part(self, name: str, content: Any) -> URIRef:
        """Address of a part of the record, where a blank node will not do."""
        return URIRef(f"{self.home}#{name}-{digest(name, content)}")

    def node(self, subject: Node, predicate: URIRef, uri: Any, content: Any) -> Node:
        """The node of a thing: its own IRI where it has one that can be written."""
        if uri:
            if found := iri(uri):
                return found
            self.note("uri", uri, "is no IRI: a node without address in its place")
        return self.blank(subject, predicate, content)

    def text(self, value: Any, language: str | None = None) -> Literal | None:
        """A literal that every serialisation can carry; None for one without content."""
        clean = UNWRITABLE.sub("", str(value))
        if not clean.strip():
            return None
        if clean != str(value):
            self.note("", value, "holds control characters, which were left out")
        tag = language if language and LANGUAGE.fullmatch(language) else None
        return Literal(clean, lang=tag)

    def note(self, name: str, value: Any, reason: str) -> None:
        """Remember that a value could not be written as it is."""
        self.notes.append(Note(name, str(value)[:200], reason, self.resource))
