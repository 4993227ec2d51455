"""What a file says, and its rows: ``understand`` looks at all, ``read`` gives it in portions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.loerrach.harvesters._core.record import Cell

from . import columns as looking
from . import counting, kinds, said
from .arrowcsv import Uneven
from .convert import convert
from .correction import Correction, compare, retyped
from .errors import Refused
from .guess import Guess
from .model import Found, Understanding
from .opened import opened


@dataclass(frozen=True)
class Portion:
    """Some rows; ``batch`` is a pyarrow.RecordBatch with the columns of ``table_columns``."""

    batch: Any

    def rows(self) -> list[tuple[Cell, ...]]:
        """The rows as the loader takes them."""
        return list(zip(*(column.to_pylist() for column in self.batch.columns), strict=True))


def understand(
    file: str | Path, name: str = "", correction: Correction | None = None, sheet: str = ""
) -> Understanding:
    """All of a file; Refused, or LayoutChanged for other columns than the correction's."""
    path = Path(file)
    name = name or path.name
    fixed = correction or Correction()
    origin = kinds.opened(path, name, sheet or fixed.sheet, fixed.delimiter, fixed.encoding)
    try:
        table = opened(origin, name, fixed.header)
        columns = looking.looked(table)
        if fixed.columns:
            labels = [column.label for column in columns]
            compare(name, fixed, labels, [column.file_unit for column in columns])
            looking.correct(columns, fixed)
        counted = counting.counted(table, columns, bool(fixed.columns))
        if fixed.columns:
            retyped(
                name, fixed, [(one.label, one.values, one.misfits, one.examples) for one in columns]
            )
        return said.understanding(table, columns, counted, fixed)
    finally:
        origin.close()


def read(file: str | Path, understood: Understanding | Correction) -> Iterator[Portion]:
    """The rows in portions of some ten thousand; typed as understood, signs beside their values.

    Refused where the file is another than the one that was understood.
    """
    import pyarrow as pa

    if isinstance(understood, Correction):
        understood = understand(file, correction=understood)
    dialect = understood.dialect
    titles = [column.name for column in understood.table_columns()]
    guesses = [(column, _guess_of(column)) for column in understood.columns]

    def work(arrays: list[Any]) -> Portion:
        taken: list[Any] = []
        for column, one in guesses:
            done = convert(arrays[column.place - 1], one)
            taken.append(done.values)
            if column.beside:
                empty = pa.nulls(len(done.values), pa.string())
                taken.append(empty if done.signs is None else done.signs)
        return Portion(pa.RecordBatch.from_arrays(taken, titles))

    origin = kinds.opened(
        Path(file), understood.file, dialect.sheet, dialect.delimiter, dialect.encoding,
        dialect.quoted,
    )  # fmt: skip
    try:
        table = opened(origin, understood.file, dialect.header if dialect.told else ())
        if dialect.uneven:
            table.square()
        yield from table.worked(work)
    except Uneven as error:
        raise Refused("file_changed", file=understood.file) from error
    finally:
        origin.close()


def _guess_of(column: Found) -> Guess:
    return Guess(column.type, column.format, column.thousands, column.cell_unit)
