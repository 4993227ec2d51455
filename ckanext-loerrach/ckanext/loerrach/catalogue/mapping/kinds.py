"""Kinds of values that are one term: texts, addresses, numbers, times.

Datatypes: XML Schema part 2, as DCAT-AP 3.0 asks for them property by property.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from rdflib import Literal, URIRef

from .. import terms
from ..namespaces import MEDIA_TYPES, XSD
from .iris import address, iri
from .reader import Reader, Repaired
from .writer import Node, Term, Writer

DURATION = re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
HEX = re.compile(r"([0-9A-Fa-f]{2})+")


@dataclass(frozen=True)
class Text:
    """A text without a language."""

    def write(self, writer: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The literal."""
        return writer.text(value)

    def read(self, reader: Reader, term: Term) -> str:
        """What the term says."""
        return reader.words(term)


@dataclass(frozen=True)
class Iri:
    """An IRI, and what class the thing is that it names."""

    classes: tuple[URIRef, ...] = ()
    #: only addresses that one can follow
    web: bool = False
    #: only IRIs of one list are read
    prefix: str = ""

    def write(self, writer: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The IRI, repaired if need be."""
        found = address(value) if self.web else iri(value)
        if found and str(found) != str(value).strip():
            writer.note("", value, f"is no IRI as it stands: written as {found}")
        if found:
            writer.classify(found, self.classes)
        return found

    def read(self, reader: Reader, term: Term) -> str | Repaired:
        """The IRI, also of those that write it as a text."""
        text = reader.words(term)
        found = str(iri(text) or "")
        if not found.startswith(self.prefix):
            return ""
        return Repaired(found) if found != text and found else found


@dataclass(frozen=True)
class MailAddress:
    """An e-mail address: mailto: in RDF, bare in the record."""

    def write(self, _w: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The IRI."""
        bare = mail_address(str(value))
        return iri(f"mailto:{bare}") if bare else None

    def read(self, reader: Reader, term: Term) -> str:
        """The address."""
        return mail_address(reader.words(term))


@dataclass(frozen=True)
class Telephone:
    """A telephone number: tel: in RDF (RFC 3966), as people write it in the record."""

    def write(self, _w: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The IRI; blanks and brackets are no part of one."""
        return iri(telephone(str(value)))

    def read(self, reader: Reader, term: Term) -> str:
        """The number."""
        return telephone(reader.words(term))


@dataclass(frozen=True)
class Duration:
    """xsd:duration (P1D, PT5M)."""

    def write(self, _w: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The literal."""
        text = str(value).strip()
        known = DURATION.fullmatch(text)
        return Literal(text, datatype=XSD.duration, normalize=False) if known else None

    def read(self, reader: Reader, term: Term) -> str:
        """The duration as it is written."""
        text = reader.words(term)
        return text if DURATION.fullmatch(text) else ""


@dataclass(frozen=True)
class Number:
    """A number: xsd:decimal, or xsd:nonNegativeInteger where ``whole`` is set."""

    whole: bool = False

    def write(self, _w: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The literal."""
        number = _number(value)
        if number is None or (self.whole and (number < 0 or number != int(number))):
            return None
        if self.whole:
            return Literal(int(number), datatype=XSD.nonNegativeInteger)
        return Literal(f"{number.normalize():f}", datatype=XSD.decimal, normalize=False)

    def read(self, reader: Reader, term: Term) -> Any:
        """An int where whole numbers belong, else a text with all its digits."""
        number = _number(reader.words(term))
        if number is None:
            return None
        return int(number) if self.whole else f"{number.normalize():f}"


@dataclass(frozen=True)
class Hex:
    """xsd:hexBinary, in small letters."""

    def write(self, _w: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The literal."""
        text = str(value).strip()
        return Literal(text.lower(), datatype=XSD.hexBinary) if HEX.fullmatch(text) else None

    def read(self, reader: Reader, term: Term) -> str:
        """The digits."""
        return reader.words(term).lower()


@dataclass(frozen=True)
class MediaType:
    """A media type of the IANA registry: an IRI in RDF, "text/csv" in the record."""

    classes: tuple[URIRef, ...] = ()

    def write(self, writer: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The IRI."""
        found = iri(terms.media_type(str(value)))
        if found:
            writer.classify(found, self.classes)
        return found

    def read(self, reader: Reader, term: Term) -> str:
        """The bare type; what is none as it is."""
        text = reader.words(term)
        return terms.media_type(text).removeprefix(MEDIA_TYPES) or text


def mail_address(text: str) -> str:
    """The bare address, "(at)" read as "@"; "" for what is none."""
    bare = re.sub(r"\s*[(\[]at[)\]]\s*", "@", text.strip().removeprefix("mailto:"))
    return bare if re.fullmatch(r"[^@\s]+@[^@\s]+", bare) else ""


def telephone(text: str) -> str:
    """tel: and the number without blanks and brackets (RFC 3966); "" for what is none."""
    bare = re.sub(r"%20|[^0-9+*#;=A-Za-z.-]", "", text.strip().removeprefix("tel:"))
    return f"tel:{bare}" if re.search(r"\d", bare) else ""


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
