"""Every record of a CKAN by package_search, page by page.

Pages by offset lose and repeat records while somebody edits (ckan/ckanext-dcat issue 62), so they
go by key: sorted by id, each page asks for what comes after the last one. Old or altered CKANs that
ignore the range are noticed by what they answer, and are paged by offset.
API: https://docs.ckan.org/en/2.12/api/#ckan.logic.action.get.package_search
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._network import crawl

ACTION = "/api/3/action/package_search"
#: CKAN's own limit (ckan.search.rows_max) for rows of a manifest, and whole records a page
MANIFEST, WHOLE = 1000, 250
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
    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: records without an id that can be read
    nameless: list[Any] = field(default_factory=list)
    announced: int = 0
    by_offset: bool = False

    def run(self) -> dict[str, dict[str, Any]]:
        """Records by id; FeedError when an answer is none of package_search's."""
        for _ in range(crawl.MOST):
            before, last = len(self.found), max(self.found, default="")
            results, count = self._page(last)
            self.announced = max(self.announced, count) if self.by_offset else (
                max(self.announced, before + count))  # fmt: skip
            self._take(results)
            if not results or (not self.by_offset and len(results) >= count):
                break
            if self.by_offset and len(self.found) >= count:
                break
            if len(self.found) == before or self._ignored(results, last):
                if self.by_offset:
                    break
                self.by_offset, self.announced = True, count
        self._check()
        return self.found

    def _page(self, last: str) -> tuple[list[Any], int]:
        key = f'id:{{"{_quoted(last)}" TO *]' if last and not self.by_offset else ""
        both = [f"({self.fq})" if key and self.fq else self.fq, key]
        query: dict[str, Any] = {"rows": self.rows, "sort": "id asc"}
        if fq := " AND ".join(filter(None, both)):
            query["fq"] = fq
        if self.fl:
            query["fl"] = list(self.fl)
        if self.by_offset:
            query["start"] = len(self.found) + len(self.nameless)
        return self._answer(crawl.with_query(self.url, query))

    def _answer(self, url: str) -> tuple[list[Any], int]:
        value = self.feed.json(url)
        if not isinstance(value, dict) or value.get("success") is not True:
            raise WrongContent(self.feed.url, "an answer of CKAN with success", _problem(value))
        result = value.get("result")
        results = crawl.objects(crawl.member(result, "results", self.feed), self.feed, "datasets")
        count = crawl.whole_number(crawl.member(result, "count", self.feed))
        if count is None:
            raise WrongContent(self.feed.url, "a number as 'count'", "something else")
        return results, count

    def _take(self, results: list[Any]) -> None:
        for one in results:
            id = one.get("id") if isinstance(one, dict) else None
            if isinstance(id, str) and id.strip():
                # the later answer is the newer one
                self.found[id] = one
            elif one not in self.nameless:
                self.nameless.append(one)

    def _ignored(self, results: list[Any], last: str) -> bool:
        """Did a page have what the range had excluded?"""
        ids = [one.get("id") for one in results if isinstance(one, dict)]
        return bool(last) and any(isinstance(id, str) and id <= last for id in ids)

    def _check(self) -> None:
        seen = len(self.found) + len(self.nameless)
        if not seen:
            raise Empty(self.feed.url, "dataset")
        if seen < self.announced:
            self.feed.incomplete(f"the source announced {self.announced} datasets and gave {seen}")


def address(feed: Feed) -> str:
    """Address of package_search; that of a sample as it is."""
    return feed.asked if feed.asked != feed.url else site(feed) + ACTION


def site(feed: Feed) -> str:
    """Address of the CKAN, whose own or whose API's the source has."""
    base = feed.url.partition("?")[0].rstrip("/")
    for end in (ACTION, "/api/3/action", "/api/3", "/api"):
        base = base.removesuffix(end)
    return base


def _quoted(id: str) -> str:
    return id.replace("\\", "\\\\").replace('"', '\\"')


def _problem(value: Any) -> str:
    error = value.get("error") if isinstance(value, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return f"an error: {message}" if message else "something else"
