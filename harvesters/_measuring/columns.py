"""Columns that tables of stations and of measurements have in common."""

from __future__ import annotations

from .._core.record import Column, ColumnType


def texts(de: str, fr: str, en: str) -> dict[str, str]:
    """One text in the three languages of the portal."""
    return {"de": de, "fr": fr, "en": en}


def column(
    name: str,
    type: ColumnType,
    label: dict[str, str],
    unit: str = "",
    description: dict[str, str] | None = None,
) -> Column:
    """A column that its label, or its ``description``, explains."""
    return Column(name, type, label=label, description=description or {}, unit=unit)


def identity(name: str, label: dict[str, str]) -> Column:
    """The id of a station, sensor or series: text, as it may begin with zeros."""
    explained = texts(
        "Kennung, wie die Quelle sie führt, bleibt gleich",
        "Identifiant donné par la source, stable",
        "As the source calls it, stable",
    )
    return Column(name, label=label, description=explained)


STATION = texts("Messstelle", "Station de mesure", "Measuring station")
NAME = column("name", "text", texts("Name", "Nom", "Name"))
QUANTITY = texts("Messgröße", "Grandeur mesurée", "Measured quantity")
LON = column("lon", "number", texts("Länge", "Longitude", "Longitude"), "deg")
LAT = column("lat", "number", texts("Breite", "Latitude", "Latitude"), "deg")
ALTITUDE = column("altitude", "number", texts("Höhe", "Altitude", "Altitude"), "m")
AT = Column(
    "at",
    "timestamp",
    label=texts("Zeitpunkt", "Moment", "Time"),
    description=texts(
        "Zeitpunkt der Messung (UTC)", "Moment de la mesure (UTC)", "Time of measuring (UTC)"
    ),
)
FROM = Column(
    "at",
    "timestamp",
    label=texts("Von", "De", "From"),
    description=texts(
        "Anfang der Zeit, für die der Wert gilt (UTC)",
        "Début de la période à laquelle la valeur se rapporte (UTC)",
        "Begin of the time that the value is for (UTC)",
    ),
)
UNTIL = Column(
    "until",
    "timestamp",
    label=texts("Bis", "À", "Until"),
    description=texts(
        "Ende der Zeit, für die der Wert gilt (UTC)",
        "Fin de la période à laquelle la valeur se rapporte (UTC)",
        "End of the time that the value is for (UTC)",
    ),
)
VALUE = Column(
    "value",
    "number",
    label=texts("Wert", "Valeur", "Value"),
    description=texts(
        "Gemessener Wert in der Einheit daneben; leer: kein Wert",
        "Valeur mesurée dans l’unité indiquée à côté ; vide : pas de valeur",
        "Measured value in the unit beside it; empty: no value",
    ),
)
UNIT = Column(
    "unit",
    label=texts("Einheit", "Unité", "Unit"),
    description=texts(
        "Einheit in der Schreibweise von UCUM (https://ucum.org)",
        "Unité dans la notation UCUM (https://ucum.org)",
        "Unit as UCUM writes it (https://ucum.org)",
    ),
)
