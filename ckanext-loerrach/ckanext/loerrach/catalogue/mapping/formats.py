"""In which form: dct:format and dcat:mediaType from the words of a publisher, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import URIRef

from .. import terms
from ..namespaces import DCAT, DCT, MEDIA_TYPES, RDF, TOWN
from .kinds import MediaType
from .reader import Reader
from .rows import Record
from .writer import Node, Term, Writer


@dataclass(frozen=True)
class FileType:
    """A term of the EU's list of file types; "CSV" in the record."""

    def write(self, writer: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The term; None for a word that the list does not have."""
        uri = terms.file_type(str(value))
        if uri:
            writer.add(URIRef(uri), RDF.type, DCT.MediaTypeOrExtent)
        return URIRef(uri) if uri else None

    def read(self, reader: Reader, term: Term) -> str:
        """What CKAN calls it."""
        text = reader.words(term)
        return terms.format_name(text) or text


@dataclass(frozen=True)
class Format:
    """The fields format and mimetype of a resource.

    A format that the EU's list does not have would break the shapes at dct:format, whether as a
    text or as a node: it stands at a property of the town's own, and what it is written in (GTFS:
    ZIP) at dct:format and dcat:mediaType, where every neighbour looks.
    """

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """The term of the list, the media type, and a word that is neither."""
        word = str(record.get("format") or "").strip()
        listed = not word or bool(terms.file_type(word))
        known, meant = ("", "") if listed else terms.written_in(word)
        kind = FileType().write(writer, subject, DCT["format"], known or word) if word else None
        writer.add(subject, DCT["format"], kind)
        words = (str(record.get("mimetype") or ""), word, meant)
        media = next(filter(None, map(terms.media_type, words)), "")
        kind_of = MediaType((DCT.MediaType,))
        writer.add(subject, DCAT.mediaType, kind_of.write(writer, subject, DCAT.mediaType, media))
        if not listed and not terms.media_type(word):
            writer.add(subject, TOWN["format"], writer.text(word))
        if words[0] and not terms.media_type(words[0]):
            writer.note("mimetype", words[0], "is no media type and was left out")

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """Texts of all kinds that portals write there, too."""
        found = reader.objects(subject, TOWN["format"]) + reader.objects(subject, DCT["format"])
        words = [FileType().read(reader, term) for term in found]
        media = [reader.words(term) for term in reader.objects(subject, DCAT.mediaType)]
        types = [t for t in map(terms.media_type, (*media, *words)) if t]
        others = [w for w in (*words, *media) if w and not terms.media_type(w)]
        if types:
            record["mimetype"] = types[0].removeprefix(MEDIA_TYPES)
        if others:
            known = terms.file_type(others[0])
            record["format"] = terms.format_name(known) or others[0]
