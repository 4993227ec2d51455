"""XLSX workbooks (ECMA-376, part 1: SpreadsheetML), row by row, in bounded memory.

A sheet is never held: only its shared texts are, and the cells of one row. What a sheet announces
(``dimension``, a million empty rows) counts for nothing. Styles are not read, so that a day is the
number that it is in the file; ``day`` turns it into a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat

from . import xml
from .answer import Answer, Validators
from .errors import WrongContent
from .feed import Feed
from .zipped import Unzip, Zipped

#: what a workbook may hold (Excel's own limits for rows and columns)
ROWS, COLUMNS = 1_048_576, 16_384
#: a sheet of a hundred thousand rows and fifty columns has 300 MB of XML
UNZIP = Unzip(members=500, inflated=1024 * 1024 * 1024)
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: day 0, such that all days since March 1900 are right (the format knows a 29 February 1900)
EPOCH = date(1899, 12, 30)
Value = str | float | bool


@dataclass(frozen=True)
class Row:
    """One row that holds something: its number in the sheet, and its cells by column (A is 0)."""

    number: int
    cells: dict[int, Value]


def rows(feed: Feed, url: str, file: bytes | IO[bytes]) -> Iterator[Row]:
    """The rows of the first sheet that is shown, without those that are empty.

    WrongContent for what is no workbook; TooLarge, Broken as ``Zipped`` has it.
    """
    book = Zipped(url, file, UNZIP)
    sheet = _first_sheet(feed, book)
    texts = _shared(book) if "xl/sharedStrings.xml" in book.names else []
    yield from _Sheet(book, texts).rows(sheet)


def day(serial: float) -> date:
    """The date of a serial day number of the 1900 system; ValueError for what is none."""
    if not 1 <= serial < 2_958_466:
        raise ValueError(f"{serial} is the number of no day")
    return EPOCH + timedelta(days=int(serial))


def _first_sheet(feed: Feed, book: Zipped) -> str:
    """Name of the part that holds the first visible sheet."""
    sheets = [
        element
        for element in _part(feed, book, "xl/workbook.xml").iter()
        if xml.local(element) == "sheet" and element.get("state", "visible") == "visible"
    ]
    links = {
        link.get("Id"): link.get("Target", "")
        for link in _part(feed, book, "xl/_rels/workbook.xml.rels").iter()
        if xml.local(link) == "Relationship"
    }
    target = links.get(sheets[0].get(RELATION), "") if sheets else ""
    name = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    if name not in book.names:
        raise WrongContent(book.url, "a workbook with a sheet", "none")
    return name


def _part(feed: Feed, book: Zipped, name: str) -> xml.Element:
    if name not in book.names:
        raise WrongContent(book.url, "an XLSX workbook", f"a zip file without {name}")
    answer = Answer(book.url, book.read(name), "application/xml", "", Validators())
    return xml.read(answer, feed, f"the part {name} of a workbook")


def _parse(book: Zipped, name: str, parser: expat.XMLParserType) -> Iterator[None]:
    """Feed a part to a parser, piece by piece."""
    parser.buffer_text = True

    def refuse(*_: Any) -> None:
        raise WrongContent(book.url, "a workbook without a DTD", f"one in {name}")

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        for piece in book.pieces(name):
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise WrongContent(book.url, f"XML in {name}", f"something else: {error}") from error


def _shared(book: Zipped) -> list[str]:
    """The texts that cells name by number (section 18.4); phonetic hints (rPh) are none of them."""
    found: list[str] = []
    parts: list[str] = []
    inside = {"t": False, "rPh": False}

    def start(name: str, _: dict[str, str]) -> None:
        name = _local(name)
        if name == "si":
            parts.clear()
        elif name in inside:
            inside[name] = True

    def end(name: str) -> None:
        name = _local(name)
        if name == "si":
            found.append("".join(parts))
        elif name in inside:
            inside[name] = False

    def data(text: str) -> None:
        if inside["t"] and not inside["rPh"]:
            parts.append(text)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = data
    for _ in _parse(book, "xl/sharedStrings.xml", parser):
        pass
    return found


@dataclass
class _Sheet:
    """Reads the cells of a sheet (section 18.3.1): c is a cell, v its value, is its own text."""

    book: Zipped
    texts: list[str]
    ready: list[Row] = field(default_factory=list)
    number: int = 0
    column: int = -1
    kind: str = "n"
    taking: bool = False
    value: list[str] = field(default_factory=list)
    cells: dict[int, Value] = field(default_factory=dict)

    def rows(self, part: str) -> Iterator[Row]:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._data
        for _ in _parse(self.book, part, parser):
            yield from self.ready
            self.ready.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "t"):
            self.taking = True
        elif name == "row":
            number = attributes.get("r", "")
            self.number = int(number) if number.isascii() and number.isdigit() else self.number + 1
            self.column = -1
            if self.number > ROWS:
                raise WrongContent(self.book.url, f"at most {ROWS} rows", f"row {number[:20]}")

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column = _column(attributes.get("r", ""), self.column + 1)
        if self.column >= COLUMNS:
            raise WrongContent(self.book.url, f"at most {COLUMNS} columns", "more")
        self.kind = attributes.get("t", "n")
        self.value.clear()

    def _data(self, text: str) -> None:
        if self.taking:
            self.value.append(text)

    def _end(self, name: str) -> None:
        name = _local(name)
        if name in ("v", "t"):
            self.taking = False
        elif name == "c":
            value = self._read("".join(self.value))
            if value is not None and value != "":
                self.cells[self.column] = value
        elif name == "row" and self.cells:
            self.ready.append(Row(self.number, self.cells))
            self.cells = {}

    def _read(self, text: str) -> Value | None:
        """The value of a cell; None where it is empty, or an error of the spreadsheet's own."""
        if not text or self.kind == "e":
            return None
        if self.kind in ("str", "inlineStr", "d"):
            return text
        try:
            if self.kind == "s":
                return self.texts[int(text)]
            return text == "1" if self.kind == "b" else float(text)
        except (ValueError, IndexError) as error:
            where = f"the cell in row {self.number}, column {self.column + 1}"
            raise WrongContent(self.book.url, "a number or a known text", where) from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _column(reference: str, following: int) -> int:
    """Number of the column of a cell reference ("AB12" is 27); it may be missing."""
    letters = reference.rstrip("0123456789")
    if not letters or len(letters) > 3 or not letters.isascii() or not letters.isupper():
        return following
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1
