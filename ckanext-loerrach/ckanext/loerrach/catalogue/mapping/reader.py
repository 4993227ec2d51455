"""What all rows read with: the graph, and what a term says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from rdflib import BNode, Graph, Literal, URIRef

from ..namespaces import DCT, FOAF, RDFS, SKOS
from .writer import Node, Term

#: what our own addresses of parts of a record begin with, after the "#"
PARTS = ("agent-", "service-", "distribution-")
#: where a node says in words what it is
WORDS = (RDFS.label, SKOS.prefLabel, DCT.title, FOAF.name, DCT.description)


class Slip(NamedTuple):
    """A value that could not be read as it stands."""

    #: what was done: LEFT_OUT, FURTHER or REPAIRED
    kind: str
    #: the record that was read; its own address, or the name of its blank node
    record: str
    #: where in the record the value stands
    subject: Any
    predicate: URIRef
    value: str


LEFT_OUT, FURTHER, REPAIRED = "value left out", "further value left out", "repaired"


class Repaired(NamedTuple):
    """What a kind of values gives for a term that says it in another way than DCAT-AP does."""

    value: Any


def _unheard(_slip: Slip) -> None:
    """For those who do not want to know."""


@dataclass(frozen=True)
class Reader:
    """Reads one record out of a graph."""

    graph: Graph
    #: the record's own address; its fragments are no IRIs of anything else
    home: str
    #: language of texts that do not say theirs
    language: str = "de"
    #: who is told what was left out or repaired
    tell: Callable[[Slip], None] = field(default=_unheard)

    def objects(self, subject: Node, predicate: URIRef) -> list[Term]:
        """All objects, in an order that does not depend on the file's."""
        found = cast("list[Term]", list(self.graph.objects(subject, predicate)))
        return sorted(found, key=self._order) if len(found) > 1 else found

    def uri(self, node: Term) -> str:
        """The IRI of a node; "" for a blank node and for a part of the record."""
        text = str(node) if isinstance(node, URIRef) else ""
        part = text.removeprefix(f"{self.home}#") if text.startswith(f"{self.home}#") else ""
        return "" if part.startswith(PARTS) else text

    def words(self, term: Term) -> str:
        """What a term says: the literal, the IRI, or the label of a blank node."""
        if isinstance(term, (Literal, URIRef)):
            return str(term).strip()
        return next((str(found) for found in self._labels(term)), "")

    def slip(
        self, kind: str, subject: Node, predicate: URIRef, term: Term, made: Any = None
    ) -> None:
        """Tell about a term, and what was made of it if that is a text.

        What is behind a node is told by its own properties.
        """
        text = "" if isinstance(term, BNode) else str(term).strip()
        if text:
            text = f"{text} → {made}" if isinstance(made, str) else text
            self.tell(Slip(kind, self.home, subject, predicate, text))

    def _labels(self, node: Node) -> Iterator[Literal]:
        for predicate in WORDS:
            found = [o for o in self.graph.objects(node, predicate) if isinstance(o, Literal)]
            yield from sorted(found, key=lambda o: (o.language != self.language, str(o)))

    def _order(self, term: Term) -> tuple[int, str, str]:
        if isinstance(term, Literal):
            return 0, str(term), term.language or ""
        if isinstance(term, URIRef):
            return 1, str(term), ""
        # the label of a blank node says nothing: what it holds does
        held = sorted(
            f"{p} {o}"
            for p, o in self.graph.predicate_objects(term)
            if isinstance(o, (Literal, URIRef))
        )
        return 2, " ".join(held), ""
