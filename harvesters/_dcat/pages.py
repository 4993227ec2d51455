"""Pages of a catalogue by Hydra (https://www.w3.org/ns/hydra/core), as far as they can be trusted.

Old ckanext-dcat writes hydra:PagedCollection with hydra:nextPage, newer ones
hydra:PartialCollectionView with hydra:next; as literals or as addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from rdflib import Graph, Namespace, URIRef

from .._core.answer import Answer
from .._core.feed import Feed
from .._network import crawl
from . import page, parsing, quick
from .page import Page
from .watched import Watched

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
NEXT = frozenset((str(HYDRA.next), str(HYDRA.nextPage)))
#: bytes of pages that are kept in memory; more lie in a file until all pages are here
SPOOLED = 8_000_000
#: what the next run is to know: addresses and digests of the pages, and how many records they had
PAGES, COUNT = "pages", "count"
#: digest of a page and address that its links are relative to -> where they lead
LINKS = "links"
ACCEPT = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, */*;q=0.1"


def pages(feed: Feed) -> Iterator[Page]:
    """One page after the other, when all are here; Unchanged when they are those of the last run.

    feed.incomplete says when not all of them could be had.
    """
    with SpooledTemporaryFile(max_size=SPOOLED) as bodies:
        kept = list(_fetched(feed, bodies))
        if len(kept) > 1:
            feed.whole([answer.validators.digest for answer, _, _ in kept])
        feed.keep[PAGES] = [[base, answer.validators.digest] for answer, base, _ in kept]
        if not feed.gaps and _as_before(feed):
            yield Page(Watched(), sorted(feed.known))
            return
        bodies.seek(0)
        for answer, base, size in kept:
            yield page.read(replace(answer, body=bodies.read(size)), feed, base)


def _as_before(feed: Feed) -> bool:
    """Are all pages, byte by byte, those whose records were all taken, and still are as taken?"""
    pages, count = feed.before.get(PAGES), feed.before.get(COUNT)
    return bool(count) and pages == feed.keep[PAGES] and len(feed.known) == count


def taken(feed: Feed, count: int) -> None:
    """All pages were read, and had so many records; the next run compares with that."""
    if not feed.gaps:
        feed.keep[COUNT] = count


def _fetched(feed: Feed, bodies: IO[bytes]) -> Iterator[tuple[Answer, str, int]]:
    """Each answer without its body, what its addresses are relative to, and how long it is."""
    asked: str | None = feed.asked
    digests: set[str] = set()
    seen: set[str] = set()
    links = _remembered(feed)
    while asked and len(digests) < crawl.MOST:
        seen.add(asked)
        answer = feed.get(asked, ACCEPT)
        if answer.validators.digest in digests:
            feed.incomplete(f"page {len(digests) + 1} is an earlier page again")
            break
        digests.add(answer.validators.digest)
        base = feed.url if asked == feed.asked else asked
        bodies.write(answer.body)
        yield replace(answer, body=b""), base, len(answer.body)
        mark = f"{answer.validators.digest} {base}"
        # the same bytes lead where they led, and need not be parsed for it
        found = links[mark] if mark in links else sorted(_links(answer, feed, base))
        feed.keep.setdefault(LINKS, {})[mark] = found
        asked = _next(set(found), feed, asked, seen)
    if len(digests) >= crawl.MOST:
        feed.incomplete(f"more than {crawl.MOST} pages")


def _remembered(feed: Feed) -> dict[str, list[str]]:
    links = feed.before.get(LINKS)
    return dict(links) if isinstance(links, dict) else {}


def _links(answer: Answer, feed: Feed, base: str) -> set[str]:
    """The addresses of the page that follows, as this one gives them."""
    if str(HYDRA).encode() not in answer.body:
        return set()
    found = parsing.document(answer, feed)
    try:
        if found:
            return {one.object.value for one in quick.triples(*found, base) if _leads_on(one)}
    except (SyntaxError, ValueError):
        pass
    graph = parsing.parse(answer, feed, base)
    return {str(one) for name in NEXT for one in graph.objects(None, URIRef(name))}


def _leads_on(triple: Any) -> bool:
    return triple.predicate.value in NEXT


def _next(found: set[str], feed: Feed, here: str, seen: set[str]) -> str | None:
    following = sorted({urljoin(here, one.strip()) for one in found})
    if not following:
        return None
    if len(following) > 1:
        feed.incomplete("a page names several that follow it")
        return None
    if urlsplit(following[0]).netloc != urlsplit(here).netloc:
        feed.incomplete(f"the next page lies on another server ({urlsplit(following[0]).netloc})")
        return None
    if following[0] in seen:
        # a last page that names itself is a habit; one that leads back is a loop
        if following[0] != here:
            feed.incomplete("the pages lead back to one that was there already")
        return None
    return following[0]


def announced(graph: Graph) -> int | None:
    """How many datasets the catalogue says that it has."""
    for one in graph.objects(None, HYDRA.totalItems):
        if str(one).isdigit():
            return int(str(one))
    return None
