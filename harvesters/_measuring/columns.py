"""Columns that tables of stations and of measurements have in common."""

from __future__ import annotations

from .._core.columns import column, texts
from .._core.record import Column

STATION = texts("Messstelle", "Station de mesure", "Measuring station")
QUANTITY = texts("Messgröße", "Grandeur mesurée", "Measured quantity")
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
