"""Bundesnetzagentur's register of charging stations (Ladesäulenregister), as XLSX and CSV.

Monthly, for all of Germany; above the header stand some ten lines about the register, and a row
that groups the columns by charge point. Columns come, go and move from release to release, so each
is found by its name. Without an identifier (before 2025) a station is known by what is said of it.
Decimal commas stand in texts, postcodes and days may be numbers, a house number that nobody knows
is "0". Public keys are for measuring devices, not for people, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import IO, Any

from .._core import csv, xlsx
from .._core.answer import Answer
from .._core.days import day
from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord
from .._core.values import BadValue, Values, clean
from . import words
from .reading import degrees, optional
from .station import Point, Station, Stations, Wanted

NEEDED = ("Betreiber", "Breitengrad", "Längengrad")
#: rows in which the header is looked for
PREAMBLE = 50
#: what each value has been called from 2019 on
NAMES = {
    "id": ("Ladeeinrichtungs-ID",),
    "operator": ("Betreiber",),
    "name": ("Anzeigename (Karte)",),
    "status": ("Status",),
    "kind": ("Art der Ladeeinrichtung", "Art der Ladeeinrichung"),
    "count": ("Anzahl Ladepunkte",),
    "power": ("Nennleistung Ladeeinrichtung [kW]", "Anschlussleistung", "Anschlussleistung [kW]"),
    "commissioned": ("Inbetriebnahmedatum",),
    "street": ("Straße",),
    "number": ("Hausnummer",),
    "addition": ("Adresszusatz",),
    "postcode": ("Postleitzahl",),
    "city": ("Ort",),
    "district": ("Kreis/kreisfreie Stadt",),
    "lat": ("Breitengrad",),
    "lon": ("Längengrad",),
}
#: the land is that of the district; the rest are sentences on parking, paying and opening hours
IGNORED = [
    "Bundesland",
    "Standortbezeichnung",
    "Informationen zum Parkraum",
    "Bezahlsysteme",
    "Öffnungszeiten",
    "Öffnungszeiten: Wochentage",
    "Öffnungszeiten: Tageszeiten",
]
#: columns of one charge point, with its number; the last group is left out by name
OF_POINT = re.compile(
    r"(?:(?P<plugs>Steckertypen)|(?P<power>P(?=\d+ \[kW\])|Nennleistung Stecker)|(?P<evse>EVSE-ID)"
    r"|Public Key) ?(?P<number>\d{1,2})(?: \[kW\])?"
)
Cells = Mapping[str, Any]


def workbook(feed: Feed, url: str, file: IO[bytes], wanted: Wanted) -> Stations:
    """The stations of an XLSX file."""
    mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    rows = _Workbook(feed, url, file)
    return _stations(feed, Stations("XLSX", mimetype, ()), rows.names, rows.cells(), wanted)


def table(feed: Feed, answer: Answer, wanted: Wanted) -> Stations:
    """The stations of a CSV file."""
    sheet = csv.read(feed, answer, csv.Layout(needs=NEEDED, preamble=PREAMBLE))
    rows = (row if isinstance(row, BadRecord) else (row.line, row.cells) for row in sheet.rows)
    return _stations(feed, Stations("CSV", "text/csv", ()), sheet.names, rows, wanted)


class _Workbook:
    """Header and rows of the first sheet."""

    def __init__(self, feed: Feed, url: str, file: IO[bytes]) -> None:
        self.url = url
        self._rows = xlsx.rows(feed, url, file)
        self._header = self._found()
        self.names = list(self._header.values())

    def _found(self) -> dict[int, str]:
        for row in self._rows:
            names = {column: clean(str(cell)) for column, cell in row.cells.items()}
            if set(NEEDED) <= set(names.values()):
                return names
            if row.number > PREAMBLE:
                break
        needed = ", ".join(f"'{name}'" for name in NEEDED)
        raise WrongContent(self.url, f"a sheet with the columns {needed}", "none")

    def cells(self) -> Iterator[tuple[int, Cells]]:
        number = None
        for number, cells in ((row.number, row.cells) for row in self._rows):
            yield number, {self._header[at]: v for at, v in cells.items() if at in self._header}
        if number is None:
            raise Empty(self.url, "charging station")


def _stations(
    feed: Feed,
    stations: Stations,
    names: Sequence[str],
    rows: Iterable[tuple[int, Cells] | BadRecord],
    wanted: Wanted,
) -> Stations:
    known = [name for some in NAMES.values() for name in some] + IGNORED
    feed.unknown([name for name in names if not OF_POINT.fullmatch(name)], known)
    here = {ours: name for ours, some in NAMES.items() for name in some if name in names}
    stations.found = _read(feed, stations, here, rows, wanted)
    return stations


def _read(
    feed: Feed,
    stations: Stations,
    here: dict[str, str],
    rows: Iterable[tuple[int, Cells] | BadRecord],
    wanted: Wanted,
) -> Iterator[Station | BadRecord]:
    equal: dict[str, int] = {}
    for row in rows:
        stations.seen[0] += 1
        if isinstance(row, BadRecord):
            yield row
            continue
        line, cells = row
        of_station = {ours: _text(cells.get(name)) for ours, name in here.items()}
        postcode = of_station["postcode"] = _postcode(of_station.get("postcode"))
        if not wanted.takes(of_station.get("district"), of_station.get("city"), postcode):
            continue
        try:
            station = _station(feed, Values(of_station), cells)
        except BadValue as error:
            yield error.record(f"row {line}")
            continue
        if not of_station.get("id"):
            # two of the same at the same place are two all the same
            count = equal[station.id] = equal.get(station.id, 0) + 1
            station = replace(station, id=f"{station.id}-{count}") if count > 1 else station
        yield station


def _text(value: Any) -> Any:
    """A cell as text: 79539 and 79539.0 are the same postcode; days stay numbers."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else value


