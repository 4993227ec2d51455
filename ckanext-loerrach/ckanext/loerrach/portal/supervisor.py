"""Keep the processes of a portal running: who dies is started again, and it is said."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import PortalError, reason
from .privileges import adopt_orphans
from .processes import Identity, descendants, end
from .services import Service

#: seconds until a process that keeps dying is tried again: none the first time, then doubling
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
#: a process that ran this long, and twice as long as it last had to wait, is forgiven its deaths
STEADY = 10.0

STARTING, RUNNING, WAITING, STOPPED = "starting", "running", "waiting", "stopped"


@dataclass
class Watched:
    """One service and what became of it."""

    service: Service
    state: str = STOPPED
    identity: Identity | None = None
    restarts: int = 0
    #: deaths in a row
    deaths: int = 0
    started: float = 0
    #: when a waiting service is tried again
    due: float = 0
    last_end: str = ""

    def record(self) -> dict[str, Any]:
        """As it stands in the status file."""
        return {
            "state": self.state,
            "pid": self.identity.pid if self.identity else None,
            "created": self.identity.created if self.identity else None,
            "restarts": self.restarts,
            "last_end": self.last_end,
        }


def pause(deaths: int) -> float:
    """Seconds to wait after the n-th death in a row: 0, 1, 2, 4 … 60."""
    return 0.0 if deaths <= 1 else min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (deaths - 2))


def forgiven(deaths: int, age: float) -> bool:
    """Does a process that has run for so many seconds begin anew after so many deaths in a row?"""
    return age > max(STEADY, 2 * pause(deaths))


def ending(status: int) -> str:
    """A wait status in words."""
    if os.WIFSIGNALED(status):
        sign = os.WTERMSIG(status)
        return f"was ended by signal {sign} ({signal.Signals(sign).name})"
    return f"ended with code {os.waitstatus_to_exitcode(status)}"


class Supervisor:
    """Starts services in order, restarts those that die, stops them in reverse order.

    `say` gets a sentence for everything that happens; `changed` is called after every change of
    a state. One thread, no polling but for services that are starting or waiting.
    """

    def __init__(self, say: Callable[[str], None], changed: Callable[[], None]) -> None:
        self.watched: dict[str, Watched] = {}
        self._say, self._changed = say, changed
        self._stopping = False
        #: child that ended -> its wait status, until somebody asks
        self._ended: dict[int, int] = {}
        adopt_orphans()
        self._wakeup = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._wakeup[1], warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _nothing)

    def add(self, service: Service) -> None:
        """Start a service; from now on it is watched."""
        watched = self.watched[service.name] = Watched(service)
        self._start(watched)

    def adopt(self, service: Service, pid: int) -> None:
        """Watch a service that was started before."""
        identity = Identity.of(pid) or Identity(pid, 0.0)
        self.watched[service.name] = Watched(service, RUNNING, identity, started=time.monotonic())
        self._changed()

    def run(self) -> None:
        """Watch until `stop` is asked for by `ask_to_stop`."""
        while not self._stopping:
            self.step(self._patience())

    def ask_to_stop(self) -> None:
        """For signal handlers: `run` returns soon."""
        self._stopping = True

    def step(self, patience: float = 0.0) -> None:
        """Wait at most `patience` seconds for something to happen, then see to it."""
        if select.select([self._wakeup[0]], [], [], patience)[0]:
            os.read(self._wakeup[0], 4096)
        self._bury()
        for watched in self.watched.values():
            self._advance(watched)

    def stop(self) -> None:
        """Stop all services, the last started first."""
        self._stopping = True
        # a stack goes on to the next whatever one of them raises
        with contextlib.ExitStack() as stack:
            stack.callback(self._reap)
            stack.callback(lambda: end(descendants(os.getpid())))
            for watched in self.watched.values():
                stack.callback(self._stop, watched)

    def _stop(self, watched: Watched) -> None:
        if watched.identity and watched.state in (STARTING, RUNNING):
            watched.service.stop(watched.identity.pid)
        watched.state, watched.identity = STOPPED, None
        self._changed()

    def running(self) -> bool:
        """Do all services do their work?"""
        return all(watched.state == RUNNING for watched in self.watched.values())

    def _patience(self) -> float:
        states = {watched.state for watched in self.watched.values()}
        if STARTING in states:
            return 0.1
        if WAITING in states:
            first = min(w.due for w in self.watched.values() if w.state == WAITING)
            return max(0.0, min(1.0, first - time.monotonic()))
        return 5.0

    def _start(self, watched: Watched) -> None:
        self._started(watched, watched.service.spawn())

    def _started(self, watched: Watched, pid: int) -> None:
        watched.identity = Identity.of(pid) or Identity(pid, 0.0)
        watched.started = time.monotonic()
        watched.state = STARTING
        self._changed()

    def _advance(self, watched: Watched) -> None:
        if watched.state == WAITING and time.monotonic() >= watched.due:
            self._start_again(watched)
        if watched.state == STARTING and watched.service.ready():
            watched.state = RUNNING
            self._changed()
        if watched.state == RUNNING and forgiven(watched.deaths, _age(watched)):
            watched.deaths = 0

    def _start_again(self, watched: Watched) -> None:
        """No process, no memory, no room for one: that passes, and is no end of the others."""
        name = watched.service.name
        try:
            pid = watched.service.spawn()
        except (OSError, PortalError) as error:
            then = self._later(watched, f"could not be started ({reason(error)})")
            self._say(f"{name} {watched.last_end}{then}.")
            self._changed()
            return
        watched.restarts += 1
        self._started(watched, pid)
        self._say(f"{name} is started again (process {pid}).")

    def _bury(self) -> None:
        """See who died."""
        self._reap()
        for watched in self.watched.values():
            if watched.identity and watched.state in (STARTING, RUNNING):
                status = self._ended.pop(watched.identity.pid, None)
                if status is not None:
                    self._died(watched, status)
        self._ended.clear()

    def _reap(self) -> None:
        """Read how children ended, adopted ones too: they would stay as zombies."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                self._ended[pid] = status

    def _died(self, watched: Watched, status: int) -> None:
        assert watched.identity
        watched.service.clean(watched.identity.pid)
        then = self._later(watched, ending(status))
        why = watched.service.why() if os.WIFEXITED(status) else ""
        pid = watched.identity.pid
        watched.identity = None
        self._say(f"{watched.service.name} (process {pid}) {watched.last_end}{then}. {why}".strip())
        self._changed()

    def _later(self, watched: Watched, last_end: str) -> str:
        """Have it tried again; says when, "" for at once."""
        watched.deaths += 1
        wait = pause(watched.deaths)
        watched.last_end = last_end
        watched.state, watched.due = WAITING, time.monotonic() + wait
        return f"; it is tried again in {wait:.0f} s" if wait else ""


def _age(watched: Watched) -> float:
    return time.monotonic() - watched.started


def _nothing(signum: int, frame: object) -> None:
    """SIGCHLD only has to wake `select`."""
