"""Packages of XML parts, as XLSX and ODS are, before they are trusted: sizes, DTDs, macros.

The parts are read as a stream: nothing is held but what is found.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from .errors import Refused
from .sheets import letters

#: bytes of one part, and of all; a million rows of twenty cells unpack to some 900 MB
PART, WHOLE = 1 << 30, 2 << 30
#: how many times smaller than its content: a sheet of nothing but the same row comes to 200
RATIO = 400
PARTS = 5000
ROWS, COLUMNS, CELLS = 1_048_576, 1_500, 30_000_000


class Package:
    """A zip with XML parts; Refused for what is dangerous."""

    def __init__(self, path: Path, name: str) -> None:
        self.name, self.path = name, path
        self.text: Callable[[str], object] | None = None
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Refused("broken", file=name, what="ZIP") from error
        infos = self.zip.infolist()
        self.names = {info.filename for info in infos}
        if len(infos) > PARTS or len({part.lower() for part in self.names}) != len(infos):
            raise Refused("broken", file=name, what=f"{len(infos)} × ZIP")
        if any(info.flag_bits & 1 for info in infos):
            raise Refused("encrypted", file=name)
        self._sizes(infos)
        if any(
            "vbaproject" in part.lower() or part.lower().startswith("basic/") for part in self.names
        ):
            raise Refused("macros", file=name)

    def _sizes(self, infos: list[zipfile.ZipInfo]) -> None:
        total = sum(info.file_size for info in infos)
        if total > WHOLE or any(info.file_size > PART for info in infos):
            raise Refused("bomb", file=self.name, what=f"{total / 1e6:.0f} MB")
        for info in infos:
            if info.file_size > 1 << 24 and info.file_size > RATIO * max(info.compress_size, 1):
                raise Refused("bomb", file=self.name, what=info.filename)

    def parse(self, part: str, start: Callable[[str, dict[str, str]], None],
              end: Callable[[str], None] | None = None) -> None:  # fmt: skip
        """Call ``start`` and ``end`` for elements; names are without their namespace."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: start(
            name.rpartition(" ")[2], {local(key): value for key, value in attributes.items()}
        )
        if end:
            parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
        parser.CharacterDataHandler = lambda text: self.text(text) if self.text else None

        def refuse(*_: Any) -> None:
            raise Refused("dtd", file=self.name, part=part)

        parser.StartDoctypeDeclHandler = refuse
        try:
            for piece in self._pieces(part):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refused("broken", file=self.name, what=part) from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            KeyError,
            NotImplementedError,
            ValueError,
        ) as error:
            if isinstance(error, Refused):
                raise
            raise Refused("broken", file=self.name, what=part) from error

    def _pieces(self, part: str) -> Iterator[bytes]:
        """The part, no longer than it says to be: more is refused before others unpack it."""
        info = self.zip.getinfo(part)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("broken", file=self.name, what=part)
        left, total = info.compress_size, 0
        inflate = zlib.decompressobj(-15) if info.compress_type else None
        with self.path.open("rb") as file:
            file.seek(info.header_offset)
            header = file.read(30)
            if header[:4] != b"PK\3\4" or len(header) < 30:
                raise Refused("broken", file=self.name, what=part)
            file.seek(sum(struct.unpack("<HH", header[26:])), 1)
            rest = b""
            while left or rest:
                raw = rest or file.read(min(left, 1 << 16))
                left -= 0 if rest else len(raw) or left
                piece = inflate.decompress(raw, 1 << 18) if inflate else raw
                rest = inflate.unconsumed_tail if inflate else b""
                total += len(piece)
                if total > info.file_size:
                    raise Refused("bomb", file=self.name, what=part)
                yield piece

    def others(self, seen: set[str]) -> None:
        """No DTD in any further part that readers may look at."""
        for part in sorted(self.names - seen):
            if part.endswith((".xml", ".rels")):
                self.parse(part, lambda name, attributes: None)


def checked(name: str, sheet: str, row: int, column: int) -> None:
    """Refused for a cell too far outside."""
    if row >= ROWS or column >= COLUMNS or (row + 1) * (column + 1) > CELLS:
        raise Refused("dimensions", file=name, sheet=sheet, rows=row + 1, columns=letters(column))


def local(key: str) -> str:
    """Without namespace; LibreOffice marks errors by a second attribute "value-type" of its own."""
    namespace, _, name = key.rpartition(" ")
    return "error" if name == "value-type" and "calcext" in namespace else name
