"""The tables of the air data."""

from __future__ import annotations

from .._core.columns import LAT, LON, NAME, column, identity, texts
from .._core.record import Column
from .._measuring.columns import FROM, STATION, UNIT, UNTIL, VALUE  # fmt: skip

STATIONS = [
    identity("id", STATION),
    NAME,
    column("city", "text", texts("Ort", "Commune", "Town")),
    column("network", "text", texts("Messnetz", "Réseau", "Network")),
    column("setting", "text", texts("Umgebung", "Environnement", "Setting")),
    column("kind", "text", texts("Art der Station", "Type de station", "Kind of station")),
    column("active_from", "text", texts("In Betrieb seit", "En service depuis", "Active since")),
    column("active_until", "text", texts("In Betrieb bis", "En service jusqu’au", "Active until")),
    LON,
    LAT,
]
COMPONENT = Column(
    "component",
    label=texts("Schadstoff", "Polluant", "Pollutant"),
    description=texts(
        "NO2: Stickstoffdioxid, O3: Ozon, PM10: Feinstaub, PM2: Feinstaub PM2,5, SO2: "
        "Schwefeldioxid, CO: Kohlenmonoxid; Namen in der Tabelle der Messgrößen",
        "NO2 : dioxyde d’azote, O3 : ozone, PM10 : particules fines, PM2 : particules PM2,5, SO2 : "
        "dioxyde de soufre, CO : monoxyde de carbone ; noms dans la table des grandeurs",
        "NO2: nitrogen dioxide, O3: ozone, PM10: particulate matter, PM2: PM2.5, SO2: sulphur "
        "dioxide, CO: carbon monoxide; names in the table of quantities",
    ),
)
SCOPE = Column(
    "scope",
    label=texts("Mittelung", "Moyenne", "Mean"),
    description=texts(
        "1SMW: Stundenmittel, 8SMW: Achtstundenmittel, 1TMW: Tagesmittel, 1TMWGL: gleitendes "
        "Tagesmittel; Namen in der Tabelle der Messgrößen",
        "1SMW : moyenne horaire, 8SMW : sur huit heures, 1TMW : journalière, 1TMWGL : journalière "
        "glissante ; noms dans la table des grandeurs",
        "1SMW: hourly mean, 8SMW: mean of eight hours, 1TMW: daily mean, 1TMWGL: gliding daily "
        "mean; names in the table of quantities",
    ),
)
QUANTITIES = [
    COMPONENT,
    SCOPE,
    column("name", "text", texts("Name", "Nom", "Name")),
    column("mean", "text", texts("Art der Mittelung", "Type de moyenne", "Kind of mean")),
    UNIT,
]
MEASUREMENTS = [
    identity("station", STATION),
    COMPONENT,
    SCOPE,
    FROM,
    UNTIL,
    VALUE,
    UNIT,
    Column(
        "index",
        "integer",
        label=texts("Luftqualitätsindex", "Indice de qualité de l’air", "Air quality index"),
        description=texts(
            "Zahl, wie das Umweltbundesamt sie gibt; größer ist schlechter",
            "Nombre donné par l’Umweltbundesamt ; plus il est grand, plus l’air est mauvais",
            "Number as the Umweltbundesamt gives it; greater is worse",
        ),
    ),
]
KEY = ["station", "component", "scope", "at"]
QUANTITIES_TITLE = texts("Messgrößen", "Grandeurs mesurées", "Measured quantities")
QUANTITIES_NOTES = texts(
    "Eine Zeile je Schadstoff und Art der Mittelung.",
    "Une ligne par polluant et type de moyenne.",
    "One row per pollutant and kind of mean.",
)
TAGS = {
    "de": ["Luftqualität", "Stickstoffdioxid", "Ozon", "Feinstaub"],
    "fr": ["qualité air", "NO2", "ozone", "particules fines"],
    "en": ["air quality", "nitrogen dioxide", "ozone", "particulate matter"],
}
