"""One file of a feed, a row at a time: each value is looked at once, however often it comes."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass

from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.zipped import Zipped
from .findings import Findings
from .kinds import check
from .rules import Field, fields

#: different good values of one column that are remembered: times repeat, coordinates do not
REMEMBERED = 200_000
REPLACED = "\ufffd"
Row = list[str]


@dataclass
class Column:
    """A column whose values have to be looked at."""

    index: int
    field: Field
    #: values that are good; grows
    good: set[str] | Container[str]


class File:
    """Reads one file of the archive, and reports what breaks its rules.

    ``targets``: ids by the file that has them.
    """

    def __init__(
        self,
        feed: Feed,
        archive: Zipped,
        path: str,
        name: str,
        targets: Mapping[str, Container[str]],
        findings: Findings,
    ) -> None:
        self.name, self._targets, self._findings = name, targets, findings
        self._feed, self._path = feed, path
        self._mangled = 0
        self._reader = csv.reader(self._lines(archive))
        self.header = self._header()
        self.index = {column: number for number, column in reversed([*enumerate(self.header)])}
        self.count = 0

    @property
    def line(self) -> int:
        """Number of the line that was read last."""
        return self._reader.line_num

    def report(self, field: str, value: str, problem: str, remedy: str = "") -> None:
        """A finding in the row that was read last."""
        self._findings.add(self.name, self.line, field, value, problem, remedy)

    def rows(self) -> Iterator[Row]:
        """Every row, as long as the header, with its values as they are written."""
        width, columns = len(self.header), list(self._columns())
        if not self.header:
            return
        reader = iter(self._reader)
        looked = [(one.index, one.good, self._look(one)) for one in columns]
        while True:
            try:
                row = next(reader, None)
            except csv.Error as error:
                problem = f"line {self.line} of {self._path}, which cannot be read ({error})"
                raise WrongContent(self._feed.url, "CSV", problem) from error
            if row is None:
                return
            if len(row) != width:
                if not any(row):
                    continue
                row = self._fitted(row, width)
            self.count += 1
            for index, good, look in looked:
                if row[index] not in good:
                    look(row[index], row)
            yield row

    def values(self, row: Row) -> dict[str, str]:
        """A row by the names of its columns, without blanks around values; "" for missing ones."""
        found = {name: row[number].strip() for name, number in self.index.items()}
        return dict.fromkeys(fields(self.name), "") | found

    def _lines(self, archive: Zipped) -> Iterator[str]:
        for line in archive.lines(self._path):
            if REPLACED in line:
                self._mangled += 1
                if self._mangled == 1:
                    self._feed.notice("not UTF-8", self._path, f"as in '{line.strip()[:80]}'")
            yield line

    def _header(self) -> list[str]:
        try:
            header = [name.strip() for name in next(iter(self._reader), [])]
        except csv.Error as error:
            raise WrongContent(self._feed.url, f"CSV in {self._path}", str(error)) from error
        known = fields(self.name)
        for name in dict.fromkeys(header):
            if header.count(name) > 1:
                self.report(name, "", "the column comes twice; the first one counts")
            if name not in known:
                told = f"column of {self._path} that is not read; the harvester does not know it"
                self._feed.notice("unknown column", name, told)
        for field in known.values():
            if field.needed and header and field.name not in header:
                self.report(field.name, "", "the column is missing, and each row has to have it")
        return header

    def _columns(self) -> Iterator[Column]:
        """Columns with a rule."""
        for field in fields(self.name).values():
            index = self.index.get(field.name)
            if index is None or field.draft:
                continue
            if field.target:
                yield Column(index, field, self._targets.get(field.target, frozenset()))
            elif field.needed or field.kind != "text":
                yield Column(index, field, set() if field.needed else {""})

    def _look(self, column: Column) -> Callable[[str, Row], None]:
        """Looks at a value that is not known to be good."""
        field, good = column.field, column.good
        remember = good if isinstance(good, set) and not field.target else None

        def look(value: str, row: Row) -> None:
            problem = self._problem(field, value)
            if problem:
                self.report(field.name, value, problem)
            elif remember is not None and len(remember) < REMEMBERED:
                remember.add(value)

        return look

    def _problem(self, field: Field, value: str) -> str | None:
        if not value.strip():
            return "missing, and each row has to have it" if field.needed else None
        if field.target == "boarding" and value in self._targets.get("stops", ()):
            return "not a stop or platform (location_type 0), where nothing can stop"
        if field.target:
            return f"not among the ids of {TARGETS.get(field.target, f'{field.target}.txt')}"
        return check(field.kind, value)

    def _fitted(self, row: Row, width: int) -> Row:
        if len(row) < width:
            self.report("*", "", f"fewer values than the {width} of the header")
        elif any(row[width:]):
            self.report("*", "", f"more values than the {width} of the header")
        return (row + [""] * (width - len(row)))[:width]


TARGETS = {
    "boarding": "stops.txt",
    "service": "calendar.txt and calendar_dates.txt",
    "locations": "locations.geojson",
}


def file_names(names: list[str]) -> dict[str, str]:
    """Paths by the name of the file without its suffix, also where all lie in one folder."""
    folders = {re.sub(r"[^/]*$", "", name) for name in names if re.search(r"(^|/)stop", name)}
    folder = min(folders, key=len, default="")
    return {
        name.removeprefix(folder).removesuffix(".txt"): name
        for name in names
        if name.startswith(folder) and "/" not in name.removeprefix(folder)
    }
