"""The tables of a timetable, as the data dictionary describes them."""

from __future__ import annotations

from .._core.record import Column


def _texts(de: str, fr: str, en: str) -> dict[str, str]:
    return {"de": de, "fr": fr, "en": en}


STOPS = [
    Column(
        "id",
        label=_texts("Kennung", "Identifiant", "Identifier"),
        description=_texts(
            "stop_id des Fahrplans, in Deutschland meist die DHID",
            "stop_id de l’horaire ; en Allemagne le plus souvent la DHID",
            "stop_id of the timetable; in Germany mostly the DHID",
        ),
    ),
    Column("name", label=_texts("Name", "Nom", "Name")),
    Column(
        "kind",
        label=_texts("Art", "Type", "Kind"),
        description=_texts(
            "stop: Haltestelle oder Steig, station: Bahnhof oder Haltestellenbereich, entrance: "
            "Zugang, node: Wegpunkt, boarding_area: Einstiegsbereich",
            "stop : arrêt ou quai, station : gare ou zone d’arrêt, entrance : accès, node : point "
            "de passage, boarding_area : zone d’embarquement",
            "stop: stop or platform, station, entrance, node: point of a path, boarding_area",
        ),
    ),
    Column(
        "station",
        label=_texts("Gehört zu", "Fait partie de", "Part of"),
        description=_texts(
            "Kennung des Bahnhofs oder der Haltestelle, zu der die Zeile gehört",
            "Identifiant de la gare ou de l’arrêt dont la ligne fait partie",
            "Identifier of the station or stop that the row is part of",
        ),
    ),
    Column("platform", label=_texts("Steig", "Quai", "Platform")),
    Column(
        "wheelchair",
        "boolean",
        label=_texts("Rollstuhl", "Fauteuil roulant", "Wheelchair"),
        description=_texts(
            "Einstieg im Rollstuhl möglich; leer: keine Angabe",
            "Embarquement possible en fauteuil roulant ; vide : inconnu",
            "Boarding is possible in a wheelchair; empty: unknown",
        ),
    ),
    Column(
        "calls",
        "integer",
        label=_texts("Halte im Fahrplan", "Passages à l’horaire", "Calls in the timetable"),
        description=_texts(
            "Zeilen des Fahrplans (stop_times) an dieser Stelle, über alle Verkehrstage gezählt",
            "Lignes de l’horaire (stop_times) à cet endroit, tous jours de circulation confondus",
            "Rows of the timetable (stop_times) at this place, of all days of service",
        ),
        unit="1",
    ),
    Column("zone", label=_texts("Tarifzone", "Zone tarifaire", "Fare zone")),
    Column("lon", "number", label=_texts("Länge", "Longitude", "Longitude"), unit="deg"),
    Column("lat", "number", label=_texts("Breite", "Latitude", "Latitude"), unit="deg"),
]

ROUTES = [
    Column(
        "id",
        label=_texts("Kennung", "Identifiant", "Identifier"),
        description=_texts(
            "route_id des Fahrplans; kann mit der nächsten Ausgabe anders sein",
            "route_id de l’horaire ; peut changer avec l’édition suivante",
            "route_id of the timetable; may be another one in the next release",
        ),
    ),
    Column("number", label=_texts("Linie", "Ligne", "Number")),
    Column("name", label=_texts("Name", "Nom", "Name")),
    Column(
        "mode",
        label=_texts("Verkehrsmittel", "Mode de transport", "Mode"),
        description=_texts(
            "rail: Zug und S-Bahn, long_distance_rail: Fernzug, metro: U-Bahn, tram: Straßenbahn, "
            "bus, coach: Fernbus, on_demand: Rufbus, trolleybus: Oberleitungsbus, ferry: Fähre, "
            "taxi, funicular: Standseilbahn, aerial_lift: Seilbahn, cable_tram: Kabelbahn, "
            "monorail: Einschienenbahn, air: Flug, other: anderes",
            "rail : train et RER, long_distance_rail : grandes lignes, metro : métro, tram, bus, "
            "coach : autocar, on_demand : à la demande, trolleybus, ferry : bac, taxi, funicular : "
            "funiculaire, aerial_lift : téléphérique, cable_tram : tram à câble, monorail, air : "
            "avion, other : autre",
            "rail: trains and S-Bahn, long_distance_rail, metro, tram, bus, coach, on_demand, "
            "trolleybus, ferry, taxi, funicular, aerial_lift, cable_tram, monorail, air, other",
        ),
    ),
    Column("agency", label=_texts("Verkehrsunternehmen", "Exploitant", "Agency")),
    Column(
        "trips",
        "integer",
        label=_texts("Fahrten", "Courses", "Trips"),
        description=_texts(
            "Fahrten im Fahrplan, über alle Verkehrstage gezählt",
            "Courses de l’horaire, tous jours de circulation confondus",
            "Trips in the timetable, of all days of service",
        ),
        unit="1",
    ),
    Column(
        "color",
        label=_texts("Farbe", "Couleur", "Colour"),
        description=_texts(
            "Farbe der Linie (RGB, hexadezimal)",
            "Couleur de la ligne (RVB hexadécimal)",
            "Colour of the line (RGB, hexadecimal)",
        ),
    ),
    Column(
        "text_color",
        label=_texts("Schriftfarbe", "Couleur du texte", "Colour of text"),
        description=_texts(
            "Farbe der Schrift auf der Linienfarbe",
            "Couleur du texte sur celle de la ligne",
            "Colour of the text on that of the line",
        ),
    ),
    Column("url", label=_texts("Website", "Site web", "Website")),
]

AGENCIES = [
    Column("id", label=_texts("Kennung", "Identifiant", "Identifier")),
    Column("name", label=_texts("Name", "Nom", "Name")),
    Column("url", label=_texts("Website", "Site web", "Website")),
    Column("phone", label=_texts("Telefon", "Téléphone", "Telephone")),
    Column("email", label=_texts("E-Mail", "Courriel", "E-mail")),
    Column("timezone", label=_texts("Zeitzone", "Fuseau horaire", "Time zone")),
    Column(
        "routes",
        "integer",
        label=_texts("Linien", "Lignes", "Routes"),
        description=_texts("Zahl der Linien", "Nombre de lignes", "Number of routes"),
        unit="1",
    ),
]

RELEASES = [
    Column(
        "released",
        "date",
        label=_texts("Ausgabe", "Édition", "Release"),
        description=_texts(
            "Tag, an dem die Dateien der Ausgabe gemacht wurden",
            "Jour de création des fichiers de l’édition",
            "Day on which the files of the release were made",
        ),
    ),
    Column("file", label=_texts("Datei", "Fichier", "File")),
    Column(
        "rows",
        "integer",
        label=_texts("Zeilen", "Lignes", "Rows"),
        description=_texts(
            "Zeilen der Datei ohne die Kopfzeile",
            "Lignes du fichier sans l’en-tête",
            "Rows of the file without its header",
        ),
        unit="1",
    ),
    Column(
        "findings",
        "integer",
        label=_texts("Beanstandungen", "Anomalies", "Findings"),
        description=_texts(
            "Stellen, die den Regeln von GTFS widersprechen",
            "Endroits contraires aux règles de GTFS",
            "Places that break the rules of GTFS",
        ),
        unit="1",
    ),
]
