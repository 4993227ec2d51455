"""All rows of a file looked at: what fits the types that its first rows tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from . import layout, names, sums
from .arrowcsv import Uneven
from .columns import Looked
from .convert import Converted, convert
from .errors import Refused
from .guess import TOLERATED, Guess
from .model import Misfit
from .opened import Opened
from .words import say

EXAMPLES = 5
#: columns from the left in which sums may be named
NAMING = 3


@dataclass
class Counted:
    """``key``: place of the column that tells rows apart, or "". ``sums``: (row, text)."""

    rows: int = 0
    key: str = ""
    sums: list[tuple[int, str]] = field(default_factory=list)
    repeated: int = 0


@dataclass
class _Batch:
    """What one batch says; ``formulas``: by column, how many and the first."""

    rows: int
    done: list[Converted]
    formulas: list[tuple[int, str]]
    sums: list[tuple[int, str]]


def counted(opened: Opened, columns: list[Looked], fixed: bool) -> Counted:
    """Look; where a row of other width comes, even all out and look again."""
    try:
        return _look(opened, columns, fixed)
    except Uneven:
        opened.square()
        for column in columns:
            column.reset(column.guess)
        return _look(opened, columns, fixed)


def _look(opened: Opened, columns: list[Looked], fixed: bool) -> Counted:
    """Count what fits, over all rows; columns of which too little fits become text."""
    found = _count(opened, columns)
    if not fixed:
        wider = [column for column in columns if _widen(column)]
        if wider:
            _count(opened, wider)
        text = [column for column in wider if _widen(column)]
        if text:
            _count(opened, text)
    return found


def _widen(column: Looked) -> bool:
    """Another type for a column of which too many values do not fit, or numbers are no integers."""
    one = column.guess
    if not column.misfits:
        return False
    if one.type == "integer":
        wide = replace(one, type="number", format=one.format or ",", sentences=())
        if all(not convert_one(misfit.value, wide).misfits for misfit in column.examples):
            column.reset(wide)
            return True
    if column.misfits * 100 > TOLERATED * max(column.values, 1):
        examples = [misfit.value for misfit in column.examples[:3]]
        said = say("stays_text", column=column.label or column.heading, number=column.misfits,
                   of=column.values, type=one.type, examples=examples)  # fmt: skip
        column.sentences = [said]
        column.reset(Guess())
        return True
    return False


def convert_one(text: str, one: Guess) -> Converted:
    import pyarrow as pa

    return convert(pa.array([text], pa.string()), one)


def _count(opened: Opened, columns: Sequence[Looked]) -> Counted:
    candidate = next((one for one in columns if names.KEYS.fullmatch(one.label)), None)
    long = not opened.origin.sample.complete

    def work(arrays: list[Any]) -> _Batch:
        done = [convert(arrays[column.place - 1], column.guess) for column in columns]
        formulas = [
            _formulas(one.values) if _free(column) else (0, "")
            for column, one in zip(columns, done, strict=True)
        ]
        return _Batch(len(arrays[0]), done, formulas, _sums(arrays) if long else [])

    key = _Key(candidate.place if candidate else 0)
    found = Counted()
    for batch in opened.worked(work):
        if long:
            _no_second(opened, columns, batch.done, found.rows)
        for column, done, formulas in zip(columns, batch.done, batch.formulas, strict=True):
            _add(column, done, found.rows, formulas)
            if column is candidate:
                key.add(done.values)
        found.sums += [(found.rows + at + 1, text) for at, text in batch.sums]
        found.rows += batch.rows
    if not found.rows:
        raise Refused("no_rows", file=opened.name)
    found.key, found.repeated = key.found(found.rows), opened.repeated
    return found


class _Key:
    """Whether the values of a column tell all rows apart; given up where the first do not."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.kept: list[Any] = []

    def add(self, values: Any) -> None:
        import pyarrow.compute as pc

        first = self.place and not self.kept
        if first and pc.count_distinct(values, mode="all").as_py() < len(values):
            self.place = 0
        if self.place:
            self.kept.append(values)

    def found(self, rows: int) -> str:
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self.place or not self.kept:
            return ""
        whole = pa.chunked_array(self.kept)
        unique = not whole.null_count and pc.count_distinct(whole).as_py() == rows
        return str(self.place) if unique else ""


def _no_second(
    opened: Opened, columns: Sequence[Looked], done: Sequence[Converted], before: int
) -> None:
    """Refused for a row of headings behind the rows that were looked at one by one."""
    typed = [one.misfits for column, one in zip(columns, done, strict=True)
             if column.guess.type != "text"]  # fmt: skip
    if len(typed) < 2 or not all(typed):
        return
    texts: dict[int, list[str]] = {}
    for misfits in typed:
        for at, text in misfits:
            texts.setdefault(at, []).append(text.strip())
    for at, row in sorted(texts.items()):
        named = len({text.casefold() for text in row}) == len(typed)
        if named and all(layout.kind(text) == "t" for text in row):
            sample = opened.origin.sample
            line = sample.lines[opened.found.first] + before + at
            raise Refused("two_tables", file=opened.name, where="", row=line)


def _sums(arrays: list[Any]) -> list[tuple[int, str]]:
    """Rows whose first text names a sum: index and text."""
    import pyarrow.compute as pc

    first = arrays[0]
    for array in arrays[1:NAMING]:
        blank = pc.equal(first, "")
        if not pc.any(blank).as_py():
            break
        first = pc.if_else(blank, array, first)
    named = pc.match_substring_regex(first, rf"^\s*{sums.NAMED.pattern}\s*$", ignore_case=True)
    if not pc.any(named).as_py():
        return []
    rows = pc.indices_nonzero(named).to_pylist()
    return [(row, first[row].as_py().strip()) for row in rows]


def _free(column: Looked) -> bool:
    return column.guess.type == "text" and not column.guess.format


def _add(column: Looked, done: Converted, before: int, formulas: tuple[int, str]) -> None:
    column.values += len(done.values) - done.values.null_count + len(done.misfits)
    column.misfits += len(done.misfits)
    column.marks.update(done.marks)
    for at, text in done.misfits[: EXAMPLES - len(column.examples)]:
        column.examples.append(Misfit(before + at + 1, text))
    column.formulas += formulas[0]
    column.formula = column.formula or formulas[1]


def _formulas(values: Any) -> tuple[int, str]:
    """How many values a spreadsheet would take for formulas, and the first."""
    import pyarrow.compute as pc

    signs = pc.binary_slice(values.cast("binary"), 0, 1)
    begins = pc.is_in(signs, value_set=_begins())
    if not pc.any(begins).as_py():
        return 0, ""
    some = values.filter(begins)
    risky = some.filter(pc.match_substring_regex(some, r"^([=@]|[+-].*[^-+\d\s().,/])"))
    return len(risky), risky[0].as_py() if len(risky) else ""


def _begins() -> Any:
    import pyarrow as pa

    return pa.array([b"=", b"@", b"+", b"-"], pa.binary())
