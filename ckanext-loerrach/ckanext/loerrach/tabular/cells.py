"""From values to PostgreSQL's COPY text format, each value checked against its column's type.

Format: https://www.postgresql.org/docs/current/sql-copy.html, "Text Format".
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime
from operator import itemgetter

from ckanext.loerrach.harvesters._core.fingerprint import digest
from ckanext.loerrach.harvesters._core.record import Cell, ColumnType, Table

from . import arrow
from .errors import BadCell, DoubleKey

#: PostgreSQL's type for each of ours. Moments carry their zone: a neighbour must not have to guess.
SQL_TYPES: dict[ColumnType, str] = {
    "text": "text",
    "integer": "int8",
    "number": "float8",
    "boolean": "bool",
    "timestamp": "timestamptz",
    "date": "date",
}
#: types of which no value equals one of another type, as True does 1: they can be remembered
REPEATING: frozenset[ColumnType] = frozenset(("text", "timestamp", "date"))
#: rows that are written together
PIECE = 10_000
#: cells from which on pyarrow is worth its import (half a second, with pandas, which it loads)
MANY = 500_000
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
#: what int8 holds
SMALLEST, LARGEST = -(2**63), 2**63 - 1
#: what a spreadsheet program runs when it opens a CSV file; "+49 7621 …" and "-5" are harmless
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s().,/-]*$)")


def pieces(table: Table) -> Iterator[bytes]:
    """The rows as COPY takes them, piece by piece: each row a line, no line in two pieces.

    BadCell for the first that does not fit; ``check_keys`` looks at their keys.
    """
    rows = table.rows
    fast = len(rows) * len(table.columns) >= MANY
    types = [column.type for column in table.columns]
    for start in range(0, len(rows), PIECE):
        try:
            yield _written(rows[start : start + PIECE], types, fast)
        except (TypeError, ValueError, OverflowError) as error:
            raise _bad_cell(table) from error


def _written(rows: Sequence[Sequence[Cell]], types: Sequence[ColumnType], fast: bool) -> bytes:
    """Some rows as lines, ValueError and its like for what does not fit."""
    # column by column: each has one type, and most of its values are looked at by one loop
    columns = list(zip(*rows, strict=True))
    if fast and len(columns) == len(types):
        with suppress(TypeError, ValueError, OverflowError):
            return arrow.written(columns, types)
    texts = [_texts(values, type) for values, type in zip(columns, types, strict=True)]
    return "".join(f"{line}\n" for line in map("\t".join, zip(*texts, strict=True))).encode()


def _texts(values: Iterable[Cell], type: ColumnType) -> list[str]:
    """The values of a column as COPY takes them."""
    write = WRITERS[type]
    if type not in REPEATING:
        return ["\\N" if value is None else write(value) for value in values]
    # stations, moments, days and words come again and again
    known: dict[Cell, str] = {None: "\\N"}
    found = []
    for value in values:
        # to Python the hour that comes twice, when summer time ends, is one (PEP 495)
        if getattr(value, "fold", 0):
            found.append(write(value))
            continue
        text = known.get(value)
        if text is None:
            text = known[value] = write(value)
        found.append(text)
    return found


def version(table: Table, pieces: Iterable[bytes]) -> str:
    """Hash of columns, key and rows; the order of the rows counts only where there is no key."""
    columns = [asdict(column) for column in table.columns]
    about = [columns, list(table.key), *([asdict(table.series)] if table.series else [])]
    told = hashlib.blake2b(digest(about).encode(), digest_size=16)
    whole = b"".join(pieces)
    told.update(b"".join(sorted(whole.splitlines(keepends=True))) if table.key else whole)
    return told.hexdigest()


def _bad_cell(table: Table) -> BadCell:
    """The first value that does not fit."""
    width = len(table.columns)
    for number, row in enumerate(table.rows, 1):
        if len(row) != width:
            return BadCell(number, "*", f"{len(row)} values", f"row of {width}")
        for value, column in zip(row, table.columns, strict=True):
            try:
                _ = value is None or WRITERS[column.type](value)
            except (TypeError, ValueError, OverflowError):
                return BadCell(number, column.name, value, column.type)
    raise AssertionError(table)


def check_keys(table: Table) -> None:
    """DoubleKey for a key that is there twice, BadCell for one with a part missing."""
    names = [column.name for column in table.columns]
    at = [names.index(name) for name in table.key]
    if not at:
        return
    try:
        keys = list(map(itemgetter(*at), table.rows))
        missing = None in keys if len(at) == 1 else any(None in key for key in keys)
        again = len(set(keys)) < len(keys)
    except (IndexError, TypeError) as error:
        # a row that is too short, or a value that is no value of a table
        raise _bad_cell(table) from error
    if missing or again:
        raise _bad_key(table, at)


def _bad_key(table: Table, at: Sequence[int]) -> BadCell | DoubleKey:
    """The first key that is not whole, or is there twice."""
    seen: set[tuple[Cell, ...]] = set()
    for number, row in enumerate(table.rows, 1):
        key = tuple(row[i] for i in at)
        if None in key:
            return BadCell(number, table.key[key.index(None)], None, "key")
        if key in seen:
            return DoubleKey(tuple(table.key), key)
        seen.add(key)
    raise AssertionError(table)


def formulas(table: Table) -> dict[str, int]:
    """How many texts of each column a spreadsheet would run as a formula; they are kept as is."""
    found: dict[str, int] = {}
    for at, column in enumerate(table.columns):
        if column.type == "text":
            count = sum(1 for row in table.rows if row[at] and FORMULA.match(str(row[at])))
            found |= {column.name: count} if count else {}
    return found


def _text(value: Cell) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    # a lone surrogate has no place in UTF-8
    value.encode()
    return value.translate(ESCAPES)


def _integer(value: Cell) -> str:
    if isinstance(value, bool) or not isinstance(value, int) or not SMALLEST <= value <= LARGEST:
        raise ValueError
    return str(value)


def _number(value: Cell) -> str:
    if type(value) is float and math.isfinite(value):
        return repr(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError
    return repr(float(value))


def _boolean(value: Cell) -> str:
    if not isinstance(value, bool):
        raise TypeError
    return "t" if value else "f"


def _timestamp(value: Cell) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError
    return value.astimezone(UTC).isoformat()


def _date(value: Cell) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError
    return value.isoformat()


WRITERS: dict[ColumnType, Callable[[Cell], str]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "timestamp": _timestamp,
    "date": _date,
}
