"""ODS before it is trusted: what is hidden, merged, an error, a formula without result.

OpenDocument 1.3 part 3, 9 (tables) and 16.29 (number styles). The parts are read as a stream:
nothing is held but what is found.
"""

from __future__ import annotations

from pathlib import Path

from . import signs
from .errors import Refused
from .package import COLUMNS, ROWS, Package, checked
from .sheets import Beside, letters
from .shown import PERCENT, Shown


def ods(path: Path, name: str) -> list[Beside]:
    """Each table of an ODS."""
    package = Package(path, name)
    with package.zip:
        if "content.xml" not in package.names:
            raise Refused("broken", file=name, what="content.xml")
        if "META-INF/manifest.xml" in package.names:
            package.parse("META-INF/manifest.xml", lambda tag, at: _plain(tag, name))
        styles = _Styles()
        if "styles.xml" in package.names:
            package.parse("styles.xml", styles.start)
        tables = _Tables(package, styles)
        package.parse("content.xml", tables.start, tables.end)
        package.others({"content.xml", "styles.xml", "META-INF/manifest.xml"})
    return tables.found


def _plain(tag: str, name: str) -> None:
    if tag == "encryption-data":
        raise Refused("encrypted", file=name)


class _Styles:
    """How the styles of cells show numbers, by their names."""

    def __init__(self) -> None:
        self.numbers: dict[str, Shown] = {}
        self.cells: dict[str, tuple[str, str]] = {}
        self.name = ""

    def start(self, tag: str, at: dict[str, str]) -> None:
        if tag in ("number-style", "currency-style"):
            self.name = at.get("name", "")
        elif tag == "number" and self.name:
            self._number(at)
        elif tag == "style" and at.get("family") == "table-cell":
            own = at.get("data-style-name", ""), at.get("parent-style-name", "")
            self.cells[at.get("name", "")] = own

    def _number(self, at: dict[str, str]) -> None:
        digits = _count(at, "min-integer-digits")
        factor = at.get("display-factor", "1").partition(".")[0]
        if factor in ("1000", "1000000", "1000000000"):
            self.numbers[self.name] = Shown(thousands=len(factor) // 3)
        elif digits > 1 and at.get("grouping") != "true" and not _count(at, "decimal-places", 0):
            self.numbers[self.name] = Shown(digits=min(digits, 255))

    def how(self, name: str) -> Shown | None:
        """How a style shows numbers, by itself or by the one that it comes from."""
        for _ in range(10):
            own, parent = self.cells.get(name, ("", ""))
            if own or not parent:
                return self.numbers.get(own)
            name = parent
        return None


class _Tables:
    """The tables of content.xml. Styles hide tables, attributes hide rows and columns."""

    def __init__(self, package: Package, styles: _Styles) -> None:
        self.package, self.styles = package, styles
        #: styles of cells that name none, of the columns and of the row
        self.columns: list[tuple[int, str]] = []
        self.default = ""
        self.found: list[Beside] = []
        self.invisible: set[str] = set()
        self.style = ""
        self.row = self.column = self.width = 0
        self.repeated = 1
        self.error: tuple[int, int] | None = None
        self.texts: list[str] = []

    def start(self, tag: str, at: dict[str, str]) -> None:
        self.styles.start(tag, at)
        if tag == "style" and at.get("family") == "table":
            self.style = at.get("name", "")
        elif tag == "table-properties" and at.get("display") == "false":
            self.invisible.add(self.style)
        elif tag == "table":
            hidden = at.get("style-name", "") in self.invisible
            self.found.append(Beside(at.get("name", ""), hidden))
            self.row = self.width = 0
            self.columns = []
        elif tag == "table-column" and self.found:
            repeated = _count(at, "number-columns-repeated")
            if at.get("visibility", "visible") != "visible":
                last = min(self.width + repeated, COLUMNS)
                self.found[-1].hidden_columns.update(range(self.width, last))
            self.width += repeated
            self.columns.append((self.width, at.get("default-cell-style-name", "")))
        elif tag == "table-row":
            self._row(at)
        elif tag in ("table-cell", "covered-table-cell") and self.found:
            self._cell(tag, at)

    def _row(self, at: dict[str, str]) -> None:
        self.column, self.repeated = 0, _count(at, "number-rows-repeated")
        self.default = at.get("default-cell-style-name", "")
        if at.get("visibility", "visible") != "visible":
            last = min(self.row + self.repeated, ROWS)
            self.found[-1].hidden_rows.update(range(self.row, last))

    def _cell(self, tag: str, at: dict[str, str]) -> None:
        repeated = _count(at, "number-columns-repeated")
        beside = self.found[-1]
        there = at.get("value-type")
        if there:
            checked(self.package.name, beside.name, self.row + self.repeated - 1,
                    self.column + repeated - 1)  # fmt: skip
            self._show(there, at.get("style-name", ""), repeated)
        elif "formula" in at:
            raise Refused("no_result", file=self.package.name, sheet=beside.name,
                          cell=f"{letters(self.column)}{self.row + 1}")  # fmt: skip
        wide, high = _count(at, "number-columns-spanned"), _count(at, "number-rows-spanned")
        if wide > 1 or high > 1:
            last = (min(self.row + high, ROWS) - 1, min(self.column + wide, COLUMNS) - 1)
            beside.merged.append(((self.row, self.column), last))
        if at.get("error") == "error" or ("formula" in at and there == "string"):
            self.error, self.texts = (self.row, self.column), []
            self.package.text = self.texts.append
        self.column += repeated

    def _show(self, type: str, style: str, repeated: int) -> None:
        """How a cell, and those that repeat it, show their number."""
        if type not in ("float", "percentage", "currency"):
            return
        for column in range(self.column, self.column + repeated):
            of_column = next((name for end, name in self.columns if column < end), "")
            how = self.styles.how(style or self.default or of_column)
            how = PERCENT if type == "percentage" else how
            self.found[-1].show(self.row, column, how, self.row + self.repeated - 1)

    def end(self, tag: str) -> None:
        if tag == "table-row":
            self.row += self.repeated
        elif tag == "table-cell" and self.error:
            if (text := "".join(self.texts).strip()) in signs.ERRORS:
                self.found[-1].errors[self.error] = text
            self.error = self.package.text = None


def _count(at: dict[str, str], name: str, default: int = 1) -> int:
    text = at.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else default
