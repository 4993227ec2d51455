"""Counting what was repaired or left out, so that a thousand records give one notice each kind."""

from __future__ import annotations

from typing import Any

from .._core.errors import shown
from .._core.feed import Feed

#: values that are named in full; more of the same field are only counted
NAMED = 50


class Tally:
    """What happened how often, and where first."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, str], int] = {}
        self._first: dict[tuple[str, str, str], str] = {}

    def note(self, kind: str, field: str, value: Any, record: str) -> None:
        """Something happened to the value of a field of a record."""
        key = (kind, field, shown(str(value), 120))
        if key not in self._counts and self._named(kind, field) >= NAMED:
            key = (kind, field, "…")
        self._counts[key] = self._counts.get(key, 0) + 1
        self._first.setdefault(key, record)

    def tell(self, feed: Feed) -> None:
        """One notice for each thing that happened."""
        for (kind, field, value), count in self._counts.items():
            first = self._first[kind, field, value]
            often = "in one record" if count == 1 else f"{count} times, first in"
            said = f"'{value}' " if value else ""
            place = f"{often} {first}" if count > 1 else f"{often}: {first}"
            feed.notice(kind, field, f"{said}{place}")

    def _named(self, kind: str, field: str) -> int:
        return sum(1 for one in self._counts if one[:2] == (kind, field))
