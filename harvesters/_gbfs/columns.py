"""The tables of a sharing system, as the data dictionary describes them."""

from __future__ import annotations

from .._core.record import Column


def _texts(de: str, fr: str, en: str) -> dict[str, str]:
    return {"de": de, "fr": fr, "en": en}


ID = Column(
    "id",
    label=_texts("Kennung", "Identifiant", "Identifier"),
    description=_texts(
        "Kennung in der Quelle", "Identifiant dans la source", "Identifier in the source"
    ),
)
LON = Column("lon", "number", label=_texts("Länge", "Longitude", "Longitude"), unit="deg")
LAT = Column("lat", "number", label=_texts("Breite", "Latitude", "Latitude"), unit="deg")
NAME = Column("name", label=_texts("Name", "Nom", "Name"))
TYPE = Column(
    "type",
    label=_texts("Fahrzeugtyp", "Type de véhicule", "Vehicle type"),
    description=_texts(
        "Kennung in der Tabelle der Fahrzeugtypen",
        "Identifiant dans le tableau des types de véhicules",
        "Identifier in the table of vehicle types",
    ),
)
STATIONS = [
    ID,
    NAME,
    Column("short_name", label=_texts("Kurzname", "Nom court", "Short name")),
    Column("address", label=_texts("Anschrift", "Adresse", "Address")),
    Column("postcode", label=_texts("Postleitzahl", "Code postal", "Postcode")),
    Column(
        "capacity",
        "integer",
        label=_texts("Plätze", "Places", "Capacity"),
        description=_texts(
            "Stellplätze insgesamt, auch solche außer Betrieb; leer: keine Angabe",
            "Places en tout, hors service comprises ; vide : inconnu",
            "All docks or places, also those out of order; empty: unknown",
        ),
        unit="1",
    ),
    Column(
        "virtual",
        "boolean",
        label=_texts("Ohne Ständer", "Sans bornes", "Virtual"),
        description=_texts(
            "Die Station ist eine Fläche ohne Ständer",
            "La station est une zone sans bornes",
            "The station is an area without docks",
        ),
    ),
    Column(
        "vehicles",
        "integer",
        label=_texts("Verfügbare Fahrzeuge", "Véhicules disponibles", "Vehicles available"),
        description=_texts(
            "Zur Zeit ausleihbar; leer: die Station meldet nichts",
            "Empruntables en ce moment ; vide : la station ne signale rien",
            "Can be rented at present; empty: the station reports nothing",
        ),
        unit="1",
    ),
    Column(
        "vehicles_disabled",
        "integer",
        label=_texts("Fahrzeuge außer Betrieb", "Véhicules hors service", "Vehicles out of order"),
        unit="1",
    ),
    Column(
        "docks",
        "integer",
        label=_texts("Freie Plätze", "Places libres", "Docks available"),
        description=_texts(
            "Freie Plätze für die Rückgabe; leer: keine Angabe",
            "Places libres pour le retour ; vide : inconnu",
            "Free places for returning; empty: unknown",
        ),
        unit="1",
    ),
    Column("installed", "boolean", label=_texts("In Betrieb", "En service", "Installed")),
    Column("renting", "boolean", label=_texts("Ausleihe möglich", "Location possible", "Renting")),
    Column(
        "returning", "boolean", label=_texts("Rückgabe möglich", "Retour possible", "Returning")
    ),
    Column(
        "reported",
        "timestamp",
        label=_texts("Stand", "Mise à jour", "Reported"),
        description=_texts(
            "Letzte Meldung der Station (UTC)",
            "Dernier signal de la station (UTC)",
            "When the station reported last (UTC)",
        ),
    ),
    Column("url", label=_texts("Ausleihen", "Louer", "Rent")),
    LON,
    LAT,
]
KINDS = [
    Column(
        "station",
        label=_texts("Station", "Station", "Station"),
        description=_texts(
            "Kennung der Station", "Identifiant de la station", "Identifier of the station"
        ),
    ),
    TYPE,
    Column(
        "vehicles",
        "integer",
        label=_texts("Verfügbare Fahrzeuge", "Véhicules disponibles", "Vehicles available"),
        unit="1",
    ),
]
VEHICLES = [
    Column(
        "id",
        label=_texts("Kennung", "Identifiant", "Identifier"),
        description=_texts(
            "Wechselt nach jeder Fahrt, damit niemandes Wege verfolgt werden können",
            "Change après chaque trajet, afin que nul ne puisse être suivi",
            "Changes after each trip, so that nobody can be followed",
        ),
    ),
    TYPE,
    Column("station", label=_texts("Station", "Station", "Station")),
    Column("reserved", "boolean", label=_texts("Reserviert", "Réservé", "Reserved")),
    Column("disabled", "boolean", label=_texts("Außer Betrieb", "Hors service", "Disabled")),
    Column("range", "number", label=_texts("Reichweite", "Autonomie", "Range"), unit="m"),
    Column(
        "plan",
        label=_texts("Tarif", "Tarif", "Pricing plan"),
        description=_texts(
            "Kennung in der Tabelle der Tarife",
            "Identifiant dans le tableau des tarifs",
            "Identifier in the table of pricing plans",
        ),
    ),
    LON,
    LAT,
]
TYPES = [
    ID,
    NAME,
    Column(
        "form",
        label=_texts("Art", "Genre", "Form"),
        description=_texts(
            "bicycle: Fahrrad, cargo_bicycle: Lastenrad, car: Auto, moped: Roller, "
            "scooter_standing: Tretroller, scooter_seated: Sitzroller, other: anderes",
            "bicycle : vélo, cargo_bicycle : vélo-cargo, car : voiture, moped : scooter, "
            "scooter_standing : trottinette, scooter_seated : trottinette à selle, other : autre",
            "bicycle, cargo_bicycle, car, moped, scooter_standing, scooter_seated, other",
        ),
    ),
    Column(
        "propulsion",
        label=_texts("Antrieb", "Propulsion", "Propulsion"),
        description=_texts(
            "human: Muskelkraft, electric_assist: mit Hilfsmotor, electric: elektrisch, "
            "combustion: Verbrenner, hybrid und plug_in_hybrid: beides, hydrogen_fuel_cell: "
            "Brennstoffzelle",
            "human : musculaire, electric_assist : assistance électrique, electric : électrique, "
            "combustion : thermique, hybrid et plug_in_hybrid : hybride, hydrogen_fuel_cell : "
            "pile à combustible",
            "human, electric_assist, electric, combustion, hybrid, plug_in_hybrid, "
            "hydrogen_fuel_cell",
        ),
    ),
    Column(
        "range",
        "number",
        label=_texts("Größte Reichweite", "Autonomie maximale", "Greatest range"),
        unit="m",
    ),
    Column("make", label=_texts("Hersteller", "Marque", "Make")),
    Column("model", label=_texts("Modell", "Modèle", "Model")),
    Column("seats", "integer", label=_texts("Sitze", "Sièges", "Seats"), unit="1"),
]
STEPS = _texts(
    "von-bis: Preis/Einheit; „60-: 2/30“ heißt ab 60 je 30 der Preis 2",
    "de-à : prix/unité ; « 60- : 2/30 » : à partir de 60, 2 par tranche de 30",
    "from-to: price/interval; '60-: 2/30' is a price of 2 for each 30 from 60 on",
)
PLANS = [
    ID,
    NAME,
    Column("currency", label=_texts("Währung", "Monnaie", "Currency")),
    Column(
        "price",
        "number",
        label=_texts("Grundpreis", "Prix de base", "Base price"),
        description=_texts(
            "In der angegebenen Währung", "Dans la monnaie indiquée", "In the currency named"
        ),
    ),
    Column(
        "per_minute", label=_texts("Preis je Minute", "Prix par minute", "Per minute"),
        description=STEPS,
    ),
    Column(
        "per_kilometre", label=_texts("Preis je Kilometer", "Prix par kilomètre", "Per kilometre"),
        description=STEPS,
    ),
    Column("taxable", "boolean", label=_texts("Zuzüglich Steuer", "Hors taxes", "Plus tax")),
    Column("description", label=_texts("Beschreibung", "Description", "Description")),
    Column("url", label=_texts("Website", "Site web", "Website")),
]  # fmt: skip
