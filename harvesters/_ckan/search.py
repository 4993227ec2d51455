"""Every record of a CKAN by package_search, page by page.

Pages by offset lose and repeat records while somebody edits (ckan/ckanext-dcat issue 62), so they
go by key: sorted by id, each page asks for what comes after the last one. Old or altered CKANs that
ignore the range are noticed by what they answer, and are paged by offset.
API: https://docs.ckan.org/en/2.12/api/#ckan.logic.action.get.package_search
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._network import crawl

ACTION = "/api/3/action/package_search"
#: CKAN's own limit (ckan.search.rows_max) for rows of a manifest; whole records a page; ids that
#: fit into an address
MANIFEST, WHOLE, AMONG = 1000, 250, 80
#: what says in which version a source has which record
VERSION = ["id", "metadata_modified"]


@dataclass
class Crawl:
    """One way through all records that a filter leaves."""

    feed: Feed
    url: str
    #: Solr filter, "" for everything
    fq: str
    rows: int
    fl: Sequence[str] = ()
    seen: set[str] = field(default_factory=set)
    #: records without an id that can be read
    nameless: list[Any] = field(default_factory=list)
    announced: int = 0
    by_offset: bool = False

    def run(self) -> Iterator[dict[str, Any]]:
        """Each record once, page by page; FeedError when an answer is none of package_search's."""
        last = ""
        for _ in range(crawl.MOST):
            before = len(self.seen)
            results, count = self._page(last)
            self.announced = max(self.announced, count) if self.by_offset else (
                max(self.announced, before + count))  # fmt: skip
            yield from self._new(results)
            if not results or (not self.by_offset and len(results) >= count):
                break
            if self.by_offset and len(self.seen) >= count:
                break
            if len(self.seen) == before or _ignored(results, last):
                if self.by_offset:
                    break
                self.by_offset, self.announced = True, count
            last = max(self.seen, default="")
        self._check()

    def _page(self, last: str) -> tuple[list[Any], int]:
        key = f"id:{{{_text(last)} TO *]" if last and not self.by_offset else ""
        query: dict[str, Any] = {"rows": self.rows, "sort": "id asc"}
        if fq := _both(self.fq, key):
            query["fq"] = fq
        if self.fl:
            query["fl"] = list(self.fl)
        if self.by_offset:
            query["start"] = len(self.seen) + len(self.nameless)
        return _answer(self.feed, crawl.with_query(self.url, query))

    def _new(self, results: list[Any]) -> Iterator[dict[str, Any]]:
        self.nameless += [one for one in results if not _id(one) and one not in self.nameless]
        # the later one is the newer one
        named = {id: one for one in results if (id := _id(one)) and id not in self.seen}
        self.seen |= named.keys()
        yield from (named[id] for id in sorted(named))

    def _check(self) -> None:
        seen = len(self.seen) + len(self.nameless)
        if not seen:
            raise Empty(self.feed.url, "dataset")
        if seen < self.announced:
            self.feed.incomplete(f"the source announced {self.announced} datasets and gave {seen}")


@dataclass
class Chosen:
    """Only the records of these ids."""

    feed: Feed
    url: str
    fq: str
    ids: Sequence[str]
    _first: list[dict[str, Any]] = field(default_factory=list)

    def understood(self) -> bool:
        """Does the source give what is asked for, and nothing else? It may ignore the filter."""
        if self.ids:
            self._first = self._batch(0)
        return {_id(one) for one in self._first} <= set(self.ids[:AMONG])

    def run(self) -> Iterator[dict[str, Any]]:
        """Each record, after `understood`."""
        yield from self._first
        for start in range(AMONG, len(self.ids), AMONG):
            asked = set(self.ids[start : start + AMONG])
            yield from (one for one in self._batch(start) if _id(one) in asked)

    def _batch(self, start: int) -> list[dict[str, Any]]:
        """Some of them; a CKAN may give fewer at once than it is asked for (rows_max)."""
        ids, found = self.ids[start : start + AMONG], []
        while ids:
            among = f"id:({' OR '.join(_text(id) for id in ids)})"
            query = {"rows": len(ids), "sort": "id asc", "fq": _both(self.fq, among)}
            results, count = _answer(self.feed, crawl.with_query(self.url, query))
            found += results
            given = {_id(one) for one in results}
            if count <= len(results) or not given & set(ids):
                break
            ids = [id for id in ids if id not in given]
        return found


def _answer(feed: Feed, url: str) -> tuple[list[Any], int]:
    """Records of a page, and how many the search has found."""
    value = feed.json(url)
    if not isinstance(value, dict) or value.get("success") is not True:
        raise WrongContent(feed.url, "an answer of CKAN with success", _problem(value))
    result = value.get("result")
    results = crawl.objects(crawl.member(result, "results", feed), feed, "datasets")
    count = crawl.whole_number(crawl.member(result, "count", feed))
    if count is None:
        raise WrongContent(feed.url, "a number as 'count'", "something else")
    return results, count


def _both(fq: str, more: str) -> str:
    return " AND ".join(filter(None, [f"({fq})" if more and fq else fq, more]))


def _id(one: Any) -> str:
    """Identity of a record; "" where it has none."""
    id = one.get("id") if isinstance(one, dict) else None
    return id if isinstance(id, str) and id.strip() else ""


def _ignored(results: list[Any], last: str) -> bool:
    """Did a page have what the range had excluded?"""
    return bool(last) and any((id := _id(one)) and id <= last for one in results)


def address(feed: Feed) -> str:
    """Address of package_search; that of a sample as it is."""
    return feed.asked if feed.asked != feed.url else site(feed) + ACTION


def site(feed: Feed) -> str:
    """Address of the CKAN, whose own or whose API's the source has."""
    base = feed.url.partition("?")[0].rstrip("/")
    for end in (ACTION, "/api/3/action", "/api/3", "/api"):
        base = base.removesuffix(end)
    return base


def _text(id: str) -> str:
    """As a query of Solr has a text."""
    escaped = id.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _problem(value: Any) -> str:
    error = value.get("error") if isinstance(value, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return f"an error: {message}" if message else "something else"
