"""A counter, what it counts in an hour or a day, and the tables that every dialect fills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from .._core.csv import Sheet
from .._core.feed import Feed
from .._core.record import BadRecord, Cell, Column
from .._core.values import BadValue, Values


@dataclass(frozen=True)
class Site:
    """Where counting takes place."""

    id: str
    name: str | None = None
    operator: str | None = None
    #: easting and northing in the coordinate system of the feed
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class Count:
    """What a counter saw from ``at`` on; None where it was out of order, which is not zero."""

    counter: str
    #: in UTC
    at: datetime
    minutes: int | None = None
    total: int | None = None
    incoming: int | None = None
    outgoing: int | None = None
    outage: bool = False
    temperature: float | None = None
    rain: float | None = None
    snow: float | None = None

    def row(self) -> list[Cell]:
        """The values of COUNTS."""
        return [
            self.counter, self.at, self.minutes, self.total, self.incoming, self.outgoing,
            self.outage, self.temperature, self.rain, self.snow,
        ]  # fmt: skip


@dataclass
class Counts:
    """What a dialect finds."""

    crs: str
    sites: dict[str, Site] = field(default_factory=dict)
    found: dict[tuple[str, datetime], Count] = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)
    #: rows seen, also those of counters that are not asked for
    seen: int = 0

    def read(self, sheet: Sheet, take: Callable[[Values], None], counter: str) -> Counts:
        """Each row of a sheet; one that cannot be taken is named by line and column ``counter``."""
        for row in sheet.rows:
            self.seen += 1
            if isinstance(row, BadRecord):
                self.bad.append(row)
                continue
            try:
                take(Values(row.cells))
            except BadValue as error:
                name = row.cells.get(counter, "").strip()
                self.bad.append(error.record(f"line {row.line} ({name[:60]})"))
        return self

    def take(self, feed: Feed, count: Count) -> None:
        """Keep a count; BadValue for a second one of the same moment, and for one of the future."""
        if count.at > feed.now:
            raise BadValue("time", count.at.isoformat(), "has not come yet")
        before = self.found.setdefault((count.counter, count.at), count)
        if before != count:
            raise BadValue(
                "time", count.at.isoformat(), "the same moment twice", "Give each hour one row"
            )

    def shorten(self, key: tuple[str, datetime], minutes: int) -> None:
        """Say that a count was of fewer minutes than was thought."""
        self.found[key] = replace(self.found[key], minutes=minutes)


def number(feed: Feed, what: str, value: int | None) -> int | None:
    """A count that can be: below nothing there is none."""
    if value is not None and value < 0:
        feed.notice("left out", what, f"{value} is less than nothing")
        return None
    return value


def _texts(de: str, fr: str, en: str) -> dict[str, str]:
    return {"de": de, "fr": fr, "en": en}


SITES = [
    Column(
        "id",
        label=_texts("Kennung", "Identifiant", "Identifier"),
        description=_texts(
            "Kennung in der Quelle", "Identifiant dans la source", "Identifier in the source"
        ),
    ),
    Column("name", label=_texts("Name", "Nom", "Name")),
    Column("operator", label=_texts("Betreiber", "Exploitant", "Operator")),
    Column("lon", "number", label=_texts("Länge", "Longitude", "Longitude"), unit="deg"),
    Column("lat", "number", label=_texts("Breite", "Latitude", "Latitude"), unit="deg"),
]
COUNTS = [
    Column(
        "counter",
        label=_texts("Zählstelle", "Compteur", "Counter"),
        description=_texts(
            "Kennung aus der Tabelle der Zählstellen",
            "Identifiant du tableau des compteurs",
            "Identifier from the table of counters",
        ),
    ),
    Column(
        "at",
        "timestamp",
        label=_texts("Beginn", "Début", "Begin"),
        description=_texts(
            "Beginn des gezählten Zeitraums (UTC)",
            "Début de la période comptée (UTC)",
            "Begin of the period that was counted (UTC)",
        ),
    ),
    Column(
        "minutes",
        "integer",
        label=_texts("Dauer", "Durée", "Duration"),
        description=_texts(
            "Länge des Zeitraums; in der Nacht der Umstellung im Herbst auch zwei Stunden",
            "Durée de la période ; deux heures possibles la nuit du passage à l’heure d’hiver",
            "Length of the period; it can be two hours in the night of the change in autumn",
        ),
        unit="min",
    ),
    Column(
        "total",
        "integer",
        label=_texts("Anzahl", "Nombre", "Count"),
        description=_texts(
            "Gezählte Fahrräder in beiden Richtungen; leer, wenn die Zählstelle ausgefallen war",
            "Vélos comptés dans les deux sens ; vide si le compteur était en panne",
            "Bicycles counted in both directions; empty when the counter was out of order",
        ),
        unit="1",
    ),
    Column("incoming", "integer", label=_texts("Einwärts", "Entrants", "Inbound"), unit="1"),
    Column("outgoing", "integer", label=_texts("Auswärts", "Sortants", "Outbound"), unit="1"),
    Column(
        "outage",
        "boolean",
        label=_texts("Ausfall", "Panne", "Outage"),
        description=_texts(
            "Die Zählstelle war ausgefallen", "Le compteur était en panne", "It was out of order"
        ),
    ),
    Column(
        "temperature",
        "number",
        label=_texts("Temperatur", "Température", "Temperature"),
        unit="Cel",
    ),
    Column("rain", "number", label=_texts("Regen", "Pluie", "Rain"), unit="mm"),
    Column("snow", "number", label=_texts("Schnee", "Neige", "Snow"), unit="mm"),
]
OUTAGES = [
    Column("counter", label=_texts("Zählstelle", "Compteur", "Counter")),
    Column("first_day", "date", label=_texts("Von", "Du", "From")),
    Column("last_day", "date", label=_texts("Bis", "Au", "Until")),
    Column("about", label=_texts("Ursache und Maßnahme", "Cause et mesure", "Cause and measure")),
]
