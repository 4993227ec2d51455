"""Run one step of a start in a forked child, so that this process stays small and whole."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from .errors import NO_ROOM, DiskFull, PortalError, StepFailed, one_line
from .processes import end_group
from .progress import Report, Wire, step
from .services import enter_child, print_traceback


def run_step(name: str, work: Callable[[Report], None], log: Path, report: Report) -> None:
    """Do `work` in a child, as one step. Raises StepFailed."""
    with step(report, name):
        run_child(name, work, log, report)


def run_child(name: str, work: Callable[[Report], None], log: Path, report: Report) -> None:
    """Do `work` in a child; what it reports is reported here.

    Raises StepFailed with the sentence of the error; a traceback stands in `log`.
    """
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _child(work, parent, log, Wire(os.fdopen(writing, "w")))
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


def _child(work: Callable[[Report], None], parent: int, log: Path, wire: Wire) -> NoReturn:
    code = 1
    try:
        enter_child(parent, log)
        work(wire)
        code = 0
    except PortalError as error:
        wire("trouble", text=str(error))
    except OSError as error:
        print_traceback()
        full = error.errno in NO_ROOM
        wire("trouble", text=str(DiskFull(log.parent)) if full else str(error))
    except BaseException as error:  # noqa: BLE001 (the runner: a child must never return into the parent)
        print_traceback()
        wire("trouble", text=one_line(error))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _listen(reading: int, report: Report) -> str:
    """Pass on what is reported, until the child is done; gives what went wrong, "" for nothing."""
    trouble = ""
    with os.fdopen(reading) as lines:
        for line in lines:
            facts = json.loads(line)
            event = facts.pop("event")
            if event == "trouble":
                trouble = facts["text"]
            else:
                report(event, **facts)
    return trouble
