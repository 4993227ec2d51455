"""Many records or tasks, packed and beyond some size on disk, so that a large source needs no more
memory than a small one."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any, Generic, TypeVar

T = TypeVar("T")
#: bytes that stay in memory
MOST = 4_000_000


def packed(thing: object) -> bytes:
    """A thing as it lies in a Spool."""
    return pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)


def unpacked(packed: bytes) -> Any:
    """The thing that was ``packed`` by this process, or a fork of it."""
    return pickle.loads(packed)  # noqa: S301


class Spool(Generic[T]):
    """Things of ours in the order they came; each is made anew whenever it is asked for."""

    def __init__(self, things: Iterable[T] = ()) -> None:
        self._file = SpooledTemporaryFile(max_size=MOST)  # noqa: SIM115
        self._ends = [0]
        for thing in things:
            self.append(thing)

    def append(self, thing: T) -> None:
        """Add a thing at the end."""
        self.append_packed(packed(thing))

    def append_packed(self, thing: bytes) -> None:
        """Add a thing at the end that was ``packed`` by this process, or a fork of it."""
        self._file.seek(self._ends[-1])
        self._file.write(thing)
        self._ends.append(self._file.tell())

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> T:
        begin, end = self._ends[number : number + 2]
        self._file.seek(begin)
        # nobody else has written into a file without a name
        thing: T = unpacked(self._file.read(end - begin))
        return thing

    def __iter__(self) -> Iterator[T]:
        return (self[number] for number in range(len(self)))


class Named(Mapping[str, T]):
    """The same by name; the first thing of a name counts."""

    def __init__(self) -> None:
        self._things: Spool[T] = Spool()
        self._at: dict[str, int] = {}

    def add(self, name: str, thing: T) -> bool:
        """Take the thing, unless the name is in use."""
        return self.add_packed(name, packed(thing))

    def add_packed(self, name: str, thing: bytes) -> bool:
        """The same for one that is packed already; see Spool."""
        if name in self._at:
            return False
        self._at[name] = len(self._things)
        self._things.append_packed(thing)
        return True

    def __getitem__(self, name: str) -> T:
        return self._things[self._at[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, name: object) -> bool:
        return name in self._at
