"""What every record says because its source says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from ckanext.loerrach.geo import areas
from ckanext.loerrach.geo.crs import WGS84, Point

from .feed import Feed
from .record import Places, Resource, Table, Texts
from .source import SourceEntry

FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
THEME = "http://publications.europa.eu/resource/authority/data-theme/"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
MOBILITY = "https://w3id.org/mobilitydcat-ap/"
ORIGINAL = {
    "de": "Originaldaten der Quelle",
    "fr": "Données d’origine de la source",
    "en": "Original data of the source",
}


def dataset_fields(source: SourceEntry, **more: Any) -> dict[str, Any]:
    """Dataset fields (names of ``schemas/``) that follow from the source, and ``more`` of them."""
    publisher = {key: value for key, value in asdict(source.publisher).items() if value}
    contact = publisher if {"email", "url"} & publisher.keys() else {}
    return {
        "strategy_field": source.field,
        "frequency": FREQUENCY + source.frequency,
        "publisher": [publisher],
        **({"contact": [contact]} if contact else {}),
        **areas.fields(source.geocoding),
        **more,
    }


def licensed(resource: Resource, source: SourceEntry) -> Resource:
    """The resource under the source's licence, with the words that name the source."""
    attribution = source.attribution or source.publisher.name
    return replace(resource, licence=source.licence, licence_attribution_by=attribution)


def page(source: SourceEntry) -> dict[str, Any]:
    """The dataset field ``url``: the publisher's site, where the source names one."""
    return {"url": source.publisher.url} if source.publisher.url else {}


def mobility_fields(
    source: SourceEntry, themes: Iterable[str], modes: Iterable[str] = (), **more: Any
) -> dict[str, Any]:
    """Dataset fields of a feed of mobility.

    ``themes`` and ``modes``: words of mobilityDCAT-AP's lists mobility-theme and transport-mode;
    the feed is in German unless ``more`` says otherwise.
    """
    fields: dict[str, Any] = {
        "theme": [f"{THEME}TRAN"],
        "mobility_theme": [f"{MOBILITY}mobility-theme/{one}" for one in themes],
        "language": [f"{LANGUAGE}DEU"],
        **page(source),
        **more,
    }
    if ways := [f"{MOBILITY}transport-mode/{one}" for one in modes]:
        fields["transport_mode"] = ways
    return dataset_fields(source, **{name: value for name, value in fields.items() if value})


def original(feed: Feed, format: str, mimetype: str) -> Resource:
    """The feed itself, for who wants it as its source gives it."""
    resource = Resource(key="feed", title=ORIGINAL, url=feed.url, format=format, mimetype=mimetype)
    return licensed(resource, feed.source)


def table_of(source: SourceEntry, key: str, title: Texts, notes: Texts, table: Table) -> Resource:
    """A table that the portal holds."""
    resource = Resource(
        key=key, title=title, description=notes, format="CSV", mimetype="text/csv", table=table
    )
    return licensed(resource, source)


def points(places: Mapping[str, Point], crs: str = WGS84) -> Places | None:
    """Points, key of the row -> easting and northing in ``crs``; None where there are none."""
    geometries: Sequence[tuple[str, Mapping[str, Any]]] = [
        (id, {"type": "Point", "coordinates": list(point)}) for id, point in places.items()
    ]
    return Places(crs, geometries) if geometries else None
