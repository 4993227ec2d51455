"""Small counts: numbers of so few that somebody could be recognised."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ckanext.loerrach.harvesters._core.record import Column, Table

from .model import Understanding
from .signs import MISSING, beside, in_place
from .understanding import read

EXAMPLES = 5
#: "1.234", "1 234", "3", "3,0"; with zeros before it, it is a key
WHOLE = re.compile(r"(?P<digits>[1-9]\d{0,2}(?:[.'\s]\d{3})+|0|[1-9]\d*)(?:[.,]0+)?")
#: what a text says that is no whole number
OTHER = -1


@dataclass(frozen=True)
class SmallCounts:
    """Cells of one column below the threshold; ``rows`` names the first of them, from 1."""

    column: str
    number: int
    rows: Sequence[int]


def small_counts(
    table: Table, threshold: int, columns: Sequence[str] = (), codes: Collection[str] = ()
) -> list[SmallCounts]:
    """Whole numbers above 0 and below ``threshold``; the publisher sets it, and may name columns.

    Without names those columns count that are neither part of the key nor ``codes``: integers,
    numbers that are all whole, and texts most of which are whole numbers ("3", "3,0", "3 r").
    0 says nothing about a person. ValueError for a threshold below 1 or a column that is not there.
    """
    looked = _looked(table.columns, table.key, threshold, columns, codes)
    names = [column.name for column in table.columns]
    for one in looked:
        at = names.index(one.name)
        one.add(row[at] for row in table.rows)
    return [found for one in looked if (found := one.found())]


def small_counts_of(
    file: str | Path, understood: Understanding, threshold: int, columns: Sequence[str] = ()
) -> list[SmallCounts]:
    """The same of a file that was understood, without holding its rows."""
    table = understood.table_columns()
    looked = _looked(table, understood.key, threshold, columns, codes_of(understood))
    for portion in read(file, understood) if looked else ():
        for one in looked:
            one.add(portion.batch.column(one.name).to_pylist())
    return [found for one in looked if (found := one.found())]


def codes_of(understood: Understanding) -> list[str]:
    """Columns of keys, months and quarters as found or said, and those of signs at values."""
    codes = [one.name for one in understood.columns if one.format in ("code", "month", "quarter")]
    return codes + [one.beside for one in understood.columns if one.beside]


def _looked(
    table: Sequence[Column], key: Sequence[str], threshold: int, columns: Sequence[str],
    codes: Collection[str],
) -> list[_Looked]:  # fmt: skip
    """The columns that may hold counts."""
    if threshold < 1:
        raise ValueError("A threshold of 1 at least is needed.")
    types = {column.name: column.type for column in table}
    if missing := set(columns) - types.keys():
        raise ValueError(f"There is no column '{min(missing)}'.")
    kinds = {"integer": _Looked, "number": _Numbers, "text": _Texts}
    wanted = columns or [one.name for one in table if one.name not in (*key, *codes)]
    # of what is named, each number below the threshold is told
    return [
        (kinds[types[name]] if types[name] == "text" or not columns else _Looked)(name, threshold)
        for name in wanted
        if types[name] in kinds
    ]


class _Looked:
    """One column while its values go by."""

    def __init__(self, name: str, threshold: int) -> None:
        self.name, self.threshold = name, threshold
        self.seen, self.number = 0, 0
        self.rows: list[int] = []

    def add(self, values: Iterable[Any]) -> None:
        """The next values."""
        for value in values:
            self.seen += 1
            if value is not None and 0 < self.count(value) < self.threshold:
                self.number += 1
                if self.number <= EXAMPLES:
                    self.rows.append(self.seen)

    def count(self, value: Any) -> float:
        """The number that a value says."""
        return float(value) if isinstance(value, (int, float)) else OTHER

    def holds_counts(self) -> bool:
        """Are they counts, now that all are seen?"""
        return True

    def found(self) -> SmallCounts | None:
        if not (self.number and self.holds_counts()):
            return None
        return SmallCounts(self.name, self.number, tuple(self.rows))


class _Numbers(_Looked):
    """Decimal numbers: counts if all are whole."""

    fractions = False

    def count(self, value: Any) -> float:
        self.fractions = self.fractions or value % 1 != 0
        return float(value)

    def holds_counts(self) -> bool:
        return not self.fractions


class _Texts(_Looked):
    """Texts: counts if more than half of those that say something are whole numbers."""

    whole, others = 0, 0

    def count(self, value: Any) -> float:
        said = _said(str(value))
        if said is None:
            return OTHER
        self.whole += said != OTHER
        self.others += said == OTHER
        return said

    def holds_counts(self) -> bool:
        return self.whole > self.others


@lru_cache(maxsize=10_000)
def _said(text: str) -> int | None:
    """The whole number in a text, with a sign at it or not; OTHER; None where nothing is said."""
    text = text.strip()
    if text in MISSING or in_place(text):
        return None
    found = WHOLE.fullmatch(beside(text)[0])
    return int(re.sub(r"\D", "", found["digits"])[:18]) if found else OTHER
