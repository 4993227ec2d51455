"""Asking for one page after the other, until there are none, and never for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from .._core.errors import WrongContent
from .._core.feed import Feed

#: more pages has no catalogue of ours; beyond, the server is telling the same again and again
MOST = 5000


def with_query(url: str, pairs: Mapping[str, Any]) -> str:
    """The address with these parameters, in place of those of the same name; lists repeat."""
    parts = urlsplit(url)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in pairs]
    given = [
        (key, str(one))
        for key, value in pairs.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return urlunsplit(parts._replace(query=urlencode([*kept, *given])))


def objects(value: Any, feed: Feed, what: str) -> list[Any]:
    """The value as a list; WrongContent otherwise."""
    if not isinstance(value, list):
        raise WrongContent(feed.url, f"a list of {what}", type(value).__name__)
    return value


def member(value: Any, name: str, feed: Feed) -> Any:
    """The member of a JSON object; WrongContent where there is none."""
    if not isinstance(value, dict) or name not in value:
        raise WrongContent(feed.url, f"an object with '{name}'", _found(value))
    return value[name]


def whole_number(value: Any) -> int | None:
    """A count as servers announce it; None for what is none."""
    good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if good else None


def _found(value: Any) -> str:
    if isinstance(value, dict):
        return f"an object with {', '.join(sorted(map(str, value))[:5]) or 'nothing'}"
    return f"a {type(value).__name__}"
