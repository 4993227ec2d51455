"""The search documents of a batch, made by CKAN's own `index_package` and sent by one call."""

from __future__ import annotations

from typing import Any

import pysolr
from ckan.common import config
from ckan.lib import search
from ckan.lib.search import index as ckan_index
from ckan.lib.search.common import SearchIndexError

from .borrowed import borrowed
from .item import Item
from .plugins import Plugins


class Collected:
    """Stands in the place of the connection while documents are made."""

    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []

    def add(self, docs: list[dict[str, Any]], **_: Any) -> None:
        """Keep the documents for later."""
        self.documents += docs


def index(items: list[Item], plugins: Plugins) -> None:
    """Index the datasets, in the session's transaction where the search lives in it."""
    collected = Collected()
    for item in items:
        make = borrowed(
            search.PackageSearchIndex.index_package,
            make_connection=lambda *_, **__: collected, PluginImplementations=plugins.of(item),
        )  # fmt: skip
        make(search.index_for("Package"), {**item.default, "with_custom_schema": item.custom})
        item.indexed = collected.documents[-1]["validated_data_dict"]
    _send(collected.documents)


def _send(documents: list[dict[str, Any]]) -> None:
    connection = ckan_index.make_connection()
    try:
        connection.add(docs=documents, commit=config.get("ckan.search.solr_commit"))
    except (pysolr.SolrError, OSError) as error:
        raise SearchIndexError(f"The search did not take the documents: {error}") from error
