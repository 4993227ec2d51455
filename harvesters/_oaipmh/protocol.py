"""OAI-PMH 2.0 (https://www.openarchives.org/OAI/openarchivesprotocol.html): lists page by page.

A resumption token is opaque: it goes back as it came. Servers are known to leave it out on the last
page where an empty one belongs, to give the same page for every token, and to forget tokens within
minutes. What a list promises and does not give is no list: rows of a half one would replace all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from .._core import xml
from .._core.errors import Empty, Refused, WrongContent
from .._core.feed import Feed
from .._network.crawl import with_query

EXPECTED = "an OAI-PMH answer"
#: pages and records of one list, and pages without a record one after the other
PAGES, RECORDS, BARREN = 20_000, 300_000, 20
#: of the announced records that have to come; what servers announce is often a guess
SHARE = 0.9


class Forgotten(WrongContent):
    """The server does not know its own token any more (badResumptionToken)."""


@dataclass(frozen=True)
class Identity:
    """What a repository says of itself."""

    #: "no", "transient" or "persistent" (section 2.5.1): what becomes of deleted records
    deleted: str = "no"
    #: of days only, or also of seconds
    seconds: bool = False


def child(element: Element | None, name: str) -> Element | None:
    """The first element of a local name just below; prefixes and namespaces are often wrong."""
    if element is None:
        return None
    return next((one for one in element if xml.local(one) == name), None)


def text(element: Element | None, name: str) -> str:
    """The text of the first element of a name just below; "" for none."""
    found = child(element, name)
    return " ".join((found.text or "").split()) if found is not None else ""


def identity(feed: Feed) -> Identity:
    """What the repository says of deleted records; the worst, where it says nothing."""
    try:
        root = _answer(feed, {"verb": "Identify"})
    except (Refused, WrongContent) as error:
        feed.notice("left out", "Identify", str(error))
        return Identity()
    told = child(root, "Identify")
    if told is None:
        feed.notice("left out", "Identify", "the repository says nothing of itself")
        return Identity()
    policy = text(told, "deletedRecord")
    if policy not in ("no", "transient", "persistent"):
        feed.notice("unknown word", "deletedRecord", f"'{policy}' read as no")
        policy = "no"
    return Identity(policy, "hh" in text(told, "granularity"))


@dataclass
class Listing:
    """One ListRecords, page by page; ``began`` is when the server answered the first one."""

    feed: Feed
    query: dict[str, Any]
    began: str = ""

    def records(self) -> list[Element]:
        """All records; [] where nothing matches. A forgotten token is asked for once more."""
        try:
            return list(self._all())
        except Forgotten as error:
            self.feed.notice("repaired", "resumptionToken", f"asked again from the start: {error}")
            return list(self._all())

    def _all(self) -> Iterator[Element]:
        query: dict[str, Any] = {"verb": "ListRecords", **self.query}
        seen: set[str] = set()
        promised = barren = 0
        for number in range(PAGES):
            root = _answer(self.feed, query)
            if not number:
                self.began = text(root, "responseDate")
            page = child(root, "ListRecords")
            if page is None:
                page = child(root, "GetRecord")
            if page is None:
                if _error(root) == "noRecordsMatch":
                    return
                raise WrongContent(self.feed.url, "ListRecords", "none")
            records = [one for one in page if xml.local(one) == "record"]
            fresh = [one for one in records if _id(one) not in seen]
            if records and not fresh:
                raise WrongContent(self.feed.url, "further records", "those of earlier pages again")
            barren = 0 if records else barren + 1
            seen |= {_id(one) for one in fresh}
            yield from fresh
            token = child(page, "resumptionToken")
            promised = max(promised, _whole(token))
            if token is None or not (token.text or "").strip():
                break
            if barren > BARREN or len(seen) > RECORDS:
                raise WrongContent(self.feed.url, "a list that ends", "page after page")
            query = {"verb": "ListRecords", "resumptionToken": (token.text or "").strip()}
        else:
            raise WrongContent(self.feed.url, f"at most {PAGES} pages", "more")
        if len(seen) < promised * SHARE:
            found = f"{len(seen)} of {promised} that it announced"
            raise WrongContent(self.feed.url, "all records of the list", found)


def _answer(feed: Feed, query: dict[str, Any]) -> Element:
    """The root of an answer; WrongContent for what is none, and for what the server reports."""
    address = with_query(feed.asked, query)
    root = xml.read(feed.get(address, accept="text/xml", part=True), feed, EXPECTED)
    if xml.local(root) != "OAI-PMH":
        raise WrongContent(feed.url, EXPECTED, f"<{xml.local(root)[:40]}>")
    code = _error(root)
    if code == "badResumptionToken":
        raise Forgotten(feed.url, "further records", f"{code}: {text(root, 'error')[:100]}")
    if code and code != "noRecordsMatch":
        raise WrongContent(feed.url, "records", f"{code}: {text(root, 'error')[:100]}")
    return root


def _error(root: Element) -> str:
    found = child(root, "error")
    return found.get("code", "error")[:40] if found is not None else ""


def _id(record: Element) -> str:
    """What a record is called; itself, where it has no name, so that it is never met again."""
    return text(child(record, "header"), "identifier") or f"#{id(record)}"


def _whole(token: Element | None) -> int:
    size = token.get("completeListSize", "") if token is not None else ""
    return int(size) if size.isdecimal() and len(size) < 10 else 0


def empty(feed: Feed) -> Empty:
    """Nothing at all: maintenance is likelier than that everything is gone."""
    return Empty(feed.url, "record")
