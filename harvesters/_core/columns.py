"""Columns of tables, and what explains them in the three languages of the portal."""

from __future__ import annotations

from .record import Column, ColumnType


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
    """The id of a station, unit or series: text, as it may begin with zeros."""
    explained = texts(
        "Kennung, wie die Quelle sie führt, bleibt gleich",
        "Identifiant donné par la source, stable",
        "As the source calls it, stable",
    )
    return Column(name, label=label, description=explained)


NAME = column("name", "text", texts("Name", "Nom", "Name"))
LON = column("lon", "number", texts("Länge", "Longitude", "Longitude"), "deg")
LAT = column("lat", "number", texts("Breite", "Latitude", "Latitude"), "deg")
