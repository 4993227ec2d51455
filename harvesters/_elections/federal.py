"""The federal returning officer's files: kerg2.csv (a number a row) and kerg.csv (a page of paper).

Both have a preamble. kerg.csv has three rows of headers, whose upper cells stand for those beside
them: party, vote, and whether the number is of this election or of the one before.
"""

from __future__ import annotations

import csv as plain
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .._core import csv
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.objects import bad_row
from .._core.record import BadRecord
from .._core.values import BadValue, clean
from .result import FIRST, ONE, SECOND, Ballot, Result, counted, german_day, plain_number

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
#: a state's number, of which each constituency names one; the federation has 99
COUNTRY, STATE, CONSTITUENCY = "Bund", "Land", "Wahlkreis"


def is_long(text: str) -> bool:
    """Is this kerg2.csv?"""
    return all(name in text[:20_000] for name in LONG.needs)


def is_wide(text: str) -> bool:
    """Is this kerg.csv?"""
    return re.search(r"(?m)^\ufeff?Nr[;\t]Gebiet[;\t]", text[:20_000]) is not None


def read_long(feed: Feed, text: str, wanted: Iterable[str], result: Result) -> Iterator[BadRecord]:
    """kerg2.csv into ``result``; ``wanted``: areas like "Wahlkreis/282", all without any."""
    several = set(wanted)
    sheet = csv.from_lines(feed, text.splitlines(keepends=True), LONG)
    feed.unknown(sheet.names, KNOWN)
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
    area = result.area(level, number, clean(cells.get("Gebietsname", "")) or number)
    count, before = counted(cells, "Anzahl"), counted(cells, "VorpAnzahl")
    if kind == "System-Gruppe" and group in ELIGIBLE:
        area.eligible = count
    elif kind == "System-Gruppe" and group in VOTERS:
        area.voters = count
    else:
        ballot = area.ballots.setdefault(vote, Ballot())
        if group in INVALID:
            ballot.invalid = count
        elif group in VALID:
            ballot.valid = count
        else:
            _party(ballot, group, count, before)


def _party(ballot: Ballot, name: str, count: int | None, before: int | None) -> None:
    if count is not None:
        ballot.votes[name] = count
    if before is not None:
        ballot.before[name] = before


def read_wide(feed: Feed, text: str, wanted: Iterable[str], result: Result) -> Iterator[BadRecord]:
    """kerg.csv into ``result``."""
    several = set(wanted)
    rows = list(plain.reader(text.lstrip("\ufeff").splitlines(), delimiter=_delimiter(text)))
    at = next(n for n, row in enumerate(rows) if [one.strip() for one in row[:2]] == NUMBERED)
    columns = _columns(feed, rows[at : at + 3])
    result.state = next((STATES[when] for *_, when in columns.values() if when in STATES), "")
    for line, row in enumerate(rows[at + 3 :], at + 4):
        cells = [clean(one) for one in row]
        if not any(cells):
            continue
        try:
            _wide(cells, columns, several, result)
        except BadValue as error:
            yield bad_row(feed, error, f"line {line}")


NUMBERED = ["Nr", "Gebiet"]


def _delimiter(text: str) -> str:
    return "\t" if re.search(r"(?m)^\ufeff?Nr\tGebiet", text[:20_000]) else ";"


def _columns(feed: Feed, header: Sequence[Sequence[str]]) -> dict[int, tuple[str, str, str]]:
    """Place of a column -> group, vote and time; empty cells go on what stands before them."""
    if len(header) < 3:
        raise WrongContent(
            feed.url, "kerg.csv with three rows of headers", "a file that ends there"
        )
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
    area = result.area(level, number, name)
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
