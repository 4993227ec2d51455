"""Stations, in the three ways in which DWD describes them; all texts are in Latin-1."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from .._core.answer import Answer
from .._core.errors import SettingError, WrongContent
from .._core.feed import Feed
from .._core.record import Cell
from .._core.values import BadValue, Values

ENCODING = "latin-1"
#: a line of "…_Beschreibung_Stationen.txt": columns of fixed width, the name may hold blanks
LINE = re.compile(
    r"\s*(?P<id>\d+)\s+(?P<from>\d{8})\s+(?P<until>\d{8})\s+(?P<altitude>-?\d+)"
    r"\s+(?P<lat>-?\d+\.\d+)\s+(?P<lon>-?\d+\.\d+)\s+(?P<name>\S.*?)"
    r"(?:\s{2,}(?P<land>\S.*?))?(?:\s{2,}\S.*?)?\s*"
)

#: characters of a line of such a list; longer ones are none
LONGEST = 300


@dataclass(frozen=True)
class Station:
    """A station where it stands now."""

    id: str
    name: str
    altitude: float | None
    #: longitude and latitude
    point: tuple[float, float] | None

    def row(self) -> list[Cell]:
        """Values of the table of stations but for the place."""
        return [self.id, self.name, self.altitude]


def geography(feed: Feed, lines: Iterable[str]) -> Station | None:
    """The last place in a file "Metadaten_Geographie_…": stations move, each row is a time."""
    header: list[str] = []
    last: Station | None = None
    for line in lines:
        cells = [cell.strip() for cell in line.split(";")]
        if not header:
            header = cells
            continue
        if len(cells) == len(header):
            last = _station(feed, dict(zip(header, cells, strict=True))) or last
    return last


def _station(feed: Feed, cells: dict[str, str]) -> Station | None:
    values = Values(cells)
    id = cells.get("Stations_id", "").zfill(5)
    try:
        lon, lat = values.number("Geogr.Laenge"), values.number("Geogr.Breite")
        return Station(
            id,
            values.needed("Stationsname", 200),
            values.number("Stationshoehe"),
            (lon, lat) if lon is not None and lat is not None else None,
        )
    except BadValue as error:
        feed.notice("left out", f"{id}: {error.field}", error.problem)
        return None


def description(answer: Answer) -> dict[str, Station]:
    """Stations by id of a list in columns of fixed width; WrongContent where that is none."""
    found = {}
    for line in answer.body.decode(ENCODING).splitlines():
        match = LINE.fullmatch(line) if len(line) <= LONGEST else None
        if match:
            id = match["id"].zfill(5)
            place = float(match["lon"]), float(match["lat"])
            found[id] = Station(id, match["name"], float(match["altitude"]), place)
    if not found:
        raise WrongContent(answer.url, "a list of stations", "none")
    return found


class _Cells(HTMLParser):
    """The cells of the rows of a page's tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        self._in_cell = tag == "td" and bool(self.rows)
        if self._in_cell:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def lexicon(answer: Answer) -> dict[str, Station]:
    """Stations of the "Stationslexikon" by the code of their reports; synoptic ones count first.

    Columns: name, Stations_ID, kind of data, code, latitude, longitude, altitude, basin, state,
    begin, end.
    """
    text = answer.body.decode(ENCODING)
    if not re.search(r"</html>\s*$", text, re.IGNORECASE):
        raise WrongContent(answer.url, "the whole list of stations", "something else")
    page = _Cells()
    page.feed(text)
    found: dict[str, Station] = {}
    for name, _, kind, code, lat, lon, altitude, *_ in (row for row in page.rows if len(row) == 11):
        id = code.strip()
        if kind.strip() != "SY" and id in found:
            continue
        try:
            place = (float(lon), float(lat))
            found[id] = Station(id, name.strip(), float(altitude), place)
        except ValueError:
            # half a row tells nothing of the others
            continue
    if not found:
        raise WrongContent(answer.url, "the list of stations", "none of them")
    return found


def wanted(feed: Feed) -> dict[str, Station | None]:
    """The stations of the settings: codes, or codes with what is known of each."""
    given = feed.source.settings.get("stations")
    if isinstance(given, list | tuple) and given and all(isinstance(one, str) for one in given):
        return dict.fromkeys(given)
    if isinstance(given, dict) and given and all(isinstance(one, str) for one in given):
        return {id: _told(feed, id, facts) for id, facts in given.items()}
    problem = "codes of stations (in quotes) are needed, as a list or with name, lon, lat, altitude"
    raise SettingError(feed.source.name, "stations", problem)


def _told(feed: Feed, id: str, facts: Any) -> Station | None:
    if facts is None:
        return None
    try:
        values = Values(facts if isinstance(facts, dict) else {})
        lon, lat = values.number("lon"), values.number("lat")
        place = (lon, lat) if lon is not None and lat is not None else None
        return Station(id, values.needed("name", 200), values.number("altitude"), place)
    except BadValue as error:
        problem = f"{id}: {error.field}: {error.problem}"
        raise SettingError(feed.source.name, "stations", problem) from error