def _postcode(value: Any) -> str | None:
    """Five digits; a spreadsheet drops the zero in front of those of the east."""
    text = str(value).strip() if value is not None else ""
    return text.zfill(5) if text.isdigit() else text or None


def _station(feed: Feed, values: Values, cells: Cells) -> Station:
    operator = values.needed("operator", 200)
    id = values.text("id", 100) or _made_of(values)
    return Station(
        id=id,
        name=values.text("name", 200),
        operator=operator,
        address=_address(values),
        postcode=values.text("postcode", 20),
        city=values.text("city", 200),
        district=values.text("district", 200),
        kind=words.said(feed, "kind", values.text("kind", 100), words.KINDS),
        power_kw=optional(feed, id, values.number, "power"),
        count=optional(feed, id, values.whole, "count"),
        commissioned=optional(feed, id, lambda name: day(values, name), "commissioned"),
        condition=words.said(feed, "status", values.text("status", 100), words.CONDITIONS),
        point=degrees(feed, id, values, "lon", "lat"),
        points=tuple(_points(feed, id, cells)),
    )


def _made_of(values: Values) -> str:
    """An identifier for a station that has none, of what hardly ever changes."""
    names = ("operator", "street", "number", "postcode", "city", "lat", "lon", "commissioned")
    said = "\n".join(str(values.fields.get(name) or "") for name in names)
    return blake2b(said.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _address(values: Values) -> str | None:
    number = values.text("number", 50)
    parts = [values.text("street", 200), None if number == "0" else number]
    street = " ".join(part for part in parts if part)
    return ", ".join(part for part in (street, values.text("addition", 300)) if part) or None


def _points(feed: Feed, id: str, cells: Cells) -> Iterator[Point]:
    """The charge points of a row: those of which anything is said."""
    found: dict[int, dict[str, Any]] = {}
    for name, value in cells.items():
        column = OF_POINT.fullmatch(name)
        if column and column.lastgroup and _said(value):
            kind = next((kind for kind in ("plugs", "power", "evse") if column[kind]), "")
            if kind:
                found.setdefault(int(column["number"]), {})[kind] = value
    for number, values in sorted(found.items()):
        plugs = words.plugs(feed, [str(values.get("plugs") or "")])
        evse = optional(feed, id, Values(values).text, "evse", 100)
        yield Point(str(number), evse, plugs, _strongest(feed, id, values.get("power")))


def _said(value: Any) -> bool:
    """Says a cell of a charge point anything? A power of 0 stands where there is none."""
    return value is not None and str(value).strip() not in ("", "0", "0,0", "0.0")


def _strongest(feed: Feed, id: str, value: Any) -> float | None:
    """The power of a charge point; of several connectors ("22; 50") that of the strongest."""
    parts = str(value).split(";") if value is not None else []
    numbers = [optional(feed, id, Values({"power": part}).number, "power") for part in parts]
    return max((number for number in numbers if number), default=None)
