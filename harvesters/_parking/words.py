"""Flat records, as most feeds have them: which field says what, and what its words mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .._core.feed import Feed
from .._core.values import BadValue, Values
from .answer import optional, plausible_free
from .lot import Lot
from .shapes import Shape

#: texts that mean nothing in every feed
NOTHING = frozenset(("", "N/A", "#N/A", "n/a", "-"))
SOON = 900


@dataclass(frozen=True)
class Words:
    """Names of the fields of a dialect; "" where it has none."""

    id: str
    name: str
    capacity: str = ""
    capacity_disabled: str = ""
    free: str = ""
    #: where the occupied spaces are counted in the place of the free ones
    occupied: str = ""
    kind: str = ""
    state: str = ""
    updated: str = ""
    url: str = ""
    opening_hours: str = ""
    #: parts of the address; what is within one part is put together without a comma
    address: Sequence[Sequence[str]] = ()
    kinds: Mapping[str, str | None] = field(default_factory=dict)
    states: Mapping[str, str | None] = field(default_factory=dict)
    #: kind and number of spaces of everything in the feed, where no field says it
    all_kind: str | None = None
    all_capacity: int | None = None
    #: a number of free spaces that says that nobody counts
    uncounted: int | None = None
    #: zone of times without one
    zone: str = "UTC"
    #: further fields that are read elsewhere, and those that are left
    read: Sequence[str] = ()
    ignored: Sequence[str] = ()

    def known(self) -> set[str]:
        """All names that somebody has thought about."""
        single = [
            self.id, self.name, self.capacity, self.capacity_disabled, self.free, self.occupied,
            self.kind, self.state, self.updated, self.url, self.opening_hours,
        ]  # fmt: skip
        parts = [name for part in self.address for name in part]
        return {*single, *parts, *self.read, *self.ignored}


def lot(
    feed: Feed, words: Words, fields: Mapping[str, Any], shape: Shape | None, id: str = ""
) -> Lot:
    """The car park of one record; BadValue for what it cannot do without.

    ``id``: its identity, where no field gives one.
    """
    feed.unknown(fields, words.known())
    values = Values({name: None if _empty(value) else value for name, value in fields.items()})
    id = id or identity(values, words.id)
    capacity = _count(values, words.capacity) if words.capacity else words.all_capacity
    updated = optional(feed, id, _moment, words.updated, feed, words, values)
    return Lot(
        id=id,
        name=values.needed(words.name, 200),
        kind=_kind(feed, id, words, values),
        address=_address(words, values),
        capacity=capacity,
        capacity_disabled=optional(feed, id, values.whole, words.capacity_disabled),
        free=_free(feed, id, words, values, capacity),
        state=(values.one_of(words.state, words.states) if words.state else None) or "unknown",
        updated=updated,
        opening_hours=optional(feed, id, values.text, words.opening_hours, 500),
        url=optional(feed, id, values.web_address, words.url),
        shape=shape,
    )


def identity(values: Values, name: str) -> str:
    """An id as text; some systems write whole numbers as 4.0."""
    value = values.fields.get(name)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return values.needed(name, 200)


def called(fields: Any, name: str, number: int) -> str:
    """The id for messages, or the place in the answer where there is none."""
    try:
        return identity(Values(fields), name)
    except (BadValue, AttributeError):
        return f"#{number}"


def _empty(value: Any) -> bool:
    return isinstance(value, str) and value.strip() in NOTHING


def _count(values: Values, name: str) -> int | None:
    """A number of spaces; "2 von 3" is the second of three that have a place each."""
    value = values.fields.get(name)
    if isinstance(value, str) and re.fullmatch(r"\s*\d+\s*von\s*\d+\s*", value):
        return 1
    number = values.whole(name)
    if number is not None and number < 0:
        raise BadValue(name, value, "less than no spaces")
    return number


def _kind(feed: Feed, id: str, words: Words, values: Values) -> str | None:
    found = optional(feed, id, values.one_of, words.kind, words.kinds) if words.kind else None
    return found or words.all_kind


def _address(words: Words, values: Values) -> str | None:
    given = [[values.text(name, 300) for name in part] for part in words.address]
    parts = [" ".join(filter(None, part)) for part in given]
    return ", ".join(part for part in parts if part) or None


def _free(feed: Feed, id: str, words: Words, values: Values, capacity: int | None) -> int | None:
    free = values.whole(words.free)
    if words.occupied and capacity is not None:
        occupied = values.whole(words.occupied)
        free = None if occupied is None else capacity - occupied
    if free is not None and free == words.uncounted:
        return None
    return plausible_free(feed, id, free, capacity)


def _moment(name: str, feed: Feed, words: Words, values: Values) -> datetime | None:
    """When it was measured: milliseconds since 1970, day.month.year, or ISO 8601; not to come."""
    value = values.fields.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = epoch(name, value)
    elif isinstance(value, str) and re.fullmatch(r"\s*\d{9,15}\s*", value):
        found = epoch(name, int(value.strip()))
    else:
        zone = ZoneInfo(str(feed.source.settings.get("timezone", words.zone)))
        text = {name: _iso(value)} if isinstance(value, str) else values.fields
        moment = Values(text).moment(name, zone, feed.now)
        if moment is None:
            return None
        found = moment
    if (found - feed.now).total_seconds() > SOON:
        raise BadValue(name, value, "a time to come")
    return found


def epoch(name: str, milliseconds: float) -> datetime:
    """Milliseconds since 1970 as a moment in UTC."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        problem = "milliseconds since 1970 are needed"
        raise BadValue(name, milliseconds, problem) from error


def _iso(text: str) -> str:
    """ "30.10.2023 11:40" as ISO 8601."""
    return re.sub(r"^\s*(\d\d)\.(\d\d)\.(\d{4}) ", r"\3-\2-\1 ", text)
