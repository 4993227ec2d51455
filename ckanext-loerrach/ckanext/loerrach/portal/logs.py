"""Show what the processes of a portal wrote."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from .errors import PortalError
from .home import Home

#: bytes after which a log is put aside at a start; one old one is kept
LARGEST = 20_000_000


class UnknownService(PortalError):
    """There is no log of that name."""

    def __init__(self, service: str, known: list[str]) -> None:
        names = ", ".join(known) or "none yet"
        super().__init__(f"There is no log of {service!r}; there are: {names}.")


def rotate(home: Home) -> None:
    """Put large logs aside, for the operator to read or delete."""
    for log in home.logs.glob("*.log"):
        if log.stat().st_size > LARGEST:
            log.replace(log.with_suffix(".log.1"))


def files(home: Home, service: str) -> list[Path]:
    """The log of a service, or all of them. Raises UnknownService."""
    found = sorted(home.logs.glob("*.log"))
    if not service:
        return found
    chosen = [path for path in found if path.stem == service]
    if not chosen:
        raise UnknownService(service, [path.stem for path in found])
    return chosen


def show(paths: list[Path], lines: int, follow: bool, write: Callable[[str], None]) -> None:
    """Write the last lines of each log, then, if wanted, what is added until Ctrl-C."""
    label = max((len(path.stem) for path in paths), default=0) if len(paths) > 1 else 0
    ends = {}
    for path in paths:
        text, ends[path] = _tail(path, lines)
        _write(path, text, label, write)
    while follow:
        time.sleep(0.3)
        for path in paths:
            text, ends[path] = _added(path, ends[path])
            _write(path, text, label, write)


def _tail(path: Path, lines: int) -> tuple[list[str], int]:
    with path.open("rb") as log:
        size = log.seek(0, 2)
        log.seek(max(0, size - 300 * lines - 10_000))
        text = log.read().decode(errors="replace").splitlines()
        return text[-lines:] if lines else [], log.tell()


def _added(path: Path, start: int) -> tuple[list[str], int]:
    if not path.exists():
        return [], start
    with path.open("rb") as log:
        size = log.seek(0, 2)
        log.seek(start if size >= start else 0)
        text = log.read()
        whole = text[: text.rfind(b"\n") + 1]
        return whole.decode(errors="replace").splitlines(), log.tell() - len(text) + len(whole)


def _write(path: Path, lines: list[str], label: int, write: Callable[[str], None]) -> None:
    for line in lines:
        write(f"{path.stem:<{label}} | {line}" if label else line)
