"""Run one step of a start in a forked child, so that this process stays small and whole."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol, TextIO

from .errors import DiskFull, PortalError, StepFailed
from .home import NO_ROOM
from .processes import end_group
from .progress import Report, step
from .services import enter_child, print_traceback


class Tell(Protocol):
    """Tells how far a step is; `total` is None where nobody knows."""

    def __call__(self, done: int, total: int | None, text: str = "") -> None: ...


def run_step(name: str, work: Callable[[Tell], None], log: Path, report: Report) -> None:
    """Do `work` in a child and show how it goes.

    Raises StepFailed with the sentence of the error; a traceback stands in `log`.
    """
    with step(report, name):
        reading, writing = os.pipe()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _child(work, parent, log, os.fdopen(writing, "w"))
        os.close(writing)
        ended = False
        try:
            trouble = _listen(reading, report)
            status = os.waitpid(pid, 0)[1]
            ended = True
        finally:
            if not ended:
                end_group(pid)
                os.waitpid(pid, 0)
        if trouble or status:
            raise StepFailed(name, trouble or f"it ended with status {status}", log)


def _child(work: Callable[[Tell], None], parent: int, log: Path, wire: TextIO) -> None:
    """Do the work and never return."""
    code = 1
    try:
        enter_child(parent, log)
        work(partial(_progress, wire))
        code = 0
    except PortalError as error:
        _send(wire, {"trouble": str(error)})
    except OSError as error:
        print_traceback()
        full = error.errno in NO_ROOM
        _send(wire, {"trouble": str(DiskFull(log.parent)) if full else str(error)})
    except BaseException as error:  # noqa: BLE001 (the runner: a child must never return into the parent)
        print_traceback()
        _send(wire, {"trouble": _first_line(error)})
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _listen(reading: int, report: Report) -> str:
    """Pass on how it goes, until the child is done; gives what went wrong, "" for nothing."""
    trouble = ""
    with os.fdopen(reading) as lines:
        for line in lines:
            message = json.loads(line)
            if "progress" in message:
                done, total, text = message["progress"]
                report("progress", done=done, total=total, text=text)
            trouble = message.get("trouble", trouble)
    return trouble


def _send(wire: TextIO, message: dict[str, object]) -> None:
    wire.write(json.dumps(message) + "\n")
    wire.flush()


def _progress(wire: TextIO, done: int, total: int | None, text: str = "") -> None:
    _send(wire, {"progress": [done, total, text]})


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
