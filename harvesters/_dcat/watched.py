"""A graph that knows what of it was read, so that the rest can be told by name."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from ckanext.loerrach.catalogue.namespaces import PREFIXES, RDF
from rdflib import Graph


class Watched(Graph):
    """Notes which properties of which nodes somebody has asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: dict[Any, set[Any]] = {}

    def objects(
        self, subject: Any = None, predicate: Any = None, unique: bool = False
    ) -> Generator[Any, None, None]:
        if subject is not None and predicate is not None:
            self._asked.setdefault(subject, set()).add(predicate)
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
