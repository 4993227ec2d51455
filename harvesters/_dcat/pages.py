"""Pages of a catalogue by Hydra (https://www.w3.org/ns/hydra/core), as far as they can be trusted.

Old ckanext-dcat writes hydra:PagedCollection with hydra:nextPage, newer ones
hydra:PartialCollectionView with hydra:next; as literals or as addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from rdflib import Graph, Namespace

from .._core.feed import Feed
from .._network import crawl
from . import parsing
from .watched import Watched

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
ACCEPT = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, */*;q=0.1"


def pages(feed: Feed) -> Iterator[Watched]:
    """One graph after the other; feed.incomplete says when not all of them could be had."""
    asked: str | None = feed.asked
    digests: list[str] = []
    seen: set[str] = set()
    while asked and len(digests) < crawl.MOST:
        seen.add(asked)
        answer = feed.get(asked, ACCEPT)
        if answer.validators.digest in digests:
            feed.incomplete(f"page {len(digests) + 1} is an earlier page again")
            break
        digests.append(answer.validators.digest)
        graph = parsing.parse(answer, feed, feed.url if asked == feed.asked else asked)
        yield graph
        asked = _next(graph, feed, asked, seen)
    if len(digests) >= crawl.MOST:
        feed.incomplete(f"more than {crawl.MOST} pages")
    if len(digests) > 1:
        feed.whole(digests)


def _next(graph: Graph, feed: Feed, here: str, seen: set[str]) -> str | None:
    found = {str(one) for p in (HYDRA.next, HYDRA.nextPage) for one in graph.objects(None, p)}
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
