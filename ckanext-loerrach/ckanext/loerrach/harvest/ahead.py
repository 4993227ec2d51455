"""Rows of the search made ahead of being stored, where the search offers that: another plugin."""

from __future__ import annotations

from typing import Any, Protocol, cast

import ckan.plugins as p

Document = Any


class Ahead(Protocol):
    """Takes documents of the index and has their rows made meanwhile."""

    def start(self) -> None:
        """Make them in a second process, from now on."""

    def take(self, document: Document) -> None:
        """Begin to make the row of a document."""

    def made(self) -> list[Document]:
        """The documents since the last call, for the index to store."""

    def forget(self) -> None:
        """Leave the documents that were taken."""

    def close(self) -> None:
        """End the process, if there is one."""


class Kept:
    """Keeps documents, for a search that makes no rows of them."""

    def __init__(self) -> None:
        self._documents: list[Document] = []

    def start(self) -> None:
        """There is nothing to start."""

    def take(self, document: Document) -> None:
        self._documents.append(document)

    def made(self) -> list[Document]:
        documents, self._documents = self._documents, []
        return documents

    def forget(self) -> None:
        self._documents = []

    def close(self) -> None:
        """There is nothing to end."""


def ahead() -> Ahead:
    """What the search offers as `rows_ahead`, where it is ours."""
    if not p.plugin_loaded("loerrach_search"):
        return Kept()
    return cast("Ahead", cast("Any", p.get_plugin("loerrach_search")).rows_ahead())
