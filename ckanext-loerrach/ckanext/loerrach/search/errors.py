"""What goes wrong in a search, in the words that CKAN looks for.

CKAN turns `pysolr.SolrError` into SearchError, SearchQueryError or SearchIndexError
(ckan/lib/search/query.py, index.py).

    pysolr.SolrError
    ├── BadQuery            the query cannot be read or asks for the impossible
    │   └── BadSort         CKAN reads its text and answers 'Invalid "sort" parameter'
    ├── BadDocument         a document does not fit the schema
    └── SearchUnavailable   the database does not answer
"""

import pysolr


class BadQuery(pysolr.SolrError):
    """A query that cannot be answered; says what in it."""

    def __init__(self, reason: str, query: str = "") -> None:
        self.reason, self.query = reason, query
        text = f"{reason} in the query {query[:200]!r}" if query else reason
        super().__init__(text)


class BadSort(BadQuery):
    """A sort that names no sortable field or no direction."""

    def __init__(self, sort: str) -> None:
        super().__init__(f"Can't determine a Sort Order (asc or desc) in sort spec {sort[:200]!r}")


class BadDocument(pysolr.SolrError):
    """A document that the schema does not take."""

    def __init__(self, document: str, field: str, problem: str) -> None:
        self.document, self.field, self.problem = document, field, problem
        super().__init__(f"Error adding document {document!r}: field {field!r} {problem}")


class SearchUnavailable(pysolr.SolrError):
    """The database cannot be asked now."""

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(f"Failed to connect to server: PostgreSQL says {cause[:500]!r}")
