"""Does a part of a run in a fork of this process, on another core, and passes on what it gives.

The fork never outlives this process, and keeps none of its connections: what PostgreSQL holds for
whoever is gone, it lets go at once. It may die without harm to this process, however it does.
"""

from __future__ import annotations

import fcntl
import gc
import logging
import os
import pickle
import signal
import stat
import threading
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NoReturn, TypeVar

from .errors import ReadingLost

log = logging.getLogger(__name__)

T = TypeVar("T")
#: bytes that may wait to be taken, so that the fork goes on while this process is at something else
ROOM = 1 << 20
GIVEN, FAILED, DONE = range(3)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def items(work: Callable[[], Iterable[T]]) -> Generator[T]:
    """What ``work`` gives, one by one; its errors are raised here.

    ReadingLost where the fork died before it was done. Where there can be none, for want of memory,
    it is done in this process.
    """
    answers, out = os.pipe()
    lifeline, held = os.pipe()
    try:
        pid = os.fork()
    except OSError as error:
        log.warning("Read in this process, as there cannot be another one: %s", error)
        for end in (answers, out, lifeline, held):
            os.close(end)
        yield from work()
        return
    if not pid:
        os.close(answers)
        os.close(held)
        _serve(work, out, lifeline)
    os.close(out)
    os.close(lifeline)
    try:
        with os.fdopen(answers, "rb", ROOM) as source:
            yield from _taken(source, pid)
    finally:
        os.close(held)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _end(pid)


def _taken(source: BinaryIO, pid: int) -> Iterator[T]:
    while True:
        try:
            # from the fork, which is of the same program
            kind, given = pickle.load(source)  # noqa: S301
        except (EOFError, pickle.UnpicklingError) as error:
            raise ReadingLost(_end(pid)) from error
        if kind == DONE:
            return
        if kind == FAILED:
            raise given
        yield given


def _end(pid: int) -> int:
    """Wait for the end of the fork; the signal that ended it, or 0."""
    try:
        return os.WTERMSIG(os.waitpid(pid, 0)[1])
    except ChildProcessError:
        return 0


def _serve(work: Callable[[], Iterable[object]], out: int, lifeline: int) -> NoReturn:
    """The life of the fork; nothing of what this process would do at its end is done."""
    try:
        # objects that are there already are left where they are, shared with the other process
        gc.freeze()
        # whoever asked is told to stop, too, and says when it is over
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _without_connections()
        threading.Thread(target=_with_the_other, args=(lifeline,), daemon=True).start()
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with suppress(OSError):
                fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, ROOM)
        with os.fdopen(out, "wb", 0) as answers:
            _give(work, answers)
    finally:
        os._exit(0)


def _give(work: Callable[[], Iterable[object]], answers: BinaryIO) -> None:
    try:
        for one in work():
            answers.write(_packed(GIVEN, one))
        answers.write(_packed(DONE, None))
    except BrokenPipeError:
        # nobody wants any more
        return
    except Exception as error:  # noqa: BLE001
        error.add_note(traceback.format_exc())
        answers.write(_failed(error))


def _failed(error: Exception) -> bytes:
    try:
        return _packed(FAILED, error)
    except Exception:  # noqa: BLE001
        return _packed(FAILED, RuntimeError(f"{type(error).__name__}: {error}"))


def _packed(kind: int, given: object) -> bytes:
    return pickle.dumps((kind, given), pickle.HIGHEST_PROTOCOL)


def _without_connections() -> None:
    """Put nothing in the place of every socket that the other process has open.

    Closing them would free their numbers for files of the fork, which objects of the other
    process's connections then close.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for one in Path("/dev/fd").iterdir():
        with suppress(OSError):
            if stat.S_ISSOCK(os.fstat(int(one.name)).st_mode):
                os.dup2(nothing, int(one.name))


def _with_the_other(lifeline: int) -> NoReturn:
    """End when the other process does: nobody ever writes there."""
    os.read(lifeline, 1)
    os._exit(1)
