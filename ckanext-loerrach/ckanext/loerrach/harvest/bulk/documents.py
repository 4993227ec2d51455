"""The search documents of a batch, made by CKAN's own `index_package` and sent by one call."""

from __future__ import annotations

from typing import Any

import pysolr
from ckan.common import config
from ckan.lib import search
from ckan.lib.search import index as ckan_index
from ckan.lib.search.common import SearchIndexError

from ..context import Run
from .borrowed import borrowed
from .item import Item
from .plugins import Plugins


class Documents:
    """Stands in the place of the connection while documents are made."""

    def __init__(self, run: Run, plugins: Plugins) -> None:
        self.ahead, self.plugins = run.ahead, plugins
        self.last: dict[str, Any] = {}
        self.ahead.forget()

    def make(self, item: Item) -> None:
        """Make the document of a dataset, and begin with its row."""
        make = borrowed(
            search.PackageSearchIndex.index_package,
            make_connection=lambda *_, **__: self, PluginImplementations=self.plugins.of(item),
        )  # fmt: skip
        make(search.index_for("Package"), {**item.default, "with_custom_schema": item.custom})
        item.indexed = self.last["validated_data_dict"]

    def add(self, docs: list[dict[str, Any]], **_: Any) -> None:
        """What CKAN sends to the search."""
        for self.last in docs:
            self.ahead.take(self.last)

    def send(self) -> None:
        """Index the datasets, in the session's transaction where the search lives in it."""
        connection = ckan_index.make_connection()
        try:
            connection.add(docs=self.ahead.made(), commit=config.get("ckan.search.solr_commit"))
        except (pysolr.SolrError, OSError) as error:
            raise SearchIndexError(f"The search did not take the documents: {error}") from error
