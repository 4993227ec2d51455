"""What breaks the rules of the standard: each kind with its first rows, and how many more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .._core.errors import shown
from .._core.record import BadRecord

#: rows of one kind that are named
SHOWN = 3
#: kinds of findings, so that a feed of nonsense has an end
KINDS = 300


class Findings:
    """Counts what is wrong, by file, field and problem; problems hold no values."""

    def __init__(self, part_of: str) -> None:
        self._part_of = part_of
        self._named: list[BadRecord] = []
        self._count: Counter[tuple[str, str, str]] = Counter()
        #: findings of each file
        self.of_file: Counter[str] = Counter()

    def add(
        self, file: str, line: int, field: str, value: str, problem: str, remedy: str = ""
    ) -> None:
        """Note a finding; ``line`` 0: it is about the whole file."""
        kind = (file, field, problem)
        self.of_file[file] += 1
        if kind not in self._count and len(self._count) >= KINDS:
            kind = (file, "", "further findings")
        self._count[kind] += 1
        if self._count[kind] <= SHOWN and kind[1:] != ("", "further findings"):
            id = f"{full(file)}, line {line}" if line else full(file)
            self._named.append(BadRecord(id, field, shown(value), problem, remedy, self._part_of))

    def records(self) -> Iterator[BadRecord]:
        """The named ones, then how many more of each kind there are."""
        yield from self._named
        for (file, field, problem), count in self._count.items():
            more = count - (SHOWN if problem != "further findings" else 0)
            if more > 0:
                told = f"{problem}: and {more:,} more" if field else f"and {more:,} more findings"
                yield BadRecord(full(file), field or "*", "", told, "", self._part_of)


def full(file: str) -> str:
    """Name of a file with its suffix: all but the areas of Flex are text."""
    return file if "." in file else f"{file}.txt"
