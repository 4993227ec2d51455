"""Counts that a process keeps: hits and facets of a query for one version of the index.

The version is the number of changes that the transaction sees (schema.py, table `change`). What
one transaction sees is part of what a later one sees, so two that see as many changes see the
same. That holds for readers: one that has written itself neither uses nor keeps counts.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from .query.conditions import Sql

_MOST = 500


@dataclass(frozen=True)
class Counts:
    """Hits, and for each facet its (value, count) pairs in order."""

    hits: int
    facets: tuple[tuple[tuple[str, int], ...], ...]


class Kept:
    """The last few hundred counts, safe for several threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[Any, tuple[Any, Counts]] = OrderedDict()

    def get(self, query: Sql, version: Any) -> Counts | None:
        """The counts of a query if they are of this version."""
        key = _key(query)
        with self._lock:
            found = self._found.get(key)
            if found is None or found[0] != version:
                return None
            self._found.move_to_end(key)
            return found[1]

    def put(self, query: Sql, version: Any, counts: Counts) -> None:
        with self._lock:
            self._found[_key(query)] = (version, counts)
            self._found.move_to_end(_key(query))
            while len(self._found) > self._most:
                self._found.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._found.clear()


def _key(query: Sql) -> Any:
    return query.text, repr(query.params)
