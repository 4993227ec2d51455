"""CSV as it comes over the wire (RFC 4180, and what is sold as it): encodings, delimiters, headers.

table = csv.read(feed, feed.get(), Layout(needs=["Name", "Capacity"]))
for row in table.rows:
    if isinstance(row, BadRecord): …       # ragged, or with NUL in it
    else: Values(row.cells) …              # row.line: where it stands
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from .answer import Answer
from .charset import decoded
from .errors import Empty, WrongContent, shown
from .feed import Feed
from .record import BadRecord

DELIMITERS = ";,\t|"
#: characters of a cell: the standard library's limit, which anybody in the process may raise
LONGEST = 131_072
#: stands behind the last line: who does not meet it again is still inside of quotes
END = "\0end of the table\0"


class NoSuchTable(WrongContent):
    """A text, but without the columns that are needed."""


@dataclass(frozen=True)
class Layout:
    """What is known of a file before it is read."""

    #: columns that must be there, by which header and delimiter are found, after a preamble too
    needs: Sequence[str] = ()
    #: one of ``;``, ``,``, tab, ``|``; "" finds it
    delimiter: str = ""
    #: encoding, where the answer's own signs are not to count; "" finds it
    encoding: str = ""
    #: names of the columns of a file without a header
    names: Sequence[str] = ()
    #: lines in which the header is looked for
    preamble: int = 50
    columns: int = 500
    rows: int = 1_000_000


@dataclass(frozen=True)
class Row:
    """One row: the number of its first line in the file, and its cells by column, unstripped."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A table: its columns, and its rows, which can be read once."""

    names: Sequence[str]
    delimiter: str
    rows: Iterator[Row | BadRecord]


def read(feed: Feed, answer: Answer, layout: Layout) -> Sheet:
    """The table of an answer; WrongContent for what is none, Empty for a header alone.

    NoSuchTable, a WrongContent, where columns that are needed are not there.
    """
    text = decoded(feed, answer, layout.encoding)
    return from_lines(feed, io.StringIO(text, newline=""), layout)


def from_lines(feed: Feed, lines: Iterable[str], layout: Layout) -> Sheet:
    """The table in ``lines``, with their ends: for files too large to be held."""
    rest = iter(lines)
    first = list(islice(rest, layout.preamble + 1))
    _no_page(feed, first)
    delimiter, at, header = _found(feed, first, layout)
    names = list(_names(feed, header))
    if len(names) > layout.columns:
        raise WrongContent(feed.url, f"at most {layout.columns} columns", str(len(names)))
    whole = _Lines(chain(first[at:], rest))
    rows = _rows(feed, whole, names, delimiter, at, layout.rows)
    return Sheet(names, delimiter, rows)


def _no_page(feed: Feed, first: Sequence[str]) -> None:
    start = "".join(first[:3]).lstrip("\ufeff \t\r\n")
    if not start:
        raise WrongContent(feed.url, "a CSV table", "an empty answer")
    for sign, what in (("<", "a page in HTML or XML"), ("{", "JSON"), ("[", "JSON")):
        if start.startswith(sign):
            raise WrongContent(feed.url, "a CSV table", what)
    if start.startswith("PK\x03\x04"):
        raise WrongContent(feed.url, "a CSV table", "a zip file")


def _found(feed: Feed, first: Sequence[str], layout: Layout) -> tuple[str, int, Sequence[str]]:
    """Delimiter, number of lines up to the first row, and the header."""
    tried = layout.delimiter or DELIMITERS
    if layout.names:
        return max(tried, key=lambda one: _evenness(first, one)), 0, layout.names
    if not layout.needs:
        delimiter = max(tried, key=lambda one: _evenness(first, one))
        reader = csv.reader(first, delimiter=delimiter)
        header = next((row for row in _quietly(reader) if any(map(str.strip, row))), [])
        return delimiter, reader.line_num, header
    for delimiter in tried:
        reader = csv.reader(first, delimiter=delimiter)
        for row in _quietly(reader):
            if set(layout.needs) <= {_clean(name) for name in row}:
                return delimiter, reader.line_num, row
    needed = ", ".join(f"'{name}'" for name in layout.needs)
    raise NoSuchTable(feed.url, f"a CSV table with the columns {needed}", _start(first))


def _quietly(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows as long as they can be read: with a wrong delimiter quotes stand in odd places."""
    try:
        yield from reader
    except csv.Error:
        return


def _start(first: Sequence[str]) -> str:
    line = next(line for line in first if line.strip())
    return f"the line '{line.strip()[:120]}'"


def _evenness(first: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How well a delimiter fits: rows that are as long as the first one, and how long that is."""
    # the last line may be the first of several of one row
    lengths = [len(row) for row in _quietly(csv.reader(first[:20], delimiter=delimiter)) if row]
    if not lengths or lengths[0] == 1:
        return (0, 1)
    return (sum(length == lengths[0] for length in lengths), lengths[0])


def _names(feed: Feed, header: Sequence[str]) -> Iterator[str]:
    """Names of the columns: one for each, none twice."""
    cells = [_clean(cell) for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    seen: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        name = cell or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name} ({seen[name]})"
            feed.notice("repaired", f"header: {cell}", f"stands there twice, read as '{name}'")
        yield name


def _clean(name: str) -> str:
    return " ".join(name.lstrip("\ufeff").replace("\xa0", " ").split())


class _Lines:
    """Lines on their way to the reader; afterwards, whether the last one had an end."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.ended = True

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.ended = line.endswith(("\n", "\r"))
            yield line
        yield END


def _cells(
    feed: Feed, lines: Iterable[str], delimiter: str, before: int
) -> Iterator[tuple[int, list[str]]]:
    """Number of the first line and cells of each row, without blank lines."""
    reader = csv.reader(lines, delimiter=delimiter)
    begin = before + 1
    try:
        for row in reader:
            if row == [END]:
                return
            if any(len(cell) > LONGEST for cell in row):
                found = f"in line {begin}: field larger than field limit ({LONGEST})"
                raise WrongContent(feed.url, "a CSV table", found)
            if any(cell.strip() for cell in row):
                yield begin, row
            begin = before + reader.line_num + 1
    except csv.Error as error:
        raise WrongContent(feed.url, "a CSV table", f"in line {begin}: {error}") from error
    raise WrongContent(feed.url, "a whole CSV table", "one that ends within quotes")


def _rows(
    feed: Feed, lines: _Lines, names: Sequence[str], delimiter: str, before: int, most: int
) -> Iterator[Row | BadRecord]:
    count, ragged = 0, False
    for line, row in _cells(feed, lines, delimiter, before):
        count += 1
        if count > most:
            raise WrongContent(feed.url, f"at most {most} rows", "more")
        while len(row) > len(names) and not row[-1].strip():
            row.pop()
        ragged = len(row) != len(names)
        if ragged:
            yield _bad(line, f"{len(row)} cells under {len(names)} columns", row)
        elif any("\0" in cell for cell in row):
            yield _bad(line, "holds a NUL", row)
        else:
            yield Row(line, dict(zip(names, row, strict=True)))
    if ragged and not lines.ended:
        raise WrongContent(feed.url, "a whole CSV table", "one that ends in the middle of a row")
    if not count:
        raise Empty(feed.url, "row")


def _bad(line: int, problem: str, row: Sequence[str]) -> BadRecord:
    return BadRecord(f"line {line}", "row", shown(" | ".join(row), 200), problem)
