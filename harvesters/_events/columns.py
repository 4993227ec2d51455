"""Columns of a table of dates."""

from __future__ import annotations

from .._core.columns import texts
from .._core.record import Column

KEY = ["id", "occurrence"]
COLUMNS = [
    Column(
        "id",
        label=texts("Kennung", "Identifiant", "Identifier"),
        description=texts(
            "Für alle Termine einer Veranstaltung dieselbe; aus der Kennung der Quelle errechnet",
            "La même pour toutes les dates d’une manifestation ; calculée de celle de la source",
            "The same for all dates of an event; computed from that of the source",
        ),
    ),
    Column(
        "occurrence",
        label=texts("Termin", "Date prévue", "Planned date"),
        description=texts(
            "Tag oder Ortszeit, wie zuerst geplant; bleibt, wenn der Termin verlegt wird",
            "Jour ou heure locale prévus d’abord ; reste le même si la date est déplacée",
            "Day or local time as first planned; stays when the date is moved",
        ),
    ),
    Column("title", label=texts("Titel", "Titre", "Title")),
    Column("first_day", "date", label=texts("Erster Tag", "Premier jour", "First day")),
    Column("last_day", "date", label=texts("Letzter Tag", "Dernier jour", "Last day")),
    Column(
        "start",
        "timestamp",
        label=texts("Beginn", "Début", "Start"),
        description=texts(
            "Zeitpunkt (UTC); leer, wenn ganze Tage gemeint sind",
            "Moment (UTC) ; vide pour des jours entiers",
            "Time (UTC); empty for whole days",
        ),
    ),
    Column(
        "end",
        "timestamp",
        label=texts("Ende", "Fin", "End"),
        description=texts(
            "Zeitpunkt (UTC); leer, wenn die Quelle keinen nennt",
            "Moment (UTC) ; vide si la source n’en donne pas",
            "Time (UTC); empty where the source gives none",
        ),
    ),
    Column("place", label=texts("Ort", "Lieu", "Place")),
    Column("address", label=texts("Anschrift", "Adresse", "Address")),
    Column("lon", "number", label=texts("Länge", "Longitude", "Longitude"), unit="deg"),
    Column("lat", "number", label=texts("Breite", "Latitude", "Latitude"), unit="deg"),
    Column("category", label=texts("Rubrik", "Rubrique", "Category")),
    Column("free", "boolean", label=texts("Eintritt frei", "Entrée libre", "Free of charge")),
    Column("price", label=texts("Preis", "Prix", "Price")),
    Column(
        "status",
        label=texts("Stand", "État", "Status"),
        description=texts(
            "scheduled: findet statt; tentative: noch nicht fest; cancelled: abgesagt; postponed: "
            "verschoben; rescheduled: verlegt; online: findet im Netz statt",
            "scheduled : a lieu ; tentative : à confirmer ; cancelled : annulé ; postponed : "
            "reporté ; rescheduled : déplacé ; online : en ligne",
            "scheduled: takes place; tentative: not fixed yet; cancelled; postponed; rescheduled: "
            "at another time; online: takes place on the web",
        ),
    ),
    Column("link", label=texts("Seite", "Page", "Page")),
    Column(
        "description",
        label=texts("Beschreibung", "Description", "Description"),
        description=texts(
            "Ohne E-Mail-Adressen, gekürzt auf 2000 Zeichen",
            "Sans adresses électroniques, limitée à 2000 caractères",
            "Without e-mail addresses, cut to 2,000 characters",
        ),
    ),
]

TITLE = texts("Termine", "Dates", "Dates")
NOTES = texts(
    "Eine Zeile je Termin; wiederkehrende sind einzeln aufgeführt, in der Zeit, die vor uns liegt.",
    "Une ligne par date ; celles qui se répètent figurent une à une, pour la période à venir.",
    "One row per date; recurring ones are listed one by one, for the time ahead.",
)
TAGS = {
    "de": ["Veranstaltung", "Kalender", "Termine"],
    "fr": ["manifestation", "calendrier", "agenda"],
    "en": ["event", "calendar", "dates"],
}
