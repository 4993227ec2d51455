"""The federal returning officer's files: kerg2.csv (a number a row) and kerg.csv (a page of paper).

Both have a preamble. kerg.csv has three rows of headers, whose upper cells stand for those beside
them: party, vote, and whether the number is of this election or of the one before.
"""

from __future__ import annotations

import csv as plain
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._core import csv
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.objects import bad_row
from .._core.record import BadRecord
from .._core.values import BadValue, clean
from .result import FIRST, ONE, SECOND, Area, Ballot, Result, counted, german_day, plain_number

LONG = csv.Layout(needs=["Gebietsart", "Gebietsnummer", "Gruppenart", "Gruppenname", "Anzahl"])
KNOWN = (
    *LONG.needs, "Wahlart", "Wahltag", "Gebietsname", "UegGebietsart", "UegGebietsnummer",
    "Gruppenreihenfolge", "Stimme", "Prozent", "VorpAnzahl", "VorpProzent", "DiffProzent",
    "DiffProzentPkt", "Bemerkung", "Gewählt",
)  # fmt: skip
#: words of the rows and columns that are no party's
ELIGIBLE, VOTERS = ("Wahlberechtigte",), ("Wählende", "Wähler")
INVALID = ("Ungültige", "Ungültige Stimmen")
VALID = ("Gültige", "Gültige Stimmen")
VOTE = {"": ONE, "1": FIRST, "2": SECOND, "Erststimmen": FIRST, "Zweitstimmen": SECOND}
STATES = {"Endgültig": "final", "Vorläufig": "preliminary"}
FORMER = "Vorperiode"
#: what kerg2.csv says of itself above its table
STATUS = re.compile(r"(?m)^Status:[;\t](\w+)")
#: the first of three rows of headers in kerg.csv
NUMBERED = re.compile(r"(?m)^\ufeff?Nr([;\t])Gebiet[;\t]")
#: a state's number, of which each constituency names one; the federation has 99
COUNTRY, STATE, CONSTITUENCY = "Bund", "Land", "Wahlkreis"


def is_long(text: str) -> bool:
    """Is this kerg2.csv?"""
    return all(name in text[:20_000] for name in LONG.needs)


def is_wide(text: str) -> bool:
    """Is this kerg.csv?"""
    return NUMBERED.search(text[:20_000]) is not None


def read_long(feed: Feed, text: str, wanted: Iterable[str], result: Result) -> Iterator[BadRecord]:
    """kerg2.csv into ``result``; ``wanted``: areas like "Wahlkreis/282", all without any."""
    several = set(wanted)
    sheet = csv.from_lines(feed, text.splitlines(keepends=True), LONG)
    feed.unknown(sheet.names, KNOWN)
    status = STATUS.search(text[:20_000])
    result.state = STATES.get(status[1], "") if status else ""
    for row in sheet.rows:
        if isinstance(row, BadRecord):
            yield BadRecord(row.id, row.field, row.value, row.problem, part_of=feed.source.name)
            continue
        level, number = clean(row.cells["Gebietsart"]), plain_number(row.cells["Gebietsnummer"])
        if several and f"{level}/{number}" not in several:
            continue
        try:
            _long(row.cells, level, number, result)
        except BadValue as error:
            yield bad_row(feed, error, f"line {row.line}")


def _long(cells: Mapping[str, str], level: str, number: str, result: Result) -> None:
    result.day = result.day or german_day(cells.get("Wahltag", ""))
    group, kind = clean(cells["Gruppenname"]), clean(cells["Gruppenart"])
    vote = VOTE.get(clean(cells.get("Stimme", "")))
    if not number or not group or vote is None:
        raise BadValue("Stimme", cells.get("Stimme"), "area, group and vote are needed")
    count, before = counted(cells, "Anzahl"), counted(cells, "VorpAnzahl")
    area = result.area(level, number, clean(cells.get("Gebietsname", "")) or number)
    if kind == "System-Gruppe" and group in ELIGIBLE:
        area.eligible = _once(group, area.eligible, count)
    elif kind == "System-Gruppe" and group in VOTERS:
        area.voters = _once(group, area.voters, count)
    else:
        ballot = area.ballots.setdefault(vote, Ballot())
        if group in INVALID:
            ballot.invalid = _once(group, ballot.invalid, count)
        elif group in VALID:
            ballot.valid = _once(group, ballot.valid, count)
        else:
            _party(ballot, group, count, before)


