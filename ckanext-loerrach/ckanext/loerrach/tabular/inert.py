"""Cells that a spreadsheet program would take for a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .cells import FORMULA

BOM = b"\xef\xbb\xbf"
#: a number as PostgreSQL writes it: "-1.5e-07" is none of a formula
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?([eE][+-]?\d+)?|Infinity)")
QUOTED = rb'"[^"]*(?:""[^"]*)*"'
#: cells that need a look, by what stands between cells: those in quotes, and those that begin so
CELLS = {
    b",": re.compile(QUOTED + rb"|(?:^|(?<=[,\n]))[=@\t+-][^,\r\n]*"),
    b"\t": re.compile(QUOTED + rb"|(?:^|(?<=[\t\n]))[=@+-][^\t\r\n]*"),
}


def inert(text: str) -> str:
    """The text as it may stand in a CSV file: an apostrophe before what begins like a formula.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if FORMULA.match(text) else text


def inert_rows(rows: bytes, delimiter: bytes) -> bytes:
    """The same for whole rows of CSV in UTF-8, numbers and everything else as it was.

    ``rows``: as PostgreSQL's COPY and Python's csv write them, with "," or a tab between cells.
    """
    begin = BOM if rows.startswith(BOM) else b""
    return begin + CELLS[delimiter].sub(lambda found: _inert_cell(found[0]), rows[len(begin) :])


def _inert_cell(cell: bytes) -> bytes:
    quote = b'"' if cell.startswith(b'"') else b""
    text = (cell[1:-1] if quote else cell).decode(errors="replace")
    if not FORMULA.match(text) or NUMBER.fullmatch(text):
        return cell
    return quote + b"'" + cell[len(quote) :]


class Counted:
    """``inert``, and how many texts were given an apostrophe."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, text: str) -> str:
        found = inert(text)
        self.number += found is not text
        return found

    def notes(self) -> Sequence[str]:
        """What a reader should know."""
        if not self.number:
            return []
        return [f"{self.number} texts begin like a formula; an apostrophe stands before them."]
