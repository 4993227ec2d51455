"""Small counts: numbers of so few that somebody could be recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.loerrach.harvesters._core.record import Table

EXAMPLES = 5


@dataclass(frozen=True)
class SmallCounts:
    """Cells of one column below the threshold; ``rows`` names the first of them, from 1."""

    column: str
    number: int
    rows: Sequence[int]


def small_counts(table: Table, threshold: int, columns: Sequence[str] = ()) -> list[SmallCounts]:
    """Whole numbers above 0 and below ``threshold``; the publisher sets it, and may name columns.

    Without names all columns of integers count that are not part of the key. 0 says nothing about a
    person. ValueError for a threshold below 1 or a column that is not there.
    """
    if threshold < 1:
        raise ValueError("A threshold of 1 at least is needed.")
    names = [column.name for column in table.columns]
    if missing := set(columns) - set(names):
        raise ValueError(f"There is no column '{min(missing)}'.")
    wanted = columns or [
        column.name
        for column in table.columns
        if column.type == "integer" and column.name not in table.key
    ]
    found = []
    for name in wanted:
        at = names.index(name)
        rows = [
            number
            for number, row in enumerate(table.rows, 1)
            if isinstance(value := row[at], (int, float))
            and not isinstance(value, bool)
            and 0 < value < threshold
        ]
        if rows:
            found.append(SmallCounts(name, len(rows), tuple(rows[:EXAMPLES])))
    return found
