"""The search documents of a batch, made by CKAN's own `index_package` and sent by one call.

Many new ones are sent in pieces, each while the next one is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import psycopg2
import pysolr
from ckan.common import config
from ckan.lib import search
from ckan.lib.search import index as ckan_index
from ckan.lib.search.common import SearchIndexError

from ..context import Run
from .borrowed import borrowed
from .item import Item
from .plugins import Plugins

#: documents that are sent while others are made
PIECE = 25


class Documents:
    """Stands in the place of the connection while documents are made."""

    def __init__(self, run: Run, plugins: Plugins, items: Sequence[Item]) -> None:
        self.ahead, self.plugins = run.ahead, plugins
        self.last: dict[str, Any] = {}
        self.waiting = 0
        self.ahead.forget()
        # nobody else has the row of a new dataset: the order of the pieces cannot make two wait
        several = len(items) > PIECE and all(item.new for item in items)
        self.aside = self.ahead.storing() if several else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """What went wrong with what is being sent comes before what followed from it here."""
        self._wait()

    def _wait(self) -> None:
        if self.aside:
            try:
                self.aside.end()
            except (psycopg2.Error, pysolr.SolrError) as error:
                raise _refused(error) from error

    def make(self, item: Item) -> None:
        """Make the document of a dataset, and begin with its row."""
        make = borrowed(
            search.PackageSearchIndex.index_package,
            make_connection=lambda *_, **__: self, PluginImplementations=self.plugins.of(item),
        )  # fmt: skip
        make(search.index_for("Package"), {**item.default, "with_custom_schema": item.custom})
        item.indexed = self.last["validated_data_dict"]
        self.waiting += 1
        if self.aside and self.waiting == PIECE:
            self.aside.put(self.ahead.made())
            self.waiting = 0

    def add(self, docs: list[dict[str, Any]], **_: Any) -> None:
        """What CKAN sends to the search."""
        for self.last in docs:
            self.ahead.take(self.last)

    def send(self) -> None:
        """Index the datasets, in the session's transaction where the search lives in it."""
        self._wait()
        connection = ckan_index.make_connection()
        try:
            connection.add(docs=self.ahead.made(), commit=config.get("ckan.search.solr_commit"))
        except (pysolr.SolrError, OSError) as error:
            raise _refused(error) from error


def _refused(error: Exception) -> SearchIndexError:
    return SearchIndexError(f"The search did not take the documents: {error}")
