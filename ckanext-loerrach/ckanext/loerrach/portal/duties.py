"""What a process does again and again, whatever becomes of the servers meanwhile.

PostgreSQL or Valkey may be started anew at any time: what could not be done then is done later, and
neither the other duties nor threads of the process end for that.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import redis
from sqlalchemy.exc import InterfaceError, OperationalError

log = logging.getLogger(__name__)
#: seconds that something which keeps failing waits at most
LONGEST = 30.0
#: a server that is away is no fault of this program: one line in the log, no traceback
AWAY = (OperationalError, InterfaceError, redis.RedisError)


@dataclass
class Duty:
    """Work with a name, every so many seconds."""

    name: str
    every: float
    work: Callable[[], object]
    #: failures in a row
    failures: int = 0
    #: when it is due again (time.monotonic)
    due: float = float("-inf")

    def run(self, context: Callable[[], AbstractContextManager[Any]]) -> bool:
        """Do it if it is due, in a context of its own; False where it was not, or failed."""
        if time.monotonic() < self.due:
            return False
        try:
            with context():
                self.work()
        except Exception as error:  # noqa: BLE001 (the runner: one duty does not end the others)
            self.failures += 1
            self._say(error)
        else:
            self.failures = 0
        self.due = time.monotonic() + self._pause()
        return not self.failures

    def _pause(self) -> float:
        return min(max(self.every, LONGEST), self.every * 2 ** min(self.failures, 16))

    def _say(self, error: Exception) -> None:
        if isinstance(error, AWAY):
            reason = str(error).strip().splitlines()[0]
            log.warning("%s has to wait: %s", self.name, reason)
        else:
            log.error("%s failed", self.name, exc_info=error)


def forever(duties: Iterable[Duty], context: Callable[[], AbstractContextManager[Any]]) -> None:
    """Do each when it is due, one after the other."""
    all = list(duties)
    while True:
        for duty in all:
            duty.run(context)
        time.sleep(max(0.0, min(duty.due for duty in all) - time.monotonic()))
