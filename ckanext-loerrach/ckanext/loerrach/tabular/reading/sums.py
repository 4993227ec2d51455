"""Rows of sums: by what they are called, and by what they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import numerals, signs

WORDS = (
    r"insgesamt|summe|gesamt|gesamtsumme|gesamtergebnis|zusammen|total|zwischensumme|σ|stadt gesamt"
)
#: what stands in the first cell: a word for a sum, alone, before or behind of what it is the sum
NAMED = re.compile(rf"((?:{WORDS})\b.*|.*\S[ –-](?:insgesamt|gesamt|zusammen|total):?)", re.I)
#: the same, which cannot be a name of something else
SURE = re.compile(
    rf"(?:{WORDS})(?:[ :(,–-]*(?:[\d(:=].*|(?:der|des|aller|alle|in|im|über|stadt|gemeinde|"
    r"(?:land)?kreis|land|bund)\b.*)?)?",
    re.I,
)


def named(row: Sequence[str]) -> bool:
    """A row that is called a sum, and holds nothing but numbers and signs besides."""
    cells = [cell for cell in row if cell]
    return bool(cells and NAMED.fullmatch(cells[0])) and not any(map(_text, cells[1:]))


def is_sum(row: Sequence[str], above: Sequence[Sequence[str]]) -> bool:
    """A row that surely is a sum: by its name, or because one of its numbers is that of others."""
    cells = [cell for cell in row if cell]
    if len(cells) < 2 or not NAMED.fullmatch(cells[0]):
        return False
    if SURE.fullmatch(cells[0]):
        return not all(map(_text, cells[1:]))
    return named(row) and any(
        _adds_up(value, at, above)
        for at, cell in enumerate(row)
        if (value := _number(cell)) is not None
    )


def _adds_up(wanted: float, at: int, above: Sequence[Sequence[str]]) -> bool:
    """Whether the last numbers of a column, two at least, come to ``wanted``."""
    total, numbers = 0.0, 0
    for row in reversed(above):
        value = _number(row[at]) if at < len(row) else None
        if value is None:
            continue
        total, numbers = total + value, numbers + 1
        if numbers > 1 and abs(total - wanted) <= 1e-9 * max(1.0, abs(wanted)):
            return True
    return False


def _bare(text: str) -> str:
    return signs.beside(numerals.plain(text)[0])[0]


def _text(cell: str) -> bool:
    return not (signs.in_place(cell) or cell in signs.MISSING or _number(cell) is not None)


def _number(cell: str) -> float | None:
    """A number in any writing; None for none."""
    text = re.sub("[ ']", "", _bare(cell))
    counts = numerals.shapes([text])
    if counts[""] or counts["scientific"]:
        return None
    decimal = "," if counts["comma"] or counts["one_comma"] else "."
    if counts["one_point"] or counts["groups_by_point"] or counts["groups_by_comma"]:
        decimal = ""
    whole, _, rest = text.partition(decimal) if decimal else (text, "", "")
    return float(f"{re.sub('[.,]', '', whole)}.{rest or 0}")
