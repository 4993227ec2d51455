"""votemanager's open data: a description in JSON, and a CSV file for each level of areas.

The description (`open_data.json`) names the files (`csvs`: election, level, address) and what their
columns mean (`dateifelder`: a number for each party). Columns: A who may vote, B who did, C and D
invalid and valid votes (C1, C2: ballots), E and F those of the second vote; D1, D2, … the votes of
each party, in local elections as D1_summe_liste_kandidaten or D1_4. Empty: not counted yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from .._core import csv
from .._core.errors import Refused, SettingError, WrongContent
from .._core.feed import Feed
from .._core.objects import bad_row
from .._core.record import BadRecord
from .._core.settings import words
from .._core.values import BadValue, clean
from .._network.crawl import objects
from .result import FIRST, ONE, SECOND, Area, Ballot, Result, counted, german_day, plain_number

LAYOUT = csv.Layout(needs=["gebiet-nr", "gebiet-name", "A", "B"])
#: column of a party's votes; others of its columns count candidates or lists alone
VOTES = re.compile(r"(?P<vote>[DF])(?P<number>\d{1,3})(_summe_liste_kandidaten|_4)?")
#: columns that are read by name; those of parties and candidates are many
PARTY = re.compile(r"[DF]\d{1,3}(_.*)?")
KNOWN = (
    "datum", "wahl", "ags", "gebiet-nr", "gebiet-name", "max-schnellmeldungen",
    "anz-schnellmeldungen", "A1", "A2", "A3", "A", "B", "B1", "C", "C1", "C2", "D", "E", "F",
)  # fmt: skip


@dataclass
class Description:
    """What open_data.json says of one election."""

    election: str
    #: level -> address of its CSV file
    files: dict[str, str] = field(default_factory=dict)
    #: number of a party's columns -> its name
    parties: dict[str, str] = field(default_factory=dict)


def described(feed: Feed, value: Any) -> Description:
    """The one election of a description; SettingError where there are several to choose from."""
    if not isinstance(value, dict) or "csvs" not in value:
        raise WrongContent(feed.url, "votemanager's open_data.json", "an object without 'csvs'")
    files = [one for one in objects(value["csvs"], feed, "files") if isinstance(one, dict)]
    elections = sorted({clean(str(one.get("wahl") or "")) for one in files} - {""})
    wanted = words(feed.source, "election")
    found = [one for one in elections if not wanted or one in wanted]
    if len(found) != 1:
        known = ", ".join(elections[:20]) or "none"
        raise SettingError(feed.source.name, "election", f"one of these is needed: {known}")
    here = Description(found[0])
    for one in files:
        address = one.get("url")
        if clean(str(one.get("wahl") or "")) == found[0] and isinstance(address, str):
            here.files[clean(str(one.get("ebene") or ""))] = address.strip()
    here.parties = _parties(value.get("dateifelder"), found[0])
    return here


def _parties(fields: Any, election: str) -> dict[str, str]:
    """Names of the parties by the number of their columns."""
    several = [one for one in fields if isinstance(one, dict)] if isinstance(fields, list) else []
    named = [one for one in several if clean(str(one.get("name") or "")) == election]
    parties = (named or several or [{}])[0].get("parteien")
    found: dict[str, str] = {}
    for one in parties if isinstance(parties, list) else ():
        given = one if isinstance(one, dict) else {}
        number = re.match(r"[DF](\d{1,3})", str(given.get("feld") or ""))
        if number and isinstance(given.get("wert"), str):
            found.setdefault(number[1], clean(given["wert"]))
    return found


def read(feed: Feed, value: Any, result: Result) -> Iterator[BadRecord]:
    """All files of the election into ``result``; rows that cannot be read."""
    description = described(feed, value)
    result.name = description.election
    levels = words(feed.source, "levels")
    files = {one: url for one, url in description.files.items() if not levels or one in levels}
    if not files:
        known = ", ".join(sorted(description.files)) or "none"
        raise SettingError(feed.source.name, "levels", f"the source has these: {known}")
    for level, address in files.items():
        yield from _file(feed, level, address, description.parties, result)


def _file(
    feed: Feed, level: str, address: str, parties: Mapping[str, str], result: Result
) -> Iterator[BadRecord]:
    sheet = csv.read(feed, _answer(feed, address), LAYOUT)
    feed.unknown((one for one in sheet.names if not PARTY.fullmatch(one)), KNOWN)
    for row in sheet.rows:
        if isinstance(row, BadRecord):
            yield BadRecord(f"{level}, {row.id}", row.field, row.value, row.problem,
                            part_of=feed.source.name)  # fmt: skip
            continue
        result.day = result.day or german_day(row.cells.get("datum", ""))
        try:
            _area(row.cells, level, parties, result)
        except BadValue as error:
            yield bad_row(feed, error, f"{level}, line {row.line}")


def _answer(feed: Feed, address: str) -> Any:
    """A file beside its description; older versions keep the description one folder below."""
    here = urljoin(feed.asked, address)
    try:
        return feed.get(here, accept="text/csv, */*;q=0.1", part=True)
    except Refused as error:
        if error.status != 404 or "/api/" not in here:
            raise
        return feed.get(here.replace("/api/", "/", 1), accept="text/csv, */*;q=0.1", part=True)


def _area(cells: Mapping[str, str], level: str, parties: Mapping[str, str], result: Result) -> None:
    number, name = plain_number(cells["gebiet-nr"]), clean(cells["gebiet-name"])
    if not number or not name:
        raise BadValue("gebiet-nr", number or None, "number and name of an area are needed")
    area = Area(level, number, name)
    area.eligible, area.voters = counted(cells, "A"), counted(cells, "B")
    area.reported = counted(cells, "anz-schnellmeldungen")
    area.expected = counted(cells, "max-schnellmeldungen")
    two = any(one in cells for one in ("F", "F1"))
    votes = ((FIRST, "C", "D"), (SECOND, "E", "F")) if two else ((ONE, "C", "D"),)
    for vote, invalid, valid in votes:
        ballot = Ballot(counted(cells, invalid), counted(cells, valid))
        if vote == ONE and "C" not in cells:
            ballot.invalid = counted(cells, "C1")
        ballot.votes = dict(_votes(cells, valid, parties))
        area.ballots[vote] = ballot
    if (level, number) in result.areas:
        raise BadValue("gebiet-nr", number, "the same area again; the first one counts")
    result.areas[level, number] = area


def _votes(
    cells: Mapping[str, str], letter: str, parties: Mapping[str, str]
) -> Iterator[tuple[str, int]]:
    """Party and votes, for those that are counted; the sum where a list and people have votes."""
    best: dict[str, str] = {}
    for name in cells:
        found = VOTES.fullmatch(name)
        if found and found["vote"] == letter and (found[3] or found["number"] not in best):
            best[found["number"]] = name
    for number, name in best.items():
        votes = counted(cells, name)
        if votes is not None:
            yield parties.get(number) or f"{letter}{number}", votes
