"""The two tables that every dialect fills."""

from __future__ import annotations

from .._core.record import Column


def _texts(de: str, fr: str, en: str) -> dict[str, str]:
    return {"de": de, "fr": fr, "en": en}


PLUGS = _texts(
    "type2: Steckdose Typ 2, type2_cable: Kabel mit Typ 2, ccs: Kabel mit CCS (Combo 2), chademo: "
    "Kabel mit CHAdeMO, schuko: Schutzkontaktsteckdose, cee: CEE-Steckdose, type1, type3, ccs1, "
    "tesla, household, mcs, gbt, pantograph; mehrere durch Semikolon getrennt",
    "type2 : prise de type 2, type2_cable : câble de type 2, ccs : câble CCS (Combo 2), chademo : "
    "câble CHAdeMO, schuko : prise domestique allemande, cee : prise industrielle CEE, type1, "
    "type3, ccs1, tesla, household, mcs, gbt, pantograph ; séparés par des points-virgules",
    "type2: socket of type 2, type2_cable: cable with type 2, ccs: cable with CCS (Combo 2), "
    "chademo: cable with CHAdeMO, schuko: German household socket, cee: industrial CEE socket, "
    "type1, type3, ccs1, tesla, household, mcs, gbt, pantograph; separated by semicolons",
)
STATIONS = [
    Column(
        "id",
        label=_texts("Kennung", "Identifiant", "Identifier"),
        description=_texts(
            "Kennung in der Quelle; wo sie fehlt, aus Betreiber, Anschrift und Lage gebildet",
            "Identifiant dans la source ; à défaut, formé de l’exploitant, de l’adresse et du lieu",
            "Identifier in the source; where it gives none, made of operator, address and place",
        ),
    ),
    Column("name", label=_texts("Name", "Nom", "Name")),
    Column("operator", label=_texts("Betreiber", "Exploitant", "Operator")),
    Column("address", label=_texts("Anschrift", "Adresse", "Address")),
    Column("postcode", label=_texts("Postleitzahl", "Code postal", "Postcode")),
    Column("city", label=_texts("Ort", "Localité", "Town")),
    Column("district", label=_texts("Kreis", "Arrondissement", "District")),
    Column(
        "kind",
        label=_texts("Art", "Type", "Kind"),
        description=_texts(
            "normal: bis 22 kW, fast: schneller (an mindestens einem Ladepunkt)",
            "normal : jusqu’à 22 kW, fast : plus rapide (au moins un point)",
            "normal: up to 22 kW, fast: faster (at one point at least)",
        ),
    ),
    Column(
        "power_kw",
        "number",
        label=_texts("Leistung", "Puissance", "Power"),
        description=_texts(
            "Nennleistung der ganzen Ladestation",
            "Puissance nominale de toute la borne",
            "Rated power of the whole station",
        ),
        unit="kW",
    ),
    Column(
        "points",
        "integer",
        label=_texts("Ladepunkte", "Points de recharge", "Charge points"),
        description=_texts(
            "So viele Fahrzeuge können zugleich laden",
            "Nombre de véhicules pouvant se recharger en même temps",
            "How many cars can charge at the same time",
        ),
        unit="1",
    ),
    Column("plugs", label=_texts("Stecker", "Prises", "Plugs"), description=PLUGS),
    Column(
        "commissioned",
        "date",
        label=_texts("In Betrieb seit", "Mise en service", "In operation since"),
    ),
    Column(
        "condition",
        label=_texts("Zustand", "État", "Condition"),
        description=_texts(
            "in_operation: in Betrieb, out_of_order: außer Betrieb, closed: geschlossen, planned: "
            "geplant, unknown: unbekannt; leer: keine Angabe",
            "in_operation : en service, out_of_order : hors service, closed : fermée, planned : "
            "prévue, unknown : inconnu ; vide : non précisé",
            "in_operation, out_of_order, closed, planned, unknown; empty: not said",
        ),
    ),
    Column("lon", "number", label=_texts("Länge", "Longitude", "Longitude"), unit="deg"),
    Column("lat", "number", label=_texts("Breite", "Latitude", "Latitude"), unit="deg"),
]
POINTS = [
    Column(
        "station",
        label=_texts("Ladestation", "Borne", "Charging station"),
        description=_texts(
            "Kennung aus der Tabelle der Ladestationen",
            "Identifiant du tableau des bornes",
            "Identifier from the table of stations",
        ),
    ),
    Column(
        "point",
        label=_texts("Ladepunkt", "Point de recharge", "Charge point"),
        description=_texts(
            "Kennung oder laufende Nummer in der Ladestation",
            "Identifiant ou numéro dans la borne",
            "Identifier or number within the station",
        ),
    ),
    Column(
        "evse",
        label=_texts("EVSE-ID", "Identifiant EVSE", "EVSE ID"),
        description=_texts(
            "Europaweit eindeutige Kennung; leer: nicht angegeben",
            "Identifiant unique en Europe ; vide : non précisé",
            "Identifier that is unique in Europe; empty: not said",
        ),
    ),
    Column("plugs", label=_texts("Stecker", "Prises", "Plugs"), description=PLUGS),
    Column("power_kw", "number", label=_texts("Leistung", "Puissance", "Power"), unit="kW"),
    Column(
        "state",
        label=_texts("Zustand", "État", "State"),
        description=_texts(
            "available: frei, occupied: belegt, blocked: zugestellt, reserved: reserviert, "
            "out_of_order: gestört, planned: geplant, removed: abgebaut, unknown: unbekannt; leer: "
            "die Quelle sagt es nicht",
            "available : libre, occupied : occupé, blocked : bloqué, reserved : réservé, "
            "out_of_order : en panne, planned : prévu, removed : retiré, unknown : inconnu ; "
            "vide : la source ne le dit pas",
            "available, occupied, blocked, reserved, out_of_order, planned, removed, unknown; "
            "empty: the source does not say",
        ),
    ),
    Column(
        "state_at",
        "timestamp",
        label=_texts("Zustand seit", "État depuis", "State as of"),
        description=_texts(
            "Wann die Quelle den Zustand erfuhr (UTC)",
            "Quand la source a appris l’état (UTC)",
            "When the source learned of the state (UTC)",
        ),
    ),
]
