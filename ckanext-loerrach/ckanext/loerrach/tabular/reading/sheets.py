"""What stands in a workbook beside its values, which calamine does not tell."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from .shown import Shown

Cell = tuple[int, int]


@dataclass
class Beside:
    """Of one sheet; rows and columns from 0."""

    name: str
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)
    #: (first, last) cell of merged ones
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)
    #: column → (first row, last row, how its numbers are shown), in the order of rows
    shown: dict[int, list[tuple[int, int, Shown]]] = field(default_factory=dict)

    def show(self, row: int, column: int, how: Shown | None, last: int = -1) -> None:
        """Numbers from ``row`` to ``last`` are shown that way; rows come in their order."""
        if how is None:
            return
        last = max(row, last)
        runs = self.shown.setdefault(column, [])
        if runs and runs[-1][1] == row - 1 and runs[-1][2] == how:
            row = runs.pop()[0]
        runs.append((row, last, how))

    def how(self, row: int, column: int) -> Shown | None:
        """How the number in a cell is shown, if not as it is kept."""
        runs = self.shown.get(column)
        if not runs:
            return None
        at = bisect_right(runs, row, key=lambda run: run[0]) - 1
        return runs[at][2] if at >= 0 and row <= runs[at][1] else None


def letters(column: int) -> str:
    """0 → "A", 26 → "AA"."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def place(text: str) -> Cell:
    """ "B7" → (6, 1); ValueError for none."""
    head = text.rstrip("0123456789")
    if not head.isalpha() or not head.isascii() or len(head) > 3 or len(text) - len(head) > 7:
        raise ValueError(text)
    column = 0
    for letter in head.upper():
        column = column * 26 + ord(letter) - 64
    return int(text[len(head) :]) - 1, column - 1
