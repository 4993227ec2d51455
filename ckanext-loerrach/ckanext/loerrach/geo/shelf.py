"""The files of one table of places on disk: those that are there, and what waits to be made.

A folder holds ``current.json`` (see Made) and the folder of files that it names; ``next.json`` and
a GeoParquet file where newer rows wait; ``working.json`` while they are being written. Each of them
comes into being as a whole, so that a process that is killed leaves the old files, and a new try.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import files
from .errors import ShelfBusy

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

#: changes when files of the same data have other bytes, so that all are made anew
VERSION = 2
#: what all files are called, before their ending
NAME = "places"
CURRENT, NEXT, WORKING, FAILED, LOCK = (
    "current.json", "next.json", "working.json", "failed.json", ".lock",
)  # fmt: skip


@dataclass(frozen=True)
class File:
    """One file: how large, its SHA-256, and what it cannot carry."""

    size: int
    hash: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Made:
    """The files that are there, by the name of their format."""

    version: str
    #: moment in UTC, ISO 8601
    at: str
    rows: int
    files: Mapping[str, File]


@dataclass(frozen=True)
class Failed:
    """Why the files of a version could not be made."""

    version: str
    at: str
    problem: str


class Shelf:
    """The files of one table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def made(self) -> Made | None:
        """What is there; None where no files were made yet."""
        found = self._read(CURRENT)
        if not found:
            return None
        return Made(**{**found, "files": {key: File(**one) for key, one in found["files"].items()}})

    @property
    def failed(self) -> Failed | None:
        """Why the last try failed; None where it did not."""
        found = self._read(FAILED)
        return Failed(**found) if found else None

    @property
    def waits(self) -> bool:
        """Rows wait to be made into files."""
        return any((self.folder / name).exists() for name in (NEXT, WORKING))

    @property
    def version(self) -> str | None:
        """The version that is there, or will be: None for none, or one whose files are lost."""
        if found := self._read(NEXT) or self._read(WORKING):
            return str(found["version"])
        made = self.made
        return made.version if made and (self.folder / made.version).is_dir() else None

    def stage(self, version: str, frame: GeoDataFrame) -> None:
        """Keep rows (see table.frame) until they are made into files; newer rows replace them."""
        self.folder.mkdir(parents=True, exist_ok=True)
        waiting = self.folder / f"{version}.parquet"
        files.write(frame, waiting, "parquet")
        self._write(NEXT, {"version": version})

    def make(self) -> Made | None:
        """Make the files of what waits; None where nothing does. ShelfBusy while another one does.

        What goes wrong is kept as ``failed`` and raised; the old files stay.
        """
        with self._alone():
            if (self.folder / NEXT).exists():
                # claimed in one step: rows that come from now on wait for the next time
                (self.folder / NEXT).replace(self.folder / WORKING)
            claimed = self._read(WORKING)
            if not claimed:
                return None
            version = str(claimed["version"])
            with self._kept(version):
                made = self._make(version)
            self._settle(made)
            return made

    def path(self, format: str) -> Path | None:
        """The file of a format; None where there is none."""
        made = self.made
        if made is None or format not in made.files:
            return None
        found = self.folder / made.version / f"{NAME}{files.FORMATS[format].ending}"
        return found if found.is_file() else None

    def remove(self) -> None:
        """Remove all files."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make(self, version: str) -> Made:
        import geopandas

        frame = geopandas.read_parquet(self.folder / f"{version}.parquet")
        target = self.folder / f".{version}"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        found = {}
        for name, format in files.FORMATS.items():
            path = target / f"{NAME}{format.ending}"
            notes = files.write(frame, path, name)
            found[name] = told(path, notes)
        shutil.rmtree(self.folder / version, ignore_errors=True)
        target.replace(self.folder / version)
        return Made(version, now(), len(frame), found)

    @contextmanager
    def _kept(self, version: str) -> Iterator[None]:
        """Keep what goes wrong: who asks for a file is told that there is none."""
        try:
            yield
        # whatever GDAL and pandas raise
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"[:500]
            self._write(FAILED, asdict(Failed(version, now(), problem)))
            raise

    def _settle(self, made: Made) -> None:
        """From now on these are the files."""
        self._write(CURRENT, asdict(made))
        for name in (FAILED, WORKING):
            (self.folder / name).unlink(missing_ok=True)
        self._tidy()

    def _tidy(self) -> None:
        """Only the files that are there, and the rows that wait."""
        kept = {str(one["version"]) for name in (CURRENT, NEXT) if (one := self._read(name))}
        for path in self.folder.iterdir():
            if path.is_dir() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)
            elif path.suffix == ".parquet" and path.stem != (self._read(NEXT) or {}).get("version"):
                path.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ShelfBusy(self.folder.name) from error
            yield

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            found = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found if isinstance(found, dict) else None

    def _write(self, name: str, value: Mapping[str, Any]) -> None:
        path = self.folder / f".{name}"
        path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        path.replace(self.folder / name)


def told(path: Path, notes: list[str]) -> File:
    """What there is to say about a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(path.stat().st_size, digest, notes)


def now() -> str:
    """This moment in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
