"""Processes of ours: recognised for certain, measured, and ended with all they started."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psutil


@dataclass(frozen=True)
class Identity:
    """A process for certain: its number may be another's by tomorrow, not its moment of birth."""

    pid: int
    created: float

    @classmethod
    def of(cls, pid: int) -> Identity | None:
        """The identity of a running process, None where there is none."""
        try:
            return cls(pid, psutil.Process(pid).create_time())
        except psutil.NoSuchProcess:
            return None

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Identity | None:
        """From a status file."""
        pid, created = record.get("pid"), record.get("created")
        if isinstance(pid, int) and isinstance(created, int | float):
            return cls(pid, float(created))
        return None

    def alive(self) -> bool:
        """Does this very process still run?"""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created) < 0.05
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


def family(leader: int) -> list[psutil.Process]:
    """A process group, whether its leader lives or not, and the descendants of its leader."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == leader and _runs(process):
                found.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found + [process for process in descendants(leader) if process not in found]


def descendants(pid: int) -> list[psutil.Process]:
    """All running processes below a process."""
    try:
        return [p for p in psutil.Process(pid).children(recursive=True) if _runs(p)]
    except psutil.NoSuchProcess:
        return []


def end_group(leader: int, grace: float = 10) -> None:
    """End a process group and what its leader started: asked first, made to after `grace` s."""
    end(family(leader), grace)


def end(processes: Iterable[psutil.Process], grace: float = 10) -> None:
    """End processes: asked first, made to after `grace` seconds."""
    left = list(processes)
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(sign)
        if wait_gone(left, grace):
            return


def working_in(folder: str) -> list[psutil.Process]:
    """Processes whose working directory is this folder, as the backends of PostgreSQL."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == folder and _runs(process):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def wait_gone(processes: Iterable[psutil.Process], timeout: float) -> bool:
    """Wait until all are gone or zombies that their parent has yet to read."""
    deadline = time.monotonic() + timeout
    left = list(processes)
    while left:
        left = [process for process in left if _runs(process)]
        if left and time.monotonic() > deadline:
            return False
        if left:
            time.sleep(0.05)
    return True


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def memory(pid: int) -> int:
    """Bytes that a process and its descendants really take: shared pages are split (PSS)."""
    try:
        top = psutil.Process(pid)
        return sum(_pss(process) for process in [top, *top.children(recursive=True)])
    except psutil.NoSuchProcess:
        return 0


def _pss(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.rss))
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
