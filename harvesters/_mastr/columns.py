"""The tables of energy units."""

from __future__ import annotations

from .._core.columns import LAT, LON, column, identity, texts
from .._core.record import Column

CARRIER = Column(
    "carrier",
    label=texts("Energieträger", "Source d’énergie", "Energy carrier"),
    description=texts(
        "solar: Sonne, wind: Wind, hydro: Wasser, biomass: Biomasse, storage: Speicher, "
        "natural-gas: Erdgas, other: anderes",
        "solar : soleil, wind : vent, hydro : eau, biomass : biomasse, storage : stockage, "
        "natural-gas : gaz naturel, other : autre",
        "solar, wind, hydro, biomass, storage, natural-gas and so on; other: something else",
    ),
)
UNITS = [
    identity("id", texts("MaStR-Nummer", "Numéro MaStR", "MaStR number")),
    CARRIER,
    Column(
        "status",
        label=texts("Betriebsstatus", "État", "Status"),
        description=texts(
            "operating: in Betrieb, planned: in Planung, paused: vorübergehend, ended: endgültig "
            "stillgelegt",
            "operating : en service, planned : prévue, paused : arrêtée, ended : fermée",
            "operating, planned, paused (for a time), ended (for good)",
        ),
    ),
    column("gross", "number", texts("Bruttoleistung", "Puissance brute", "Gross power"), "kW"),
    column("net", "number", texts("Nettonennleistung", "Puissance nette", "Net power"), "kW"),
    column("storage", "number", texts("Speicherkapazität", "Capacité", "Storage"), "kW.h"),
    column("modules", "integer", texts("Module", "Modules", "Modules"), "1"),
    column("facing", "text", texts("Ausrichtung", "Orientation", "Facing")),
    column("begin", "date", texts("In Betrieb seit", "En service depuis", "In operation since")),
    column("end", "date", texts("Stillgelegt am", "Arrêtée le", "Ended on")),
    column("postcode", "text", texts("Postleitzahl", "Code postal", "Postcode")),
    column("town", "text", texts("Ort", "Localité", "Town")),
    column("municipality", "text", texts("Gemeindeschlüssel", "Clé de la commune", "Municipality")),
    LON,
    LAT,
]
YEARS = [
    column("year", "integer", texts("Jahr", "Année", "Year"), "", texts(
        "Kalenderjahr der Inbetriebnahme", "Année civile de la mise en service",
        "Calendar year in which units went into operation")),
    CARRIER,
    column("added", "integer", texts("Neue Anlagen", "Nouvelles unités", "Units added"), "1"),
    column("added_power", "number", texts("Neue Leistung", "Nouvelle puissance", "Power added"),
           "kW"),
    Column("units", "integer", label=texts("Anlagen", "Unités", "Units"),
           description=texts("Anlagen in Betrieb am Jahresende, im laufenden Jahr bis heute",
                             "Unités en service à la fin de l’année, cette année jusqu’à ce jour",
                             "Units in operation at the end of the year, this year until today")),
    column("power", "number", texts("Leistung", "Puissance", "Power"), "kW"),
]  # fmt: skip
UNITS_TITLE = texts("Anlagen", "Unités", "Units")
UNITS_NOTES = texts(
    "Eine Zeile je Einheit des Marktstammdatenregisters, ohne Namen und Anschrift.",
    "Une ligne par unité du registre, sans nom ni adresse.",
    "One row per unit of the register, without name and address.",
)
YEARS_TITLE = texts("Ausbau nach Jahren", "Développement par année", "Growth by year")
YEARS_NOTES = texts(
    "Je Jahr und Energieträger: neue Anlagen und die am Jahresende in Betrieb. Geplante zählen "
    "nicht, stillgelegte nicht mehr; wo der Tag der Stilllegung fehlt, zählt nur der Beginn.",
    "Par année et source d’énergie : nouvelles unités et unités en service à la fin de l’année. "
    "Sans les unités prévues ou arrêtées ; si le jour de l’arrêt manque, seul le début compte.",
    "By year and energy carrier: units added, and those in operation when the year ended. Planned "
    "ones do not count, those out of operation no longer; where that day is missing, only their "
    "beginning counts.",
)
TAGS = {
    "de": ["Energie", "Photovoltaik", "Klimaschutz"],
    "fr": ["énergie", "photovoltaïque", "protection du climat"],
    "en": ["energy", "solar power", "climate protection"],
}
