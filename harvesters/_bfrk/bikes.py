"""Bicycle stands at stops (Fahrradanlagen)."""

from __future__ import annotations

from .._core.columns import texts
from .part import List, part, photo

KINDS: dict[str, str | None] = {
    "Anlehnbuegel": "stands",
    "Vorderradhalter": "wall_loops",
    "doppelstoeckig": "two_tier",
    "Fahrradboxen": "lockers",
    "Fahrradparkhaus": "building",
    "Fahrradsammelanlage": "shed",
    "automatischesParksystem": "automatic",
    "Sonstiges": "other",
}
LIST = List(
    name="bikes",
    title=texts(
        "Fahrradabstellanlagen an Haltestellen",
        "Stationnements vélo aux arrêts",
        "Bicycle parking at stops",
    ),
    tags={
        "de": ["Fahrrad", "Fahrradabstellanlage", "Bike-and-ride", "Haltestelle"],
        "fr": ["vélo", "stationnement vélo", "arrêt"],
        "en": ["bicycle", "bicycle parking", "bike and ride", "stop"],
    },
    themes=["bike-parking-locations"],
    signs=["stellplatzanzahl", "anlagentyp"],
    parts=[
        part(
            "kind",
            "anlagentyp",
            ("Art", "Type", "Kind"),
            about=(
                (
                    "stands: Anlehnbügel, wall_loops: Vorderradhalter, two_tier: doppelstöckig, "
                    "lockers: Boxen, building: Parkhaus, shed: Sammelanlage, "
                    "automatic: automatisch, other"
                ),
                (
                    "stands : arceaux, wall_loops : pince-roues, two_tier : "
                    "double étage, lockers : "
                    "consignes, building : parking vélo, shed : abri collectif, automatic, other"
                ),
                (
                    "stands, wall_loops (for the front wheel), two_tier, lockers, building, shed, "
                    "automatic, other"
                ),
            ),
            words=KINDS,
        ),
        part("capacity", "stellplatzanzahl", ("Stellplätze", "Places", "Spaces"), "integer", "1"),
        part("roofed", "ueberdacht", ("Überdacht", "Couvert", "Roofed"), "boolean"),
        part("lit", "beleuchtet", ("Beleuchtet", "Éclairé", "Lit"), "boolean"),
        part("fee", "kostenpflichtig", ("Kostenpflichtig", "Payant", "Fee"), "boolean"),
        part(
            "fee_note",
            "kostenpflichtignotiz",
            ("Anmerkung zu Kosten", "Remarque sur le prix", "Note on the fee"),
        ),
        part(
            "rideable",
            "wegzuranlageanfahrbar",
            ("Anfahrbar", "Accessible à vélo", "Can be ridden to"),
            "boolean",
        ),
        part(
            "obstacle",
            "hinderniszufahrt",
            ("Hindernis auf dem Weg", "Obstacle sur le chemin", "Obstacle on the way"),
        ),
        part("note", "notiz", ("Anmerkung", "Remarque", "Note")),
        photo("photo", "objekt_Foto", ("Anlage", "installation", "parking")),
        photo("photo_way", "weg_Foto", ("Weg", "chemin", "way")),
        photo("photo_obstacle", "hinderniszufahrt_Foto", ("Hindernis", "obstacle", "obstacle")),
    ],
    ignored=["besonderheiten_Foto"],
)
