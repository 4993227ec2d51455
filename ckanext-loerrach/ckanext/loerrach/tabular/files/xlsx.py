"""Rows as an Excel workbook, written as they come (ECMA-376, part 1, SpreadsheetML).

The same rows give the same bytes, and memory does not grow. Texts are cells of type inlineStr,
which no program takes for a formula; those that begin like one are also marked as text
(quotePrefix), for when somebody edits them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from ..cells import FORMULA
from .content import About, Field
from .plain import NOTHING, Rows, text

#: what a sheet and a cell can hold
#: (https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d)
ROWS, COLUMNS, TEXT = 1_048_576, 16_384, 32_767
#: larger numbers lose digits: Excel keeps fifteen
EXACT = 10**15
#: day 0 of spreadsheets; before March 1900 they count a day that never was
ZERO, FIRST = date(1899, 12, 30), date(1900, 3, 1)
#: controls that XML does not know (https://www.w3.org/TR/xml/#charsets)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: what Excel would read as an escaped character
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: styles below: 1 a day, 2 a text that looks like a formula, 3 the header
DAY, QUOTED, HEAD = 1, 2, 3
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Daten" sheetId="1" r:id="r1"/><sheet name="Spalten" sheetId="2" r:id="r2"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/>'
    '<xf numFmtId="14" applyNumberFormat="1"/><xf quotePrefix="1"/><xf fontId="1" applyFont="1"/>'
    "</cellXfs></styleSheet>",
}
BEGIN = (
    f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>'
)
END = "</sheetData></worksheet>"


class Xlsx:
    """A sheet "Daten" with the rows, and "Spalten" with what columns and signs mean.

    Below the columns: the reference date, and the footnotes of the publisher's file.
    """

    def __init__(
        self, fields: Sequence[Field], key: Sequence[str], path: Path, about: About = NOTHING
    ) -> None:
        self._fields, self._about = fields, about
        self._archive = zipfile.ZipFile(path, "w")
        self._sheet = self._open("xl/worksheets/sheet1.xml")
        self._sheet.write(BEGIN.encode())
        self._written, self._left_out, self._cut = 0, 0, 0
        self._line([_cell(one.name, HEAD) for one in fields[:COLUMNS]])

    def write(self, rows: Rows) -> None:
        room = ROWS - self._written
        self._left_out += max(0, len(rows) - room)
        for row in rows[:room]:
            self._cut += sum(isinstance(value, str) and len(value) > TEXT for value in row)
            self._line(map(_value, row[:COLUMNS]))

    def close(self) -> list[str]:
        self._sheet.write(END.encode())
        self._sheet.close()
        self._columns()
        for name, told in PARTS.items():
            with self._open(name) as part:
                part.write((XML + told).encode())
        self._archive.close()
        return list(self._notes())

    def _columns(self) -> None:
        """The second sheet."""
        with self._open("xl/worksheets/sheet2.xml") as part:
            lines = [["Spalte", "Bezeichnung", "Einheit", "Beschreibung"]]
            for one in self._fields:
                told = [one.info.get(key, "") for key in ("label", "unit", "notes")]
                lines.append([one.name, *told])
            lines += _told(self._about)
            cells = [
                "".join(_cell(value, 0 if number else HEAD) for value in line)
                for number, line in enumerate(lines)
            ]
            part.write("".join([BEGIN, *(f"<row>{line}</row>" for line in cells), END]).encode())

    def _notes(self) -> Iterable[str]:
        if self._left_out:
            yield f"{self._left_out} rows are not in it: a sheet holds {ROWS}."
        if len(self._fields) > COLUMNS:
            yield f"{len(self._fields) - COLUMNS} columns are not in it: a sheet holds {COLUMNS}."
        if self._cut:
            yield f"{self._cut} texts are cut to {TEXT} characters."

    def _open(self, name: str) -> Any:
        """A part, dated as all ZIP archives without a date are."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return self._archive.open(info, "w", force_zip64=name.endswith("sheet1.xml"))

    def _line(self, cells: Iterable[str]) -> None:
        self._written += 1
        self._sheet.write(f"<row>{''.join(cells)}</row>".encode())


def _told(about: About) -> list[list[str]]:
    """Lines that say what is said of the whole table, after an empty one."""
    lines: list[list[str]] = []
    if about.reference_date:
        day = date.fromisoformat(about.reference_date)
        lines.append(["Stand der Angaben", f"{day:%d.%m.%Y}"])
    titles = chain(["Anmerkungen"], repeat(""))
    lines += [[title, note] for title, note in zip(titles, about.footnotes, strict=False)]
    return [[], *lines] if lines else []


def _value(value: Any) -> str:
    """A cell; cells without a value are there, too, so that the next one keeps its column."""
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float) or (isinstance(value, int) and abs(value) < EXACT):
        return f"<c><v>{value!r}</v></c>"
    if isinstance(value, date) and not isinstance(value, datetime) and value >= FIRST:
        return f'<c s="{DAY}"><v>{(value - ZERO).days}</v></c>'
    told = str(text(value))
    return _cell(told, QUOTED if FORMULA.match(told) else 0)


def _cell(told: str, style: int = 0) -> str:
    """A text, as it is, spaces and line ends included."""
    clean = ESCAPED.sub("_x005F_", CONTROLS.sub("\N{REPLACEMENT CHARACTER}", told[:TEXT]))
    body = escape(clean, {"\r": "&#13;"})
    told = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{told}><is><t xml:space="preserve">{body}</t></is></c>'
