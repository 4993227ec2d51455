"""One piece of a collection, as a row of the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .._core.columns import column, texts
from .._core.feed import Feed
from .._core.record import Cell, Column
from .._core.values import BadValue, Values
from .._events import event

YEARS = re.compile(r"(?<!\d)(-?\d{4})(?!\d)")
PICTURE = re.compile(r"https?://\S+\.(?:jpe?g|png|tiff?|gif|webp)", re.IGNORECASE)
FROM = texts(
    "Frühestes Jahr der Datierung; vor Christus negativ",
    "Première année de la datation ; négative avant J.-C.",
    "Earliest year of the date; negative before Christ",
)
TO = texts(
    "Spätestes Jahr der Datierung; vor Christus negativ",
    "Dernière année de la datation ; négative avant J.-C.",
    "Latest year of the date; negative before Christ",
)
COLUMNS = [
    Column(
        "id",
        label=texts("Kennung", "Identifiant", "Identifier"),
        description=texts(
            "Kennung des Datensatzes beim Haus, bleibt gleich",
            "Identifiant de la notice dans l’établissement, stable",
            "Identifier of the record at its house, stable",
        ),
    ),
    Column("title", label=texts("Titel", "Titre", "Title")),
    Column("kind", label=texts("Art", "Type", "Kind")),
    Column("creator", label=texts("Urheber", "Auteur", "Creator")),
    Column(
        "date",
        label=texts("Datierung", "Datation", "Date"),
        description=texts("Wie das Haus sie schreibt", "Telle que notée", "As the house writes it"),
    ),
    column("year_from", "integer", texts("Jahr von", "Année, début", "Year from"), "", FROM),
    column("year_to", "integer", texts("Jahr bis", "Année, fin", "Year to"), "", TO),
    Column("material", label=texts("Material und Technik", "Matière et technique", "Material")),
    Column("place", label=texts("Ort", "Lieu", "Place")),
    Column("holder", label=texts("Aufbewahrt bei", "Conservé par", "Held by")),
    Column("inventory", label=texts("Inventarnummer", "Numéro d’inventaire", "Inventory number")),
    Column(
        "rights",
        label=texts("Rechte am Stück", "Droits sur l’objet", "Rights in the object"),
    ),
    Column("link", label=texts("Seite", "Page", "Page")),
    Column("image", label=texts("Bild", "Image", "Image")),
    Column(
        "image_rights",
        label=texts("Lizenz des Bildes", "Licence de l’image", "Licence of the image"),
        description=texts(
            "Leer: Das Haus nennt keine; dann gilt nicht, dass das Bild frei ist",
            "Vide : aucune n’est indiquée ; l’image n’est alors pas réputée libre",
            "Empty: the house names none; the image is not free for that",
        ),
    ),
    Column("description", label=texts("Beschreibung", "Description", "Description")),
]


@dataclass
class Piece:
    """What is known of a piece; texts as they come, "" for what is missing."""

    id: str
    title: str = ""
    kind: str = ""
    creator: str = ""
    date: str = ""
    #: where the house gives years beside its words
    years: Sequence[str] = ()
    material: str = ""
    place: str = ""
    holder: str = ""
    inventory: str = ""
    rights: str = ""
    link: str = ""
    image: str = ""
    image_rights: str = ""
    description: str = ""

    def row(self, feed: Feed) -> list[Cell]:
        """In the order of COLUMNS; BadValue for one that has no name at all."""
        title = event.title(self.title)
        if title is None:
            title = event.title(self.kind or self.inventory)
            if title is None:
                raise BadValue("title", None, "missing", "Give every piece a title")
            feed.notice("repaired", "title", "missing; kind or number stands in its place")
        first, last = years([*self.years] or [self.date])
        return [
            self.id,
            title,
            event.title(self.kind),
            event.title(self.creator),
            event.title(self.date),
            first,
            last,
            event.title(self.material),
            event.title(self.place),
            event.title(self.holder),
            event.title(self.inventory),
            event.title(self.rights),
            _link(feed, self.id, "link", self.link),
            _link(feed, self.id, "image", self.image),
            event.title(self.image_rights) if self.image else None,
            event.description(self.description),
        ]


def years(words: Sequence[str]) -> tuple[int | None, int | None]:
    """The first and the last year that is named; the words may be days, periods or prose."""
    found = [int(year) for word in words for year in YEARS.findall(_without_days(word))]
    found = [year for year in found if -9999 < year < 2101]
    return (min(found), max(found)) if found else (None, None)


def _without_days(word: str) -> str:
    """Of "1850-03-01" the year; of "1850-1900" both, without a sign."""
    word = re.sub(r"(\d{4})-\d\d(-\d\d)?(?:T\S*)?(?!\d)", r"\1", word.strip())
    return re.sub(r"(?<=\d)\s*[-–/]\s*", " / ", word)


def _link(feed: Feed, id: str, name: str, address: str) -> str | None:
    try:
        return Values({name: address}).web_address(name)
    except BadValue as error:
        feed.notice("link left out", id, str(error))
        return None
