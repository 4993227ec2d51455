"""Why a file is not read. Nothing of it is used then.

ReadingError
├── Refused(sentence)            a file that is no table, is hostile, or cannot be read surely
├── LayoutChanged(before, now…)  a delivery whose columns are others than the kept ones
└── BadCorrection(problem)       a correction that says something that cannot be done
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .words import Sentence, say


class ReadingError(ValueError):
    """Base of all; ``sentence`` says in three languages which file, what is wrong, what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text("en"))
        self.sentence = sentence


class Refused(ReadingError):
    """``code`` is the code of the sentence, ``values`` what stands in it."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(say(code, **values))


class BadCorrection(ReadingError):
    """A Table Schema or dialect that is none, or names what is not there.

    ``column`` and ``part`` (name, type) say where, if it is in one column.
    """

    def __init__(
        self, problem: str, code: str = "bad_correction", column: str = "", part: str = ""
    ) -> None:
        super().__init__(say(code, problem=problem))
        self.column, self.part = column, part


class LayoutChanged(ReadingError):
    """``before`` and ``now`` are names of columns; ``changes`` one sentence for each difference."""

    def __init__(
        self, file: str, before: Sequence[str], now: Sequence[str], changes: Sequence[Sentence]
    ) -> None:
        super().__init__(say("layout_changed", file=file, number=len(changes)))
        self.before, self.now, self.changes = tuple(before), tuple(now), tuple(changes)

    def text(self, language: str = "de") -> str:
        """The sentence and all differences."""
        return " ".join(one.text(language) for one in (self.sentence, *self.changes))
