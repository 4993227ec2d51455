"""The tables of a network of gauges, and which gauges are wanted."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.loerrach.geo.crs import Box, inside

from .._core import settings
from .._core.columns import LAT, LON, NAME, column, identity, texts
from .._core.errors import SettingError
from .._core.record import Column
from .._core.source import SourceEntry
from .._measuring.columns import AT, QUANTITY, STATION, UNIT, VALUE  # fmt: skip
from .gauge import Gauge


@dataclass(frozen=True)
class Wanted:
    """Which gauges a source is about."""

    waters: frozenset[str]
    stations: frozenset[str]
    box: Box | None

    @classmethod
    def of(cls, source: SourceEntry) -> Wanted:
        """From the source; SettingError says what is wrong."""
        waters, stations = (
            frozenset(word.upper() for word in settings.words(source, name))
            for name in ("waters", "stations")
        )
        return cls(waters, stations, _box(source))

    def has(self, gauge: Gauge) -> bool:
        """Is the gauge one of them?"""
        names = {word.upper() for word in (gauge.id, gauge.number, gauge.short) if word}
        return (
            (not self.waters or (gauge.water or "").upper() in self.waters)
            and (not self.stations or bool(names & self.stations))
            and (self.box is None or (gauge.point is not None and inside(gauge.point, self.box)))
        )


def _box(source: SourceEntry) -> Box | None:
    value = source.settings.get("box")
    if value is None:
        return None
    if (
        not isinstance(value, list | tuple)
        or len(value) != 4
        or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in value)
        or not (value[0] < value[2] and value[1] < value[3])
    ):
        raise SettingError(source.name, "box", "west, south, east, north in degrees are needed")
    return (float(value[0]), float(value[1]), float(value[2]), float(value[3]))


SHORT = Column(
    "quantity",
    label=QUANTITY,
    description=texts(
        "W: Wasserstand, Q: Abfluss, WT: Wassertemperatur; weitere wie bei PEGELONLINE",
        "W : niveau d’eau, Q : débit, WT : température de l’eau ; autres comme PEGELONLINE",
        "W: water level, Q: discharge, WT: temperature of the water; others as in PEGELONLINE",
    ),
)
STATE = texts(
    "low: niedrig, normal: normal, high: hoch, unknown: unbekannt, commented: siehe Bemerkung, "
    "out-dated: veraltet",
    "low : bas, normal : normal, high : haut, unknown : inconnu, commented : voir la remarque, "
    "out-dated : périmé",
    "low, normal, high, unknown, commented: see the comment, out-dated",
)
STATIONS = [
    identity("id", STATION),
    column("number", "text", texts("Pegelnummer", "Numéro", "Number")),
    NAME,
    column("water", "text", texts("Gewässer", "Cours d’eau", "Water")),
    column("km", "number", texts("Flusskilometer", "Point kilométrique", "River kilometre"), "km"),
    column("agency", "text", texts("Zuständiges Amt", "Autorité compétente", "Agency")),
    LON,
    LAT,
]
SERIES = [
    identity("station", STATION),
    SHORT,
    column("name", "text", texts("Name der Reihe", "Nom de la série", "Name of the series")),
    UNIT,
    column("every", "number", texts("Abstand der Werte", "Intervalle", "Interval"), "min"),
    AT,
    VALUE,
    Column("state", description=STATE, label=texts(
        "Zustand zum mittleren Niedrig- und Hochwasser",
        "État par rapport aux eaux moyennes basses et hautes",
        "State against mean low and mean high water",
    )),
    Column("state_shipping", description=STATE, label=texts(
        "Zustand für die Schifffahrt", "État pour la navigation", "State for shipping"
    )),
    column("zero", "number", texts("Pegelnullpunkt", "Zéro de l’échelle", "Gauge zero"), "m"),
    column("zero_datum", "text", texts("Höhensystem", "Système altimétrique", "Height datum")),
    column("comment", "text", texts("Bemerkung", "Remarque", "Comment")),
]  # fmt: skip
MEASUREMENTS = [identity("station", STATION), SHORT, AT, VALUE, UNIT]
KEY = ["station", "quantity", "at"]
NOW = texts("Messreihen mit dem letzten Wert", "Séries et dernière valeur", "Series, last value")
NOW_NOTES = texts(
    "Eine Zeile je Messreihe eines Pegels, mit dem letzten Wert und wie er einzuordnen ist.",
    "Une ligne par série d’une station, avec la dernière valeur et son appréciation.",
    "One row per series of a gauge, with its last value and how to take it.",
)
TAGS = {
    "de": ["Pegel", "Wasserstand", "Hochwasser", "Rhein", "Echtzeit"],
    "fr": ["niveaux des eaux", "crue", "Rhin", "temps réel"],
    "en": ["water level", "flood", "Rhine", "real time"],
}
