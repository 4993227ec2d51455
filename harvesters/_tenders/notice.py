"""One notice, whatever it was written in, and its table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from .._core.columns import column, texts
from .._core.feed import Feed
from .._core.record import Cell, Column
from .._core.values import clean

#: what machines write where nobody has given a date
PLACEHOLDER = 2000
#: "VGem Volkach, Marktplatz 1, 97332 Volkach, Tel.: …": an address within a name
ADDRESS = re.compile(r",?\s*\b(?:D-)?(\d{5})\s+([^,;]+)")
REST = re.compile(r"[,;]?\s*(?:Tel|Fax|E-?Mail|Internet|Telefon|Telefax|www\.)", re.IGNORECASE)


@dataclass
class Place:
    """Where something is or happens; each part may be missing."""

    nuts: str = ""
    postcode: str = ""
    town: str = ""


@dataclass
class Notice:
    """What citizens and firms want to know of a notice."""

    id: str
    version: str = ""
    #: procedure that several notices belong to; many leave it empty
    procedure: str = ""
    published: date | None = None
    #: planning, competition, result, change, other
    stage: str = "other"
    #: code of the notice's type as it stands (cn-standard)
    kind: str = ""
    title: str = ""
    description: str = ""
    buyer: str = ""
    at: Place = field(default_factory=Place)
    #: where the work is done or the goods go
    places: list[Place] = field(default_factory=list)
    cpv: str = ""
    #: works, supplies, services
    nature: str = ""
    method: str = ""
    deadline: datetime | None = None
    value: float | None = None
    currency: str = ""
    winners: list[str] = field(default_factory=list)
    awarded: date | None = None
    link: str = ""

    def row(self) -> list[Cell]:
        where = self.places[0] if self.places else Place()
        texts_of: list[Cell] = [
            self.stage, self.kind or None, self.title or None, self.description or None,
            self.buyer or None, self.at.town or None, where.town or None,
            where.postcode or None, where.nuts or self.at.nuts or None, self.nature or None,
            self.cpv or None, self.method or None,
        ]  # fmt: skip
        return [
            self.published, self.id, self.version, *texts_of, self.deadline, self.value,
            self.currency or None, "; ".join(self.winners) or None, self.awarded,
            self.procedure or None, self.link or None,
        ]  # fmt: skip


@dataclass(frozen=True)
class Region:
    """What is asked for; a notice belongs to it by one of its places, or by its buyer's."""

    nuts: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    towns: frozenset[str] = frozenset()

    def has(self, notice: Notice) -> bool:
        """Everything belongs to a region of which nothing is said."""
        if not (self.nuts or self.postcodes or self.towns):
            return True
        return any(self._has(place) for place in (notice.at, *notice.places))

    def _has(self, place: Place) -> bool:
        return bool(
            (place.nuts and self.nuts and place.nuts.startswith(self.nuts))
            or (place.postcode and self.postcodes and place.postcode.startswith(self.postcodes))
            or place.town.casefold() in self.towns
        )


def named(feed: Feed, name: str, at: Place) -> str:
    """The name of a buyer; an address that stands within it goes where it belongs."""
    text, short = clean(name), shortened(name, at)
    if short and short != text:
        feed.notice("repaired", "name of a buyer", "held an address, which was taken out of it")
    return (short or text)[:500]


def shortened(name: str, at: Place) -> str:
    """A name without the address in it, which goes to ``at``.

    Telephone numbers and e-mail addresses behind it are left out.
    """
    text = clean(name)
    short = REST.split(text, maxsplit=1)[0].strip(" ,;")
    if found := ADDRESS.search(short):
        at.postcode = at.postcode or found[1]
        at.town = at.town or found[2].strip()
        short = short[: found.start()].partition(",")[0].strip(" ,;")
    return short


def town(text: str, place: Place) -> None:
    """ "97334 Sommerach": a postcode within the name of a town."""
    found = re.fullmatch(r"(?:D-)?(\d{5})\s+(.+)", text)
    if found:
        place.postcode = place.postcode or found[1]
    place.town = (found[2] if found else text)[:200]


def believable(day: date | None) -> date | None:
    """None for a placeholder (2000-01-01)."""
    return None if day is None or (day.year, day.month, day.day) <= (PLACEHOLDER, 1, 1) else day


