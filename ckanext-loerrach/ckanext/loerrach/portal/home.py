"""The portal's folder: what lies where, and whether it is a portal at all."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .errors import (
    FIRST_NEEDED,
    LATER_NEEDED,
    NO_ROOM,
    AlreadyRunning,
    DamagedFile,
    DiskFull,
    FolderNotWritable,
    NeverStarted,
    NewerFolder,
    NotYours,
    RestoreUnfinished,
    UnknownFolder,
)

#: raised when an older program could no longer read what lies in the folder
FORMAT = 1

#: what may lie in the folder before the first start: settings, and what a disk of its own has
BEFORE = {"own.ini", "lost+found"}

#: folders below run/ that a restore has at work: see aside.py
ASIDE, OLD = "aside-", "before-"


class Home:
    """One portal's folder, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.marker = folder / "portal.json"
        self.lock = folder / "lock"
        self.state_file = folder / "state.json"
        self.secret_file = folder / "secrets.json"
        self.ini = folder / "ckan.ini"
        #: settings of the operator, read after ours; never written by us
        self.own_ini = folder / "own.ini"
        self.logs = folder / "log"
        self.run = folder / "run"
        self.status_file = folder / "run" / "status.json"
        self.postgres = folder / "postgres"
        self.valkey = folder / "valkey"
        self.storage = folder / "storage"

    @property
    def is_portal(self) -> bool:
        """Does the folder hold a portal (of any version)?"""
        return self.marker.is_file()

    @property
    def content(self) -> list[Path]:
        """What makes one portal another than the next."""
        return [
            self.postgres, self.valkey, self.storage, self.state_file, self.secret_file,
            self.own_ini, self.ini,
        ]  # fmt: skip

    @property
    def unfinished(self) -> bool:
        """Is a restore at work, or was one killed?"""
        return any(any(self.run.glob(f"{prefix}*")) for prefix in (ASIDE, OLD))

    def look(self) -> None:
        """Check that the folder holds a portal that we know.

        Raises NeverStarted, UnknownFolder, NewerFolder, RestoreUnfinished, NotYours.
        """
        try:
            self._check()
            if not self.is_portal:
                raise NeverStarted(self.folder)
            if self.unfinished and self.holder() is None:
                raise RestoreUnfinished(self.folder)
        except PermissionError as error:
            raise NotYours(self.folder) from error

    def log(self, service: str) -> Path:
        """The log file of a service."""
        return self.logs / f"{service}.log"

    def open(self) -> None:
        """Make the folder, or check that what is there is a portal that we know.

        Raises FolderNotWritable, UnknownFolder, NewerFolder, DiskFull.
        """
        try:
            self._check()
            self._room()
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
            if not self.is_portal:
                write_json(self.marker, {"format": FORMAT, "made_by": version("ckanext-loerrach")})
            for folder in (self.logs, self.run, self.storage):
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise DiskFull(self.folder) from error
            raise FolderNotWritable(self.folder, error.strerror or str(error)) from error

    def _check(self) -> None:
        if not self.folder.exists():
            return
        if not self.is_portal:
            if not self.folder.is_dir() or {path.name for path in self.folder.iterdir()} - BEFORE:
                raise UnknownFolder(self.folder)
            return
        try:
            marker = read_json(self.marker)
        except DamagedFile as error:
            raise UnknownFolder(self.folder) from error
        if not isinstance(marker.get("format"), int):
            raise UnknownFolder(self.folder)
        if marker["format"] > FORMAT:
            raise NewerFolder(self.folder, str(marker.get("made_by", "unknown")))

    def _room(self) -> None:
        place = self.folder
        while not place.exists():
            place = place.parent
        free = shutil.disk_usage(place).free
        needed = LATER_NEEDED if (self.postgres / "PG_VERSION").exists() else FIRST_NEEDED
        if free < needed:
            raise DiskFull(self.folder, free, needed)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for this process alone. Raises AlreadyRunning.

        A POSIX record lock: the kernel gives it back when we die, and forked children do not
        inherit it, so that an orphan cannot keep the next start out.
        """
        descriptor = os.open(self.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if not _lock(descriptor):
                raise AlreadyRunning(self.folder, _number(os.read(descriptor, 20)))
            os.ftruncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())
            yield
        finally:
            os.close(descriptor)

    def holder(self) -> int | None:
        """Process id of the running portal, None where none runs."""
        try:
            with self.lock.open("r+b") as file:
                return None if _lock(file.fileno(), tries=1) else _number(file.read(20))
        except FileNotFoundError:
            return None

    def secrets(self) -> dict[str, str]:
        """The generated passwords and keys, made on the first call. Raises DamagedFile."""
        known = read_json(self.secret_file)
        missing = [name for name in SECRETS if name not in known]
        if missing:
            known |= {name: secrets.token_urlsafe(32) for name in missing}
            write_json(self.secret_file, known)
        return known

    def state(self) -> dict[str, Any]:
        """What the portal remembers between starts: ports, finished steps, kind of data.

        Raises DamagedFile.
        """
        return read_json(self.state_file)

    def noted(self) -> dict[str, Any]:
        """What the portal wrote down when it last ran, {} where that is unknown."""
        try:
            return read_json(self.status_file)
        except DamagedFile:
            # a note, written anew at the next change
            return {}

    def remember(self, **values: Any) -> dict[str, Any]:
        """Add to what is remembered."""
        state = self.state() | values
        write_json(self.state_file, state)
        return state


SECRETS = (
    "session", "csrf", "jwt", "superuser", "ckan", "datastore_rw", "datastore_ro", "valkey",
    "metrics",
)  # fmt: skip


def _lock(descriptor: int, tries: int = 20) -> bool:
    """Take the lock; several tries, as `status` holds it for an instant to look at it."""
    for attempt in range(tries):
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if attempt + 1 < tries:
                time.sleep(0.02)
        else:
            return True
    return False


def _number(text: bytes) -> int | None:
    return int(text) if text.strip().isdigit() else None


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write an object for its owner only, whole or not at all."""
    write_private(path, json.dumps(content, indent=1))


def write_private(path: Path, text: str) -> None:
    """Write a file for its owner only, whole or not at all."""
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file, {} where there is no file.

    Raises DamagedFile: what cannot be read must not be taken for empty, and written over.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:
        raise DamagedFile(path, str(error)) from error
    if not isinstance(content, dict):
        raise DamagedFile(path, "it holds no JSON object")
    return content


def clear(home: Home) -> None:
    """Delete all that a portal keeps; what may lie there before the first start stays."""
    for path in home.folder.iterdir():
        if path.name in BEFORE:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    if not any(home.folder.iterdir()):
        home.folder.rmdir()
