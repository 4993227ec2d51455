"""What the operator sees while a portal starts: one line per step, a bar where it takes long."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from .interrupts import heed


class Report(Protocol):
    """Where a start tells what it does; the events are those of `Screen`."""

    def __call__(self, event: str, **facts: Any) -> None: ...


class Screen:
    """Events on a terminal, or as plain lines where there is none.

    step(name) · progress(done, total, text) · done(name, seconds) · say(text) · ready(**summary)
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=False, highlight=False)
        # refreshed by us: a thread of its own would not survive the forks that follow
        self.bars = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30),
            MofNCompleteColumn(), TextColumn("{task.fields[text]}"),
            console=self.console, auto_refresh=False, transient=True,
        )  # fmt: skip
        self._task: Any = None

    def __call__(self, event: str, **facts: Any) -> None:
        getattr(self, event)(**facts)

    def step(self, name: str) -> None:
        """A step begins."""
        if self.console.is_terminal:
            self.bars.start()
            self._task = self.bars.add_task(name, total=None, text="")
            self.bars.refresh()

    def progress(self, done: int, total: int | None, text: str = "") -> None:
        """So much of the step is done."""
        if self._task is not None:
            self.bars.update(self._task, completed=done, total=total, text=text)
            self.bars.refresh()

    def done(self, name: str, seconds: float) -> None:
        """The step is finished."""
        self._clear()
        self.console.print(f"[green]✓[/] {name} [dim]{seconds:.1f} s[/]")

    def say(self, text: str) -> None:
        """A sentence."""
        self.console.print(text, markup=False)

    def ready(self, **summary: Any) -> None:
        """The portal runs; `summary` has what to show, by label."""
        self._clear()
        self.console.print("\n[bold green]The portal is running.[/]")
        for label, value in summary.items():
            self.console.print(f"  {label:<12} {value}", soft_wrap=True)
        self.console.print()

    def close(self) -> None:
        """Take the bar off the screen."""
        self._clear()

    def _clear(self) -> None:
        if self._task is not None:
            self.bars.stop()
            self.bars.remove_task(self._task)
            self._task = None


class Wire:
    """Events as lines of JSON through a pipe, for a process that shows them."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def __call__(self, event: str, **facts: Any) -> None:
        try:
            self.stream.write(json.dumps({"event": event, **facts}) + "\n")
            self.stream.flush()
        except (BrokenPipeError, ValueError):
            # nobody looks any more; the work goes on
            self.stream = open(os.devnull, "w")  # noqa: PTH123,SIM115 (stays open with us)


@contextmanager
def step(report: Report, name: str) -> Iterator[None]:
    """Report a step around the work of a `with` block. Raises KeyboardInterrupt."""
    began = time.monotonic()
    heed()
    report("step", name=name)
    yield
    heed()
    report("done", name=name, seconds=time.monotonic() - began)
