"""What the columns of all lists have in common, and how they are described."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._core.columns import texts
from .._core.feed import Feed
from .._core.record import Cell, Column, ColumnType
from .._core.values import BadValue, Values

#: what people write where there is nothing to say
NOTHING = frozenset(("-", "_", "--", "keine", "?"))
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """One column of a table: how it is called, described and read."""

    column: Column
    #: name in the feed
    source: str
    read: Callable[[Values, str], Cell]


@dataclass(frozen=True)
class List:
    """One of the lists: its own columns, and what is said of it."""

    name: str
    title: Texts
    tags: Mapping[str, Sequence[str]]
    #: ends of the URIs of mobility themes
    themes: Sequence[str]
    parts: Sequence[Part]
    #: columns that are left out, and by which the list is recognised
    ignored: Sequence[str]
    signs: Sequence[str]


def part(
    name: str,
    source: str,
    labels: tuple[str, str, str],
    type: ColumnType = "text",
    unit: str = "",
    about: tuple[str, str, str] | None = None,
    words: Mapping[str, str | None] | None = None,
) -> Part:
    """A column; ``words`` translates what the feed says."""
    column = Column(name, type, texts(*labels), texts(*about) if about else {}, unit)
    if words is not None:
        return Part(column, source, lambda values, key: values.one_of(key, words))
    return Part(column, source, READERS[type])


def _text(values: Values, name: str) -> str | None:
    text = values.text(name)
    return None if text in NOTHING else text


def _count(values: Values, name: str) -> int | None:
    """A number of spaces or centimetres; the feed says -1 for what nobody has looked at."""
    number = values.whole(name)
    return None if number == -1 else number


def _flag(values: Values, name: str) -> bool | None:
    """true or false, also as the word; anything else is a BadValue."""
    if not values.has(name):
        return None
    value = values.fields[name]
    found = {"true": True, "false": False, "ja": True, "nein": False}.get(str(value).casefold())
    if found is None:
        raise BadValue(name, value, "true or false is needed")
    return found


def _address(values: Values, name: str) -> str | None:
    return values.web_address(name)


def photo(name: str, source: str, of: tuple[str, str, str]) -> Part:
    """The address of a photograph."""
    labels = (f"Foto: {of[0]}", f"Photo : {of[1]}", f"Photo: {of[2]}")
    return Part(Column(name, "text", texts(*labels)), source, _address)


READERS: dict[str, Callable[[Values, str], Cell]] = {
    "text": _text,
    "integer": _count,
    "number": lambda values, name: values.number(name),
    "boolean": _flag,
}


def cell(feed: Feed, id: str, one: Part, values: Values) -> Cell:
    """The value of a column; what is broken is left out, and told."""
    try:
        return one.read(values, one.source)
    except BadValue as error:
        feed.notice(
            "left out", f"{id}: {one.source}", f"'{str(error.value)[:80]}': {error.problem}"
        )
        return None


def links(feed: Feed, id: str, value: Any) -> str | None:
    """Addresses of objects in OpenStreetMap; what is none is left out, and told."""
    found = []
    for one in value if isinstance(value, list) else [value] if value else []:
        try:
            found.append(Values({"osmlinks": one}).web_address("osmlinks"))
        except BadValue as error:
            feed.notice("left out", f"{id}: osmlinks", f"'{str(one)[:80]}': {error.problem}")
    return " ".join(link for link in found if link) or None
