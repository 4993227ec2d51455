"""Python looks for cycles among its objects less often while a run makes and drops many of them.

At its own thresholds a tenth of a first load's time goes there, and finds next to nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

#: new objects between two looks (Python: 700), and how many of these between two of older ones
SELDOM = (20_000, 20, 20)
_lock = Lock()
#: what Python's own thresholds were, once for each run that is under way in this process
_before: list[tuple[int, int, int]] = []


@contextmanager
def seldom() -> Iterator[None]:
    """Look seldom within; as before when no run of this process is left."""
    with _lock:
        _before.append(_before[0] if _before else gc.get_threshold())
        gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        with _lock:
            own = _before.pop()
            if not _before:
                gc.set_threshold(*own)
