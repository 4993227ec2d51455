"""XLSX, XLS and ODS: values by calamine, after a look at what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from . import binary, odf, ooxml
from .errors import Refused
from .layout import Layout
from .model import Sheet
from .origin import Batch, Facts, Sample
from .package import CELLS, COLUMNS
from .sheets import Beside
from .shown import Shown
from .words import say

LOOK = {"xlsx": ooxml.xlsx, "ods": odf.ods, "xls": binary.xls}
PIECE = 50_000


#: names of sheets that say that the data are there; our own files call theirs so
DATA = ("daten", "data", "données", "donnees")


def _promise(sheet: Sheet) -> tuple[bool, int]:
    """How much a sheet looks like the one with the table; the first of the best counts."""
    called = sheet.name.strip().casefold() in DATA and sheet.rows > 1
    return called, min(sheet.rows, 3) * min(sheet.columns, 3)


class Workbook:
    """One sheet of a workbook as texts; hidden rows and columns are left out."""

    def __init__(self, path: Path, name: str, format: str, sheet: str = "") -> None:
        import python_calamine as calamine

        self.name = name
        looked = LOOK[format](path, name)
        try:
            # by its content: the name proves nothing
            with path.open("rb") as file:
                book = calamine.CalamineWorkbook.from_filelike(file)
                besides = [one for one in looked if one.name in book.sheet_names]
                self._open(book, besides, format, sheet)
        except calamine.PasswordError as error:
            raise Refused("encrypted", file=name) from error
        except (calamine.CalamineError, OSError, ValueError) as error:
            if isinstance(error, Refused):
                raise
            raise Refused("broken", file=name, what=format.upper()) from error

    def _open(self, book: Any, besides: list[Beside], format: str, wanted: str) -> None:
        grids = {one.name: book.get_sheet_by_name(one.name) for one in besides}
        sheets = [Sheet(one.name, one.hidden, *_size(grids[one.name])) for one in besides]
        visible = [one for one in sheets if not one.hidden and one.rows]
        if wanted and wanted not in grids:
            raise Refused(
                "no_sheet", file=self.name, sheet=wanted, sheets=[one.name for one in sheets]
            )
        if not wanted and not visible:
            raise Refused("no_rows", file=self.name)
        # notes and covers are smaller than the table they speak of
        chosen = wanted or max(visible, key=_promise).name
        beside = next(one for one in besides if one.name == chosen)
        self.facts = Facts(format, sheet=chosen, sheets=sheets)
        others = [one.name for one in visible if one.name != chosen]
        hidden = [one.name for one in sheets if one.hidden and one.name != chosen]
        if others:
            self.facts.sentences.append(say("other_sheets", sheets=others))
        if hidden:
            self.facts.sentences.append(say("hidden_sheets", sheets=hidden))
        self.sample = self._grid(grids[chosen], beside)

    def _grid(self, sheet: Any, beside: Beside) -> Sample:
        rows: list[list[str]] = []
        lines: list[int] = []
        wide, gone = 0, 0
        self.float = False
        hidden = sorted(beside.hidden_columns)
        errors: dict[int, list[tuple[int, str]]] = {}
        for (line, column), text in beside.errors.items():
            errors.setdefault(line, []).append((column, text))
        grid = sheet.to_python(skip_empty_area=False)
        self._uncover(grid, beside)
        for at, values in enumerate(grid):
            row = [self._text(value) for value in values]
            for column in beside.shown:
                if column < len(values) and (how := beside.how(at, column)):
                    row[column] = self._shown(values[column], how)
            if at in beside.hidden_rows:
                gone += any(row)
                continue
            for column, text in errors.get(at, ()):
                if column < len(row):
                    row[column] = text
            row = [cell for column, cell in enumerate(row) if column not in beside.hidden_columns]
            rows.append(row)
            lines.append(at + 1)
            wide = max([wide, *(column + 1 for column, cell in enumerate(row) if cell)])
        columns = [at for at in hidden if at < _size(sheet)[1]]
        if gone or columns:
            self.facts.sentences.append(say("hidden", rows=gone, columns=len(columns)))
        rows = [row[:wide] for row in rows]
        return Sample(rows, lines, wide, True, self._merged(beside, lines, hidden),
                      "," if self.float else "")  # fmt: skip

    def _merged(self, beside: Beside, lines: list[int], hidden: list[int]) -> dict[Any, Any]:
        """Each merged cell but the first → the first, as (row, column) of the grid."""
        row_of = {line - 1: at for at, line in enumerate(lines)}
        found = {}
        for (top, left), (bottom, right) in beside.merged:
            right = min(right, left + COLUMNS)
            if top not in row_of or left in hidden:
                continue
            for row in range(top, min(bottom, lines[-1]) + 1):
                for column in range(left, right + 1):
                    if row in row_of and column not in hidden and (row, column) != (top, left):
                        shift = sum(at < column for at in hidden)
                        origin = (row_of[top], left - sum(at < left for at in hidden))
                        found[row_of[row], column - shift] = origin
        return found

    def _uncover(self, grid: list[list[Any]], beside: Beside) -> None:
        """Merged cells whose first one is hidden keep their value in the first that is not."""
        cells = 0
        for number, ((top, left), (bottom, right)) in enumerate(beside.merged):
            bottom, right = min(bottom, len(grid) - 1), min(right, left + COLUMNS)
            cells += max(bottom - top + 1, 0) * max(right - left + 1, 0)
            if cells > CELLS:
                raise Refused("bomb", file=self.name, what=f"{len(beside.merged)} mergeCell")
            if top not in beside.hidden_rows and left not in beside.hidden_columns:
                continue
            rows, columns = range(top, bottom + 1), range(left, right + 1)
            row = next((one for one in rows if one not in beside.hidden_rows), None)
            column = next((one for one in columns if one not in beside.hidden_columns), None)
            if row is None or column is None or max(left, column) >= len(grid[row]):
                continue
            how = beside.how(top, left)
            value = grid[top][left]
            grid[row][column] = self._shown(value, how) if how else self._text(value)
            beside.merged[number] = ((row, column), (bottom, right))

    def _shown(self, value: Any, how: Shown) -> str:
        """A number as the cell shows it; anything else as it is."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return self._text(value)
        text = how.text(value)
        self.float |= "," in text
        return text

    def _text(self, value: Any) -> str:
        """A value as Germans write it, so that numbers kept as text stand beside kept numbers."""
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, bool):
            return "ja" if value else "nein"
        if isinstance(value, float) and not value.is_integer():
            self.float = True
            return f"{Decimal(repr(value)):f}".replace(".", ",")
        if isinstance(value, (int, float)):
            return str(int(value))
        if isinstance(value, datetime):
            whole = value.time() == value.min.time()
            return value.date().isoformat() if whole else value.isoformat(" ", "seconds")
        return value.isoformat() if isinstance(value, date) else str(value)

    def tail(self, wide: int) -> list[list[str]]:
        return []

    def batches(self, found: Layout, dropped: int) -> Iterator[Batch]:
        rows = self.sample.rows
        filled = 0
        for (row, column), origin in (self.sample.merged or {}).items():
            if found.first <= row < found.end and origin[0] >= found.first and origin[1] == column:
                rows[row][column] = rows[origin[0]][origin[1]]
                filled += 1
        if filled and not any(one.code == "merged" for one in self.facts.sentences):
            self.facts.sentences.append(say("merged", number=filled))
        for start in range(found.first, found.end, PIECE):
            yield partial(_arrays, rows[start : min(start + PIECE, found.end)], found.width)

    def close(self) -> None:
        pass


def _arrays(rows: list[list[str]], wide: int) -> list[Any]:
    import pyarrow as pa

    return [pa.array([row[at] for row in rows], pa.string()) for at in range(wide)]


def _size(sheet: Any) -> tuple[int, int]:
    """Rows and columns that hold something."""
    if sheet.end is None:
        return 0, 0
    return sheet.end[0] + 1, sheet.end[1] + 1
