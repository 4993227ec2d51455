"""Harvesting what is due, side by side: a slow source never holds up a quick one.

Threads of one process: harvesting waits for others most of the time. What a thread does is one
run with a lock in PostgreSQL, so that several schedulers, the queue of ckanext-harvest and the
command line do not get into each other's way.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ckan import model

from . import lock, scheduler
from .run import run_source
from .scheduler import Due

log = logging.getLogger(__name__)

FAST, SLOW = "fast", "slow"
#: threads for sources that are quick and asked often, and for all others
PLACES = {FAST: 2, SLOW: 2}
#: seconds: a source that is asked at least so often, and answers within so many, is a quick one
OFTEN, QUICK = 3600, 20
#: seconds between two tidyings up of jobs
TIDY = 60.0


@dataclass
class Lanes:
    """Starts a thread for each source that is due, as far as there is room."""

    #: makes the context that CKAN wants to work in, e.g. ``flask_app.test_request_context``
    context: Callable[[], AbstractContextManager[Any]]
    #: sources at work -> lane
    _busy: dict[Due, str] = field(default_factory=dict)
    _seconds: dict[str, float] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _tidied: float = 0

    def start_due(self, now: datetime | None = None) -> list[str]:
        """Start what is due and has room; names of the sources. Needs a context of CKAN."""
        now = now or datetime.now(UTC)
        if time.monotonic() - self._tidied >= TIDY:
            self._tidied = time.monotonic()
            scheduler.close_lost(now.replace(tzinfo=None))
            scheduler.forget_old()
        return [one.name for one in scheduler.due(now) if self._start(one)]

    def lane(self, one: Due) -> str:
        """Quick sources have places of their own; one that fails or has been slow loses them."""
        quick = self._seconds.get(one.id, 0) <= QUICK
        return FAST if one.every <= OFTEN and quick and not one.failures else SLOW

    def wait(self) -> None:
        """Wait until nothing is at work any more."""
        while self._busy:
            time.sleep(0.01)

    def _start(self, one: Due) -> bool:
        lane = self.lane(one)
        with self._guard:
            full = list(self._busy.values()).count(lane) >= PLACES[lane]
            # one request at a time is what a server may expect of us
            if full or any(one.host == other.host for other in self._busy) or lock.is_held(one.id):
                return False
            self._busy[one] = lane
        threading.Thread(target=self._work, args=[one], daemon=True, name=one.name).start()
        return True

    def _work(self, one: Due) -> None:
        began = time.monotonic()
        try:
            with self.context():
                try:
                    log.info(run_source(one.id).summary())
                finally:
                    model.Session.remove()
        except Exception:
            # nobody waits for this thread; the source is due again after its interval
            log.exception("The run of %s ended", one.name)
        finally:
            self._seconds[one.id] = time.monotonic() - began
            with self._guard:
                del self._busy[one]
