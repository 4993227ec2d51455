"""kill -9, at random moments while somebody is harvesting."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil
from chaos_feeds import Feed

#: what may die, and how often compared with the others
VICTIMS = {
    "scheduler": 3,
    "gather": 3,
    "postgres": 3,
    "web": 2,
    "valkey": 2,
    "worker": 1,
    "fetch": 1,
}
#: seconds: longest wait for a neighbour to be asked, and for a moment after that
PATIENCE, LATEST = 3.0, 1.2


@dataclass
class Killer:
    """Kills one process after the other."""

    portal: Any
    feeds: Sequence[Feed]
    random: random.Random
    #: victim -> how often
    killed: dict[str, int] = field(default_factory=dict)
    #: kills that hit while a source was being harvested
    during: int = 0

    def strike(self) -> str:
        """Wait for a random moment and kill; says whom."""
        self._wait_for_a_harvest()
        time.sleep(self.random.uniform(0, LATEST))
        during = self.portal.harvesting()
        name, process = self._kill()
        self.killed[name] = self.killed.get(name, 0) + 1
        self.during += during
        return f"{name} ({process}){' during a harvest' if during else ''}"

    def _kill(self) -> tuple[str, int]:
        while True:
            if victim := self._victim():
                try:
                    os.kill(victim[1], signal.SIGKILL)
                except ProcessLookupError:
                    continue
                return victim
            time.sleep(0.1)

    def _wait_for_a_harvest(self) -> None:
        asked = sum(feed.asked for feed in self.feeds)
        deadline = time.monotonic() + PATIENCE
        while sum(feed.asked for feed in self.feeds) == asked and time.monotonic() < deadline:
            time.sleep(0.02)

    def _victim(self) -> tuple[str, int] | None:
        services = self.portal.noted().get("services", {})
        running = {
            name: one["pid"] for name, one in services.items()
            if name in VICTIMS and one["state"] == "running" and one["pid"]
        }  # fmt: skip
        if not running:
            return None
        names = sorted(running)
        name = self.random.choices(names, [VICTIMS[one] for one in names])[0]
        return name, self._one_of(running[name])

    def _one_of(self, pid: int) -> int:
        """The service itself, or one of the processes it has: a backend, a web worker."""
        try:
            children = [child.pid for child in psutil.Process(pid).children(recursive=True)]
        except psutil.NoSuchProcess:
            return pid
        return self.random.choice([pid, *children]) if self.random.random() < 0.4 else pid
