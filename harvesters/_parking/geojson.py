"""FeatureCollections of map servers (GeoJSON, RFC 7946), as far as all dialects of them agree.

During maintenance the answer of some is a valid collection without features.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.loerrach.geo.crs import WGS84, declared

from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._core.values import BadValue
from . import shapes, words
from .answer import Lots
from .lot import Lot


def has(value: Any, name: str) -> bool:
    """Is this a FeatureCollection in which somebody has a property of that name?"""
    if not isinstance(value, dict) or value.get("type") != "FeatureCollection":
        return False
    found = value.get("features")
    if not isinstance(found, list):
        return False
    given = [one.get("properties") for one in found[:100] if isinstance(one, dict)]
    return any(isinstance(one, dict) and name in one for one in given)


def features(feed: Feed, value: Mapping[str, Any]) -> list[Any]:
    """All features; Empty where there is none, WrongContent where announced ones are missing."""
    found = value.get("features")
    if not isinstance(found, list):
        raise WrongContent(feed.url, "a FeatureCollection with features", "none")
    if not found:
        raise Empty(feed.url, "car park")
    announced = value.get("numberMatched", value.get("totalFeatures"))
    if isinstance(announced, int) and announced > len(found):
        raise WrongContent(feed.url, f"{announced} car parks as announced", str(len(found)))
    return found


def crs(feed: Feed, value: Mapping[str, Any]) -> str:
    """The coordinate system that the answer, or else the source's description, declares."""
    return declared(value) or str(feed.source.settings.get("crs") or WGS84)


def read(feed: Feed, value: Mapping[str, Any], named: words.Words, lots: Lots) -> Lots:
    """Each feature as a car park whose fields are called so."""
    for number, feature in enumerate(features(feed, value), 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        name = words.called(properties, named.id, number)
        lots.take(name, lambda one=feature: _lot(feed, one, named))  # type: ignore[misc]
    return lots


def _lot(feed: Feed, feature: Any, named: words.Words) -> Lot:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise BadValue("properties", properties, "missing")
    return words.lot(feed, named, properties, shapes.geojson(feature.get("geometry")))


def collection(
    feed: Feed, value: Mapping[str, Any], live: bool = True, bicycles: bool = False
) -> Lots:
    """Where the car parks of a FeatureCollection are gathered."""
    return Lots(crs(feed, value), "GEOJSON", "application/geo+json", live, bicycles)
