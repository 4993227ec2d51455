"""Harvesting what is due, side by side: a slow source never holds up a quick one.

Threads of one process: harvesting waits for others most of the time. What a thread does is one
run with locks in PostgreSQL, so that several schedulers, the queue of ckanext-harvest and the
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

from . import lock, scheduler, tidy
from .lost import Lost
from .run import run_source
from .scheduler import Due

log = logging.getLogger(__name__)

FAST, SLOW = "fast", "slow"
#: threads for sources that are quick and asked often, and for all others
PLACES = {FAST: 2, SLOW: 2}
#: threads in all: quick sources that have become slow meanwhile do not count as quick any longer
MOST = 12
#: seconds: a source that is asked at least so often, and answers within so many, is a quick one
OFTEN, QUICK = 3600, 20
#: seconds between two looks for jobs whose worker died, and between two tidyings up of old ones
LOOK, TIDY = 5.0, 60.0


@dataclass
class Work:
    """A source at work."""

    due: Due
    lane: str
    began: float = field(default_factory=time.monotonic)
    #: its server is being asked
    reading: bool = True

    def is_in(self, lane: str) -> bool:
        """A quick source that hangs gives its place to the next one."""
        late = time.monotonic() - self.began > QUICK
        return (SLOW if late else self.lane) == lane

    def progress(self, what: str, done: int, total: int) -> None:
        """The run says what it is at."""
        self.reading = what == "reading"


@dataclass
class Lanes:
    """Starts a thread for each source that is due, as far as there is room."""

    #: makes the context that CKAN wants to work in, e.g. ``flask_app.test_request_context``
    context: Callable[[], AbstractContextManager[Any]]
    #: id of a source at work
    _busy: dict[str, Work] = field(default_factory=dict)
    #: id of a source -> how long its last run took
    _seconds: dict[str, float] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _lost: Lost = field(default_factory=Lost)
    _looked: float = float("-inf")
    _tidied: float = float("-inf")

    def start_due(self, now: datetime | None = None) -> list[str]:
        """Start what is due and has room; names of the sources. Needs a context of CKAN."""
        now = now or datetime.now(UTC)
        if time.monotonic() - self._looked >= LOOK:
            self._looked = time.monotonic()
            self._lost.look(now.replace(tzinfo=None))
        if time.monotonic() - self._tidied >= TIDY:
            self._tidied = time.monotonic()
            tidy.tidy()
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
        work = Work(one, self.lane(one))
        with self._guard:
            if not self._has_room(work):
                return False
            self._busy[one.id] = work
        threading.Thread(target=self._work, args=[work], daemon=True, name=one.name).start()
        return True

    def _has_room(self, work: Work) -> bool:
        one, busy = work.due, self._busy.values()
        full = sum(other.is_in(work.lane) for other in busy) >= PLACES[work.lane]
        if full or one.id in self._busy or len(self._busy) >= MOST:
            return False
        # one request at a time is what a server may expect of us
        read = any(other.reading and other.due.host == one.host for other in busy)
        return not (read or lock.is_read(one.host) or lock.is_held(one.id))

    def _work(self, work: Work) -> None:
        one = work.due
        try:
            with self.context():
                try:
                    log.info(run_source(one.id, work.progress).summary())
                finally:
                    model.Session.remove()
        except Exception:
            # nobody waits for this thread; the source is due again after its interval
            log.exception("The run of %s ended", one.name)
        finally:
            self._seconds[one.id] = time.monotonic() - work.began
            with self._guard:
                del self._busy[one.id]
