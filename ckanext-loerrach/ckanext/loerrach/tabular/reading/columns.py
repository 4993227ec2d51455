"""The columns of a file while they are looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import guess, names
from .correction import Correction
from .errors import Refused
from .guess import Guess
from .model import Misfit
from .opened import Opened
from .words import Sentence

#: values of a column by which its type is found
SAMPLE = 2000


@dataclass
class Looked:
    """A column while it is looked at."""

    place: int
    heading: str
    label: str
    unit: str
    guess: Guess
    values: int = 0
    misfits: int = 0
    examples: list[Misfit] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)
    formulas: int = 0
    formula: str = ""
    #: unit that the file names
    file_unit: str = ""
    sentences: list[Sentence] = field(default_factory=list)

    def reset(self, one: Guess) -> None:
        self.guess, self.values, self.misfits, self.formulas = one, 0, 0, 0
        self.examples, self.marks = [], Counter()


def looked(opened: Opened) -> list[Looked]:
    """The columns with what their first values say."""
    sample, found = opened.origin.sample, opened.found
    header = [cell.strip() for cell in opened.last_header()]
    body = [row for row in sample.rows[found.first : found.end] if any(row) and row != header][
        :SAMPLE
    ]
    values = [[row[at] if at < len(row) else "" for row in body] for at in range(found.width)]
    pairs = names.headings(opened.header)
    decimal = guess.file_decimal(values) or sample.decimal
    columns = []
    for at, (label, unit) in enumerate(pairs):
        one = guess.guess(label or opened.header[at], values[at], decimal)
        unit = unit or one.unit
        columns.append(Looked(at + 1, opened.header[at], label, unit, one, file_unit=unit,
                               sentences=list(one.sentences)))  # fmt: skip
    _distinct(columns, opened.name)
    return columns


def _distinct(columns: Sequence[Looked], name: str) -> None:
    """Refused for two columns of the same name."""
    places: dict[str, list[int]] = {}
    for column in columns:
        if column.label:
            places.setdefault(column.label.casefold(), []).append(column.place)
    for same in places.values():
        if len(same) > 1:
            label = columns[same[0] - 1].label
            raise Refused("same_names", file=name, column=label, places=same)


def correct(columns: list[Looked], fixed: Correction) -> None:
    for column, wanted in zip(columns, fixed.columns, strict=True):
        column.sentences.clear()
        unit = column.guess.unit if column.guess.type == wanted.type else ""
        column.reset(Guess(wanted.type, wanted.format, wanted.thousands, wanted.cell_unit or unit))
        column.unit = wanted.unit
