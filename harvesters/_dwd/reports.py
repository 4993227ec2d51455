"""Current reports ("POI"): one CSV a station with the last day, newest first, times in UTC.

Three rows of header (English names, units, German names), ``;``, decimal comma, ``---`` for
nothing.
https://opendata.dwd.de/weather/weather_reports/poi/
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin

from .._core import listing, settings
from .._core.answer import Answer
from .._core.charset import decoded
from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._core.objects import bad_row
from .._core.record import Cell
from .._core.values import BadValue, Values
from . import stations
from .network import Network
from .quantities import IN_REPORTS, Quantity

#: longest file that there is reason for
ROWS = 5000


def read(feed: Feed) -> Network:
    """The reports of the stations of the settings."""
    network = Network("CSV", "text/csv")
    wanted = stations.wanted(feed)
    here = feed.get(part=True)
    files = listing.files(here)
    lexicon = settings.address(feed.source, "lexicon")
    if lexicon:
        found = stations.lexicon(feed.get(urljoin(here.url, lexicon)))
        wanted = {code: known or found.get(code) for code, known in wanted.items()}
    answers = {}
    for code in wanted:
        # codes shorter than five signs are padded
        name = f"{code:_<5}-BEOB.csv"
        if name in files:
            answers[code] = feed.get(files[name])
        else:
            feed.notice("missing station", code, f"there is no file {name}")
    feed.whole({code: answer.validators.digest for code, answer in answers.items()})
    for code, answer in answers.items():
        report(feed, network, code, answer)
        known = wanted[code] or stations.Station(code, code, None, None)
        network.stations[code] = known
    return network


def report(feed: Feed, network: Network, code: str, answer: Answer) -> None:
    """Take the rows of one station's file; WrongContent where that is no report of it."""
    lines = _lines(feed, answer)
    names, units, told = lines[:3]
    if units[0].strip("_ ") != code:
        raise WrongContent(answer.url, f"reports of {code}", f"some of '{units[0]}'")
    columns = _columns(feed, names, units, told)
    network.quantities |= {one.name: one for one in columns.values()}
    for number, line in enumerate(lines[3:], 4):
        if len(line) != len(names):
            raise WrongContent(answer.url, "whole rows", f"line {number} with {len(line)} cells")
        try:
            at = _moment(line)
            cells = {one.name: _cell(one, line[place]) for place, one in columns.items()}
            # newest first: of two reports of one time the first is the corrected one
            network.values.setdefault((code, at), cells)
        except BadValue as error:
            network.bad.append(bad_row(feed, error, f"{code}, line {number}"))


def _lines(feed: Feed, answer: Answer) -> list[list[str]]:
    text = decoded(feed, answer, "")
    if text.lstrip().startswith(("<", "{", "[")) or not text.startswith("surface observations;"):
        raise WrongContent(answer.url, "a report of DWD", "something else")
    try:
        lines = [line for line in csv.reader(io.StringIO(text), delimiter=";") if line]
    except csv.Error as error:
        raise WrongContent(answer.url, "CSV", str(error)) from error
    if len(lines) < 3 or lines[2][0] != "Datum" or len({len(line) for line in lines[:3]}) > 1:
        raise WrongContent(answer.url, "three rows of header", "others")
    if len(lines) == 3:
        raise Empty(answer.url, "report")
    if len(lines) > ROWS:
        raise WrongContent(answer.url, f"at most {ROWS} reports", "more")
    return lines


def _columns(
    feed: Feed, names: Sequence[str], units: Sequence[str], told: Sequence[str]
) -> dict[int, Quantity]:
    """Place in the row -> quantity; a column in another unit than known is left out."""
    feed.unknown(names[2:], IN_REPORTS)
    found = {}
    for place, (name, unit) in enumerate(zip(names, units, strict=True)):
        known = IN_REPORTS.get(name) if place > 1 else None
        if known and known.given == unit:
            found[place] = known
        elif known:
            problem = f"in '{unit}' instead of '{known.given}'"
            feed.notice("column left out", told[place] or name, problem)
    return found


def _moment(line: Sequence[str]) -> datetime:
    day, time = line[:2]
    if re.fullmatch(r"\d\d\.\d\d\.\d\d", day) and re.fullmatch(r"\d\d:\d\d", time):
        try:
            return datetime.strptime(f"{day} {time}", "%d.%m.%y %H:%M").replace(tzinfo=UTC)
        except ValueError:
            pass
    raise BadValue("Datum", f"{day} {time}", "a day and a time are needed", "Write 31.12.26;23:00")


def _cell(quantity: Quantity, text: str) -> Cell:
    if text.strip() in ("---", ""):
        return None
    values = Values({quantity.name: text})
    name = quantity.name
    return values.whole(name) if quantity.given == "CODE_TABLE" else values.number(name)
