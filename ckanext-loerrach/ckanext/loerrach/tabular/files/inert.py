"""Cells that a spreadsheet program would take for a formula."""

from __future__ import annotations

from collections.abc import Sequence

from ..cells import FORMULA


def inert(text: str) -> str:
    """The text as it may stand in a CSV file: an apostrophe before what begins like a formula.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if FORMULA.match(text) else text


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
