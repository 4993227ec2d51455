"""Layers of parking that map servers of the region give as GeoJSON, besides the live car parks.

Each is known by a property that no other has. Freiburg: park-and-ride, spaces for disabled people
(with sensors, and as areas), what a car with cameras counted along the kerbs, bicycle boxes of the
tram company; Herrenberg: bicycle stands (Munigrid); the Rhine-Neckar transport association (VRN):
park-and-ride.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._core.feed import Feed
from . import geojson
from .answer import Lots
from .words import Words


@dataclass(frozen=True)
class Layer:
    """One layer: the property that shows it, and what its properties mean."""

    sign: str
    words: Words
    live: bool = False
    bicycles: bool = False


LAYERS = [
    Layer("kapazitaet", Words(
        id="ogc_fid", name="name", capacity="kapazitaet", kind="kategorie",
        kinds={"Park&Ride": "park_and_ride", "Parkplatz": "ground", "Parkhaus": "garage",
               "Tiefgarage": "underground"},
        # number on the signs
        ignored=["nummer"],
    )),
    # a sensor in each single space: 0 is free, 1 is taken
    Layer("adresse", Words(
        id="name", name="name", address=[["adresse"]], all_capacity=1, occupied="status",
        all_kind="disabled",
    ), live=True),
    Layer("hausnummer", Words(
        id="fid", name="strasse", capacity="anzahl", address=[["strasse", "hausnummer"]],
        all_kind="disabled",
        # "corner of …"; part of the town
        ignored=["hinweis", "stadtteil"],
    )),
    Layer("kr_strassenname", Words(
        id="id", name="kr_strassenname", capacity="capacity", all_kind="street",
        ignored=["confidence_interval", "is_narrow", "kr_strassenschluessel"],
    )),
    Layer("durchg_geoeffnet", Words(
        id="fid", name="name", capacity="capacity", all_kind="bicycle", url="public_url",
        ignored=[
            "original_uid", "purpose", "type", "operator_name", "lon", "lat", "capacity_charging",
            "capacity_cargobike", "max_heighth", "max_width", "is_covered", "related_location",
            "has_realtime_data", "has_fee", "fee_description", "durchg_geoeffnet",
        ],
    ), bicycles=True),
    Layer("Anzahl_Abstellmoeglichkeiten", Words(
        id="fid", name="Standortbeschreibung", capacity="Anzahl_Abstellmoeglichkeiten",
        all_kind="bicycle",
        ignored=[
            "OSM_ID", "Erfassungsdatum", "Typ_Anlage", "Davon_Ueberdacht", "Reparatur_moeglich",
            "Anzahl_E_Ladepunkte", "Gebuehrenpflichtig", "Zugaenglichkeit", "Werkzeuge",
            "Beleuchtet", "SonstigeAnmerkungen", "Errichtungsjahr",
        ],
    ), bicycles=True),
    Layer("vrn_sensor_id", Words(
        id="original_uid", name="name", capacity="capacity", capacity_disabled="capacity_disabled",
        free="realtime_free_capacity", state="realtime_opening_status", url="public_url",
        # sic; the field that is spelt rightly is empty
        updated="reatime_data_updated", address=[["address"]], all_kind="park_and_ride",
        states={"unbekannt": "unknown", "offen": "open", "geschlossen": "closed"},
        ignored=[
            "objectid", "source_id", "operator_name", "photo_url", "type", "max_stay",
            "has_lighting", "fee_description", "has_fee", "park_and_ride_type",
            "has_realtime_data", "lat", "lon", "capacity_woman", "capacity_family",
            "capacity_charging", "capacity_carsharing", "capacity_truck", "capacity_bus",
            "opening_hours", "max_height", "is_covered", "supervision_type", "related_location",
            "realtime_data_updated_at", "vrn_sensor_id", "realtime_occupied",
            "realtime_occupiedpercent",
        ],
    ), live=True),
]  # fmt: skip


def recognises(value: Any) -> bool:
    """Is this one of the layers?"""
    return any(geojson.has(value, layer.sign) for layer in LAYERS)


def read(feed: Feed, value: dict[str, Any]) -> Lots:
    """The car parks of a layer."""
    layer = next(layer for layer in LAYERS if geojson.has(value, layer.sign))
    lots = geojson.collection(feed, value, live=layer.live, bicycles=layer.bicycles)
    return geojson.read(feed, value, layer.words, lots)
