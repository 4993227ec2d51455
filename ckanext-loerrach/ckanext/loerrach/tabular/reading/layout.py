"""Where in a grid of texts the table is: preamble, headings, data, footnotes, sums.

A grid is a list of rows, each a list of stripped texts; rows of text files may differ in length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import moments, names, numerals, signs, sums

Grid = Sequence[Sequence[str]]
FOOT = re.compile(
    r"(quelle|datenquelle|anmerkung|hinweis|fußnote|fussnote|stand\b|©|\(c\)|legende|zeichenerkl|"
    r"erläuterung|source|note|berechnung|herausgeber|copyright|datenstand|lizenz|"
    r"_{3,}|-{5,}|\*+\)?\s?\S|\d{1,2}\)|[¹²³⁴⁵]|- =|\. =|x =|/ =)",
    re.I,
)
STAND = re.compile(r"(?:stand|stichtag|datenstand)\D{0,30}?(\d{1,2}\.\s?\d{1,2}\.\s?\d{4})", re.I)
YEAR = re.compile(r"(19|20)\d{2}")
#: rows by which columns are known
ENOUGH = 200
#: rows of headings at most
DEEP = 6


@dataclass
class Layout:
    """Indices into the grid: the table is grid[first:end]."""

    width: int
    header: list[int] = field(default_factory=list)
    first: int = 0
    end: int = 0
    numbered: int | None = None
    footnotes: list[int] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)
    #: row where a second table begins
    second: int | None = None
    inner_sums: list[int] = field(default_factory=list)


def filled(row: Sequence[str]) -> list[int]:
    return [at for at, cell in enumerate(row) if cell]


def kind(text: str) -> str:
    """ "" for nothing or a sign, "n" number, "y" year, "d" day, "t" text."""
    if text in signs.MISSING or signs.in_place(text):
        return ""
    text, _ = signs.beside(numerals.plain(text)[0])
    if YEAR.fullmatch(text):
        return "y"
    if numerals.shapes([text])[""] == 0:
        return "n"
    dated = any(one.fullmatch(text) for one in moments.DAYS.values())
    return "d" if dated or any(one.fullmatch(text) for one in moments.QUARTER) else "t"


def width(grid: Grid) -> int:
    """Cells of most rows: of those that have more than one, the usual number."""
    counts = Counter(len(row) for row in grid if len(row) > 1)
    return max(counts, key=lambda one: (counts[one] * one, one)) if counts else 1


def find(grid: Grid, wide: int, complete: bool = True, header: Sequence[int] = ()) -> Layout:
    """The table in a grid; ``complete``: the grid has the last rows too.

    ``header``: indices of the headings, where they are known.
    """
    found = Layout(wide, end=len(grid))
    if complete:
        below(grid, found)
    types = _types(grid, found)
    if header:
        found.header = list(header)
        found.first = _below(grid, found)
    else:
        found.first = _first(grid, found, types)
        _header(grid, found, types)
    _second(grid, found, types)
    found.inner_sums = [at for at in range(found.first, found.end) if sums.named(grid[at])]
    return found


def below(grid: Grid, found: Layout) -> None:
    """Footnotes and sums at the end; ``found.end`` moves up to them."""
    start = found.end
    while start and _noteworthy(grid[start - 1], found.width):
        start -= 1
    trigger = next((at for at in range(start, found.end) if _triggers(grid, at, found)), found.end)
    found.footnotes = [at for at in range(trigger, found.end) if filled(grid[at])]
    found.end = trigger
    while found.end:
        row = grid[found.end - 1]
        text = next(filter(None, row), "")
        if text and not sums.is_sum(row, grid[: found.end - 1]):
            break
        if text:
            found.sums.insert(0, found.end - 1)
        found.end -= 1


def _noteworthy(row: Sequence[str], wide: int) -> bool:
    """Nothing, one text alone, or a sign with its explanation."""
    at = filled(row)
    if wide == 1:
        return not at or bool(FOOT.match(row[0]))
    return len(at) <= 1 or (len(at) == 2 and wide > 2 and at[0] == 0 and _explains(row[0]))


def _explains(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}\)|\*{1,3}\)?|[¹²³]|[a-z]\)|(Quelle|Stand|Hinweis):?", text))


def _triggers(grid: Grid, at: int, found: Layout) -> bool:
    """A row from which on notes stand, not data with gaps."""
    row = grid[at]
    if not filled(row):
        return all(not filled(one) or FOOT.match(_text(one)) or kind(_text(one)) == "t"
                   for one in grid[at : found.end])  # fmt: skip
    text = _text(row)
    narrow = len(row) < found.width and len(row) == 1
    return bool(FOOT.match(text) or _explains(text) or (narrow and kind(text) == "t"))


def _text(row: Sequence[str]) -> str:
    return next(filter(None, row), "")


def _types(grid: Grid, found: Layout) -> dict[int, str]:
    """Columns that hold numbers or days in most of their lower cells, with which."""
    rows = [row for row in grid[: found.end] if len(filled(row)) > 1 or found.width == 1]
    body = rows[max(1, len(rows) // 2) :][:ENOUGH] if len(rows) > 2 else rows[1:] or rows
    types = {}
    for at in range(found.width):
        kinds = Counter(kind(row[at]) for row in body if at < len(row))
        kinds.pop("", None)
        if kinds and kinds.most_common(1)[0][0] != "t":
            types[at] = kinds.most_common(1)[0][0]
    return types


def _first(grid: Grid, found: Layout, types: dict[int, str]) -> int:
    """Index of the first row of data."""
    for at in range(found.end):
        row = grid[at]
        if len(filled(row)) < min(2, found.width):
            continue
        kinds = {column: kind(row[column]) for column in types if column < len(row)}
        if types and "t" not in kinds.values() and any(kinds.values()):
            if _only_years(row, kinds, types) and not _headed(grid, at, types, found.width):
                continue
            if _numbers_columns(row, found.width) and at + 1 < found.end:
                found.numbered = at
                continue
            if len([one for one in kinds.values() if one]) * 3 >= len(types) or _like(grid, at):
                return _gaps(grid, at, types)
        if not types and len(filled(row)) * 2 > found.width and not _preamble(row, found.width):
            return at + 1
    return found.end


def _below(grid: Grid, found: Layout) -> int:
    """Index of the first row that is filled below the headings, and does not count the columns."""
    for at in range(found.header[-1] + 1, found.end):
        if not filled(grid[at]):
            continue
        if not (found.numbered is None and _numbers_columns(grid[at], found.width)):
            return at
        found.numbered = at
    return found.end


def _gaps(grid: Grid, first: int, types: dict[int, str]) -> int:
    """Rows with nothing or signs in the columns of numbers, right below the headings, are data.

    Empty rows, and headings that are said again, may stand between them.
    """
    for at in range(first - 1, 0, -1):
        row = grid[at]
        if not filled(row) or list(row) in map(list, grid[:at]):
            continue
        there = [(kind(_cell(row, column)), wanted) for column, wanted in types.items()]
        one = len(filled(row)) == 1 and all(found in ("", wanted) for found, wanted in there)
        if not one and any(found for found, _ in there):
            return first
        up = next((up for up in range(at - 1, -1, -1) if filled(grid[up])), 0)
        titles = [({"t", "y", "d"} - {one}, column) for column, one in types.items()]
        headings = all(kind(_cell(grid[up], column)) in wanted for wanted, column in titles)
        if headings and list(grid[up]) not in map(list, grid[:up]):
            return at
    return first


def _like(grid: Grid, at: int) -> bool:
    """A row of signs or gaps has headings above it."""
    return at > 0 and len(filled(grid[at])) * 2 >= len(filled(grid[at - 1]))


def _only_years(row: Sequence[str], kinds: dict[int, str], types: dict[int, str]) -> bool:
    """Years or days above columns of numbers are headings."""
    there = {column: one for column, one in kinds.items() if one}
    differs = [one for column, one in there.items() if one != types[column]]
    return (
        len(differs) * 2 > len(there)
        and set(differs) <= {"y", "d"}
        and set(there.values()) <= {"y", "d"}
    )


def _headed(grid: Grid, at: int, types: dict[int, str], wide: int) -> bool:
    """A row right below a row of texts, with texts of its own in the same places, as data have."""
    above = next((grid[up] for up in range(at - 1, -1, -1) if filled(grid[up])), ())
    own = [column for column in range(wide) if column not in types and _cell(grid[at], column)]
    return (
        all(kind(_cell(above, column)) == "t" for column in types)
        and all(_cell(above, column) for column in own)
        and (bool(own) or len(types) == wide)
    )


def _numbers_columns(row: Sequence[str], wide: int) -> bool:
    counted = [cell.strip("()") for cell in row[:wide]]
    return wide > 2 and counted == [str(number) for number in range(1, wide + 1)]


def _preamble(row: Sequence[str], wide: int) -> bool:
    at = filled(row)
    return wide > 1 and (at in ([], [0]) or (len(at) * 2 < wide and row[0].endswith(":")))


def _header(grid: Grid, found: Layout, types: dict[int, str]) -> None:
    """The rows of headings right above the data."""
    at = found.first - 1
    while at >= 0 and (not filled(grid[at]) or at == found.numbered):
        at -= 1
    while at >= 0 and len(found.header) < DEEP:
        row = grid[at]
        if _preamble(row, found.width):
            break
        found.header.insert(0, at)
        at -= 1


def _second(grid: Grid, found: Layout, types: dict[int, str]) -> None:
    """A row of texts above columns of numbers, after an empty row, begins another table."""
    for at in range(found.first + 1, found.end):
        row = grid[at]
        if filled(grid[at - 1]) or len(filled(row)) < 2 or not types:
            continue
        same = found.header and list(row) == list(grid[found.header[-1]])
        texts = [column for column in types if column < len(row) and kind(row[column]) == "t"]
        if not same and len(texts) * 2 >= len(types):
            found.second = at
            return


def labels(
    grid: Grid, found: Layout, merged: dict[tuple[int, int], tuple[int, int]] | None = None
) -> list[str]:
    """One heading for each column; cells above several columns belong to each of them.

    ``merged``: (row, column) → (row, column) of the cell that holds the text, where it is known.
    """
    rows = [[_cell(grid[at], column) for column in range(found.width)] for at in found.header]
    if rows and len(rows) > 1 and all(names.is_unit(cell) for cell in rows[-1] if cell):
        units = rows.pop()
    else:
        units = [""] * found.width
    for depth, row in enumerate(rows):
        above = ""
        for column in range(found.width):
            if merged is not None:
                origin = merged.get((found.header[depth], column))
                if origin and origin[0] == found.header[depth]:
                    row[column] = _cell(grid[origin[0]], origin[1])
            elif row[column]:
                above = row[column]
            elif depth < len(rows) - 1 and any(
                rows[below][column] for below in range(depth + 1, len(rows))
            ):
                row[column] = above
    parts = [
        [one for one in dict.fromkeys(row[column] for row in rows) if one]
        for column in range(found.width)
    ]
    return [
        " ".join(part) + (f" ({unit.strip('()[] ').removeprefix('in ')})" if unit else "")
        for part, unit in zip(parts, units, strict=True)
    ]


def _cell(row: Sequence[str], at: int) -> str:
    return " ".join(row[at].split()) if at < len(row) else ""
