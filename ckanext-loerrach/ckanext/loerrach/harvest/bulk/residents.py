"""The session that CKAN's `model_save` sees while it saves datasets that are there.

It asks for each tag before it takes it; those of a batch are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckan import model


class Residents:
    """CKAN's session, but for the tags."""

    def __init__(self, tags: Mapping[str, Any]) -> None:
        self.tags = tags

    def get(self, kind: Any, id: str) -> Any:
        """What has this id."""
        return model.Session.get(kind, id)

    def query(self, kind: Any) -> Any:
        """A query, or a known answer."""
        return Answer(self.tags) if kind is model.Tag else model.Session.query(kind)

    def add(self, one: Any) -> None:
        """Take a row."""
        model.Session.add(one)


class Answer:
    """The query for a free tag, whatever else it is filtered by."""

    def __init__(self, tags: Mapping[str, Any]) -> None:
        self.tags = tags
        self.found: list[Any] = []

    def filter_by(self, name: str | None = None, **_: Any) -> Answer:
        """The free tag of that name."""
        self.found = [self.tags[name]] if name and name in self.tags else []
        return self

    def first(self) -> Any:
        """What was found."""
        return self.found[0] if self.found else None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.found)
