"""An opened file with its layout, and its rows without those that are none of the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from . import layout
from .delimited import Delimited
from .errors import Refused
from .origin import Batch, Origin
from .parallel import in_order

Result = TypeVar("Result")


@dataclass
class Opened:
    """``header`` has one heading for each column; ``repeated`` is told by ``worked``."""

    origin: Origin
    name: str
    found: layout.Layout
    dropped: int
    header: list[str]
    footnotes: list[str]
    sums: list[str]
    #: rows of the last pass that say the headings again
    repeated: int = 0

    def last_header(self) -> list[str]:
        if not self.found.header:
            return []
        row = list(self.origin.sample.rows[self.found.header[-1]])
        return row + [""] * (self.found.width - len(row))

    def square(self) -> None:
        """Even out rows of other width."""
        if isinstance(self.origin, Delimited):
            self.origin.even_out(self.found, self.dropped)

    def worked(self, work: Callable[[list[Any]], Result]) -> Iterator[Result]:
        """``work(arrays)`` for each batch of the data, one array of texts for each column."""
        header = self.last_header()

        def one(batch: Batch) -> tuple[int, Result]:
            arrays, again = _cleaned(batch(), header)
            return again, work(arrays)

        self.repeated = 0
        for again, result in in_order(one, self.origin.batches(self.found, self.dropped)):
            self.repeated += again
            yield result


def _cleaned(arrays: list[Any], header: list[str]) -> tuple[list[Any], int]:
    """Without rows that are empty or repeat the header, and how many repeat it."""
    import pyarrow.compute as pc

    again_rows = 0
    blank = pc.equal(pc.utf8_trim_whitespace(arrays[0]), "")
    if pc.any(blank).as_py():
        for array in arrays[1:]:
            blank = pc.and_(blank, pc.equal(pc.utf8_trim_whitespace(array), ""))
        if pc.any(blank).as_py():
            arrays = [array.filter(pc.invert(blank)) for array in arrays]
    if header and pc.any(again := pc.equal(arrays[0], header[0])).as_py():
        for array, cell in zip(arrays[1:], header[1:], strict=False):
            again = pc.and_(again, pc.equal(array, cell))
        if again_rows := pc.sum(again).as_py():
            arrays = [array.filter(pc.invert(again)) for array in arrays]
    return arrays, again_rows or 0


def opened(origin: Origin, name: str, header: Sequence[int] = ()) -> Opened:
    """Where the table is; rows at the end that are none of it are left out.

    ``header``: rows of the headings, where a person has said them.
    """
    sample = origin.sample
    if missing := set(header) - set(sample.lines[: len(sample.rows)]):
        raise Refused("no_such_row", file=name, row=min(missing))
    told = [sample.lines.index(row) for row in header]
    found = layout.find(sample.rows, sample.width, sample.complete, told)
    if found.second is not None:
        where = f" ({origin.facts.sheet})" if origin.facts.sheet else ""
        raise Refused("two_tables", file=name, where=where, row=sample.lines[found.second])
    if sample.complete:
        rows, notes = sample.rows, found
        dropped = 0
    else:
        rows = origin.tail(found.width)
        notes = layout.Layout(found.width, end=len(rows))
        layout.below(rows, notes)
        dropped = len(rows) - notes.end
    footnotes = [" ".join(filter(None, rows[at])) for at in notes.footnotes]
    sums = [" ".join(filter(None, rows[at])) for at in notes.sums]
    if found.first >= found.end and sample.complete:
        raise Refused("no_rows", file=name)
    headings = (
        layout.labels(sample.rows, found, sample.merged) if found.header else [""] * found.width
    )
    return Opened(origin, name, found, dropped, headings, footnotes, sums)
