"""Columns of the tables of a council body."""

from __future__ import annotations

from .._core.columns import column, identity, texts
from .._core.record import Column

ID = identity("id", texts("Kennung", "Identifiant", "Identifier"))
COMMITTEE = column("committee", "text", texts("Gremium", "Instance", "Body"))
LINK = column(
    "link",
    "text",
    texts("Link", "Lien", "Link"),
    description=texts(
        "Seite oder Datei bei der Quelle",
        "Page ou fichier chez la source",
        "Page or file at the source",
    ),
)
DAY = column("day", "date", texts("Tag", "Jour", "Day"))

MEETINGS: list[Column] = [
    ID,
    column("title", "text", texts("Sitzung", "Séance", "Meeting")),
    COMMITTEE,
    DAY,
    column("start", "timestamp", texts("Beginn", "Début", "Start"),
           description=texts("Zeitpunkt (UTC)", "Moment (UTC)", "Time (UTC)")),
    column("end", "timestamp", texts("Ende", "Fin", "End"),
           description=texts("Zeitpunkt (UTC); leer, wenn die Quelle keinen nennt",
                             "Moment (UTC) ; vide si la source n’en donne pas",
                             "Time (UTC); empty where the source gives none")),
    column("place", "text", texts("Ort", "Lieu", "Place")),
    column("status", "text", texts("Stand", "État", "Status"),
           description=texts("scheduled: findet statt oder fand statt; cancelled: abgesagt",
                             "scheduled : a lieu ou a eu lieu ; cancelled : annulée",
                             "scheduled: takes or took place; cancelled")),
    column("items", "integer", texts("Tagesordnungspunkte", "Points à l’ordre du jour", "Items"),
           description=texts("Zahl der öffentlichen Punkte", "Nombre de points publics",
                             "Number of public items on the agenda")),
    column("agenda", "text", texts("Tagesordnung", "Ordre du jour", "Agenda"),
           description=texts("Link zur Einladung", "Lien vers la convocation",
                             "Link to the invitation")),
    column("minutes", "text", texts("Niederschrift", "Procès-verbal", "Minutes"),
           description=texts("Link zum Protokoll", "Lien vers le procès-verbal",
                             "Link to the minutes")),
    LINK,
]  # fmt: skip

ITEMS: list[Column] = [
    ID,
    column("meeting", "text", texts("Sitzung", "Séance", "Meeting"),
           description=texts("Kennung in der Tabelle der Sitzungen",
                             "Identifiant dans le tableau des séances",
                             "Identifier in the table of meetings")),
    DAY,
    COMMITTEE,
    column("order", "integer", texts("Reihenfolge", "Ordre", "Order"),
           description=texts("Platz in der Tagesordnung", "Place dans l’ordre du jour",
                             "Place on the agenda")),
    column("number", "text", texts("Nummer", "Numéro", "Number"),
           description=texts("wie auf der Tagesordnung", "comme à l’ordre du jour",
                             "as on the agenda")),
    column("title", "text", texts("Gegenstand", "Objet", "Subject")),
    column("result", "text", texts("Ergebnis", "Résultat", "Result"),
           description=texts("in den Worten der Quelle; leer, solange nicht beschlossen ist",
                             "selon la source ; vide tant que rien n’est décidé",
                             "in the words of the source; empty while nothing is decided")),
    column("resolution", "text", texts("Beschluss", "Décision", "Resolution"),
           description=texts("Wortlaut, gekürzt auf 4000 Zeichen",
                             "Texte, limité à 4000 caractères",
                             "Wording, cut to 4,000 characters")),
    column("paper", "text", texts("Vorlage", "Document", "Paper"),
           description=texts("Kennung in der Tabelle der Vorlagen",
                             "Identifiant dans le tableau des documents",
                             "Identifier in the table of papers")),
    column("reference", "text", texts("Drucksache", "Référence", "Reference"),
           description=texts("Nummer der Vorlage", "Numéro du document", "Number of the paper")),
    LINK,
]  # fmt: skip

PAPERS: list[Column] = [
    ID,
    column("reference", "text", texts("Drucksache", "Référence", "Reference"),
           description=texts("Nummer, wie die Quelle sie führt", "Numéro donné par la source",
                             "Number as the source has it")),
    column("title", "text", texts("Betreff", "Objet", "Subject")),
    column("kind", "text", texts("Art", "Type", "Kind"),
           description=texts("in den Worten der Quelle", "selon la source",
                             "in the words of the source")),
    DAY,
    column("originator", "text", texts("Einbringer", "Auteur", "Originator"),
           description=texts("Gremium, Fraktion oder Amt; Personen werden nicht genannt",
                             "Instance, groupe ou service ; les personnes ne sont pas nommées",
                             "Body, group or office; persons are not named")),
    column("files", "integer", texts("Dateien", "Fichiers", "Files"),
           description=texts("Zahl der öffentlichen Dateien", "Nombre de fichiers publics",
                             "Number of public files")),
    LINK,
]  # fmt: skip

BODIES: list[Column] = [
    ID,
    column("name", "text", texts("Name", "Nom", "Name")),
    column("short_name", "text", texts("Kurzname", "Nom court", "Short name")),
    column("kind", "text", texts("Art", "Type", "Kind"),
           description=texts("in den Worten der Quelle", "selon la source",
                             "in the words of the source")),
    column("since", "date", texts("Seit", "Depuis", "Since")),
    column("until", "date", texts("Bis", "Jusqu’au", "Until")),
    LINK,
]  # fmt: skip

TITLES = {
    "meetings": texts("Sitzungen", "Séances", "Meetings"),
    "items": texts(
        "Tagesordnungen und Beschlüsse", "Ordres du jour et décisions", "Agendas and decisions"
    ),
    "papers": texts("Vorlagen", "Documents", "Papers"),
    "bodies": texts("Gremien", "Instances", "Bodies"),
}
NOTES = {
    "meetings": texts(
        "Eine Zeile je öffentlicher Sitzung.",
        "Une ligne par séance publique.",
        "One row per public meeting.",
    ),
    "items": texts(
        "Eine Zeile je öffentlichem Tagesordnungspunkt, mit dem Ergebnis.",
        "Une ligne par point public à l’ordre du jour, avec son résultat.",
        "One row per public item on an agenda, with its result.",
    ),
    "papers": texts(
        "Eine Zeile je Vorlage, Antrag oder Anfrage.",
        "Une ligne par projet, proposition ou question.",
        "One row per proposal, motion or question.",
    ),
    "bodies": texts(
        "Eine Zeile je Gremium, Fraktion oder Amt.",
        "Une ligne par instance, groupe ou service.",
        "One row per body, group or office.",
    ),
}
COLUMNS = {"meetings": MEETINGS, "items": ITEMS, "papers": PAPERS, "bodies": BODIES}
TAGS = {
    "de": ["Gemeinderat", "Sitzung", "Beschluss", "Kommunalpolitik"],
    "fr": ["conseil municipal", "séance", "décision", "politique locale"],
    "en": ["council", "meeting", "decision", "local politics"],
}
