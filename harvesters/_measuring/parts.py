"""Resources of a measuring network: its tables, and the feed they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.loerrach.geo.crs import WGS84, Point

from .._core.describe import dataset_fields, licensed
from .._core.feed import Feed
from .._core.record import Places, Record, Resource, Table, Texts
from .columns import texts

THEME = "http://publications.europa.eu/resource/authority/data-theme/ENVI"


def table_of(feed: Feed, key: str, title: Texts, notes: Texts, table: Table) -> Resource:
    """A table that the portal holds."""
    resource = Resource(
        key=key, title=title, description=notes, format="CSV", mimetype="text/csv", table=table
    )
    return licensed(resource, feed.source)


def original(feed: Feed, format: str, mimetype: str) -> Resource:
    """The feed itself, for who wants it as its source gives it."""
    title = texts(
        "Originaldaten der Quelle", "Données d’origine de la source", "Original data of the source"
    )
    resource = Resource(key="feed", title=title, url=feed.url, format=format, mimetype=mimetype)
    return licensed(resource, feed.source)


def record(
    feed: Feed,
    resources: Sequence[Resource],
    points: Mapping[str, Point],
    tags: Mapping[str, Sequence[str]],
    **fields: Any,
) -> Record:
    """The dataset of a network; ``points``: station -> longitude and latitude (WGS 84)."""
    source = feed.source
    geometries = [
        (id, {"type": "Point", "coordinates": list(point)}) for id, point in points.items()
    ]
    url = {"url": source.publisher.url} if source.publisher.url else {}
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes,
        tags=tags,
        fields=dataset_fields(source, theme=[THEME], **url, **fields),
        resources=resources,
        places=Places(WGS84, geometries) if geometries else None,
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
