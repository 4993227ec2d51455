"""Asking for one page after the other, until there are none, and never for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._core.fingerprint import digest
from .._core.record import BadRecord

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


@dataclass(frozen=True)
class Page:
    """What one answer of a paged list has."""

    items: list[Any]
    #: how many there are on all pages; None where the server does not say
    total: int | None


def collect(
    feed: Feed, address: Callable[[int, int], str], read: Callable[[Any], Page], what: str, id: str
) -> list[Any]:
    """All items of a list that is paged by number or offset; Empty when there are none.

    ``address`` makes the address of a page from its number (from 0) and how many items were had;
    feed.incomplete says it when there are fewer than the server announced, or the same again: an
    item that stands on two pages, by its member ``id``, has taken the place of another one.
    """
    items: list[Any] = []
    digests: set[str] = set()
    total: int | None = None
    for number in range(MOST):
        page = read(feed.json(address(number, len(items))))
        total = page.total if page.total is not None else total
        told = digest(page.items)
        if told in digests:
            feed.incomplete(f"page {number + 1} is an earlier page again")
            break
        digests.add(told)
        items += page.items
        if not page.items or (total is not None and len(items) >= total):
            break
    if not items:
        raise Empty(feed.url, what)
    given = _distinct(items, id)
    if total is not None and given < total:
        feed.incomplete(f"the source announced {total} records and gave {given}")
    feed.whole(items)
    return items


def _distinct(items: list[Any], name: str) -> int:
    """How many different items there are; those without an identity count each."""
    ids = [str(one[name]) for one in items if isinstance(one, dict) and one.get(name)]
    return len(set(ids)) + len(items) - len(ids)


def named(items: list[Any], name: str) -> Iterator[tuple[str, dict[str, Any] | None, BadRecord]]:
    """Identity and object of each item, and the BadRecord to give where there is none."""
    for number, one in enumerate(items, 1):
        id = one.get(name) if isinstance(one, dict) else None
        good = isinstance(id, str | int) and not isinstance(id, bool) and bool(str(id).strip())
        bad = BadRecord(f"#{number}", name, "", "missing", "Give every dataset an identity")
        yield (str(id) if good else "", one if good else None, bad)
