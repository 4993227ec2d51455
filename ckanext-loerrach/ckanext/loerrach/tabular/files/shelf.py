"""The files of one table on disk, made of what is in the DataStore when it has changed.

A folder holds ``current.json`` (see geo.shelf.Made) and the folder of files that it names. Nothing
is laid there before: the version of the table says whether it has changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from ckanext.loerrach.geo import shelf
from ckanext.loerrach.geo.shelf import Made, Shelf
from ckanext.loerrach.harvesters._core.fingerprint import digest

from .content import About, Content, opened
from .formats import FORMATS, write

#: changes when files of the same data have other bytes, so that all are made anew
VERSION = 1
#: what all files are called, before their ending
NAME = "table"


class TableShelf(Shelf):
    """The files of the table of a resource."""

    def __init__(
        self, folder: Path, wanted: str | None = None, about: Callable[[], About] = About
    ) -> None:
        """``wanted`` is the version of the table (tabular.versions) where it is known.

        ``about`` says what the files tell of the whole table: others are made where that changes.
        """
        super().__init__(folder)
        self._about = about
        self._wanted = wanted and _version(wanted, about())

    @property
    def waits(self) -> bool:
        """The table is another one than that of the files."""
        return self._wanted is not None and self._there() != self._wanted

    def is_of(self, version: str | None) -> bool:
        """Are the files those of this version of the table?"""
        return bool(version) and self._there() == _version(version, self._about())

    @property
    def version(self) -> str | None:
        """The version that there is, or will be."""
        return self._wanted or self._there()

    def make(self) -> Made | None:
        """Make the files; None where there is no table. ShelfBusy while another one does.

        What goes wrong is kept as ``failed`` and raised; the old files stay.
        """
        with self._alone():
            with self._kept(self._wanted or ""), opened(self.folder.name) as content:
                made = self._made(replace(content, about=self._about())) if content else None
            if made:
                self._settle(made)
            return made

    def path(self, format: str) -> Path | None:
        """The file of a format; None where there is none."""
        made = self.made
        if made is None or format not in made.files:
            return None
        found = self.folder / made.version / f"{NAME}{FORMATS[format].ending}"
        return found if found.is_file() else None

    def _there(self) -> str | None:
        made = self.made
        return made.version if made and (self.folder / made.version).is_dir() else None

    def _made(self, content: Content) -> Made:
        version = _version(content.version, content.about)
        target = self.folder / f".{version}"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        paths = {name: target / f"{NAME}{one.ending}" for name, one in FORMATS.items()}
        rows, notes = write(content, paths)
        files = {name: shelf.told(path, notes[name]) for name, path in paths.items()}
        shutil.rmtree(self.folder / version, ignore_errors=True)
        target.replace(self.folder / version)
        return Made(version, shelf.now(), rows, files)


def _version(table: str | None, about: About) -> str:
    """Of the files: that of the rows, and of what is said of them."""
    return f"{VERSION}-{table}" + (f"-{digest(asdict(about))[:12]}" if about else "")
