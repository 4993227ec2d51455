"""Towns that a reader from Lörrach knows: landmarks for maps without a basemap.

Positions are those of the town halls or centres, in degrees of WGS 84, rounded to four decimals.
The order is the order in which a drawing names them when there is no room for all.
"""

from __future__ import annotations

import math
from typing import NamedTuple

#: kilometres per degree of latitude (and of longitude at the equator)
KM_PER_DEGREE = 111.32


class Place(NamedTuple):
    """A town: its name as it writes itself, latitude and longitude."""

    name: str
    lat: float
    lon: float


PLACES = (
    Place("Lörrach", 47.6156, 7.6614),
    Place("Basel", 47.5596, 7.5886),
    Place("Freiburg", 47.9990, 7.8421),
    Place("Stuttgart", 48.7758, 9.1829),
    Place("Karlsruhe", 49.0069, 8.4037),
    Place("Strasbourg", 48.5734, 7.7521),
    Place("Zürich", 47.3769, 8.5417),
    Place("Mulhouse", 47.7508, 7.3359),
    Place("Konstanz", 47.6603, 9.1758),
    Place("Weil am Rhein", 47.5947, 7.6108),
    Place("Rheinfelden", 47.5610, 7.7914),
    Place("Schopfheim", 47.6503, 7.8224),
    Place("Saint-Louis", 47.5858, 7.5597),
    Place("Müllheim", 47.8083, 7.6306),
    Place("Kandern", 47.7139, 7.6606),
    Place("Colmar", 48.0794, 7.3585),
    Place("Offenburg", 48.4708, 7.9408),
    Place("Tübingen", 48.5216, 9.0576),
    Place("Herrenberg", 48.5967, 8.8708),
    Place("Waldshut-Tiengen", 47.6233, 8.2144),
    Place("Villingen-Schwenningen", 48.0603, 8.4586),
    Place("Mannheim", 49.4875, 8.4660),
    Place("Heilbronn", 49.1427, 9.2109),
    Place("Ulm", 48.4011, 9.9876),
    Place("Bern", 46.9480, 7.4474),
    Place("München", 48.1372, 11.5755),
    Place("Frankfurt am Main", 50.1109, 8.6821),
    Place("Paris", 48.8566, 2.3522),
    Place("Köln", 50.9375, 6.9603),
    Place("Berlin", 52.5200, 13.4050),
    Place("Hamburg", 53.5511, 9.9937),
    Place("Böblingen", 48.6850, 9.0113),
    Place("Reutlingen", 48.4914, 9.2043),
    Place("Bad Säckingen", 47.5533, 7.9472),
    Place("Zell im Wiesental", 47.7056, 7.8514),
    Place("Todtnau", 47.8297, 7.9450),
    Place("Staufen", 47.8814, 7.7308),
    Place("Breisach", 48.0286, 7.5808),
    Place("Emmendingen", 48.1217, 7.8494),
    Place("Titisee-Neustadt", 47.9086, 8.2142),
    Place("Steinen", 47.6447, 7.7400),
)


def distance_km(lat: float, lon: float, place: Place) -> float:
    """Great-circle distance on a sphere of 6371 km (haversine); within 0.5 % of the ellipsoid."""
    phi, other = math.radians(lat), math.radians(place.lat)
    half_lat, half_lon = (other - phi) / 2, math.radians(place.lon - lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi) * math.cos(other) * math.sin(half_lon) ** 2
    return 2 * 6371 * math.asin(math.sqrt(min(1.0, chord)))


def nearest(lat: float, lon: float) -> tuple[Place, float]:
    """The nearest town of the list and its distance in kilometres."""
    place = min(PLACES, key=lambda known: distance_km(lat, lon, known))
    return place, distance_km(lat, lon, place)


def inside(west: float, south: float, east: float, north: float) -> list[Place]:
    """The towns inside a box given in degrees, the better known first."""
    return [
        place for place in PLACES if west <= place.lon <= east and south <= place.lat <= north
    ]  # fmt: skip