#: key of a row: a notice has versions
KEY = ["published", "notice", "version"]
COLUMNS = [
    Column("published", "date", label=texts("Veröffentlicht", "Publié", "Published")),
    column("notice", "text", texts("Nummer", "Numéro", "Number")),
    column("version", "text", texts("Fassung", "Version", "Version")),
    Column(
        "stage",
        label=texts("Stand", "Étape", "Stage"),
        description=texts(
            "planning: Vorinformation, competition: Ausschreibung, result: Vergabe, change: "
            "Änderung eines Auftrags, other: anderes",
            "planning : préinformation, competition : appel d’offres, result : attribution, "
            "change : modification d’un marché, other : autre",
            "planning: prior information, competition: call for tenders, result: award, change: "
            "modification of a contract, other: something else",
        ),
    ),
    Column(
        "kind",
        label=texts("Art der Bekanntmachung", "Type d’avis", "Kind of notice"),
        description=texts(
            "Nach der Codeliste notice-type der EU, etwa cn-standard: Auftragsbekanntmachung, "
            "can-standard: Vergabebekanntmachung, pin-only: Vorinformation, can-modif: Änderung "
            "eines Auftrags",
            "D’après la liste de codes notice-type de l’UE, par exemple cn-standard : avis de "
            "marché, can-standard : avis d’attribution, pin-only : préinformation, can-modif : "
            "modification d’un marché",
            "After the EU's code list notice-type, as cn-standard: contract notice, can-standard: "
            "contract award notice, pin-only: prior information, can-modif: modification of a "
            "contract",
        ),
    ),
    column("title", "text", texts("Gegenstand", "Objet", "Subject")),
    column("description", "text", texts("Beschreibung", "Description", "Description")),
    column("buyer", "text", texts("Auftraggeber", "Acheteur", "Buyer")),
    column("buyer_town", "text", texts("Ort des Auftraggebers", "Ville de l’acheteur", "Its town")),
    column("town", "text", texts("Ort der Leistung", "Lieu d’exécution", "Place of performance")),
    column("postcode", "text", texts("Postleitzahl", "Code postal", "Postcode")),
    column("nuts", "text", texts("NUTS", "NUTS", "NUTS"), "", texts(
        "Region nach der Systematik der EU; DE139 ist der Landkreis Lörrach",
        "Région d’après la nomenclature de l’UE ; DE139 est l’arrondissement de Lörrach",
        "Region after the nomenclature of the EU; DE139 is the district of Lörrach")),
    Column(
        "nature",
        label=texts("Leistung", "Nature", "Nature"),
        description=texts(
            "works: Bauleistung, supplies: Lieferung, services: Dienstleistung",
            "works : travaux, supplies : fournitures, services : services",
            "works, supplies or services",
        ),
    ),
    column("cpv", "text", texts("CPV", "CPV", "CPV"), "", texts(
        "Gegenstand nach dem Gemeinsamen Vokabular für öffentliche Aufträge (CPV 2008)",
        "Objet d’après le vocabulaire commun pour les marchés publics (CPV 2008)",
        "Subject after the Common Procurement Vocabulary (CPV 2008)")),
    column("method", "text", texts("Verfahren", "Procédure", "Procedure"), "", texts(
        "Nach der Codeliste der EU, etwa open: offenes Verfahren, restricted: nicht offenes "
        "Verfahren, neg-w-call, neg-wo-call: Verhandlungsverfahren mit oder ohne Aufruf, "
        "comp-dial: wettbewerblicher Dialog; de- davor: nach deutschem Recht",
        "D’après la liste de codes de l’UE, par exemple open : procédure ouverte, restricted : "
        "restreinte, neg-w-call, neg-wo-call : négociée avec ou sans appel, comp-dial : dialogue "
        "compétitif ; de- devant : droit allemand",
        "After the code list of the EU, as open, restricted, neg-w-call, neg-wo-call: negotiated "
        "with or without call, comp-dial: competitive dialogue; de- before it: German law")),
    column("deadline", "timestamp", texts("Frist", "Date limite", "Deadline"), "", texts(
        "Bis dahin müssen Angebote oder Anträge da sein (UTC)",
        "Dernier moment pour les offres ou demandes (UTC)",
        "Tenders or requests have to be there by then (UTC)")),
    column("value", "number", texts("Wert", "Valeur", "Value"), "", texts(
        "Geschätzter Wert, nach der Vergabe der Wert des Auftrags, in der Währung daneben",
        "Valeur estimée, après l’attribution celle du marché, dans la monnaie indiquée à côté",
        "Estimated value, after the award that of the contract, in the currency beside it")),
    column("currency", "text", texts("Währung", "Monnaie", "Currency")),
    column("winners", "text", texts("Auftrag an", "Attributaires", "Awarded to"), "", texts(
        "Firmen und Einrichtungen; Menschen, und wer einer sein könnte, werden nicht genannt",
        "Entreprises et organismes ; les personnes, certaines ou possibles, ne sont pas nommées",
        "Firms and bodies; people, and who could be one, are not named")),
    column("awarded", "date", texts("Vergeben am", "Attribué le", "Awarded on")),
    column("procedure", "text", texts("Nummer des Verfahrens", "Numéro de procédure",
                                      "Number of the procedure")),
    column("link", "text", texts("Unterlagen", "Documents", "Documents")),
]  # fmt: skip
