"""What a running portal writes down: a line for everything that happens, and who runs.

The disk may fill at any time. That is no reason to stop: it is said once, and what cannot be
written is left out until there is room again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .errors import NO_ROOM
from .home import Home, write_json
from .progress import Report


class Diary:
    """Log and status file of one portal."""

    def __init__(self, home: Home, report: Report) -> None:
        self.home, self.report = home, report
        self.full = False

    def say(self, text: str) -> None:
        """Tell the operator, now and in the log. Raises OSError, but none of a full disk."""
        stamp = time.strftime("%Y-%m-%d %H:%M:%S")
        with self._room(), self.home.log("portal").open("a") as log:
            log.write(f"{stamp} {text}\n")
        self._tell(text)

    def note(self, content: dict[str, Any]) -> None:
        """Write down who runs. Raises OSError, but none of a full disk."""
        with self._room():
            write_json(self.home.status_file, content)

    @contextmanager
    def _room(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            if not self.full:
                self._tell(
                    f"The disk that holds {self.home.folder} is full: what happens is not written "
                    "down until there is room again."
                )
            self.full = True
        else:
            self.full = False

    def _tell(self, text: str) -> None:
        """Our output may be a file on the same disk."""
        try:
            self.report("say", text=text)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
