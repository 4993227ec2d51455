"""What stands in the place of `pysolr.Solr`: the same calls, answered by PostgreSQL.

CKAN and its extensions get it from `make_connection()` and use search, add, delete and commit
(ckan/lib/search/index.py, query.py; ckanext/harvest/logic/action/update.py). It works on the
connection of CKAN's session: what it writes is part of the dataset's own transaction.
"""

import json
import logging
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import ckan.model as model
import pysolr
from ckan.common import config
from ckan.lib.search.common import solr_datetime_decoder
from sqlalchemy.exc import OperationalError, SQLAlchemyError, UnboundExecutionError

from . import schema, store, transactions
from .counts import Found, Kept
from .document import Document
from .errors import BadQuery, SearchUnavailable
from .query import patterns
from .query.conditions import Condition, Equal, Sql, any_of
from .query.request import cleaned, tree_of
from .query.translate import where
from .select import VERSION, Select, select

log = logging.getLogger(__name__)

#: SQL states of tables that are not there: dropped while this process ran
_GONE = {"42P01", "3F000"}
#: and of a statement that was stopped
_TOO_LONG = "57014"
#: how often a search is done again because somebody changed a document before it was read
_MOST_SEARCHES = 5
TIMEOUT = "ckanext.loerrach.search.pattern_timeout"
_kept = Kept()


class Connection:
    """One connection of a caller; it holds nothing but its wish for dates as datetime."""

    #: CKAN names it in error messages
    url = "postgresql"

    def __init__(self, decode_dates: bool = True) -> None:
        self.decode_dates = decode_dates

    def search(self, q: str, search_handler: str | None = None, **params: Any) -> pysolr.Results:
        """Documents for a request to Solr's /select.

        Raises pysolr.SolrError; the session's transaction goes on in any case.
        """
        started = time.perf_counter()
        wanted = select(str(q), params)
        with _savepoint() as connection:
            documents, found = _answer(connection, wanted)
        if self.decode_dates:
            documents = [solr_datetime_decoder(document) for document in documents]
        elapsed = int((time.perf_counter() - started) * 1000)
        return pysolr.Results(_response(wanted, documents, found, elapsed))

    def add(
        self, docs: Iterable[Document], boost: Any = None, fieldUpdates: Any = None,  # noqa: N803
        commit: bool | None = None, **_: Any,
    ) -> str:  # fmt: skip
        """Store documents with the caller's transaction, which `commit` does not end.

        CKAN calls this before it commits the dataset. If the caller's transaction has written
        nothing they are committed at once (transactions.py).
        """
        documents = list(docs)
        with _writing() as (connection, alone):
            if not alone or transactions.fresh(
                connection, [str(doc.get("id")) for doc in documents]
            ):
                store.put(connection, documents)
        return ""

    def delete(
        self, id: str | Sequence[str] | None = None, q: str | None = None,
        commit: bool | None = None, **_: Any,
    ) -> str:  # fmt: skip
        """Take documents away with the caller's transaction, by index_id or by a query."""
        if (id is None) == (q is None):
            raise ValueError('You must specify "id" or "q".')
        with _savepoint() as connection:
            store.remove(connection, _doomed(id, q))
        return ""

    def commit(self, **_: Any) -> str:
        """End the caller's transaction: called on its own, it is all that there is to keep."""
        model.Session.commit()
        return ""

    def optimize(self, **_: Any) -> str:
        """Solr's word for tidying up; PostgreSQL does so by itself."""
        return ""

    def ping(self, **_: Any) -> str:
        """Whether the search answers; raises pysolr.SolrError."""
        self.search("*:*", rows=0)
        return json.dumps({"status": "OK"})


def _doomed(ids: str | Sequence[str] | None, q: str | None) -> Condition:
    if q is not None:
        return where(tree_of(cleaned(q), {"q.op": "OR", "df": "text"}, "lucene"))
    several = [ids] if isinstance(ids, str) else list(ids or [])
    return any_of([Equal("index_id", tuple(several))] if several else [])


@contextmanager
def _writing() -> Iterator[tuple[Any, bool]]:
    """A connection to write on, and whether it is another than the session's."""
    with _savepoint() as connection:
        alone = transactions.alone()
        if not alone:
            yield connection, False
    if alone:
        try:
            with connection.engine.begin() as own:
                yield own, True
        except SQLAlchemyError as error:
            raise _explained(error, connection) from error


