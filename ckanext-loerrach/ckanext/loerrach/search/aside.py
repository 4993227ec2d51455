"""Documents stored by a thread, in the transaction of CKAN's session, while others are made.

PostgreSQL is busy with the rows of some documents while this process makes the next ones. Both use
the session's own connection: psycopg2 lets the statements of threads take turns on it (DB-API 2.0,
threadsafety 2). Whoever begins has to wait for the end before the session ends its transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import ckan.model as model

from . import schema, store
from .document import Document


class Aside:
    """``put`` begins to store documents; ``end`` waits, and raises what was wrong with them.

    Raises psycopg2.Error, after which the transaction can only be rolled back, or pysolr.SolrError.
    """

    def __init__(self) -> None:
        connection = model.Session.connection()
        schema.ensure(connection.engine)
        self._connection = _Plain(connection.connection.dbapi_connection)
        self._thread = ThreadPoolExecutor(1, "documents")
        self._begun: list[Future[int]] = []

    def put(self, documents: Sequence[Document]) -> None:
        """Store these after those that were given before."""
        self._begun.append(self._thread.submit(store.put, self._connection, documents))

    def end(self) -> None:
        """Wait for all; the first error of them is raised."""
        begun, self._begun = self._begun, []
        self._thread.shutdown(wait=True)
        for one in begun:
            one.result()


class _Plain:
    """A connection of psycopg2 with the one call of SQLAlchemy's that storing needs.

    SQLAlchemy's own may be used by one thread only.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def exec_driver_sql(self, statement: str, parameters: Sequence[Any] | None = None) -> Any:
        cursor = _Cursor(self._connection)
        cursor.run(statement, parameters)
        return cursor


class _Cursor:
    """What one statement gave."""

    def __init__(self, connection: Any) -> None:
        self._cursor = connection.cursor()

    def run(self, statement: str, parameters: Sequence[Any] | None) -> None:
        self._cursor.execute(statement, parameters)
        self.rowcount = self._cursor.rowcount

    def fetchall(self) -> list[Any]:
        found: list[Any] = self._cursor.fetchall()
        return found

    def scalar(self) -> Any:
        row = self._cursor.fetchone()
        return row[0] if row else None
