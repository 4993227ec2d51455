"""Where the folders lie: on a disk that the operator has released, or behind a directory listing.

Whatever is read is copied first, within limits: a file that changes meanwhile is not half of one.
"""

from __future__ import annotations

import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urljoin

from .._core import listing
from .._core.errors import SettingError, WrongContent
from .._core.feed import Feed
from .words import Problem

#: of one file
MEGABYTES, SECONDS = 100, 600.0
#: seconds that a file has to be left alone before it is taken for whole
QUIET = 60
#: what programs call a file that they are still writing
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart")
#: what systems and office programs leave in folders
LITTER = ("thumbs.db", "desktop.ini")


class StillWritten(Exception):
    """Somebody is copying into the folder: it is looked at again at the next run."""


@dataclass(frozen=True)
class File:
    """A file of a folder."""

    name: str
    #: what changes with it (date and size); "" where the zone cannot say
    stamp: str
    #: nobody has written to it for a while
    settled: bool = True


def usable(name: str) -> bool:
    """No litter, no templates ("_…"), nothing hidden, no lock of an office program ("~$…")."""
    return not name.startswith((".", "_", "~")) and name.lower() not in LITTER


class Zone(ABC):
    """All folders of a source."""

    @abstractmethod
    def folders(self) -> list[str]:
        """Names of the folders; FeedError where the zone is not there."""

    @abstractmethod
    def files(self, folder: str) -> list[File]:
        """The files of one folder."""

    @abstractmethod
    def fetch(self, folder: str, name: str, into: BinaryIO) -> None:
        """Copy a file; Problem where it is too large, StillWritten where it changes meanwhile."""

    @abstractmethod
    def address(self, folder: str, name: str) -> str:
        """Where everybody gets the file; "" where only the portal can."""

    def is_written(self, files: list[File]) -> bool:
        """Is somebody still copying into the folder?"""
        return any(not one.settled or one.name.lower().endswith(UNFINISHED) for one in files)


class Listed(Zone):
    """Folders of a web server that lists them (nginx's autoindex, Apache's mod_autoindex)."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._folders: dict[str, str] = {}
        self._files: dict[str, dict[str, str]] = {}

    def folders(self) -> list[str]:
        found = listing.entries(self.feed.get(part=True))
        self._folders = {one.name: one.url for one in found if one.is_folder and usable(one.name)}
        return sorted(self._folders)

    def files(self, folder: str) -> list[File]:
        found = listing.entries(self.feed.get(self._folders[folder]))
        self._files[folder] = {one.name: one.url for one in found if not one.is_folder}
        return [File(one.name, one.stamp) for one in found if not one.is_folder]

    def fetch(self, folder: str, name: str, into: BinaryIO) -> None:
        self.feed.save(self._files[folder][name], into, MEGABYTES, SECONDS)

    def address(self, folder: str, name: str) -> str:
        """As the source's own address has it, also where a sample stands in for it."""
        asked = self._files[folder][name]
        return urljoin(self.feed.url, asked.removeprefix(self.feed.asked.rstrip("/") + "/"))


class Released(Zone):
    """A folder of this machine; links in it lead nowhere."""

    def __init__(self, feed: Feed, name: str) -> None:
        if name not in feed.folders:
            known = ", ".join(sorted(feed.folders)) or "none"
            problem = f"the operator has released no folder '{name}'; released are: {known}"
            raise SettingError(feed.source.name, "folder", problem)
        self.feed, self.name, self.root = feed, name, feed.folders[name]

    def folders(self) -> list[str]:
        try:
            with os.scandir(self.root) as found:
                entries = sorted(found, key=lambda one: one.name)
        except OSError as error:
            expected = f"the released folder '{self.name}'"
            found_there = "none that can be read; is its drive connected?"
            raise WrongContent(self.feed.url, expected, found_there) from error
        for one in entries:
            if one.is_symlink():
                self.feed.notice("left out", one.name, "a link; only folders themselves are read")
        return [one.name for one in entries if one.is_dir(follow_symlinks=False)
                and usable(one.name)]  # fmt: skip

    def files(self, folder: str) -> list[File]:
        now, found = self.feed.now.timestamp(), []
        with self._opened(folder) as inner, os.scandir(inner) as entries:
            for one in entries:
                about = one.stat(follow_symlinks=False)
                if stat.S_ISREG(about.st_mode):
                    quiet = abs(now - about.st_mtime) > QUIET
                    found.append(File(one.name, _state(about), quiet))
        return sorted(found, key=lambda one: one.name)

    def fetch(self, folder: str, name: str, into: BinaryIO) -> None:
        with self._opened(folder) as inner:
            # a pipe in place of a file would be waited for without O_NONBLOCK
            number = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=inner)
            with os.fdopen(number, "rb") as file:
                before = os.fstat(number)
                if not stat.S_ISREG(before.st_mode):
                    raise Problem(name, "no_file")
                left = MEGABYTES * 1024**2
                while piece := file.read(256 * 1024):
                    left -= len(piece)
                    if left < 0:
                        raise Problem(name, "too_large", megabytes=MEGABYTES)
                    into.write(piece)
                if _state(os.fstat(number)) != _state(before):
                    raise StillWritten

    def address(self, folder: str, name: str) -> str:
        return ""

    @contextmanager
    def _opened(self, folder: str) -> Iterator[int]:
        """The folder itself, whatever somebody puts in its place meanwhile."""
        flags = os.O_RDONLY | os.O_DIRECTORY
        root = os.open(self.root, flags)
        try:
            inner = os.open(folder, flags | os.O_NOFOLLOW, dir_fd=root)
        finally:
            os.close(root)
        try:
            yield inner
        finally:
            os.close(inner)


def _state(about: os.stat_result) -> str:
    return f"{about.st_size} {about.st_mtime_ns}"


def zone(feed: Feed) -> Zone:
    """The zone of a source: the released folder that ``settings.folder`` names, or its address."""
    name = feed.source.settings.get("folder")
    if name is None:
        return Listed(feed)
    if not isinstance(name, str) or not name:
        raise SettingError(feed.source.name, "folder", "the name of a released folder is needed")
    return Released(feed, name)


def copied(zone: Zone, folder: str, name: str, into: Path) -> Path:
    """The file as a copy in ``into``, under a number: names of others never become paths."""
    path = into / f"{len(list(into.iterdir()))}{Path(name).suffix.lower()[:12]}"
    with path.open("wb") as file:
        zone.fetch(folder, name, cast(BinaryIO, file))
    return path
