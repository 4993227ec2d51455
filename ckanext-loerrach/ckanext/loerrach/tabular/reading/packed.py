"""XLSX and ODS before they are trusted: sizes, dimensions, DTDs, macros, formulas without result.

ECMA-376 part 1, 18.3 (SpreadsheetML); OpenDocument 1.3 part 3, 9 (tables). The files are read as a
stream: nothing is held but what is found.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from . import signs
from .errors import Refused
from .sheets import Beside, letters, place

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
            name.rpartition(" ")[2], {_local(key): value for key, value in attributes.items()}
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


def xlsx(path: Path, name: str) -> list[Beside]:
    """Each worksheet of an XLSX, in the order of the workbook."""
    package = Package(path, name)
    with package.zip:
        if "xl/workbook.xml" not in package.names:
            raise Refused("broken", file=name, what="xl/workbook.xml")
        listed: list[tuple[str, str, bool]] = []
        targets: dict[str, str] = {}
        started: list[str] = []

        def root(tag: str, attributes: dict[str, str]) -> None:
            if attributes.get("Type", "").endswith("/officeDocument"):
                started.append(attributes.get("Target", "").lstrip("/"))

        def sheet(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet":
                hidden = attributes.get("state", "visible") != "visible"
                listed.append((attributes.get("name", ""), attributes.get("id", ""), hidden))

        def relation(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        package.parse("_rels/.rels", root)
        if started != ["xl/workbook.xml"]:
            raise Refused("broken", file=name, what="_rels/.rels")
        package.parse("xl/workbook.xml", sheet)
        package.parse("xl/_rels/workbook.xml.rels", relation)
        seen = {"_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
        found = []
        for title, relation_id, hidden in listed:
            target = targets.get(relation_id, "")
            part = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            )
            if part not in package.names or "sheet" not in part.lower():
                continue
            found.append(_Worksheet(package, title, hidden).read(part))
            seen.add(part)
        package.others(seen)
    return found


class _Worksheet:
    """One worksheet of an XLSX."""

    def __init__(self, package: Package, title: str, hidden: bool) -> None:
        self.package, self.beside = package, Beside(title, hidden)
        self.row = self.column = -1
        self.kind = ""
        self.formula = self.valued = self.in_value = False
        self.value: list[str] = []

    def read(self, part: str) -> Beside:
        self.package.text = self._text
        self.package.parse(part, self._start, self._end)
        self.package.text = None
        return self.beside

    def _start(self, tag: str, at: dict[str, str]) -> None:
        if tag == "c":
            self._cell(at)
        elif tag == "v":
            self.valued = self.in_value = True
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self.row = int(at["r"]) - 1 if "r" in at else self.row + 1
            self.column = -1
            checked(self.package.name, self.beside.name, self.row, 0)
            if at.get("hidden") in ("1", "true"):
                self.beside.hidden_rows.add(self.row)
        elif tag == "col" and at.get("hidden") in ("1", "true"):
            end = min(int(at.get("max", "0")), COLUMNS)
            self.beside.hidden_columns.update(range(int(at.get("min", "1")) - 1, end))
        elif tag == "mergeCell":
            first, _, last = at.get("ref", "").partition(":")
            self.beside.merged.append((place(first), place(last or first)))

    def _cell(self, at: dict[str, str]) -> None:
        self.row, self.column = place(at["r"]) if "r" in at else (self.row, self.column + 1)
        checked(self.package.name, self.beside.name, self.row, self.column)
        self.kind, self.formula, self.valued, self.value = at.get("t", "n"), False, False, []

    def _text(self, text: str) -> None:
        if self.in_value and self.kind == "e":
            self.value.append(text)

    def _end(self, tag: str) -> None:
        if tag == "v":
            self.in_value = False
        elif tag == "c":
            if self.formula and not self.valued:
                raise Refused("no_result", file=self.package.name, sheet=self.beside.name,
                              cell=f"{letters(self.column)}{self.row + 1}")  # fmt: skip
            if self.kind == "e":
                self.beside.errors[self.row, self.column] = "".join(self.value) or "#N/A"


def ods(path: Path, name: str) -> list[Beside]:
    """Each table of an ODS."""
    package = Package(path, name)
    with package.zip:
        if "content.xml" not in package.names:
            raise Refused("broken", file=name, what="content.xml")
        if "META-INF/manifest.xml" in package.names:
            package.parse("META-INF/manifest.xml", lambda tag, at: _plain(tag, name))
        tables = _Tables(package)
        package.parse("content.xml", tables.start, tables.end)
        package.others({"content.xml", "META-INF/manifest.xml"})
    return tables.found


def _plain(tag: str, name: str) -> None:
    if tag == "encryption-data":
        raise Refused("encrypted", file=name)


class _Tables:
    """The tables of content.xml. Styles hide tables, attributes hide rows and columns."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.found: list[Beside] = []
        self.invisible: set[str] = set()
        self.style = ""
        self.row = self.column = self.width = 0
        self.repeated = 1
        self.error: tuple[int, int] | None = None
        self.texts: list[str] = []

    def start(self, tag: str, at: dict[str, str]) -> None:
        if tag == "style" and at.get("family") == "table":
            self.style = at.get("name", "")
        elif tag == "table-properties" and at.get("display") == "false":
            self.invisible.add(self.style)
        elif tag == "table":
            hidden = at.get("style-name", "") in self.invisible
            self.found.append(Beside(at.get("name", ""), hidden))
            self.row = self.width = 0
        elif tag == "table-column" and self.found:
            repeated = _repeated(at, "number-columns-repeated")
            if at.get("visibility", "visible") != "visible":
                last = min(self.width + repeated, COLUMNS)
                self.found[-1].hidden_columns.update(range(self.width, last))
            self.width += repeated
        elif tag == "table-row":
            self._row(at)
        elif tag in ("table-cell", "covered-table-cell") and self.found:
            self._cell(tag, at)

    def _row(self, at: dict[str, str]) -> None:
        self.column, self.repeated = 0, _repeated(at, "number-rows-repeated")
        if at.get("visibility", "visible") != "visible":
            last = min(self.row + self.repeated, ROWS)
            self.found[-1].hidden_rows.update(range(self.row, last))

    def _cell(self, tag: str, at: dict[str, str]) -> None:
        repeated = _repeated(at, "number-columns-repeated")
        beside = self.found[-1]
        there = at.get("value-type")
        if there:
            checked(self.package.name, beside.name, self.row + self.repeated - 1,
                    self.column + repeated - 1)  # fmt: skip
        elif "formula" in at:
            raise Refused("no_result", file=self.package.name, sheet=beside.name,
                          cell=f"{letters(self.column)}{self.row + 1}")  # fmt: skip
        wide, high = _repeated(at, "number-columns-spanned"), _repeated(at, "number-rows-spanned")
        if wide > 1 or high > 1:
            last = (min(self.row + high, ROWS) - 1, min(self.column + wide, COLUMNS) - 1)
            beside.merged.append(((self.row, self.column), last))
        if at.get("error") == "error" or ("formula" in at and there == "string"):
            self.error, self.texts = (self.row, self.column), []
            self.package.text = self.texts.append
        self.column += repeated

    def end(self, tag: str) -> None:
        if tag == "table-row":
            self.row += self.repeated
        elif tag == "table-cell" and self.error:
            if (text := "".join(self.texts).strip()) in signs.ERRORS:
                self.found[-1].errors[self.error] = text
            self.error = self.package.text = None


def _local(key: str) -> str:
    """Without namespace; LibreOffice marks errors by a second attribute "value-type" of its own."""
    namespace, _, name = key.rpartition(" ")
    return "error" if name == "value-type" and "calcext" in namespace else name


def _repeated(at: dict[str, str], name: str) -> int:
    text = at.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 9 else 1
