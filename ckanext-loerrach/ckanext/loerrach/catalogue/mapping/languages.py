"""Texts in several languages: one literal a language in RDF, {"de": …, "fr": …} in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Literal, URIRef

from .reader import Reader
from .rows import Record, as_list
from .writer import Node, Writer


@dataclass(frozen=True)
class Translated:
    """A field like title_translated; where it is missing, the plain field says the German text."""

    name: str
    predicate: URIRef
    #: the field without languages that CKAN and older records have
    plain: str
    #: keywords: a list of texts a language
    several: bool = False

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """One literal a language, or a keyword."""
        for language, text in self._texts(record):
            writer.add(subject, self.predicate, writer.text(text, language))

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """Texts that name no language are taken for German."""
        found: dict[str, list[str]] = {}
        for term in reader.objects(subject, self.predicate):
            text = reader.words(term)
            tag = term.language if isinstance(term, Literal) else None
            if text and text not in (known := found.setdefault(tag or reader.language, [])):
                known.append(text)
        if found:
            record[self.name] = {
                tag: texts if self.several else texts[0] for tag, texts in found.items()
            }

    def _texts(self, record: Mapping[str, Any]) -> list[tuple[str, str]]:
        translated = record.get(self.name)
        if isinstance(translated, Mapping) and any(translated.values()):
            return [(tag, one) for tag, text in translated.items() for one in as_list(text)]
        plain = record.get(self.plain)
        words = [tag["name"] if isinstance(tag, Mapping) else tag for tag in as_list(plain)]
        return [("de", str(word)) for word in words if word]
