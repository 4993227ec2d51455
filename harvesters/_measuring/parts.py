"""What the datasets of all measuring networks have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.loerrach.geo.crs import Point

from .._core import describe
from .._core.columns import texts
from .._core.feed import Feed
from .._core.record import Record, Resource

THEME = f"{describe.THEME}ENVI"


def record(
    feed: Feed,
    resources: Sequence[Resource],
    points: Mapping[str, Point],
    tags: Mapping[str, Sequence[str]],
    **fields: Any,
) -> Record:
    """The dataset of a network; ``points``: station -> longitude and latitude (WGS 84)."""
    source = feed.source
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes,
        tags=tags,
        fields=describe.dataset_fields(source, theme=[THEME], **describe.page(source), **fields),
        resources=resources,
        places=describe.points(points),
    )


#: title and notes of the two tables that every network has
STATIONS = texts("Messstellen", "Stations de mesure", "Measuring stations")
STATIONS_NOTES = texts(
    "Eine Zeile je Messstelle, mit ihrer Lage.",
    "Une ligne par station, avec sa situation.",
    "One row per station, with its place.",
)
VALUES = texts("Messwerte", "Mesures", "Measurements")
VALUES_NOTES = texts(
    "Eine Zeile je Messstelle, Messgröße und Zeitpunkt; jede Abfrage der Quelle fügt neue an, "
    "berichtigte Werte ersetzen die alten.",
    "Une ligne par station, grandeur et moment ; chaque interrogation de la source en ajoute, les "
    "valeurs corrigées remplacent les anciennes.",
    "One row per station, quantity and time; each time the source is asked new ones are added, "
    "corrected values replace the old ones.",
)
