"""Files that a run needs until it is over."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory


class Aside:
    """A folder, made when it is asked for, and gone when the run is."""

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None

    def folder(self) -> Path:
        """Where such files are put."""
        self._folder = self._folder or TemporaryDirectory(prefix="loerrach-harvest-")
        return Path(self._folder.name)

    def close(self) -> None:
        """Remove them."""
        if self._folder:
            self._folder.cleanup()
        self._folder = None
