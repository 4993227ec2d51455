"""Zip files of others (APPNOTE.TXT of PKWARE, 6.3.10): looked at before they are unpacked.

Nothing is written to a disk, so that a name that leads elsewhere could do no harm; such a file is
refused all the same, as nobody makes one by mistake.
"""

from __future__ import annotations

import codecs
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from .errors import Broken, TooLarge, WrongContent

CHUNK = 256 * 1024
#: what an attacker could use against a program that unpacks by name
TRICKS = ("..", "\\", ":", "\0")
METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


@dataclass(frozen=True)
class Unzip:
    """How much of a zip file is read."""

    #: files in it
    members: int = 1000
    #: bytes that all files that are read may have together
    inflated: int = 256 * 1024 * 1024
    #: characters between two line ends
    line: int = 1024 * 1024


class Zipped:
    """A zip file in memory or on disk; ``url`` is what messages name.

    WrongContent for what is no zip file or wants to trick, TooLarge for a bomb, Broken for an
    archive that ends early or has other bytes than it promises.
    """

    def __init__(self, url: str, file: bytes | IO[bytes], limits: Unzip | None = None) -> None:
        self.url, self.limits = url, limits or Unzip()
        self._left = self.limits.inflated
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file)
        except BROKEN as error:
            raise WrongContent(url, "a zip file", "something else, or half of one") from error
        self._members = {member.filename: member for member in self._checked()}

    @property
    def names(self) -> list[str]:
        """Names of the files, in their order."""
        return list(self._members)

    def made(self, name: str) -> tuple[int, int, int]:
        """Year, month and day at which a file was last changed; zip files know no zone."""
        return self._members[name].date_time[:3]

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, some at a time."""
        try:
            with self._zip.open(self._members[name]) as file:
                while piece := file.read(CHUNK):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise TooLarge(self.url, self.limits.inflated)
                    yield piece
        except BROKEN as error:
            raise Broken(self.url, f"The file {name} in the zip file is damaged") from error

    def read(self, name: str) -> bytes:
        """A whole file."""
        return b"".join(self.pieces(name))

    def lines(self, name: str, encoding: str = "utf-8") -> Iterator[str]:
        """The lines of a file with their ends, without a byte order mark.

        Bytes that are none in the encoding become U+FFFD. Only a line feed ends a line.
        """
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        rest = ""
        for number, piece in enumerate(self.pieces(name)):
            text = decoder.decode(piece)
            text = rest + (text.removeprefix("\ufeff") if number == 0 else text)
            *whole, rest = text.split("\n")
            yield from (line + "\n" for line in whole)
            if len(rest) > self.limits.line:
                raise WrongContent(self.url, f"lines in {name}", "one that does not end")
        rest += decoder.decode(b"", final=True)
        if rest:
            yield rest

    def _checked(self) -> Iterator[zipfile.ZipInfo]:
        members = self._zip.infolist()
        if len(members) > self.limits.members:
            found = f"{len(members)} of them"
            raise WrongContent(self.url, f"at most {self.limits.members} files in a zip", found)
        for member in members:
            if not member.is_dir():
                self._look(member)
                yield member
        if len({member.filename for member in members}) < len(members):
            raise WrongContent(self.url, "each file once in a zip file", "one of them twice")

    def _look(self, member: zipfile.ZipInfo) -> None:
        name = member.filename
        if name.startswith("/") or any(trick in member.orig_filename for trick in TRICKS):
            raise WrongContent(self.url, "a zip file with plain names", f"the name '{name}'")
        if member.flag_bits & 0x1:
            raise WrongContent(self.url, "a zip file without a password", "an encrypted one")
        if member.compress_type not in METHODS:
            raise WrongContent(self.url, "files stored or deflated", "another compression")
