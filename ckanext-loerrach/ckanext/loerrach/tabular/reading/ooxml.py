"""XLSX before it is trusted: what is hidden, merged, an error, a formula without result.

ECMA-376 part 1, 18.3 (worksheets) and 18.8.30 (number formats). The parts are read as a stream:
nothing is held but what is found.
"""

from __future__ import annotations

import posixpath
from pathlib import Path

from . import shown
from .errors import Refused
from .package import COLUMNS, Package, checked
from .sheets import Beside, letters, place
from .shown import Shown


def xlsx(path: Path, name: str) -> list[Beside]:
    """Each worksheet of an XLSX, in the order of the workbook."""
    package = Package(path, name)
    with package.zip:
        if "xl/workbook.xml" not in package.names:
            raise Refused("broken", file=name, what="xl/workbook.xml")
        book = _Book()
        package.parse("_rels/.rels", book.root)
        if book.started != ["xl/workbook.xml"]:
            raise Refused("broken", file=name, what="_rels/.rels")
        package.parse("xl/workbook.xml", book.sheet)
        package.parse("xl/_rels/workbook.xml.rels", book.relation)
        seen = {"_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
        formats = _Formats()
        for part in package.names.intersection(book.styles):
            package.parse(part, formats.start, formats.end)
        found = []
        for title, relation, hidden in book.listed:
            part = book.targets.get(relation, "")
            if part not in package.names or "sheet" not in part.lower():
                continue
            found.append(_Worksheet(package, title, hidden, formats.styles).read(part))
            seen.add(part)
        package.others(seen)
    return found


class _Book:
    """What the workbook lists, and where it is."""

    def __init__(self) -> None:
        self.started: list[str] = []
        #: name, relation, whether it is hidden
        self.listed: list[tuple[str, str, bool]] = []
        self.targets: dict[str, str] = {}
        self.styles: list[str] = []

    def root(self, tag: str, at: dict[str, str]) -> None:
        if at.get("Type", "").endswith("/officeDocument"):
            self.started.append(at.get("Target", "").lstrip("/"))

    def sheet(self, tag: str, at: dict[str, str]) -> None:
        if tag == "sheet":
            hidden = at.get("state", "visible") != "visible"
            self.listed.append((at.get("name", ""), at.get("id", ""), hidden))

    def relation(self, tag: str, at: dict[str, str]) -> None:
        if tag == "Relationship" and at.get("TargetMode") != "External":
            part = self.targets[at.get("Id", "")] = _part(at.get("Target", ""))
            if at.get("Type", "").endswith("/styles"):
                self.styles.append(part)


def _part(target: str) -> str:
    """The name of the part to which the workbook relates."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


class _Formats:
    """How each style of a cell shows numbers."""

    def __init__(self) -> None:
        self.codes = dict(shown.BUILT_IN)
        self.styles: list[Shown | None] = []
        self.inside = False

    def start(self, tag: str, at: dict[str, str]) -> None:
        if tag == "numFmt":
            self.codes[at.get("numFmtId", "")] = at.get("formatCode", "")
        elif tag == "cellXfs":
            self.inside = True
        elif tag == "xf" and self.inside:
            self.styles.append(shown.of_code(self.codes.get(at.get("numFmtId", ""), "")))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self.inside = False


class _Worksheet:
    """One worksheet of an XLSX."""

    def __init__(self, package: Package, title: str, hidden: bool,
                 styles: list[Shown | None]) -> None:  # fmt: skip
        self.package, self.beside, self.styles = package, Beside(title, hidden), styles
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
        style = at.get("s", "")
        if style.isdecimal() and len(style) < 6 and int(style) < len(self.styles):
            self.beside.show(self.row, self.column, self.styles[int(style)])

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
