"""Whether columns of a delivery hold values of the kind that they held before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ckanext.loerrach.harvesters._core.record import Table

from .model import Found
from .words import Sentence, say

#: of columns with a heading: kinds that pass into each other, as figures get and lose decimals
FAMILIES = {
    "integer": "number", "timestamp": "date", "code": "text", "month": "text", "quarter": "text",
}  # fmt: skip
TEXTS = ("code", "month", "quarter")


class Kind(NamedTuple):
    """A column as it is compared."""

    label: str
    #: type, or what a text is: code, month, quarter; "" for a column without values
    kind: str
    #: it has no heading of its own, by which a change of places would be seen
    is_nameless: bool = False


def kind_of(column: Found) -> str:
    """The kind of a column, "" where it holds no values."""
    if not column.values:
        return ""
    return column.format if column.type == "text" and column.format in TEXTS else column.type


def kinds_of(table: Table) -> list[str]:
    """Types of the columns, "" for one without values."""
    there = [False] * len(table.columns)
    for row in table.rows:
        there = [known or cell is not None for known, cell in zip(there, row, strict=True)]
    return [one.type if known else "" for one, known in zip(table.columns, there, strict=True)]


def is_nameless(label: str, place: int) -> bool:
    """Is it the name of a column without heading?"""
    return label == f"Spalte {place}"


def other_kinds(before: Sequence[Kind], now: Sequence[Kind]) -> list[Sentence]:
    """A sentence for each column of ``now`` whose values are of another kind.

    Columns without values fit everything. Where there is no heading, even a whole number is
    another kind than a decimal number.
    """
    known = {one.label: one for one in before}
    changes = []
    for one in now:
        old = known.get(one.label)
        if old and old.kind and one.kind and _kind(old, one) != _kind(one, old):
            changes.append(say("other_kind", column=one.label, type=one.kind, before=old.kind))
    return changes


def _kind(one: Kind, other: Kind) -> str:
    strict = one.is_nameless and other.is_nameless
    return one.kind if strict else FAMILIES.get(one.kind, one.kind)