@contextmanager
def _savepoint() -> Iterator[Any]:
    """The session's connection, at a savepoint: what fails inside leaves the transaction alive.

    Not Session.begin_nested(): CKAN's observers take its release for the dataset's own commit.
    """
    try:
        connection = model.Session.connection()
        schema.ensure(connection.engine)
        nested = connection.begin_nested()
    except (OperationalError, UnboundExecutionError) as error:
        raise SearchUnavailable(str(error)) from error
    try:
        yield connection
    except SQLAlchemyError as error:
        if nested.is_active:
            nested.rollback()
        raise _explained(error, connection) from error
    except BaseException:
        nested.rollback()
        raise
    else:
        nested.commit()


def _hurried(connection: Any, asked: Sql) -> Sequence[Any]:
    """The rows of a statement that is given a time to finish; Solr has its timeAllowed.

    Where it fails, the savepoint around it takes the time limit back.
    """
    change = "SELECT current_setting('statement_timeout'), set_config(%s, %s, true)"
    before = connection.exec_driver_sql(change, ("statement_timeout", _milliseconds())).one()[0]
    rows: Sequence[Any] = connection.exec_driver_sql(asked.text, asked.params).fetchall()
    connection.exec_driver_sql(change, ("statement_timeout", before))
    return rows


def _milliseconds() -> str:
    # `in`, because CKAN warns of options whose plugin is not loaded (its tests unload all)
    return str(1000 * int(config[TIMEOUT]) if TIMEOUT in config else 10_000)


def _explained(error: SQLAlchemyError, connection: Any) -> pysolr.SolrError:
    origin = getattr(error, "orig", None)
    code = getattr(origin, "pgcode", None)
    if code == _TOO_LONG:
        return BadQuery("The search takes too long; begin patterns with a letter")
    if refused := patterns.refusal(str(origin)):
        return refused
    if code in _GONE:
        schema.forget(connection.engine)
        return SearchUnavailable("the tables of the search are gone; the next call makes them anew")
    if code is None or code.startswith(("08", "57", "53", "40", "25")):
        return SearchUnavailable(str(origin or error))
    log.warning("PostgreSQL refused a search: %s", error)
    return BadQuery(f"PostgreSQL cannot run it: {str(origin)[:300]}")


def _answer(connection: Any, wanted: Select) -> tuple[list[dict[str, Any]], Found]:
    """The documents of a page and what is known of all; from what is kept if that is still true."""
    kept = _kept.get(wanted.key)
    if kept is not None:
        version, found = kept
        seqs = found.page(wanted.start, wanted.rows)
        if seqs is not None:
            documents, now, writing = _page(connection, wanted, seqs)
            if now == version and not writing:
                return documents, found
    documents = []
    for _ in range(_MOST_SEARCHES):
        found = _search(connection, wanted)
        seqs = found.page(wanted.start, wanted.rows) or []
        documents = _page(connection, wanted, seqs)[0] if seqs else []
        if len(documents) == len(seqs):
            break
    return documents, found


def _page(
    connection: Any, wanted: Select, seqs: list[int]
) -> tuple[list[dict[str, Any]], Any, Any]:
    if not seqs:
        version, writing = connection.exec_driver_sql(f"SELECT {VERSION}").one()
        return [], version, writing
    asked = wanted.page(seqs)
    # Rows by their keys come at once; what a score asks of each of them may take long
    rows = (
        _hurried(connection, asked)
        if "score" in wanted.selected
        else connection.exec_driver_sql(asked.text, asked.params).fetchall()
    )
    by_seq = {row[0]: wanted.document(row[1:-2]) for row in rows}
    # A document may have gone, or have another number, since the search: `_answer` sees that
    documents = [by_seq[seq] for seq in seqs if seq in by_seq]
    return documents, *(rows[0][-2:] if rows else (None, None))


def _search(connection: Any, wanted: Select) -> Found:
    ((version, writing, hits, seqs, *lists),) = _hurried(connection, wanted.found())
    facets = tuple(tuple((str(v), int(n)) for v, n in one or ()) for one in lists)
    found = Found(int(hits), array("q", seqs), facets)
    if not writing:
        _kept.put(wanted.key, version, found)
    return found


def _response(
    wanted: Select, documents: list[dict[str, Any]], found: Found, elapsed: int
) -> dict[str, Any]:
    facets = {
        facet.field: [part for pair in pairs for part in pair]
        for facet, pairs in zip(wanted.facets, found.facets, strict=True)
    }
    return {
        "responseHeader": {"status": 0, "QTime": elapsed},
        "response": {
            "numFound": found.hits,
            "start": wanted.start,
            "numFoundExact": True,
            "docs": documents,
        },
        "facet_counts": {
            "facet_queries": {},
            "facet_fields": facets,
            "facet_ranges": {},
            "facet_intervals": {},
            "facet_heatmaps": {},
        },
    }


def ready() -> bool:
    """Whether the database answers and has the tables of the search."""
    try:
        with _savepoint():
            return True
    except pysolr.SolrError:
        return False
