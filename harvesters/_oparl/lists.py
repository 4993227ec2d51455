"""Lists of OParl (1.1, section 2.5): pages of objects, which servers now and then break off."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from .._core.errors import FeedError, WrongContent
from .._core.feed import Feed
from .._core.fingerprint import digest
from .._network.crawl import MOST, whole_number

Object = dict[str, Any]


@dataclass
class Listing:
    """The objects of a list by their ids, without those that are deleted."""

    found: dict[str, Object] = field(default_factory=dict)
    #: places in the list of what is no object with an id
    nameless: list[str] = field(default_factory=list)
    #: why it is not the whole list; "" where it is
    gap: str = ""
    total: int | None = None
    _seen: int = 0

    def take(self, items: list[Any]) -> None:
        """Add the objects of a page; one that comes twice counts as it came last."""
        for one in items:
            self._seen += 1
            id = one.get("id") if isinstance(one, dict) else None
            if not isinstance(id, str) or not id.strip():
                self.nameless.append(f"#{self._seen}")
            elif one.get("deleted") is True:
                # what was deleted stays as a tombstone (section 2.7)
                self.found.pop(id, None)
            else:
                self.found[id] = one

    @property
    def short(self) -> str:
        """Why there are fewer than announced; "" where there are not."""
        if self.gap or self.total is None or self._seen >= self.total:
            return self.gap
        return f"announced {self.total} objects and gave {self._seen}"


def listed(feed: Feed, address: str, what: str) -> Listing:
    """All pages of the list at ``address``; ``gap`` says after which page it broke off.

    FeedError where not even the first page can be had.
    """
    listing, asked, told = Listing(), address, set[str]()
    for number in range(1, MOST + 1):
        try:
            items, following, total = _page(feed, asked, what)
        except FeedError as error:
            if number == 1:
                raise
            listing.gap = f"page {number} cannot be had: {error}"
            return listing
        listing.total = total if total is not None else listing.total
        mark = digest(items)
        if items and mark in told:
            listing.gap = f"page {number} is an earlier page again"
            return listing
        told.add(mark)
        listing.take(items)
        if not following:
            return listing
        asked = urljoin(asked, following)
        if urlsplit(asked).netloc != urlsplit(address).netloc:
            listing.gap = f"page {number + 1} lies on another server ({urlsplit(asked).netloc})"
            return listing
    listing.gap = f"more than {MOST} pages"
    return listing


def _page(feed: Feed, address: str, what: str) -> tuple[list[Any], str, int | None]:
    """Objects, the address of the next page ("" on the last one) and how many there are in all."""
    value = feed.get(address, accept="application/json", part=True).json()
    if isinstance(value, list):
        return value, "", None
    items = value.get("data") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise WrongContent(address, f"a list of {what}", type(value).__name__)
    links, paging = value.get("links"), value.get("pagination")
    following = links.get("next") if isinstance(links, dict) else None
    total = paging.get("totalElements") if isinstance(paging, dict) else None
    return items, following.strip() if isinstance(following, str) else "", whole_number(total)
