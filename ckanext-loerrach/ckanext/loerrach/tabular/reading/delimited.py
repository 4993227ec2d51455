"""Text files with delimiters: the first and last lines read one by one, the rest by pyarrow."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import IO

from . import layout, textfile
from .arrowcsv import Part, Reading
from .errors import Refused
from .layout import Layout
from .origin import Batch, Facts, Sample
from .words import say

DELIMITERS = ";\t,|"
HEAD = 1 << 18
TAIL = 1 << 16
#: a text of more characters is none of a table
LONGEST = 1 << 20
COLUMNS = 1500
SEP = re.compile(r'"?sep=(.)"?\s*', re.I)


class Delimited:
    """A CSV file. Rows of other width are evened out where only empty cells are lost."""

    def __init__(self, path: Path, name: str, delimiter: str = "", encoding: str = "",
                 quoted: bool | None = None) -> None:  # fmt: skip
        self.name, self.known = name, quoted is not None
        self.text = textfile.opened(path, name, encoding, quoted)
        try:
            self._begin(delimiter)
        except BaseException:
            self.close()
            raise

    def _begin(self, delimiter: str) -> None:
        text = self.text
        text.file.seek(text.start)
        raw = text.file.read(HEAD)
        complete = text.start + len(raw) >= text.size
        lines = _lines(raw if complete else raw[: max(raw.rfind(b"\n"), raw.rfind(b"\r")) + 1])
        if not any(line.strip() for line in lines):
            raise Refused("empty" if complete else "no_table", file=self.name, what=say("is_text"))
        if found := SEP.fullmatch(lines[0]):
            delimiter = delimiter or found[1]
        self.delimiter = delimiter or self._delimiter(lines)
        self.offsets: list[int] = []
        self.sample = self._sample(lines, complete, bool(found))
        if self.sample.width > COLUMNS:
            raise Refused("too_large", file=self.name, what=f"{self.sample.width} × |")
        self.facts = Facts("csv", text.encoding, self.delimiter, text.quoted,
                           sentences=list(text.sentences))  # fmt: skip
        self.squared: IO[bytes] | None = None
        self.last: list[tuple[int, list[str]]] = []

    def _delimiter(self, lines: list[str]) -> str:
        """The one by which most lines have the same number of cells, more than one."""
        scores = {}
        for one in DELIMITERS:
            rows = [len(row) for row in _parsed(lines, one) if row]
            counts = Counter(number for number in rows if number > 1)
            usual, times = max(counts.items(), key=lambda item: item[1] * item[0], default=(1, 0))
            scores[one] = (times / max(len(rows), 1)) * (1 - 1 / (usual + 1)) if usual > 1 else 0.0
        best = max(scores, key=lambda one: scores[one])
        if scores[";"] >= 0.3 and scores[best] - scores[";"] < 0.2:
            return ";"  # a decimal comma parts numbers as evenly
        return best if scores[best] >= 0.2 else ";"

    def _sample(self, lines: list[str], complete: bool, skip: bool) -> Sample:
        rows: list[list[str]] = []
        starts: list[int] = []
        at = line = 0
        ends = [0]
        for one in lines:
            ends.append(ends[-1] + len(one.encode()))
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        try:
            for row in reader:
                if not (skip and not at):
                    rows.append([cell.strip() for cell in row])
                    starts.append(line + 1)
                    self.offsets.append(self.text.start + ends[line])
                at, line = at + 1, reader.line_num
        except csv.Error as error:
            if complete or not rows:
                raise Refused("open_quote", file=self.name, row=line + 1) from error
        return Sample(rows, starts, layout.width(rows), complete)

    def tail(self, wide: int) -> list[list[str]]:
        """Rows in the last 64 kB; the first of them may be cut and is left out."""
        self.last = max(
            (self._last(quote) for quote in (False, True)),
            key=lambda rows: sum(len(row) == wide for _, row in rows),
        )
        return [row for _, row in self.last]

    def _last(self, inside: bool) -> list[tuple[int, list[str]]]:
        """The last rows with the byte where each begins; ``inside``: 64 kB begin in quotes."""
        begin = max(self.text.start, self.text.size - TAIL)
        self.text.file.seek(begin)
        raw = self.text.file.read()
        cut = raw.find(b'"') + 1 if inside else 0
        cut = max(raw.find(b"\n", cut), raw.find(b"\r", cut) if b"\n" not in raw else 0) + 1
        lines = _lines(raw[cut:])
        starts = list(accumulate((len(one.encode()) for one in lines), initial=0))
        reader = csv.reader(lines, delimiter=self.delimiter)
        rows, line = [], 0
        with suppress(csv.Error):
            for row in reader:
                rows.append((begin + cut + starts[line], [cell.strip() for cell in row]))
                line = reader.line_num
        return rows

    def _end(self, dropped: int) -> int:
        """The byte before which the last ``dropped`` rows begin."""
        return self.last[-dropped][0] if dropped else self.text.size

    def batches(self, found: Layout, dropped: int) -> Iterator[Batch]:
        """Uneven, or a batch that raises it, for rows of other width."""
        file, (start, end) = self.text.file, self._bounds(found, dropped)
        quoted = self.text.quoted
        if self.squared is not None:
            file, start, end, quoted = self.squared, 0, self.squared.seek(0, 2), True
        reading = Reading(found.width, self.delimiter, quoted, self.known)
        yield from reading.batches(file, start, end)

    def _bounds(self, found: Layout, dropped: int) -> tuple[int, int]:
        sample = self.sample
        start = self.offsets[found.first] if found.first < len(self.offsets) else self.text.size
        if sample.complete:
            end = self.offsets[found.end] if found.end < len(self.offsets) else self.text.size
        else:
            end = self._end(dropped)
        return start, end

    def even_out(self, found: Layout, dropped: int) -> None:
        """All rows as wide as the table, in a temporary file; Refused for a cell too many."""
        start, end = self._bounds(found, dropped)
        target = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the origin
        writer_text = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
        writer = csv.writer(writer_text, delimiter=self.delimiter)
        source = io.TextIOWrapper(
            io.BufferedReader(Part(self.text.file, start, end)), "utf-8", newline=""
        )
        reader = csv.reader(source, delimiter=self.delimiter, strict=True)
        base = self.sample.lines[found.first] - 1
        changed, first, line = 0, 0, 0
        try:
            for row in reader:
                if row and len(row) != found.width:
                    if any(cell.strip() for cell in row[found.width :]):
                        raise Refused("ragged", file=self.name, row=base + line + 1,
                                      found=len(row), expected=found.width)  # fmt: skip
                    changed, first = changed + 1, first or base + line + 1
                    row = (row + [""] * found.width)[: found.width]
                if any(row):
                    writer.writerow(row)
                line = reader.line_num
        except csv.Error as error:
            raise Refused("open_quote", file=self.name, row=base + line + 1) from error
        if changed:
            self.facts.sentences.append(say("short_rows", number=changed, row=first))
        writer_text.detach()
        self.squared = target
        self.facts.uneven = True

    def close(self) -> None:
        self.text.file.close()
        if getattr(self, "squared", None):
            self.squared.close()  # type: ignore[union-attr]


def _lines(raw: bytes) -> list[str]:
    return list(io.StringIO(raw.decode(errors="ignore"), newline=""))


def _parsed(lines: list[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):
        # those before an error count
        rows.extend(csv.reader(lines, delimiter=delimiter))
    return rows
