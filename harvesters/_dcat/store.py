"""Triples of one page in plain dictionaries; stores of rdflib count contexts that no page has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rdflib.plugins.stores.memory import SimpleMemory

Triple = tuple[Any, Any, Any]


class PageStore(SimpleMemory):
    """Answers by subject, or by predicate; everything else is looked for among all triples."""

    def __init__(self) -> None:
        super().__init__()
        #: subject -> predicate -> objects, in the order they came
        self.said: dict[Any, dict[Any, dict[Any, None]]] = {}
        #: predicate -> object -> subjects
        self._speakers: dict[Any, dict[Any, dict[Any, None]]] = {}
        self._count = 0

    def add(self, triple: Triple, context: Any = None, quoted: bool = False) -> None:
        """Add a triple, once."""
        subject, predicate, value = triple
        objects = self.said.setdefault(subject, {}).setdefault(predicate, {})
        if value not in objects:
            objects[value] = None
            self._speakers.setdefault(predicate, {}).setdefault(value, {})[subject] = None
            self._count += 1

    def remove(self, triple: Triple, context: Any = None) -> None:
        """Remove all triples of a pattern."""
        for subject, predicate, value in list(self._found(*triple)):
            predicates = self.said[subject]
            del predicates[predicate][value], self._speakers[predicate][value][subject]
            if not predicates[predicate]:
                del predicates[predicate]
            if not predicates:
                del self.said[subject]
            if not self._speakers[predicate][value]:
                del self._speakers[predicate][value]
            self._count -= 1

    def triples(self, triple: Triple, context: Any = None) -> Iterator[tuple[Triple, Any]]:
        """The triples of a pattern; None stands for any term."""
        return ((one, iter(())) for one in self._found(*triple))

    def __len__(self, context: Any = None) -> int:
        return self._count

    def _found(self, subject: Any, predicate: Any, value: Any) -> Iterator[Triple]:
        if subject is not None:
            for name, objects in self._named(self.said.get(subject, {}), predicate):
                if value is None:
                    for one in tuple(objects):
                        yield subject, name, one
                elif value in objects:
                    yield subject, name, value
            return
        for name, values in self._named(self._speakers, predicate):
            for one, subjects in self._named(values, value):
                for each in tuple(subjects):
                    yield each, name, one

    @staticmethod
    def _named(things: dict[Any, Any], name: Any) -> list[tuple[Any, Any]]:
        if name is None:
            return list(things.items())
        return [(name, things[name])] if name in things else []
