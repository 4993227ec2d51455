"""The file of a backup: a tar whose first member says what follows, with sizes and checksums.

    manifest.json                 format, made_by, made_at, secrets, members: {name: {size, sha256}}
    ckan.dump, datastore.dump     pg_dump -Fc, without owners and rights
    storage/…                     uploaded files
    state.json, own.ini           what the portal remembers, the operator's settings
    secrets.json                  only where asked for

Nothing in it is compressed again: dumps are, and so are most uploads.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from .errors import BadBackup, DiskFull, reason

FORMAT = 1
MANIFEST = "manifest.json"
#: what a backup may hold beside files below storage/
KNOWN = frozenset({"ckan.dump", "datastore.dump", "state.json", "own.ini", "secrets.json"})
#: without these it is no portal
NEEDED = frozenset({"ckan.dump", "datastore.dump", "state.json"})
#: no manifest of ours is larger: 100 bytes for each of a million files
LARGEST_MANIFEST = 200_000_000
CHUNK = 1 << 20

#: bytes done
Tick = Callable[[int], None]


def verify(file: Path) -> None:
    """Read a backup and compare every byte with its manifest. Raises BadBackup."""
    _each(file, manifest(file), _Nowhere)


class _Nowhere:
    """Where the bytes of a check go."""

    def __init__(self, name: str) -> None: ...

    def write(self, chunk: bytes) -> None: ...

    def close(self) -> None: ...


def new_file(path: Path) -> IO[bytes]:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def manifest(file: Path) -> dict[str, Any]:
    """What a backup says it holds. Raises BadBackup where it is none of ours."""
    if not file.is_file():
        raise BadBackup(file, "there is no such file")
    try:
        with tarfile.open(file, "r:") as tar:
            return _manifest(file, tar)
    except tarfile.TarError as error:
        raise BadBackup(file, "it is not a backup of a portal, or cut off at its head") from error
    except OSError as error:
        raise BadBackup(file, reason(error)) from error


def _manifest(file: Path, tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    stream = tar.extractfile(first) if first and first.name == MANIFEST else None
    if not first or not stream or first.size > LARGEST_MANIFEST:
        raise BadBackup(file, "it is not a backup of a portal")
    try:
        content = json.loads(stream.read())
        version, members = content["format"], content["members"]
        sound = isinstance(version, int) and all(_sound(n, m) for n, m in members.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise BadBackup(file, "its manifest is damaged")
    if version > FORMAT:
        made_by = str(content.get("made_by"))
        raise BadBackup(file, f"it was made by a newer version ({made_by}); update the program")
    if missing := NEEDED - set(members):
        raise BadBackup(file, f"it lacks {', '.join(sorted(missing))}")
    return dict(content)


def _sound(name: str, facts: Any) -> bool:
    """Is this a name we write, and are its facts of the right kind?"""
    parts = PurePosixPath(name).parts
    inside = len(parts) > 1 and parts[0] == "storage" and ".." not in parts
    known = name in KNOWN or (inside and "/".join(parts) == name)
    return known and isinstance(facts["size"], int) and isinstance(facts["sha256"], str)


def unpack(file: Path, content: dict[str, Any], folder: Path, tick: Tick) -> None:
    """Unpack into an empty folder, and check every byte against the manifest.

    Raises BadBackup and DiskFull; the folder is then to be thrown away.
    """
    needed = sum(facts["size"] for facts in content["members"].values())
    free = shutil.disk_usage(folder).free
    if free < needed * 2:
        raise DiskFull(folder, free, needed * 2)

    def create(name: str) -> IO[bytes]:
        target = folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return new_file(target)

    _each(file, content, create, tick)


def _each(
    file: Path, content: dict[str, Any], create: Callable[[str], Any], tick: Tick = lambda _: None
) -> None:
    """Copy every member to what `create` opens for it, checked."""
    expected = dict(content["members"])
    try:
        with tarfile.open(file, "r:") as tar:
            for name, stream in _members(file, tar):
                facts = expected.pop(name, None)
                if facts is None:
                    raise BadBackup(file, f"{name!r} is not in its manifest")
                _copy(file, name, stream, create(name), facts, tick)
    except (tarfile.TarError, EOFError) as error:
        raise BadBackup(file, "it is damaged or cut off") from error
    if expected:
        raise BadBackup(file, f"it is cut off: {min(expected)} is missing")


def _members(file: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for number, member in enumerate(tar):
        if number == 0:
            continue
        stream = tar.extractfile(member) if member.isreg() else None
        if stream is None:
            raise BadBackup(file, f"{member.name!r} is not an ordinary file")
        yield member.name, stream


def _copy(
    file: Path, name: str, stream: IO[bytes], copy: Any, facts: dict[str, Any], tick: Tick
) -> None:
    digest, count = hashlib.sha256(), 0
    try:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            count += len(chunk)
            copy.write(chunk)
            tick(len(chunk))
    finally:
        copy.close()
    if count != facts["size"] or digest.hexdigest() != facts["sha256"]:
        raise BadBackup(file, f"{name} is damaged: its checksum is another")
