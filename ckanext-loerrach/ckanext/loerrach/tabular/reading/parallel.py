"""Work on pieces by all processors, in their order, with few pieces in memory at once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

#: pyarrow and numpy let go of the interpreter while they work; more threads only take memory
MOST = 4


def in_order(work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]:
    """``work(piece)`` for each piece, in their order; an exception of one ends it."""
    number = min(os.cpu_count() or 1, MOST)
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(number, "reading") as pool:
        for piece in pieces:
            waiting.append(pool.submit(work, piece))
            if len(waiting) >= number:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
