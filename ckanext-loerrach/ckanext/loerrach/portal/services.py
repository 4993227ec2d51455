"""The processes of a portal, as the supervisor sees them: started, looked at, stopped."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .postgres import Postgres
from .privileges import die_with_parent
from .processes import end_group
from .valkey import Valkey


class Service(ABC):
    """A process that is to run as long as the portal does."""

    name: str

    @abstractmethod
    def spawn(self) -> int:
        """Start the process without waiting; gives its process id."""

    @abstractmethod
    def ready(self) -> bool:
        """Does it do its work? Asked until it says yes."""

    @abstractmethod
    def stop(self, pid: int) -> None:
        """End the process and all it started."""

    def clean(self, pid: int) -> None:
        """Clear away what a dead process left behind."""
        end_group(pid, grace=5)

    def why(self) -> str:
        """What the process said about its end, "" for nothing."""
        return ""


class ServerService(Service):
    """An embedded server."""

    def __init__(self, name: str, server: Postgres | Valkey) -> None:
        self.name, self.server = name, server

    def spawn(self) -> int:
        return self.server.spawn()

    def ready(self) -> bool:
        return self.server.ready()

    def stop(self, pid: int) -> None:
        self.server.stop()
        self.clean(pid)

    def clean(self, pid: int) -> None:
        if isinstance(self.server, Postgres):
            self.server.clean()
        end_group(pid, grace=5)

    def why(self) -> str:
        try:
            return str(self.server.failure())
        except OSError:
            # somebody took the log away
            return ""


class ForkedService(Service):
    """A function in a forked child of the process that has loaded CKAN."""

    def __init__(
        self,
        name: str,
        work: Callable[[], None],
        log: Path,
        answers: Callable[[], bool] | None = None,
        grace: float = 15,
    ) -> None:
        self.name, self.work, self.log = name, work, log
        self.answers, self.grace = answers, grace

    def spawn(self) -> int:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            # both sides set it: whoever is first, nobody sees it unset
            os.setpgid(pid, pid)
            return pid
        code = 1
        try:
            enter_child(parent, self.log)
            self.work()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except KeyboardInterrupt:
            code = 0
        except BaseException:  # noqa: BLE001 (the runner: a child must never return into the parent)
            print_traceback()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def ready(self) -> bool:
        return self.answers() if self.answers else True

    def stop(self, pid: int) -> None:
        end_group(pid, self.grace)


def enter_child(parent: int, log: Path) -> None:
    """What a forked child does first: own group, own log, no signal handler of the parent."""
    os.setpgid(0, 0)
    die_with_parent(signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
    signal.set_wakeup_fd(-1)
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(sign, signal.SIG_DFL)
    redirect(log)


def redirect(log: Path) -> None:
    """Have the log take standard output and error; there is no input."""
    sys.stdout.flush()
    sys.stderr.flush()
    target = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)
    os.close(nothing)


def print_traceback() -> None:
    """Into the log that `redirect` has made of standard error, where developers look."""
    os.write(2, traceback.format_exc().encode(errors="replace"))


@contextmanager
def output_to(log: Path) -> Iterator[None]:
    """Have a log take what libraries print, for the time of a `with` block."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    target = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.dup2(target, 1)
        os.dup2(target, 2)
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for descriptor in (target, *kept):
            os.close(descriptor)
