"""What dialects need to read values that a station can do without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .._core.feed import Feed
from .._core.values import BadValue, Values

T = TypeVar("T")


def optional(feed: Feed, id: str, read: Callable[..., T | None], name: str, *more: Any) -> T | None:
    """A value that a station can do without: when it is broken, a notice says so."""
    try:
        return read(name, *more)
    except BadValue as error:
        feed.notice("left out", f"{id}: {name}", f"'{str(error.value)[:80]}': {error.problem}")
        return None


def degrees(feed: Feed, id: str, values: Values, lon: str, lat: str) -> tuple[float, float] | None:
    """Longitude and latitude; None where one is missing or broken, which is told."""
    x, y = (optional(feed, id, values.number, name) for name in (lon, lat))
    return None if x is None or y is None else (x, y)


def objects(value: Any) -> list[dict[str, Any]]:
    """The JSON objects of a list; whatever else there is, is none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def inner(value: Any, *path: str) -> dict[str, Any]:
    """The JSON object behind some members; {} where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
