"""Which of the triples of a page belong to which record, and a digest of each record's.

A record's are those of its node, of what they lead to, and of what speaks of it (services, records
of the catalogue), up to the next record. Blank nodes are told by what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import blake2b
from typing import Any

from ckanext.loerrach.catalogue.namespaces import DCAT, RDF

TYPE = f"<{RDF.type}>"
RECORDS = frozenset(f"<{one}>" for one in (DCAT.Dataset, DCAT.DatasetSeries, DCAT.DataService))
#: where one record ends and another one begins; a service belongs to its datasets as well
BORDERS = frozenset(f"<{one}>" for one in (DCAT.Dataset, DCAT.DatasetSeries, DCAT.Catalog))
CATALOGUE = f"<{DCAT.Catalog}>"
#: what a catalogue lists is a dataset of it, also where nobody else says so
LISTS, DATASET = f"<{DCAT.dataset}>", f"<{DCAT.Dataset}>"
#: nodes of one record, and blank nodes within each other, after which nobody follows any more
MOST, DEEP = 1000, 20


class Endless(Exception):
    """A record leads to more than can be followed."""


class Parts:
    """A page by its nodes: `<address>` or `_:label`, as N-Triples has them."""

    def __init__(self, triples: Iterable[Any]) -> None:
        self.said: dict[str, list[Any]] = {}
        #: node -> predicate and object of each of its triples, as N-Triples has them
        self._texts: dict[str, list[tuple[str, str]]] = {}
        self.types: dict[str, set[str]] = {}
        listed: set[str] = set()
        for triple in triples:
            # neither of the first two has a space in it
            node, predicate, text = str(triple).split(" ", 2)
            self.said.setdefault(node, []).append(triple)
            self._texts.setdefault(node, []).append((predicate, text))
            if predicate == TYPE:
                self.types.setdefault(node, set()).add(text)
            elif predicate == LISTS:
                listed.add(text)
        for text in listed & self.said.keys():
            if not (types := self.types.setdefault(text, set())) & (RECORDS | {CATALOGUE}):
                types.add(DATASET)
        self._own: dict[str, bytes] = {}
        self._blank: dict[str, str] = {}
        self._reached: dict[str, set[str]] = {}

    def records(self) -> list[str]:
        """Nodes of datasets, series and services that have an address."""
        return [node for node, types in self.types.items() if types & RECORDS and node[0] == "<"]

    def reach(self, record: str) -> set[str]:
        """The nodes of a record; Endless where there are too many."""
        if record not in self._reached:
            self._reached[record] = self._reach(record)
        return self._reached[record]

    def _reach(self, record: str) -> set[str]:
        found, rest = {record}, [record, *self._speakers.get(record, ())]
        while rest:
            node = rest.pop()
            found.add(node)
            rest += [one for one in self._leads(node) if one not in found and self._inside(one)]
            if len(found) > MOST:
                raise Endless
        return found

    def digest(self, record: str) -> str:
        """Digest of all that is said of a record; "" where nobody can follow it."""
        try:
            own = sorted(self._told(node) for node in self.reach(record) if node[0] == "<")
            spoken = sorted(self._name(one, 0) for one in self._speakers.get(record, ()))
        except Endless:
            return ""
        whole = blake2b(digest_size=16)
        for part in (*own, *map(str.encode, spoken), *map(str.encode, self._catalogues)):
            whole.update(part + b"\n")
        return whole.hexdigest()

    @cached_property
    def _catalogues(self) -> list[str]:
        return sorted(node for node, types in self.types.items() if CATALOGUE in types)

    @cached_property
    def _speakers(self) -> dict[str, list[str]]:
        """Record -> nodes that speak of it and are no records themselves, nor catalogues."""
        records = set(self.records())
        found: dict[str, list[str]] = {}
        for node, told in self._texts.items():
            if self._inside(node):
                for one in {text for _, text in told} & records - {node}:
                    found.setdefault(one, []).append(node)
        return found

    def _inside(self, node: str) -> bool:
        return not self.types.get(node, set()) & BORDERS

    def _leads(self, node: str) -> Iterator[str]:
        # a text of N-Triples begins with a quotation mark, and is no node
        return (text for _, text in self._texts.get(node, ()) if text in self._texts)

    def _told(self, node: str) -> bytes:
        """Digest of what a node says itself."""
        if node not in self._own:
            whole = "\n".join([node, *sorted(self._lines(node, 0))]).encode()
            self._own[node] = blake2b(whole, digest_size=16).digest()
        return self._own[node]

    def _lines(self, node: str, depth: int) -> list[str]:
        return [
            f"{predicate} {self._name(text, depth)}"
            for predicate, text in self._texts.get(node, ())
        ]

    def _name(self, term: str, depth: int) -> str:
        """A term, a blank node by a digest of what it says."""
        if not term.startswith("_:"):
            return term
        if depth > DEEP:
            raise Endless
        if term not in self._blank:
            lines = "\n".join(sorted(self._lines(term, depth + 1)))
            self._blank[term] = blake2b(lines.encode(), digest_size=16).hexdigest()
        return f"[{self._blank[term]}]"
