"""Karlsruhe and its region (TechnologieRegion): GeoJSON of a GeoServer (WFS 1.0), ``parkhaeuser``.

Yes and no are "T" and "F"; -1 free spaces, or ``echtzeit_belegung`` F, mean that nobody counts. The
server has been seen with an incomplete chain of certificates (parkapi-sources issue 336): then no
connection is made, and an operator can put the missing certificate into a file of authorities.
"""

from __future__ import annotations

from typing import Any

from .._core.feed import Feed
from . import geojson
from .answer import Lots
from .words import Words

WORDS = Words(
    id="id", name="parkhaus_name", capacity="gesamte_parkplaetze", free="freie_parkplaetze",
    state="geschlossen", states={"T": "closed", "F": "open"}, updated="stand_freieparkplaetze",
    url="parkhaus_internet", uncounted=-1,
    address=[["parkhaus_strasse"], ["parkhaus_plz", "parkhaus_gemeinde"]],
    ignored=[
        "gemeinde", "infofeld", "echtzeit_status", "echtzeit_belegung", "tarife_oeffnungszeiten",
        "dauerparker", "frauenparkplaetze", "barrierefrei", "familienparkplaetze", "e_parken",
        "karlsruher", "aufzug", "max_durchfahrtshoehe", "parkhaus_einfahrt", "parkhaus_stadtteil",
        "parkhaus_telefon", "parkhaus_mobil", "parkhaus_email", "betreiber_name",
        "betreiber_strasse", "betreiber_plz", "betreiber_gemeinde", "betreiber_telefon",
        "betreiber_mobil", "betreiber_email", "betreiber_internet", "bemerkung",
        "stand_stammdaten",
    ],
)  # fmt: skip


def recognises(value: Any) -> bool:
    """Is this the dialect?"""
    return geojson.has(value, "parkhaus_name")


def read(feed: Feed, value: dict[str, Any]) -> Lots:
    """The car parks of a FeatureCollection."""
    return geojson.read(feed, value, WORDS, geojson.collection(feed, value))
