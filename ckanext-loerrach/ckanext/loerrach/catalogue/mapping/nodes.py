"""Kinds of values that are things: with triples of their own behind an IRI or a blank node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Literal, URIRef

from ..namespaces import RDF, RDFS, SKOS
from .iris import address
from .reader import Reader
from .rows import Row, empty, read_rows, write_rows
from .writer import Node, Term, Writer


@dataclass(frozen=True)
class Thing:
    """A mapping with fields of its own (an agent, a contact point, a period)."""

    rows: tuple[Row, ...]
    #: classes that it is said to be
    classes: tuple[URIRef, ...] = ()
    #: the field with the thing's own IRI; "" for things that never have one
    uri: str = "uri"
    #: what a fragment of the record calls it, where a blank node is not allowed
    part: str = ""
    #: the field that a text in its place says ("publisher": "Town of X")
    words: str = ""

    def write(self, writer: Writer, subject: Node, predicate: URIRef, value: Any) -> Term | None:
        """The node, with its triples."""
        if not isinstance(value, Mapping):
            value = {self.words: value} if self.words and isinstance(value, str) else {}
        if empty(value):
            return None
        own = value.get(self.uri) if self.uri else ""
        node: Node = writer.node(subject, predicate, own, value)
        if self.part and not isinstance(node, URIRef):
            node = writer.part(self.part, value)
        for kind in self.classes:
            writer.add(node, RDF.type, kind)
        write_rows(writer, node, value, self.rows)
        return node

    def read(self, reader: Reader, term: Term) -> Any:
        """The mapping; of a text or an IRI without triples, the field that it says."""
        if isinstance(term, Literal):
            return {self.words: str(term).strip()} if self.words and str(term).strip() else None
        record = read_rows(reader, term, self.rows)
        if self.uri and (own := reader.uri(term)):
            record[self.uri] = own
        return record


@dataclass(frozen=True)
class Statement:
    """A text or an IRI where DCAT-AP wants a thing (dct:ProvenanceStatement, dct:Standard, …).

    A text becomes the label of a blank node, as ckanext-dcat writes and reads it.
    """

    kind: URIRef

    def write(self, writer: Writer, subject: Node, predicate: URIRef, value: Any) -> Term | None:
        """The node."""
        node: Node | None = address(value)
        if node is None and (text := writer.text(value)):
            node = writer.blank(subject, predicate, value)
            writer.add(node, RDFS.label, text)
        if node is not None:
            writer.add(node, RDF.type, self.kind)
        return node

    def read(self, reader: Reader, term: Term) -> str:
        """The IRI or the text."""
        return reader.words(term)


@dataclass(frozen=True)
class Identifier:
    """An identifier beside dct:identifier: adms:Identifier with skos:notation.

    An IRI is its own node, so that a reader that looks only at the object has it, too.
    """

    kind: URIRef

    def write(self, writer: Writer, subject: Node, predicate: URIRef, value: Any) -> Term | None:
        """The node."""
        text = writer.text(value)
        if text is None:
            return None
        node: Node = address(value) or writer.blank(subject, predicate, value)
        writer.add(node, RDF.type, self.kind)
        writer.add(node, SKOS.notation, text)
        return node

    def read(self, reader: Reader, term: Term) -> str:
        """The notation, else what the term says."""
        if isinstance(term, Literal):
            return str(term).strip()
        found = sorted(str(one) for one in reader.graph.objects(term, SKOS.notation))
        return found[0] if found else reader.uri(term)
