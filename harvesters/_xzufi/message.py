"""A message of XZuFi 2.2 or 2.3: services, offices, and who is responsible for what.

Versions differ in the namespace and in what they add; elements are known by their local names. The
texts of a service come as modules, each with a code of the list leistungstextmodulleika
(urn:de:xzufi:codeliste:leistungstextmodulleika). Persons to contact are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element

from .._core import xml
from .._core.days import day
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.mail import without_mail
from .._core.values import BadValue, Values, clean
from .._network.texts import paragraphs

NAMESPACE = "http://xoev.de/schemata/xzufi/"
#: longest text of a cell
TEXT = 8000
#: code of a module -> column
MODULES = {
    "02": "title", "03": "name", "24": "teaser", "05": "short", "06": "description",
    "07": "legal_basis", "08": "documents", "09": "requirements", "11": "procedure",
    "14": "forms", "16": "hints",
}  # fmt: skip
#: modules with an element of their own -> column
OWN = {"modulFrist": "deadline", "modulKosten": "fees", "modulBearbeitungsdauer": "duration"}
#: members of a service (XZuFi 2.2, class Leistung); of those that are not read nothing is told
KNOWN = frozenset((
    *OWN, "id", "idSekundaer", "struktur", "referenzLeiKa", "modulText", "gueltigkeit",
    "modulAuskunftshinweis", "modulBegriffImKontext", "modulDokument", "modulFachlicheFreigabe",
    "modulUrsprungsportal", "typisierung", "leistungsadressat", "relevantFuerWirtschaftszweig",
    "relevantFuerRechtsform", "relevantFuerStaatsangehoerigkeit", "kategorie",
    "informationsbereichSDG", "kennzeichenSchriftformerfordernis", "sprachversion",
    "kennzeichenEA", "vertrauensniveau", "gebietID", "versionsinformation", "herausgeber",
))  # fmt: skip


@dataclass
class Service:
    """One service (Leistung); texts by column and language."""

    id: str
    keys: list[str] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    begin: date | None = None
    end: date | None = None

    def text(self, *columns: str, language: str = "de") -> str | None:
        """The first of these texts that there is in the language."""
        found = (self.texts.get(one, {}).get(language) for one in columns)
        return next((one for one in found if one), None)


@dataclass
class Office:
    """An organisational unit with its address."""

    id: str
    name: str
    street: str | None = None
    postcode: str | None = None
    town: str | None = None


def document(root: Element, feed: Feed) -> Element:
    """The root, if it is a message of XZuFi; WrongContent otherwise."""
    if not xml.namespace(root).startswith(NAMESPACE):
        raise WrongContent(feed.url, "a message of XZuFi", f"<{xml.local(root)}>")
    return root


def of(root: Element, name: str) -> Iterator[Element]:
    """The objects of a kind, wherever the message has them, but not what only names one."""
    return (one for one in root.iter() if xml.local(one) == name and len(one))


def children(element: Element, *path: str) -> list[Element]:
    """Elements at the end of a path of local names."""
    found = [element]
    for name in path:
        found = [child for one in found for child in one if xml.local(child) == name]
    return found


def said(element: Element, *path: str) -> str:
    """The text at the end of a path, on one line; "" where there is none."""
    return next((clean(text) for one in children(element, *path) if (text := one.text)), "")


def identity(element: Element, name: str = "id") -> str:
    """An identifier with the scheme that it belongs to; BadValue where there is none."""
    for one in children(element, name):
        if text := clean(one.text or ""):
            agency = clean(one.get("schemeAgencyID") or "")
            return f"{agency}:{text}" if agency else text
    raise BadValue(name, None, "missing", "Give every object its identifier")


def service(element: Element) -> Service:
    """A service; BadValue where it has no identifier or no name."""
    found = Service(identity(element))
    found.keys = [key for one in children(element, "referenzLeiKa")
                  if (key := said(one, "code"))]  # fmt: skip
    for module in children(element, "modulText"):
        if column := MODULES.get(said(module, "leikaTextmodul", "code")):
            _texts(found, column, children(module, "inhalt"))
    for name, column in OWN.items():
        _texts(found, column, children(element, name, "beschreibung"))
    found.begin = _day(element, "beginn")
    found.end = _day(element, "ende")
    if not found.text("name", "title"):
        raise BadValue("modulText 02", None, "a German name is missing")
    return found


def office(element: Element) -> Office:
    """An office with its first address; BadValue where it has no identifier or no name."""
    name = said(element, "name", "name") or said(element, "name")
    if not name:
        raise BadValue("name", None, "missing", "Give every office its name")
    where = next(iter(children(element, "anschrift")), element)
    street = f"{said(where, 'strasse')} {said(where, 'hausnummer')}".strip()
    return Office(
        identity(element), without_mail(name), street or None,
        said(where, "postleitzahl") or None, said(where, "ort") or None,
    )  # fmt: skip


def deleted(element: Element) -> set[str]:
    """Identifiers of what an order to delete takes back; BadValue for one that is empty."""
    return {
        identity(element, name) for name in ("id", "leistungID", "organisationseinheitID")
        if children(element, name)
    }  # fmt: skip


def _texts(found: Service, column: str, contents: list[Element]) -> None:
    """Contents by language; one that does not say its own is German."""
    for one in contents:
        text = paragraphs("".join(one.itertext())[:100_000], column, 100_000)
        text = without_mail(text)
        language = (one.get("languageCode") or "de").lower()[:2]
        if text:
            short = text if len(text) <= TEXT else text[: TEXT - 1].rstrip() + "…"
            found.texts.setdefault(column, {}).setdefault(language, short)


def _day(element: Element, name: str) -> date | None:
    text = said(element, "gueltigkeit", name)
    return day(Values({name: text}), name) if text else None
