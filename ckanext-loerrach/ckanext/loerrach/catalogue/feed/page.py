"""Pages of the catalogue: which datasets stand on one, and the page as one document.

The order of the feed is the order in which datasets first came into it, which never changes. A
page begins behind the last dataset of the page before it, wherever that stands now, and the
snapshot in its address says where the reader's catalogue ends. So whoever pages while the town
writes gets every dataset that was there when he began: nothing moves to a page that he has read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import rdflib
from ckanext.dcat.processors import HYDRA
from ckanext.dcat.utils import catalog_uri
from rdflib.namespace import DCTERMS, RDF, XSD

from .errors import BeyondTheEnd
from .request import Asked
from .triples import block

PER_PAGE = "ckanext.dcat.datasets_per_page"
#: a change is seen this much before it can be asked for: a transaction takes a moment to end
SLACK = "interval '5 seconds'"


@dataclass(frozen=True)
class Row:
    """A dataset on a page."""

    position: int
    package_id: str
    body: str
    entry: str
    terms: list[str]


@dataclass(frozen=True)
class Page:
    """The datasets of a page and where it stands among the others."""

    rows: list[Row]
    number: int
    total: int
    pages: int
    upto: int
    after: int
    #: after which position the neighbouring pages begin; None where there is none
    next: int | None
    previous: int | None
    last: int
    #: the newest change of the whole view
    modified: datetime | None


_IN = """
FROM loerrach_catalogue_fragment WHERE view = %(view)s AND body IS NOT NULL
    AND position > %(after)s AND position <= %(upto)s
"""


class _Feed:
    """The datasets of one question, in one state of the database."""

    def __init__(self, connection: Any, asked: Asked, ids: Iterable[str] | None) -> None:
        self.connection = connection
        self.values = {"view": asked.view, "since": asked.since, "ids": list(ids or [])}
        self.where = _IN
        if asked.since:
            self.where += f" AND modified >= %(since)s - {SLACK}"
        if ids is not None:
            self.where += " AND package_id = ANY(%(ids)s)"

    def ask(self, select: str, tail: str = "", *, after: int = 0, upto: int, **values: Any) -> Any:
        """Run a query over the datasets behind one position and up to another."""
        text = f"SELECT {select} {self.where} {tail}"
        all_values = {**self.values, "after": after, "upto": upto, **values}
        return self.connection.exec_driver_sql(text, all_values)

    def count(self, after: int, upto: int) -> int:
        return int(self.ask("count(*)", after=after, upto=upto).scalar())

    def end(self) -> int:
        return int(self.ask("coalesce(max(position), 0)", upto=2**62).scalar())

    def skip(self, count: int, *, after: int, upto: int) -> int:
        """The position of the dataset so many behind another; ``after`` itself for none."""
        if count <= 0:
            return after
        tail = "ORDER BY position OFFSET %(skip)s LIMIT 1"
        found = self.ask("position", tail, after=after, upto=upto, skip=count - 1).scalar()
        return upto if found is None else int(found)

    def back(self, count: int, before: int) -> int:
        """After which position the page before begins."""
        tail = "ORDER BY position DESC OFFSET %(skip)s LIMIT 1"
        return int(self.ask("position", tail, upto=before, skip=count).scalar() or 0)

    def rows(self, count: int, *, after: int, upto: int) -> list[Row]:
        tail = "ORDER BY position LIMIT %(count)s"
        columns = "position, package_id, body, entry, terms"
        return [Row(*row) for row in self.ask(columns, tail, after=after, upto=upto, count=count)]

    def modified(self) -> datetime | None:
        """When the newest of the datasets changed."""
        found: datetime | None = self.ask("max(modified)", upto=2**62).scalar()
        return found


def read(connection: Any, asked: Asked, ids: Iterable[str] | None = None) -> Page:
    """The page that is asked for, of these datasets only if ids are given. Raises BeyondTheEnd."""
    feed = _Feed(connection, asked, ids)
    size = per_page()
    upto = feed.end() if asked.upto is None else asked.upto
    before = (asked.page - 1) * size
    after = feed.skip(before, after=0, upto=upto) if asked.after is None else asked.after
    left = feed.count(after, upto)
    if not left and asked.page > 1:
        raise BeyondTheEnd(asked.page, max(1, -(-feed.count(0, upto) // size)))
    rows = feed.rows(size, after=after, upto=upto)
    pages = asked.page - 1 + max(1, -(-left // size))
    return Page(
        rows, asked.page, before + left, pages, upto, after,
        next=rows[-1].position if left > size else None,
        previous=feed.back(size, after) if asked.page > 1 else None,
        last=feed.skip((pages - asked.page) * size, after=after, upto=upto),
        modified=feed.modified(),
    )  # fmt: skip


def parts(page: Page, head: str, asked: Asked, path: str) -> Iterator[str]:
    """The page as pieces of Turtle: head, datasets, what they speak of, hydra."""
    yield head
    yield modified(page.modified)
    yield from joined(page.rows)
    yield paging(page, asked, path)


def joined(rows: Iterable[Row]) -> Iterator[str]:
    """Fragments one after the other; what several say of the same thing in the same words, once."""
    said: set[str] = set()
    for row in rows:
        yield row.entry
        yield row.body
        for term in row.terms:
            if term not in said:
                said.add(term)
                yield term


def modified(when: datetime | None) -> str:
    """The catalogue's line about its newest change."""
    graph = rdflib.Graph()
    if when:
        text = rdflib.Literal(when.isoformat(timespec="seconds"), datatype=XSD.dateTime)
        graph.add((rdflib.URIRef(catalog_uri()), DCTERMS.modified, text))
    return block(graph)


