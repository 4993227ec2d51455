"""Words of a sharing system's dataset in three languages, and terms of the catalogue's lists."""

from __future__ import annotations

MOBILITY = "https://w3id.org/mobilitydcat-ap/"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
#: language of a discovery file -> the EU's list
LANGUAGES = {"de": "DEU", "fr": "FRA", "en": "ENG", "it": "ITA"}
#: form_factor -> themes and transport mode of mobilityDCAT-AP; none: a system without vehicle
#: types, which are bicycles (GBFS 2.0)
FORMS = {
    "bicycle": ("bike-sharing", "bike-sharing"),
    "cargo_bicycle": ("bike-sharing", "bike-sharing"),
    "car": ("car-sharing", "car-sharing"),
    "scooter": ("e-scooter-sharing", "e-scooter"),
    "scooter_standing": ("e-scooter-sharing", "e-scooter"),
    "scooter_seated": ("e-scooter-sharing", "e-scooter"),
    "moped": ("", "motorcycle"),
}
TAGS = {
    "de": ["Sharing", "Mieten", "Echtzeit", "GBFS"],
    "fr": ["partage", "location", "temps réel", "GBFS"],
    "en": ["sharing", "hiring", "real time", "GBFS"],
}
#: title and description of each resource
RESOURCES = {
    "feed": (
        {"de": "Schnittstelle (GBFS)", "fr": "Interface (GBFS)", "en": "Interface (GBFS)"},
        {
            "de": "Einstieg in die Echtzeitdaten des Anbieters; nennt alle weiteren Adressen.",
            "fr": "Entrée des données en temps réel de l’exploitant ; nomme les autres adresses.",
            "en": "Entry to the provider's real-time data; names all further addresses.",
        },
    ),
    "stations": (
        {
            "de": "Stationen und verfügbare Fahrzeuge",
            "fr": "Stations et véhicules disponibles",
            "en": "Stations and available vehicles",
        },
        {
            "de": "Eine Zeile je Station, mit jeder Abfrage der Quelle erneuert.",
            "fr": "Une ligne par station, renouvelée à chaque interrogation de la source.",
            "en": "One row per station, renewed whenever the source is asked.",
        },
    ),
    "kinds": (
        {
            "de": "Verfügbare Fahrzeuge nach Typ",
            "fr": "Véhicules disponibles par type",
            "en": "Available vehicles by type",
        },
        {
            "de": "Eine Zeile je Station und Fahrzeugtyp.",
            "fr": "Une ligne par station et type de véhicule.",
            "en": "One row per station and vehicle type.",
        },
    ),
    "vehicles": (
        {"de": "Fahrzeuge", "fr": "Véhicules", "en": "Vehicles"},
        {
            "de": "Fahrzeuge, die gerade nicht unterwegs sind. Nur der jetzige Stand: "
            "Was früher wo stand, wird nicht aufgehoben.",
            "fr": "Véhicules qui ne sont pas en route. Seulement l’état actuel : rien n’est "
            "conservé de leurs positions passées.",
            "en": "Vehicles that are not under way. Only the present state: where they were before "
            "is not kept.",
        },
    ),
    "types": (
        {"de": "Fahrzeugtypen", "fr": "Types de véhicules", "en": "Vehicle types"},
        {
            "de": "Eine Zeile je Fahrzeugtyp.",
            "fr": "Une ligne par type de véhicule.",
            "en": "One row per vehicle type.",
        },
    ),
    "plans": (
        {"de": "Tarife", "fr": "Tarifs", "en": "Pricing plans"},
        {"de": "Eine Zeile je Tarif.", "fr": "Une ligne par tarif.", "en": "One row per plan."},
    ),
}
