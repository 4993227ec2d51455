"""CSV of towns: Bietigheim-Bissingen, Reutlingen, Neckarsulm, Friedrichshafen (EasyPark).

What differs is all there is to say: Bietigheim writes ISO-8859-1 with ``;`` and milliseconds since
1970; Reutlingen one file in UTF-8 with commas, its sister with BOM, CRLF and places in EPSG:25832,
both in WKT; Neckarsulm hexadecimal EWKB, ``N/A`` and ``nein``; EasyPark decimal commas, and each
stretch of kerb as a LINESTRING.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ckanext.loerrach.geo.crs import WGS84

from .._core import csv
from .._core.answer import Answer
from .._core.csv import Layout, Row, Sheet
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.values import BadValue
from . import shapes, words
from .answer import Lots
from .hours import opening_hours
from .lot import Lot
from .shapes import Shape
from .words import Words

Cells = Mapping[str, str]
#: the geometry of a row, and the coordinate system that it names itself
Place = Callable[[Cells], tuple[Shape | None, str | None]]


def _nowhere(cells: Cells) -> tuple[None, None]:
    return None, None


def _wkt(name: str) -> Place:
    return lambda cells: (shapes.wkt(cells.get(name), name), None)


def _ewkb(cells: Cells) -> tuple[Shape | None, str | None]:
    """The geometry; where there is none, the columns with degrees."""
    text = cells.get("geom") or cells.get("wkb_geometry")
    if text and text.strip() not in words.NOTHING:
        return shapes.ewkb(text, "geom")
    shape = shapes.point(cells.get("x-koord"), cells.get("y-koord"), "x-koord")
    return shape, WGS84 if shape else None


@dataclass(frozen=True)
class Table:
    """One dialect: columns that show it, their meaning, and where the geometry stands."""

    words: Words
    needs: frozenset[str]
    place: Place = _nowhere
    live: bool = False
    bicycles: bool = False


TABLES = [
    Table(Words(
        id="Name", name="Name", capacity="Capacity", occupied="OccupiedSites",
        state="OpeningState", updated="Timestamp",
        states={"Geöffnet": "open", "Geschlossen": "closed", "Besetzt": "full"},
    ), frozenset(("Name", "OccupiedSites", "Timestamp")), live=True),
    Table(Words(
        id="id", name="ort", capacity="Kapazität", kind="type", read=["GEOM"],
        kinds={"parkfläche": "ground", "parkplatz": "ground", "parkhaus": "garage",
               "tiefgarage": "underground"},
    ), frozenset(("ort", "GEOM")), _wkt("GEOM")),
    Table(Words(
        # several stands are at the same address: the place is part of what they are
        id="", name="STANDORT", capacity="ANZAHL", all_kind="bicycle", read=["GEOM"],
        # group of stands
        ignored=["ANLAGE"],
    ), frozenset(("STANDORT", "ANZAHL", "GEOM")), _wkt("GEOM"), bicycles=True),
    Table(Words(
        id="id", name="name", capacity="anz_plaetze", capacity_disabled="anzbehinderte",
        kind="kategorie", opening_hours="open_time",
        kinds={"Parkplatz": "ground", "Wanderparkplatz": "ground", "Parkhaus": "garage",
               "Tiefgarage": "underground", "p+r": "park_and_ride"},
        address=[["strasse"], ["plz", "stadt"]],
        read=["geom", "wkb_geometry", "x-koord", "y-koord"],
        ignored=["anzcarsharing", "anzeladestation", "anzfrauenpark", "gebuehren", "maxhoehe",
                 "maxparken_1"],
    ), frozenset(("kategorie", "anz_plaetze")), _ewkb),
    Table(Words(
        id="id", name="name", all_kind="street", read=["location_on_sidewalk"],
        ignored=["park_angle", "street_side", "payment_period", "permissions",
                 "permissions_translation", "permission_period", "time_limited",
                 "time_limited_period", "orientation", "length"],
    ), frozenset(("location_on_sidewalk", "street_side")), _wkt("location_on_sidewalk")),
]  # fmt: skip


def read(feed: Feed, answer: Answer) -> Lots:
    """The car parks of a table; WrongContent for one that nobody knows."""
    sheet, dialect = _found(feed, answer)
    feed.unknown(sheet.names, dialect.words.known())
    crs = str(feed.source.settings.get("crs") or WGS84)
    lots = Lots(crs, "CSV", "text/csv", dialect.live, dialect.bicycles)
    for row in sheet.rows:
        if isinstance(row, Row):
            name = row.cells.get(dialect.words.id, "").strip() or f"line {row.line}"
            lots.take(name, lambda one=row: _lot(feed, dialect, lots, one))  # type: ignore[misc]
        else:
            lots.bad.append(row)
    return lots


def _found(feed: Feed, answer: Answer) -> tuple[Sheet, Table]:
    encoding = str(feed.source.settings.get("encoding", ""))
    for dialect in TABLES:
        layout = Layout(needs=sorted(dialect.needs), encoding=encoding)
        try:
            return csv.read(feed, answer, layout), dialect
        except csv.NoSuchTable:
            continue
    sheet = csv.read(feed, answer, Layout(encoding=encoding))
    named = ", ".join(sheet.names[:10])
    raise WrongContent(feed.url, "a table of car parks that we know", f"the columns {named[:200]}")


def _lot(feed: Feed, dialect: Table, lots: Lots, row: Row) -> Lot:
    shape, crs = dialect.place(row.cells)
    _same(lots, crs)
    cells = dict(row.cells)
    id = "" if dialect.words.id else _placed(cells[dialect.words.name], shape)
    if "location_on_sidewalk" in cells and not cells.get("name", "").strip():
        cells["name"] = f"#{cells['id'].strip()}"
    if hours := cells.get("open_time"):
        cells["open_time"] = opening_hours(feed, cells["id"], hours) or ""
    return words.lot(feed, dialect.words, cells, shape, id)


def _placed(name: str, shape: Shape | None) -> str:
    if shape is None:
        return " ".join(name.split())
    x, y = shapes.middle(shape)
    return f"{' '.join(name.split())} @{x:.0f},{y:.0f}"


def _same(lots: Lots, crs: str | None) -> None:
    """All rows in one coordinate system: that of the first one that names its own."""
    if crs is None or crs == lots.crs:
        return
    if lots.good:
        raise BadValue("geom", crs, f"another coordinate system than {lots.crs} of the rows before")
    lots.crs = crs