def _once(name: str, known: int | None, count: int | None) -> int | None:
    """The number; BadValue where it is another one than before."""
    if known is not None and count is not None and known != count:
        raise BadValue(name, str(count), f"a second number; the first one, {known}, counts")
    return count if known is None else known


def _party(ballot: Ballot, name: str, count: int | None, before: int | None) -> None:
    for numbers, number in ((ballot.votes, count), (ballot.before, before)):
        found = _once(name, numbers.get(name), number)
        if found is not None:
            numbers[name] = found


def read_wide(feed: Feed, text: str, wanted: Iterable[str], result: Result) -> Iterator[BadRecord]:
    """kerg.csv into ``result``."""
    several = set(wanted)
    (_, *upper), (_, *middle), (_, *lower), *rows = _rows(feed, text)
    columns = _columns(feed, (upper, middle, lower))
    result.state = next((STATES[when] for *_, when in columns.values() if when in STATES), "")
    for line, *row in rows:
        cells = [clean(one) for one in row]
        if not any(cells):
            continue
        if len(cells) <= max(columns):
            feed.notice("short row", f"line {line}", "it has fewer cells than there are headers")
        try:
            _wide(cells, columns, several, result)
        except BadValue as error:
            yield bad_row(feed, error, f"line {line}")


def _rows(feed: Feed, text: str) -> list[list[Any]]:
    """Number of the line and cells of each row, from the headers on; three of them are there."""
    found = NUMBERED.search(text)
    assert found
    # quotation marks of the preamble are none of the table's
    before = text.count("\n", 0, found.start())
    lines = text[found.start() :].lstrip("\ufeff").splitlines(keepends=True)
    reader = plain.reader(lines, delimiter=found[1], strict=True)
    try:
        rows = [[before + reader.line_num, *row] for row in reader]
    except plain.Error as error:
        problem = f"in line {before + reader.line_num}: {error}"
        raise WrongContent(feed.url, "kerg.csv", problem) from error
    if len(rows) < 3:
        raise WrongContent(
            feed.url, "kerg.csv with three rows of headers", "a file that ends there"
        )
    return rows


def _columns(feed: Feed, header: Sequence[Sequence[str]]) -> dict[int, tuple[str, str, str]]:
    """Place of a column -> group, vote and time; empty cells go on what stands before them."""
    found: dict[int, tuple[str, str, str]] = {}
    group = vote = ""
    for place in range(3, max(map(len, header))):
        upper, middle, lower = (clean(row[place]) if place < len(row) else "" for row in header)
        if upper:
            group, vote = upper, ""
        vote = middle or vote
        if group and lower:
            found[place] = group, vote, lower
    if not found:
        raise WrongContent(feed.url, "kerg.csv with three rows of headers", "other headers")
    return found


def _wide(
    cells: Sequence[str], columns: Mapping[int, tuple[str, str, str]], wanted: set[str],
    result: Result,
) -> None:  # fmt: skip
    number, name = plain_number(cells[0]), cells[1] if len(cells) > 1 else ""
    parent = plain_number(cells[2]) if len(cells) > 2 else ""
    if not number or not name:
        raise BadValue("Nr", cells[0], "number and name of an area are needed")
    level = COUNTRY if number == "99" else STATE if parent == "99" else CONSTITUENCY
    if wanted and f"{level}/{number}" not in wanted:
        return
    # kept when all of it has been read
    area = Area(level, number, name)
    for place, (group, vote, when) in columns.items():
        if place >= len(cells):
            break
        count = counted({group: cells[place]}, group)
        former = when == FORMER
        if group in (*ELIGIBLE, *VOTERS):
            if not former and count is not None:
                area.eligible, area.voters = (
                    (count, area.voters) if group in ELIGIBLE else (area.eligible, count)
                )
            continue
        ballot = area.ballots.setdefault(VOTE.get(vote, ONE), Ballot())
        if group in INVALID:
            ballot.invalid = ballot.invalid if former else count
        elif group in VALID:
            ballot.valid = ballot.valid if former else count
        else:
            _party(ballot, group, None if former else count, count if former else None)
    if (level, number) in result.areas:
        raise BadValue("Nr", number, "the same area again; the first one counts")
    result.areas[level, number] = area
