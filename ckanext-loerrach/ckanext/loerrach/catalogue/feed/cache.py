"""Pages that were made, kept in the memory of a process as long as there is room.

A key holds the version of the feed, so a page that no longer holds is never asked for again.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from hashlib import blake2b

#: bytes of pages, plain and compressed, that a process keeps
ROOM = 24 * 2**20


@dataclass
class Document:
    """A finished answer; compressed once, when somebody wants it so."""

    body: bytes
    media_type: str
    _packed: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        self.tag = blake2b(self.body, digest_size=16).hexdigest()

    @property
    def packed(self) -> bytes:
        """The body, gzipped; always the same bytes."""
        if not self._packed:
            self._packed = gzip.compress(self.body, 5, mtime=0)
        return self._packed

    @property
    def size(self) -> int:
        # what it will be when it is compressed, too
        return len(self.body) + len(self.body) // 4


class Pages:
    """Documents by key, those asked for longest ago leave first; safe for threads."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self.used = 0
        self._pages: OrderedDict[Hashable, Document] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Document]) -> Document:
        """What is kept, or what is made now."""
        with self._guard:
            if found := self._pages.get(key):
                self._pages.move_to_end(key)
                return found
        made = make()
        with self._guard:
            if key not in self._pages and made.size <= self.room:
                self._pages[key] = made
                self.used += made.size
            while self.used > self.room:
                _, oldest = self._pages.popitem(last=False)
                self.used -= oldest.size
        return made

    def clear(self) -> None:
        with self._guard:
            self._pages.clear()
            self.used = 0
