"""What all rows read with: the graph, and what a term says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from rdflib import Graph, Literal, URIRef

from ..namespaces import DCT, FOAF, RDFS, SKOS
from .writer import Node, Term

#: what our own addresses of parts of a record begin with, after the "#"
PARTS = ("agent-", "service-", "distribution-")
#: where a node says in words what it is
WORDS = (RDFS.label, SKOS.prefLabel, DCT.title, FOAF.name, DCT.description)


@dataclass(frozen=True)
class Reader:
    """Reads one record out of a graph."""

    graph: Graph
    #: the record's own address; its fragments are no IRIs of anything else
    home: str
    #: language of texts that do not say theirs
    language: str = "de"

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
