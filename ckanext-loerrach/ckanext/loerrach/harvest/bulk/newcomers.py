"""The session that CKAN's `model_save` sees while it saves datasets that are not there yet.

It asks for each row before it makes it: that there is none is known for the whole batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from ckan import model

#: held by whoever adds free tags in bulk: no constraint keeps two of one name apart, because their
#: vocabulary is NULL
TAG_LOCK = "loerrach free tags"


class Newcomers:
    """Answers for new datasets; what is added goes into CKAN's session."""

    def __init__(self, tags: Iterable[str]) -> None:
        self.tags = _free_tags(set(tags))

    def get(self, kind: Any, _id: str) -> None:
        """No row has the id of a new one."""

    def query(self, kind: Any) -> Answer:
        """Of all that could be there, there are free tags only."""
        return Answer(self.tags if kind is model.Tag else {})

    def add(self, one: Any) -> None:
        """Take a row; a new tag is there for the datasets that follow."""
        model.Session.add(one)
        if isinstance(one, model.Tag):
            self.tags[one.name] = one


class Answer:
    """A query whose answer is known, whatever it is filtered by."""

    def __init__(self, tags: dict[str, Any]) -> None:
        self.tags = tags
        self.found: list[Any] = []

    def filter(self, *_: Any) -> Answer:
        """Less than nothing is nothing."""
        return self

    order_by = filter

    def filter_by(self, name: str | None = None, **_: Any) -> Answer:
        """The free tag of that name."""
        self.found = [self.tags[name]] if name in self.tags else []
        return self

    def first(self) -> Any:
        """What was found."""
        return self.found[0] if self.found else None

    def __getitem__(self, part: slice) -> list[Any]:
        return self.found[part]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.found)


def _free_tags(names: set[str]) -> dict[str, Any]:
    found = _tags(names)
    if names - set(found):
        lock = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(TAG_LOCK, 0))
        model.Session.execute(sa.select(lock))
        found = _tags(names)
    return found


def _tags(names: set[str]) -> dict[str, Any]:
    if not names:
        return {}
    query = model.Session.query(model.Tag).filter(
        model.Tag.name.in_(sorted(names)), model.Tag.vocabulary_id.is_(None)
    )
    return {tag.name: tag for tag in query}
