"""The old portal, put aside while a restore makes another: it comes back, whatever ends us.

Two kinds of folder below run/, told apart by their names, which a rename changes in one step:

    aside-…    what lies here is missing in the portal's folder, where the rest still is
    before-…   all of the old portal lies here; what the portal's folder holds is half made

So `put_back` is right wherever the run before it ended, by kill -9 too. old-…, failed-… and
restore-… are of no use to anybody.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .home import ASIDE, OLD, Home
from .interrupts import SIGNS
from .servers import Servers
from .settings import Settings

RUBBISH = ("old-*", "failed-*", "restore-*")


def put_aside(home: Home) -> Path:
    """Move the portal out of the way; gives the folder that holds it. Raises OSError."""
    aside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=home.run))
    _move(home, home.folder, aside)
    return aside.rename(_named(aside, OLD))


def put_back(home: Home) -> bool:
    """Bring back what was put aside; False where nothing was. Raises OSError.

    For who holds the lock of the folder. Can be repeated after any end.
    """
    mended = home.unfinished
    for before in home.run.glob(f"{OLD}*"):
        _move(home, home.folder, Path(tempfile.mkdtemp(prefix="failed-", dir=home.run)))
        before.rename(_named(before, ASIDE))
    for aside in home.run.glob(f"{ASIDE}*"):
        _move(home, aside, home.folder)
        aside.rmdir()
    _sweep(home)
    return mended


def forget(home: Home, before: Path) -> None:
    """The new portal is made: from the rename on there is no way back to the old one."""
    before.rename(_named(before, "old-"))
    _sweep(home)


def mend(home: Home, settings: Settings) -> bool:
    """After a restore that was killed: the old portal is there again; False where none was."""
    Servers(home, settings).mend()
    return put_back(home)


@contextmanager
def undisturbed() -> Iterator[None]:
    """No Ctrl-C, SIGTERM or SIGHUP for the time of a `with` block."""
    before = {sign: signal.signal(sign, signal.SIG_IGN) for sign in SIGNS}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler or signal.SIG_DFL)


def _move(home: Home, source: Path, target: Path) -> None:
    for path in home.content:
        if os.path.lexists(source / path.name):
            (source / path.name).rename(target / path.name)


def _named(folder: Path, prefix: str) -> Path:
    """The folder with another word before the dash; the rest of its name is nobody else's."""
    return folder.with_name(prefix + folder.name.partition("-")[2])


def _sweep(home: Home) -> None:
    for pattern in RUBBISH:
        for path in home.run.glob(pattern):
            shutil.rmtree(path, ignore_errors=True)
