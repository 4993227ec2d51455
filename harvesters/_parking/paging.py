"""Pages of JSON: every record once, no endless circle, nothing lost without a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .._core.errors import SettingError, WrongContent
from .._core.feed import Feed
from .._network.crawl import with_query

#: more than any aggregator has by the hundred
PAGES = 500


#: dialects whose answers go on at another address
PAGED = frozenset(("arcgis", "ngsi", "parkapi3"))


def in_parts(feed: Feed) -> bool:
    """Does the source say that it has several documents?"""
    settings = feed.source.settings
    return settings.get("dialect") in PAGED or bool(settings.get("status"))


@dataclass(frozen=True)
class Page:
    """What one answer holds."""

    items: list[Any]
    #: what the next question adds to the address; None for the last page
    following: Mapping[str, Any] | None


def all_pages(feed: Feed, first: Any, read: Callable[[Any, int], Page]) -> list[Any]:
    """The items of all pages; ``read`` makes a Page of an answer and the number of items before.

    WrongContent where a page is there twice or the pages do not end. All of them together count as
    changed or not (``Feed.whole``), so the source has to name a dialect that has pages.
    """
    page = read(first, 0)
    items = list(page.items)
    for _ in range(PAGES):
        if page.following is None:
            if in_parts(feed):
                feed.whole(items)
            return items
        if not in_parts(feed):
            problem = f"has to be one of {', '.join(sorted(PAGED))}: the answer has several pages"
            raise SettingError(feed.source.name, "dialect", problem)
        before = page.items
        page = read(feed.json(with_query(feed.asked, page.following)), len(items))
        if page.items and page.items == before:
            raise WrongContent(feed.url, "the next page", "the same page again")
        items += page.items
    raise WrongContent(feed.url, f"at most {PAGES} pages", "more")


def asked_for(feed: Feed, name: str, default: int) -> int:
    """A number in the query of the source's own address, e.g. its ``limit``."""
    given = parse_qs(urlsplit(feed.url).query).get(name, [""])[0]
    return int(given) if given.isascii() and given.isdigit() and given.strip("0") else default