def paging(page: Page, asked: Asked, path: str) -> str:
    """The page as a hydra:PagedCollection, in the words that ckanext-dcat and its harvester use.

    http://www.hydra-cg.com/spec/latest/core/
    """

    def other(number: int, after: int) -> str:
        return asked.query(number, page.upto, after)

    links = {"first": other(1, 0), "last": other(page.pages, page.last)}
    if page.next is not None:
        links["next"] = other(page.number + 1, page.next)
    if page.previous is not None:
        links["previous"] = other(page.number - 1, page.previous)
    return collection(path, other(page.number, page.after), links, page.total)


def collection(path: str, own: str, others: Mapping[str, str], total: int) -> str:
    """A page by its own query and those of others (first, next, previous, last)."""
    graph = rdflib.Graph()
    address = site_address(path)
    here = rdflib.URIRef(f"{address}?{own}")
    graph.add((here, RDF.type, HYDRA.PagedCollection))
    for name, query in others.items():
        for word in (name, f"{name}Page"):
            graph.add((here, HYDRA[word], rdflib.Literal(f"{address}?{query}")))
    graph.add((here, HYDRA.totalItems, rdflib.Literal(total)))
    graph.add((here, HYDRA.itemsPerPage, rdflib.Literal(per_page())))
    return block(graph)


def per_page() -> int:
    """How many datasets a page holds."""
    return max(1, int(tk.config.get(PER_PAGE) or 100))


def site_address(path: str) -> str:
    """A path of ours as the address that neighbours know, whatever proxy stands before us."""
    root = str(tk.config.get("ckan.root_path") or "").replace("/{{LANG}}", "").rstrip("/")
    return str(tk.config["ckan.site_url"]).rstrip("/") + root + path


def head(connection: Any, view: str) -> str:
    """The head of a view's catalogue as it is kept."""
    found = connection.exec_driver_sql(
        "SELECT head FROM loerrach_catalogue_view WHERE view = %s", (view,)
    )
    return str(found.scalar() or "")


def dataset(connection: Any, reference: str, view: str) -> tuple[Row | None, Any]:
    """The fragment of one dataset by id or name; without one, what is known of it."""
    row = connection.exec_driver_sql(
        "SELECT f.position, f.package_id, f.body, f.entry, f.terms, f.reason, f.modified, "
        "f.left_at, e.public FROM loerrach_catalogue_entry e LEFT JOIN "
        "loerrach_catalogue_fragment f ON f.package_id = e.package_id AND f.view = %s "
        "WHERE e.package_id = %s",
        (view, reference),
    ).one_or_none()
    if row is None:
        return None, None
    return (Row(*row[:5]) if row.body is not None else None), row
