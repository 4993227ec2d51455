"""A row says which field is which property; a table of rows reads and writes a thing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rdflib import URIRef

from .reader import FURTHER, LEFT_OUT, REPAIRED, Reader, Repaired
from .writer import Node, Term, Writer

Record = dict[str, Any]


class Kind(Protocol):
    """How one value of a field is written as the object of a triple, and read from one."""

    def write(self, writer: Writer, subject: Node, predicate: URIRef, value: Any) -> Term | None:
        """The object for a value, with what hangs on it; None for a value that cannot be."""
        ...

    def read(self, reader: Reader, term: Term) -> Any:
        """The value of an object, Repaired if need be; None or "" for one of another kind."""
        ...


class Row(Protocol):
    """One field of a record, or a few, and how it is written and read."""

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """Add the triples of the field."""
        ...

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """Put the field into the record, if the graph has something for it."""
        ...


def write_rows(
    writer: Writer, subject: Node, record: Mapping[str, Any], rows: Iterable[Row]
) -> None:
    """Write a thing by its table."""
    for row in rows:
        row.write(writer, subject, record)


def read_rows(reader: Reader, subject: Node, rows: Iterable[Row]) -> Record:
    """Read a thing by its table."""
    record: Record = {}
    for row in rows:
        row.read(reader, subject, record)
    return record


@dataclass(frozen=True)
class Field:
    """A field with one value, or with several where ``many`` is set."""

    name: str
    predicate: URIRef
    kind: Kind
    many: bool = False
    #: fields of the same meaning that are looked at where this one is empty
    fallback: tuple[str, ...] = ()
    #: a property that is not written any more; the field is kept for who wants to know
    read_only: bool = False
    #: fields that are written in its place only if this one is empty; never read
    stand_in: tuple[str, ...] = ()

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """Add one triple a value; what cannot be written is noted."""
        for value in self._values(record):
            term = self.kind.write(writer, subject, self.predicate, value)
            if term is None:
                writer.note(self.name, value, "cannot be written as RDF and was left out")
            writer.add(subject, self.predicate, term)

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The values; the first alone where the field has one. What is lost is told."""
        if self.stand_in:
            return
        found: list[Any] = []
        for term in reader.objects(subject, self.predicate):
            value = self.kind.read(reader, term)
            if isinstance(value, Repaired):
                value = value.value
                reader.slip(REPAIRED, subject, self.predicate, term, value)
            if value in (None, "", [], {}):
                reader.slip(LEFT_OUT, subject, self.predicate, term)
            elif value not in found:
                found.append(value)
                if len(found) > 1 and not self.many:
                    reader.slip(FURTHER, subject, self.predicate, term)
        if found and not record.get(self.name):
            record[self.name] = found if self.many else found[0]

    def _values(self, record: Mapping[str, Any]) -> Sequence[Any]:
        if self.read_only or (self.stand_in and not empty(record.get(self.name))):
            return []
        names = self.stand_in or (self.name, *self.fallback)
        value = next((record[name] for name in names if not empty(record.get(name))), None)
        values = as_list(value) if self.many else [value]
        return [one for one in values if not empty(one)]


def as_list(value: Any) -> list[Any]:
    """The values of a field that may be a list, the JSON text of one, or a single value."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return [value]
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def empty(value: Any) -> bool:
    """Whether a value says nothing: no text, or a mapping of such values."""
    if isinstance(value, Mapping):
        return all(empty(one) for one in value.values())
    if isinstance(value, (list, tuple)):
        return all(empty(one) for one in value)
    return value is None or (isinstance(value, str) and not value.strip())
