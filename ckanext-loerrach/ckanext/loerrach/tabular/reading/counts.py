"""Small counts: numbers of so few that somebody could be recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ckanext.loerrach.harvesters._core.record import Column, Table

from .model import Understanding
from .understanding import read

EXAMPLES = 5
NUMBERS = ("integer", "number")


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
    names = [column.name for column in table.columns]
    wanted = _wanted(table.columns, table.key, threshold, columns)
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


def small_counts_of(
    file: str | Path, understood: Understanding, threshold: int, columns: Sequence[str] = ()
) -> list[SmallCounts]:
    """The same of a file that was understood, without holding its rows."""
    import pyarrow.compute as pc

    table = understood.table_columns()
    found: dict[str, tuple[int, tuple[int, ...]]] = {}
    wanted = _wanted(table, understood.key, threshold, columns)
    numeric = [one.name for one in table if one.name in wanted and one.type in NUMBERS]
    before = 0
    for portion in read(file, understood) if numeric else ():
        for name in numeric:
            values = portion.batch.column(name)
            small = pc.and_(pc.greater(values, 0), pc.less(values, threshold))
            at = pc.indices_nonzero(small)
            number, rows = found.get(name, (0, ()))
            more = at.slice(0, EXAMPLES - len(rows)).to_pylist()
            found[name] = number + len(at), (*rows, *(before + one + 1 for one in more))
        before += portion.batch.num_rows
    return [SmallCounts(name, *found[name]) for name in wanted if found.get(name, (0,))[0]]


def _wanted(
    table: Sequence[Column], key: Sequence[str], threshold: int, columns: Sequence[str]
) -> list[str]:
    if threshold < 1:
        raise ValueError("A threshold of 1 at least is needed.")
    if missing := set(columns) - {column.name for column in table}:
        raise ValueError(f"There is no column '{min(missing)}'.")
    return list(columns) or [
        column.name for column in table if column.type == "integer" and column.name not in key
    ]
