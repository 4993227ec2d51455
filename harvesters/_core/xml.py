"""XML from outside (XML 1.0, https://www.w3.org/TR/xml/), read by expat and by nothing else.

No entities but the five that XML has, nothing fetched, not too deep, not too many elements. What is
well-formed but for characters that XML does not allow, or but for its encoding, is repaired and
told; the rest is WrongContent. Names of elements are ``{URI of the namespace}name``: prefixes are
the author's business.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from .answer import DEPTH, Answer
from .errors import WrongContent
from .feed import Feed

__all__ = ["Element", "checked", "local", "namespace", "read", "texts"]
#: what XML does not allow (section 2.2)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: a character by its number
REFERENCE = re.compile("&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
#: what a document says of itself
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
ENCODING = re.compile(rb"""\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
#: elements that no real answer has within the limits of its size
ELEMENTS = 4_000_000
#: bytes that expat gets at a time
PIECE = 1024 * 1024
SEPARATOR = "}"


def read(answer: Answer, feed: Feed, expected: str = "XML", doctype: bool = False) -> Element:
    """The root of the document; WrongContent says that ``expected`` was not there.

    ``doctype``: WMS 1.1.1 and other old services begin with a document type declaration. It may be
    there then, without declaring anything of its own but elements; what it names is not fetched.
    """
    root = _read(answer, feed, expected, doctype, tree=True)[1]
    assert root is not None
    return root


def checked(answer: Answer, feed: Feed, expected: str = "XML") -> bytes:
    """The document for another parser, in UTF-8, if it is one that ``read`` would take."""
    return _in_utf8(_read(answer, feed, expected, doctype=False, tree=False)[0])


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def namespace(element: Element) -> str:
    """The URI of the namespace of an element; "" for none."""
    return element.tag.rpartition("}")[0].removeprefix("{")


def _read(
    answer: Answer, feed: Feed, expected: str, doctype: bool, tree: bool
) -> tuple[bytes, Element | None]:
    body = answer.body
    _no_page(answer, expected)
    try:
        return body, _Guarded(answer, expected, doctype, tree).root(body)
    except (expat.ExpatError, LookupError, ValueError) as error:
        # the latter two: an encoding that nobody knows, or that expat cannot read
        body = _repaired(body)
        try:
            root = _Guarded(answer, expected, doctype, tree).root(body)
        except expat.ExpatError:
            # the first error is about the document as it came
            raise WrongContent(answer.url, expected, f"no well-formed XML: {error}") from error
        told = "characters that XML does not allow"
        if not isinstance(error, expat.ExpatError):
            told = "an encoding that cannot be read, taken for UTF-8 or Windows-1252"
        feed.notice("repaired", "XML", f"{told}: {error}")
        return body, root


def _no_page(answer: Answer, expected: str) -> None:
    start = answer.body[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise WrongContent(answer.url, expected, "nothing")
    if start.startswith((b"<!doctype html", b"<html")):
        raise WrongContent(answer.url, expected, "a page in HTML")


def _repaired(body: bytes) -> bytes:
    """The document in UTF-8, whatever it says of itself, without characters that XML forbids."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    text = REFERENCE.sub(_allowed, CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text))
    return DECLARATION.sub("", text).encode()


def _allowed(reference: re.Match[str]) -> str:
    """The reference, or the replacement character for one that XML does not allow."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    character = chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\0"
    return "\N{REPLACEMENT CHARACTER}" if CONTROLS.match(character) else reference[0]


def _in_utf8(body: bytes) -> bytes:
    """A document that expat has read, for parsers that know no other encoding."""
    declared = ENCODING.match(body)
    encoding = declared[1].decode() if declared else "utf-8"
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    if codecs.lookup(encoding).name in ("utf-8", "ascii"):
        return body
    return DECLARATION.sub("", body.decode(encoding)).encode()


class _Guarded:
    """One reading of one document."""

    def __init__(self, answer: Answer, expected: str, doctype: bool, tree: bool) -> None:
        self.answer, self.expected = answer, expected
        self.builder = TreeBuilder() if tree else None
        self.depth = self.elements = 0
        self.parser = parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        parser.buffer_text = True
        parser.EntityDeclHandler = parser.AttlistDeclHandler = self._declared
        parser.SkippedEntityHandler = self._skipped
        if not doctype:
            parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        if self.builder:
            parser.CharacterDataHandler = self.builder.data

    def root(self, body: bytes) -> Element | None:
        for start in range(0, len(body), PIECE):
            self.parser.Parse(body[start : start + PIECE], False)
        self.parser.Parse(b"", True)
        return self.builder.close() if self.builder else None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEPTH:
            self._refuse(f"{self.expected} at most {DEPTH} levels deep", "deeper nesting")
        if self.elements > ELEMENTS:
            self._refuse(f"{self.expected} with at most {ELEMENTS} elements", "more of them")
        if self.builder:
            named = {_named(key): value for key, value in attributes.items()}
            self.builder.start(_named(name), named)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.builder:
            self.builder.end(_named(name))

    def _doctype(self, *_: Any) -> None:
        self._refuse(f"{self.expected} without a DTD", "a DTD, which may hold bombs")

    def _declared(self, *_: Any) -> None:
        self._refuse(f"{self.expected} without a DTD of its own", "declared entities or attributes")

    def _skipped(self, name: str, *_: Any) -> None:
        self._refuse(self.expected, f"the unknown entity '&{name[:40]};'")

    def _refuse(self, expected: str, found: str) -> None:
        raise WrongContent(self.answer.url, expected, found)


def _named(name: str) -> str:
    return f"{{{name}" if SEPARATOR in name else name


def texts(elements: Iterable[Element]) -> list[str]:
    """The texts of elements on one line each, with what is in elements inside; no empty ones."""
    found = (" ".join("".join(element.itertext()).split()) for element in elements)
    return [text for text in found if text]
