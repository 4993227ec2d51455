"""Start a portal in the background, and watch until it is ready."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TextIO

from .errors import FAILED, NO_ROOM, DiskFull, PortalError, StepFailed
from .progress import Report, Wire
from .services import print_traceback, redirect


class StartFailed(PortalError):
    """The background process gave up; its sentence is ours."""

    def __init__(self, sentence: str, exit_code: int) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def detached(work: Callable[[Report], None], log: Path, report: Report) -> None:
    """Do `work` in a process that outlives us; return when it reports "ready".

    Raises StartFailed with its sentence. Ctrl-C until then ends it.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        os.setsid()
        redirect(log)
        _background(work, os.fdopen(writing, "w"))
    os.close(writing)
    try:
        with os.fdopen(reading) as lines:
            if not _watch(lines, report):
                raise StepFailed("Start", "it ended without a word", log)
    except (KeyboardInterrupt, PortalError):
        _end(pid)
        raise


def _background(work: Callable[[Report], None], wire: TextIO) -> NoReturn:
    report = Wire(wire)
    code = 0
    try:
        work(report)
    except PortalError as error:
        report("failed", text=str(error), code=error.exit_code)
        code = error.exit_code
    except KeyboardInterrupt:
        code = 130
    except OSError as error:
        print_traceback()
        full = error.errno in NO_ROOM
        text = str(DiskFull(error.filename or ".")) if full else f"Unexpected: {error}."
        report("failed", text=text, code=FAILED)
        code = FAILED
    except BaseException as error:  # noqa: BLE001 (the runner: must never return into the caller)
        print_traceback()
        report("failed", text=f"Unexpected: {type(error).__name__}: {error}", code=1)
        code = 1
    finally:
        os._exit(code)


def _watch(lines: TextIO, report: Report) -> bool:
    """Show what happens; True when it is ready, False when it ended."""
    for line in lines:
        facts = json.loads(line)
        event = facts.pop("event")
        if event == "failed":
            raise StartFailed(facts["text"], facts["code"])
        report(event, **facts)
        if event == "ready":
            return True
    return False


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
