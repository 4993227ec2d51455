"""What a file gives before it is understood: its first and last rows, and batches of its data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .layout import Layout
from .model import Sheet
from .words import Sentence

#: gives arrays of texts, one for each column, in whatever thread
Batch = Callable[[], list[Any]]


@dataclass
class Sample:
    """``rows`` from the first on, ``lines`` where each of them begins (from 1)."""

    rows: list[list[str]]
    lines: list[int]
    width: int
    #: the rows are all there are
    complete: bool
    #: (row, column) → the cell that holds the text, in merged cells; None where nobody knows
    merged: dict[tuple[int, int], tuple[int, int]] | None = None
    #: decimal sign of numbers that are kept as such
    decimal: str = ""


@dataclass
class Facts:
    """What the origin says of itself."""

    format: str
    encoding: str = ""
    delimiter: str = ""
    quoted: bool = False
    uneven: bool = False
    sheet: str = ""
    sheets: Sequence[Sheet] = ()
    sentences: list[Sentence] = field(default_factory=list)


class Origin(Protocol):
    """An opened file."""

    facts: Facts
    sample: Sample

    def tail(self, wide: int) -> list[list[str]]:
        """The last rows, where the sample does not have them."""

    def batches(self, found: Layout, dropped: int) -> Iterator[Batch]:
        """Batches of the data, without the last ``dropped`` rows."""

    def close(self) -> None: ...
