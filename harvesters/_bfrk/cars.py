"""Car parking at stops (Parkplätze), with spaces for disabled people."""

from __future__ import annotations

from .._core.columns import texts
from .part import List, part, photo

KINDS: dict[str, str | None] = {
    "Park+Ride": "park_and_ride",
    "Parkhaus": "garage",
    "Parkplatz_ohne_Park+Ride": "ground",
    "Kurzzeit": "short_stay",
    "Behindertenplätze": "disabled",
}
SHAPES: dict[str, str | None] = {
    "parkhaus_hoch": "garage",
    "parkhaus_tief": "underground",
    "parkplatz": "ground",
    "strasse_parkbucht": "bay",
    "auf_strasse": "street",
}
FEES: dict[str, str | None] = {"ja": "yes", "nein": "no", "unbekannt": None}
LIST = List(
    name="cars",
    title=texts("Autoparkplätze an Haltestellen", "Parkings aux arrêts", "Car parking at stops"),
    tags={
        "de": ["Parken", "Park-and-ride", "Behindertenparkplatz", "Haltestelle"],
        "fr": ["stationnement", "parking relais", "place handicapée", "arrêt"],
        "en": ["parking", "park and ride", "disabled parking", "stop"],
    },
    themes=["park-and-ride-stops", "car-parking-locations-and-conditions"],
    signs=["stellplaetzegesamt", "behindertenstellplaetze", "maxparkdauer_min"],
    parts=[
        part(
            "kind",
            "art",
            ("Art", "Type", "Kind"),
            about=(
                (
                    "park_and_ride, garage: Parkhaus, ground: Parkplatz, short_stay: Kurzzeit, "
                    "disabled: nur für Menschen mit Behinderung"
                ),
                (
                    "park_and_ride : parking relais, garage : parking en "
                    "ouvrage, ground : de surface, "
                    "short_stay : courte durée, disabled : places réservées aux "
                    "personnes handicapées"
                ),
                "park_and_ride, garage, ground, short_stay, disabled (people only)",
            ),
            words=KINDS,
        ),
        part(
            "shape",
            "bauart",
            ("Bauart", "Construction", "Construction"),
            about=(
                (
                    "garage: Parkhaus, underground: Tiefgarage, ground: Platz, "
                    "bay: Parkbucht, street: "
                    "auf der Straße"
                ),
                (
                    "garage : en ouvrage, underground : souterrain, ground : de surface, bay : en "
                    "créneau, street : sur la chaussée"
                ),
                "garage, underground, ground, bay, street",
            ),
            words=SHAPES,
        ),
        part("capacity", "stellplaetzegesamt", ("Stellplätze", "Places", "Spaces"), "integer", "1"),
        part(
            "capacity_disabled",
            "behindertenstellplaetze",
            ("Behindertenstellplätze", "Places handicapées", "Spaces for disabled people"),
            "integer",
            "1",
        ),
        part(
            "disabled_length_cm",
            "behindertenstellplaetze_laenge_cm",
            ("Länge Behindertenplatz", "Longueur place handicapée", "Length of disabled space"),
            "integer",
            "cm",
        ),
        part(
            "disabled_width_cm",
            "behindertenstellplaetze_breite_cm",
            ("Breite Behindertenplatz", "Largeur place handicapée", "Width of disabled space"),
            "integer",
            "cm",
        ),
        part(
            "capacity_women",
            "frauenstellplaetze",
            ("Frauenstellplätze", "Places femmes", "Spaces for women"),
            "integer",
            "1",
        ),
        part(
            "capacity_family",
            "familienstellplaetze",
            ("Familienstellplätze", "Places familles", "Spaces for families"),
            "integer",
            "1",
        ),
        part(
            "public",
            "oeffentlichvorhanden",
            ("Öffentlich", "Public", "Public"),
            "boolean",
        ),
        part("owner", "eigentuemer", ("Eigentümer", "Propriétaire", "Owner")),
        part("conditions", "bedingungen", ("Bedingungen", "Conditions", "Conditions")),
        part(
            "fee",
            "gebuehrenpflichtig",
            ("Gebührenpflichtig", "Payant", "Fee"),
            about=(
                "yes, no; leer: unbekannt",
                "yes, no ; vide : inconnu",
                "yes, no; empty: unknown",
            ),
            words=FEES,
        ),
        part("fee_note", "gebuehrenbeispiele", ("Tarife", "Tarifs", "Fees")),
        part(
            "max_stay_min",
            "maxparkdauer_min",
            ("Höchste Parkdauer", "Durée maximale", "Maximum stay"),
            "integer",
            "min",
        ),
        part(
            "opening_hours",
            "oeffnungszeiten",
            ("Öffnungszeiten", "Heures d’ouverture", "Opening hours"),
        ),
        part(
            "always_open",
            "offen_24_7",
            ("Immer offen", "Toujours ouvert", "Always open"),
            "boolean",
        ),
        photo("photo", "objekt_Foto", ("Parkplatz", "parking", "car park")),
        photo(
            "photo_disabled",
            "behindertenplaetze_Foto",
            ("Behindertenplätze", "places handicapées", "spaces for disabled people"),
        ),
    ],
    ignored=[
        "behindertenplaetze_lon",
        "behindertenplaetze_lat",
        "behindertenstellplaetze_laenge_kommentar",
        "behindertenstellplaetze_breite_kommentar",
        "orientierung",
        "fotokommentar",
        "nutzungsbedingungen_Foto",
        "oeffnungszeiten_Foto",
        "wegzuhaltestelle_Foto",
        "frauenstellplaetze_Foto",
        "familienstellplaetze_Foto",
    ],
)
