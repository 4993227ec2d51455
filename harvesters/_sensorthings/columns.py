"""The tables of things, streams and observations."""

from __future__ import annotations

from .._core.columns import LAT, LON, NAME, column, identity, texts
from .._core.record import Column
from .._measuring.columns import FROM, QUANTITY, UNIT, UNTIL, VALUE  # fmt: skip

THING = texts("Gerät", "Appareil", "Thing")
STREAM = texts("Messreihe", "Série", "Series")
THINGS = [
    identity("id", THING),
    NAME,
    column("description", "text", texts("Beschreibung", "Description", "Description")),
    LON,
    LAT,
]
STREAMS = [
    identity("id", STREAM),
    identity("thing", THING),
    NAME,
    column("quantity", "text", QUANTITY),
    UNIT,
    column(
        "first",
        "timestamp",
        texts("Erster Wert", "Première valeur", "First value"),
        description=texts(
            "Zeitpunkt des ersten Werts (UTC)",
            "Moment de la première valeur (UTC)",
            "Time of the first value (UTC)",
        ),
    ),
    Column(
        "last",
        "timestamp",
        label=texts("Letzter Wert", "Dernière valeur", "Last value"),
        description=texts(
            "Zeitpunkt des letzten Werts (UTC): ein verstummter Sensor bleibt in der Liste",
            "Moment de la dernière valeur (UTC) : un capteur muet reste dans la liste",
            "Time of the last value (UTC): a silent sensor stays in the list",
        ),
    ),
]
OBSERVATIONS = [
    identity("stream", STREAM),
    FROM,
    UNTIL,
    VALUE,
    Column(
        "text",
        label=texts("Angabe", "Indication", "Text"),
        description=texts(
            "Ergebnis, das keine Zahl ist",
            "Résultat qui n’est pas un nombre",
            "A result that is no number",
        ),
    ),
    UNIT,
]
KEY = ["stream", "at"]
THINGS_TITLE = texts("Geräte", "Appareils", "Things")
THINGS_NOTES = texts(
    "Eine Zeile je Gerät, mit seiner Lage.",
    "Une ligne par appareil, avec sa situation.",
    "One row per thing, with its place.",
)
STREAMS_TITLE = texts("Messreihen", "Séries de mesures", "Series of measurements")
STREAMS_NOTES = texts(
    "Eine Zeile je Messreihe eines Geräts, mit Größe, Einheit und letztem Wert.",
    "Une ligne par série d’un appareil, avec grandeur, unité et dernière valeur.",
    "One row per series of a thing, with quantity, unit and last value.",
)
TAGS = {
    "de": ["Sensoren", "Messwerte", "SensorThings"],
    "fr": ["capteurs", "mesures", "SensorThings"],
    "en": ["sensors", "measurements", "SensorThings"],
}
