"""The formats that the feed is written in: what their addresses end with, their media types.

Kept fragments are Turtle. The other formats are made from a joined page, which takes 25 ms for 100
datasets (measured, docs/benchmarks.md), in place of four times the storage and the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import pyoxigraph as ox

from .errors import UnknownFormat
from .triples import HEADER, PREFIXES, serialized

_ROOT = re.compile(rb"<rdf:RDF[^>]*>")


@dataclass(frozen=True)
class Format:
    """One serialisation of RDF."""

    ending: str
    media_type: str
    #: what ckanext-dcat and rdflib call it
    rdflib: str
    kind: ox.RdfFormat

    def render(self, parts: Iterable[str]) -> bytes:
        """Pieces of Turtle without prefixes as one document; the same ones give the same bytes."""
        document = "".join([HEADER, *parts]).encode()
        if self.kind == ox.RdfFormat.TURTLE:
            return document
        triples = ox.parse(document, format=ox.RdfFormat.TURTLE)
        made = serialized(triples, self.kind)
        return _steady_root(made) if self.kind == ox.RdfFormat.RDF_XML else made


def _steady_root(document: bytes) -> bytes:
    # oxigraph declares the namespaces in another order each time
    names = "".join(f"\n  xmlns:{name}={quoteattr(uri)}" for name, uri in sorted(PREFIXES.items()))
    return _ROOT.sub(f"<rdf:RDF{names}>".encode(), document, count=1)


_ALL = (
    Format("ttl", "text/turtle", "turtle", ox.RdfFormat.TURTLE),
    Format("rdf", "application/rdf+xml", "pretty-xml", ox.RdfFormat.RDF_XML),
    Format("xml", "application/rdf+xml", "pretty-xml", ox.RdfFormat.RDF_XML),
    Format("jsonld", "application/ld+json", "json-ld", ox.RdfFormat.JSON_LD),
    # Turtle is a part of N3 (W3C Team Submission 2011, section 1)
    Format("n3", "text/n3", "n3", ox.RdfFormat.TURTLE),
    Format("nt", "application/n-triples", "nt", ox.RdfFormat.N_TRIPLES),
)
FORMATS = {one.ending: one for one in _ALL}
#: what is negotiated for, the first one for a reader that takes several alike
NEGOTIABLE = {one.media_type: one for one in reversed(_ALL)}


def named(ending: str) -> Format:
    """The format of an ending. Raises UnknownFormat."""
    if ending not in FORMATS:
        raise UnknownFormat(ending, FORMATS)
    return FORMATS[ending]
