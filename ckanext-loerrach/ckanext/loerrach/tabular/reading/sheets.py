"""What stands in a workbook beside its values, which calamine does not tell."""

from __future__ import annotations

from dataclasses import dataclass, field

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
