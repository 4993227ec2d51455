"""Parts of JSON answers: objects that must be there, and bad ones as rows of the one dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .feed import Feed
from .record import BadRecord
from .values import BadValue, Values


def values_of(item: Any, name: str) -> Values:
    """The members of an object; BadValue for anything else."""
    if not isinstance(item, dict):
        raise BadValue(name, None if item is None else str(item)[:80], "an object is needed")
    return Values(item)


def inner(values: Values, name: str) -> Values | None:
    """An object within an object; None where it is missing or null, BadValue for anything else."""
    value = values.fields.get(name)
    return None if value is None else values_of(value, name)


def items_of(values: Values, name: str) -> list[Any]:
    """A list within an object; [] where it is missing or null, BadValue for anything else."""
    value = values.fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadValue(name, str(value)[:80], "a list is needed")
    return value


def bad_row(feed: Feed, error: BadValue, id: str) -> BadRecord:
    """A row without which the dataset of the source goes on."""
    return replace(error.record(id), part_of=feed.source.name)


def name_of(item: Any, member: str, number: int) -> str:
    """What to call an item in messages: its id, or its place in the answer."""
    found = item.get(member) if isinstance(item, dict) else None
    return str(found) if isinstance(found, str | int) and str(found).strip() else f"#{number}"
