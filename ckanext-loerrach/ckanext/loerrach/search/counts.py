"""What a process keeps of searches: hits, facets and the first ids, for one version of the index.

The version is the number of changes that the transaction sees (schema.py, table `change`). What
one transaction sees is part of what a later one sees, so two that see as many changes see the
same. That holds for readers: one that has written itself neither uses nor keeps anything.
"""

import threading
from array import array
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

#: searches, and ids (8 bytes each) of all of them together
_MOST, _MOST_IDS = 250, 1_000_000
#: the memory of a facet's value with its count, in ids
_PAIR = 16


@dataclass(frozen=True)
class Found:
    """Hits, the seqs of the first documents, and for each facet its (value, count) pairs."""

    hits: int
    seqs: "array[int]"
    facets: tuple[tuple[tuple[str, int], ...], ...]

    def page(self, start: int, rows: int) -> list[int] | None:
        """The seqs of a page; None if they were not asked for."""
        if start + rows > len(self.seqs) < self.hits:
            return None
        return self.seqs[start : start + rows].tolist()

    @property
    def size(self) -> int:
        """The memory it takes, counted in ids."""
        return len(self.seqs) + _PAIR * sum(map(len, self.facets))


class Kept:
    """The searches used last, safe for several threads."""

    def __init__(self, most: int = _MOST, most_ids: int = _MOST_IDS) -> None:
        self._most, self._most_ids = most, most_ids
        self._lock = threading.Lock()
        self._found: OrderedDict[str, tuple[Any, Found]] = OrderedDict()
        self._size = 0

    def get(self, key: str) -> tuple[Any, Found] | None:
        """Version and result of a search; the caller compares the version."""
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def put(self, key: str, version: Any, found: Found) -> None:
        with self._lock:
            self._drop(key)
            self._found[key] = (version, found)
            self._size += found.size
            while self._found and (len(self._found) > self._most or self._size > self._most_ids):
                self._drop(next(iter(self._found)))

    def _drop(self, key: str) -> None:
        old = self._found.pop(key, None)
        if old is not None:
            self._size -= old[1].size
