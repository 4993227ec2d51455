"""A graph that knows what of it was read, so that the rest can be told by name."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from ckanext.loerrach.catalogue.namespaces import PREFIXES, RDF
from rdflib import Graph, URIRef

from .store import PageStore, Triple

NOTHING: dict[Any, Any] = {}


class Watched(Graph):
    """Notes which properties of which nodes somebody has asked for."""

    def __init__(self) -> None:
        self._page = PageStore()
        super().__init__(self._page, bind_namespaces="none")
        self._asked: dict[Any, set[Any]] = {}

    def take(self, triple: Triple) -> None:
        """Add a triple of rdflib's terms, without asking once more whether they are such."""
        self._page.add(triple)

    def objects(
        self, subject: Any = None, predicate: Any = None, unique: bool = False
    ) -> Generator[Any, None, None]:
        if subject is not None and predicate is not None:
            self._asked.setdefault(subject, set()).add(predicate)
            if isinstance(predicate, URIRef):
                # what a record is read with, a hundred times each
                yield from tuple(self._page.said.get(subject, NOTHING).get(predicate, NOTHING))
                return
        yield from super().objects(subject, predicate, unique)

    def unread(self) -> Iterator[tuple[Any, str]]:
        """Node and name of each property that nobody has asked for.

        Only of nodes that something was asked of: what no record leads to is not a record's.
        """
        for node, asked in self._asked.items():
            left = {str(one) for one in set(self.predicates(node)) - asked - {RDF.type}}
            for predicate in sorted(left):
                yield node, short(predicate)


def short(predicate: str) -> str:
    """dct:title for the well-known, the address for others."""
    for prefix, namespace in PREFIXES.items():
        if predicate.startswith(str(namespace)):
            return f"{prefix}:{predicate.removeprefix(str(namespace))}"
    return predicate
