"""Write the file of a backup: beside its place, whole, and read again before it gets there."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .archive import FORMAT, MANIFEST, Tick, new_file, verify
from .errors import (
    NO_ROOM,
    BadBackup,
    DiskFull,
    PortalError,
    SourceNotReadable,
    TargetNotWritable,
    reason,
)


class BackupDisturbed(PortalError):
    """A stored file changed whenever it was read."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"{target} was not written: a file changed meanwhile; try again.")


@contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """A folder beside the target that is ours alone, on the same disk. Raises TargetNotWritable."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".backup-", dir=target.parent))
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(target.parent) from error
        raise TargetNotWritable(target, reason(error)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def describe(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of a file. Raises SourceNotReadable, and FileNotFoundError."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SourceNotReadable(path, reason(error)) from error
    return {"size": path.stat().st_size, "sha256": digest}


def write(
    target: Path, folder: Path, facts: dict[str, Any], members: dict[str, Path], tick: Tick
) -> None:
    """Write a backup and read it again: `members` maps names in the archive to files.

    Whole or not at all; `folder` is the workshop. Raises BackupDisturbed where a file changed
    meanwhile, SourceNotReadable, TargetNotWritable.
    """
    new = folder / "backup"
    # of a try before this one
    new.unlink(missing_ok=True)
    manifest = {**facts, "format": FORMAT, "members": {n: describe(p) for n, p in members.items()}}
    try:
        with new_file(new) as file, tarfile.open(fileobj=file, mode="w") as tar:
            _add(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
            for name, path in members.items():
                tar.add(path, name, recursive=False, filter=_anonymous)
                tick(path.stat().st_size)
        verify(new)
    except (FileNotFoundError, BadBackup) as error:
        raise BackupDisturbed(target) from error
    _deliver(new, target)


def _deliver(new: Path, target: Path) -> None:
    try:
        new.replace(target)
    except OSError as error:
        raise TargetNotWritable(target, reason(error)) from error


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))
