"""What was in a view and is no more, as catalogue records without a description.

Those that left first stand first, so what leaves while somebody reads comes at the end. The
snapshot in the address of a page is the moment in which the last one before it left, in
microseconds, and its place in the feed: many leave in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from . import page, store
from .cache import Document
from .errors import BadSnapshot, BeyondTheEnd
from .formats import Format
from .request import Asked
from .triples import block

#: type of the last change of a catalogue record (ADMS, https://www.w3.org/TR/vocab-adms/)
DELETED = rdflib.URIRef("http://purl.org/adms/changetype/deleted")
ADMS_STATUS = rdflib.URIRef("http://www.w3.org/ns/adms#status")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LEFT = f"""
FROM loerrach_catalogue_fragment WHERE view = %(view)s AND body IS NULL AND left_at IS NOT NULL
    AND left_at >= coalesce(%(since)s::timestamptz - {page.SLACK}, '-infinity'::timestamptz)
"""
_BEHIND = " AND (left_at, position) > (%(moment)s, %(position)s)"
_IN_ORDER = " ORDER BY left_at, position LIMIT %(size)s OFFSET %(skip)s"


@dataclass(frozen=True)
class _List:
    rows: list[Any]
    size: int
    total: int
    #: how many there are from this page on
    left: int


def document(asked: Asked, format: Format, path: str) -> Document:
    """A page of the list. Raises BeyondTheEnd."""
    with store.snapshot() as connection:
        found = _read(connection, asked)
    graph = rdflib.Graph()
    for row in found.rows:
        _record(graph, *row[:4])
    return Document(format.render([block(graph), _paging(found, asked, path)]), format.media_type)


def _read(connection: Any, asked: Asked) -> _List:
    size = page.per_page()
    behind = asked.upto is not None
    where = _LEFT + (_BEHIND if behind else "")
    skip = 0 if behind else (asked.page - 1) * size
    values = {
        "view": asked.view, "since": asked.since, "size": size, "skip": skip,
        "moment": _moment(asked), "position": asked.after,
    }  # fmt: skip

    def ask(text: str) -> Any:
        return connection.exec_driver_sql(text, values)

    rows = ask(f"SELECT uri, identifier, package_id, left_at, position {where}{_IN_ORDER}").all()
    total = int(ask(f"SELECT count(*) {_LEFT}").scalar())
    if not rows and asked.page > 1:
        raise BeyondTheEnd(asked.page, max(1, -(-total // size)))
    left = int(ask(f"SELECT count(*) {where}").scalar()) - skip
    return _List(rows, size, total, left)


def _moment(asked: Asked) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=asked.upto or 0)
    except OverflowError as error:
        raise BadSnapshot(f"{asked.upto}-{asked.after}") from error


def _record(
    graph: rdflib.Graph, uri: str, identifier: str, package_id: str, left_at: datetime
) -> None:
    record = rdflib.URIRef(page.site_address(f"/catalog/deleted#{package_id}"))
    graph.add((record, RDF.type, DCAT.CatalogRecord))
    graph.add((record, ADMS_STATUS, DELETED))
    graph.add((record, FOAF.primaryTopic, rdflib.URIRef(uri)))
    graph.add((record, DCTERMS.identifier, rdflib.Literal(identifier)))
    when = rdflib.Literal(left_at.isoformat(timespec="seconds"), datatype=XSD.dateTime)
    graph.add((record, DCTERMS.modified, when))


def _paging(found: _List, asked: Asked, path: str) -> str:
    pages = asked.page - 1 + max(1, -(-found.left // found.size))
    others = {"first": asked.query(1), "last": asked.query(pages)}
    if asked.page > 1:
        others["previous"] = asked.query(asked.page - 1)
    if found.left > found.size:
        moment = (found.rows[-1].left_at - _EPOCH) // timedelta(microseconds=1)
        others["next"] = asked.query(asked.page + 1, moment, found.rows[-1].position)
    return page.collection(path, asked.query(asked.page, asked.upto, asked.after), others,
                           found.total)  # fmt: skip
