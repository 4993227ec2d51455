"""Words of a timetable's dataset in three languages, and terms of the catalogue's lists."""

from __future__ import annotations

LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
#: feed_lang (BCP 47, or as older feeds have it ISO 639-2) -> the EU's list
LANGUAGES = {
    "de": f"{LANGUAGE}DEU", "deu": f"{LANGUAGE}DEU", "ger": f"{LANGUAGE}DEU",
    "fr": f"{LANGUAGE}FRA", "fra": f"{LANGUAGE}FRA", "fre": f"{LANGUAGE}FRA",
    "en": f"{LANGUAGE}ENG", "eng": f"{LANGUAGE}ENG",
    "it": f"{LANGUAGE}ITA", "ita": f"{LANGUAGE}ITA",
}  # fmt: skip
#: our word for a mode -> transport mode of mobilityDCAT-AP
MODES = {
    "tram": "tram-light-rail", "metro": "metro-subway-train", "rail": "regional-and-local-rail",
    "long_distance_rail": "long-distance-rail", "bus": "bus", "trolleybus": "bus",
    "coach": "long-distance-coach", "on_demand": "ride-pooling", "ferry": "maritime",
    "taxi": "taxi", "air": "air", "cable_tram": "tram-light-rail", "aerial_lift": "other",
    "funicular": "other", "monorail": "other", "other": "other",
}  # fmt: skip
TAGS = {
    "de": ["Fahrplan", "Haltestelle", "ÖPNV", "GTFS"],
    "fr": ["horaire", "arrêt", "transport public", "GTFS"],
    "en": ["timetable", "stop", "public transport", "GTFS"],
}
#: title and description of each resource
RESOURCES = {
    "feed": (
        {"de": "Fahrplan (GTFS)", "fr": "Horaire (GTFS)", "en": "Timetable (GTFS)"},
        {
            "de": "Der ganze Fahrplan der Quelle: Haltestellen, Linien, Fahrten und Verkehrstage.",
            "fr": "L’horaire complet : arrêts, lignes, courses et jours de circulation.",
            "en": "The source's whole timetable: stops, routes, trips and days of service.",
        },
    ),
    "stops": (
        {"de": "Haltestellen", "fr": "Arrêts", "en": "Stops"},
        {
            "de": "Eine Zeile je Haltestelle, Steig, Bahnhof oder Zugang.",
            "fr": "Une ligne par arrêt, quai, gare ou accès.",
            "en": "One row per stop, platform, station or entrance.",
        },
    ),
    "routes": (
        {"de": "Linien", "fr": "Lignes", "en": "Routes"},
        {
            "de": "Eine Zeile je Linie, mit der Zahl ihrer Fahrten.",
            "fr": "Une ligne par ligne de transport, avec le nombre de ses courses.",
            "en": "One row per route, with the number of its trips.",
        },
    ),
    "agencies": (
        {"de": "Verkehrsunternehmen", "fr": "Exploitants", "en": "Agencies"},
        {
            "de": "Eine Zeile je Verkehrsunternehmen, wie der Fahrplan es nennt.",
            "fr": "Une ligne par exploitant, tel que l’horaire le nomme.",
            "en": "One row per agency, as the timetable names it.",
        },
    ),
    "releases": (
        {"de": "Umfang der Ausgaben", "fr": "Volume des éditions", "en": "Size of the releases"},
        {
            "de": "Zeilen jeder Datei in jeder Ausgabe des Fahrplans, und wie viele Stellen den "
            "Regeln von GTFS widersprechen.",
            "fr": "Lignes de chaque fichier dans chaque édition de l’horaire, et nombre d’endroits "
            "contraires aux règles de GTFS.",
            "en": "Rows of each file in each release of the timetable, and how many places break "
            "the rules of GTFS.",
        },
    ),
}
