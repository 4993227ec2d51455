"""Answers of OGC services: the document that was asked for, or what the service says instead.

Services tell their errors in XML with status 200: ServiceExceptionReport of WMS 1.0 to 1.3 and
WFS 1.0 (OGC 06-042, annex E.2), ExceptionReport of OWS 1.0 to 2.0 (OGC 06-121r9, section 8).
"""

from __future__ import annotations

from typing import NoReturn
from xml.etree.ElementTree import Element

from .._core import xml
from .._core.answer import Answer
from .._core.errors import WrongContent, shown
from .._core.feed import Feed
from .._network.crawl import with_query

XLINK = "{http://www.w3.org/1999/xlink}href"
#: namespaces of the standards and of what everybody adds to them
FAMILIAR = (
    "http://www.opengis.net/", "https://www.opengis.net/", "http://www.isotc211.org/",
    "http://standards.iso.org/", "http://inspire.ec.europa.eu/", "http://www.w3.org/",
    "http://www.fao.org/geonetwork",
)  # fmt: skip
EXCEPTIONS = ("ServiceExceptionReport", "ExceptionReport", "WMTException")


class Exceptional(WrongContent):
    """The service answers with an exception; ``text`` is what it says."""

    def __init__(self, url: str, expected: str, text: str) -> None:
        super().__init__(url, expected, f"an exception of the service: {shown(text, 200)}")
        self.text = text


def ask(feed: Feed, expected: str, roots: tuple[str, ...], **query: str) -> Element:
    """The document at the feed's address asked with ``query``, whose root is one of ``roots``."""
    answer = feed.get(with_query(feed.asked, query), "application/xml, text/xml, */*;q=0.1")
    return root_of(feed, answer, expected, roots)


def root_of(feed: Feed, answer: Answer, expected: str, roots: tuple[str, ...]) -> Element:
    """The root of an answer; Exceptional where the service tells an error."""
    # WMS 1.1.1 and its exceptions name a DTD
    root = xml.read(answer, feed, expected, doctype=True)
    if xml.local(root) in EXCEPTIONS:
        refuse(answer.url, expected, root)
    if xml.local(root) not in roots:
        raise WrongContent(answer.url, expected, f"a document '{xml.local(root)}'")
    return root


def strangers(feed: Feed, root: Element, names: frozenset[str] = frozenset()) -> None:
    """Report elements by name that are in no namespace of the standards: nobody reads them.

    ``names``: what the root's own namespace has; empty: anything.
    """
    own = xml.namespace(root)
    spaces = {one.tag: xml.namespace(one) for one in root.iter()}
    found = [
        tag.rpartition("}")[2]
        for tag, space in spaces.items()
        if (
            names and tag.rpartition("}")[2] not in names
            if space == own
            else not space.startswith(FAMILIAR)
        )
    ]
    feed.unknown(found, ())


def refuse(url: str, expected: str, root: Element) -> NoReturn:
    """Exceptional with what the report says: codes and texts, the first ones."""
    said = []
    for one in root.iter():
        if xml.local(one) in ("ServiceException", "Exception"):
            code = one.get("code") or one.get("exceptionCode") or ""
            where = one.get("locator") or ""
            text = " ".join("".join(one.itertext()).split())
            said.append(" ".join(part for part in (code, where and f"({where})", text) if part))
    raise Exceptional(url, expected, "; ".join(said[:3]) or "it does not say which")


def child(element: Element | None, *path: str) -> Element | None:
    """The first element at a path of names, whatever their namespaces; None where there is none.

    Versions of one standard differ in little but their namespaces.
    """
    for name in path:
        found = children(element, name)
        element = found[0] if found else None
    return element


def children(element: Element | None, *path: str) -> list[Element]:
    """All elements at a path of names, whatever their namespaces."""
    level = [] if element is None else [element]
    for name in path:
        level = [one for outer in level for one in outer if xml.local(one) == name]
    return level


def text(element: Element | None, *path: str) -> str:
    """The text of the first element at a path that has any, on one line."""
    found = xml.texts(children(element, *path)) if path else xml.texts(_one(element))
    return found[0] if found else ""


def _one(element: Element | None) -> list[Element]:
    return [] if element is None else [element]
