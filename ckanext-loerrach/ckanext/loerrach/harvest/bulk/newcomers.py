"""The session that CKAN's `model_save` sees while it saves the datasets of a batch.

It asks for each row before it makes it. Of datasets that are not there yet it is known for the
whole batch that there is none; and a tag that one dataset brings is there for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from ckan import model

#: held by whoever adds free tags in bulk: no constraint keeps two of one name apart, because their
#: vocabulary is NULL
TAG_LOCK = "loerrach free tags"


class Tags:
    """The free tags of a batch by name, those that it makes among them."""

    def __init__(self, names: Iterable[str]) -> None:
        self.known = _free_tags(set(names))


class Residents:
    """CKAN's session for datasets that are there, but for the tags."""

    def __init__(self, tags: Tags) -> None:
        self.tags = tags.known

    def get(self, kind: Any, id: str) -> Any:
        """What has this id."""
        return model.Session.get(kind, id)

    def query(self, kind: Any) -> Any:
        """A query, or a known answer."""
        return Answer(self.tags) if kind is model.Tag else model.Session.query(kind)

    def add(self, one: Any) -> None:
        """Take a row; a new tag is there for the datasets that follow."""
        model.Session.add(one)
        if isinstance(one, model.Tag):
            self.tags[one.name] = one


class Newcomers(Residents):
    """Answers for new datasets; what is added goes into CKAN's session."""

    def get(self, kind: Any, id: str) -> None:
        """No row has the id of a new one."""

    def query(self, kind: Any) -> Answer:
        """Of all that could be there, there are free tags only."""
        return Answer(self.tags if kind is model.Tag else {})


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
