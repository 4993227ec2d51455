"""The files that harvested tables were read from, where only the portal can offer them.

A folder per resource below ``ckan.storage_path`` holds the file under the name of its SHA-256 and
``original.json`` (see Kept), which comes into being as a whole: a process that is killed leaves the
file of before.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import ckan.plugins.toolkit as tk
from ckanext.loerrach.harvesters._core.record import Original

ABOUT = "original.json"


@dataclass(frozen=True)
class Kept:
    """A file that is there."""

    #: what its publisher calls it
    name: str
    mimetype: str
    size: int
    #: SHA-256, in hexadecimal digits
    hash: str
    #: since when, in UTC, ISO 8601
    at: str


def keep(resource_id: str, original: Original | None) -> None:
    """Keep the file of a resource, in the place of the one before; None: there is none any more.

    OSError where that cannot be done; the one before stays then.
    """
    folder, before = _folder(resource_id), find(resource_id)
    if original is None:
        if before:
            drop(resource_id)
        return
    found = Path(original.path)
    with found.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    same = (original.name, digest)
    if before and same == (before.name, before.hash) and (folder / digest).is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(found, folder / f".{digest}")
    (folder / f".{digest}").replace(folder / digest)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    kept = Kept(original.name, original.mimetype, found.stat().st_size, digest, now)
    written = folder / f".{ABOUT}"
    written.write_text(json.dumps(asdict(kept), ensure_ascii=False), encoding="utf-8")
    written.replace(folder / ABOUT)
    for path in folder.iterdir():
        if path.name not in (ABOUT, digest):
            path.unlink(missing_ok=True)


def find(resource_id: str) -> Kept | None:
    """What is kept of a resource."""
    try:
        return Kept(**json.loads((_folder(resource_id) / ABOUT).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def drop(resource_id: str) -> None:
    """Remove the file of a resource."""
    shutil.rmtree(_folder(resource_id), ignore_errors=True)


def all() -> Iterator[str]:
    """Ids of the resources that have one."""
    root = _root()
    yield from (folder.name for folder in root.glob("??/*")) if root.is_dir() else ()


def path(resource_id: str, kept: Kept) -> Path | None:
    """Where the file is; None where it is lost."""
    found = _folder(resource_id) / kept.hash
    return found if found.is_file() else None


def _folder(resource_id: str) -> Path:
    return _root() / resource_id[:2] / resource_id


def _root() -> Path:
    return Path(str(tk.config["ckan.storage_path"])) / "loerrach_originals"
