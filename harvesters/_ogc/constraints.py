"""Under which licence: the constraints of ISO 19139, and the fees and constraints of services.

GDI-DE writes a licence as JSON into gmd:otherConstraints (Architektur der GDI-DE, Konventionen zu
Metadaten, section "Nutzungsbedingungen": id, name, url, quelle); others write sentences, links and
anchors. A sentence in which no licence can be recognised stays what it is: an unknown licence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from .._network import words as catalogue
from .document import children
from .words import address, line

#: nothing is restricted: said of access it is no licence, said of use it is one without a name
FREE = re.compile(
    r"(es gelten )?keine (bedingungen|einschränkungen|nutzungsbeschränkungen)|no (conditions|"
    r"limitations) apply|^(none|keine)\W*$|conditionsapplyingtoaccessanduse/"
    r"noconditionsapply", re.IGNORECASE,
)  # fmt: skip
#: words that stand for a licence of DCAT-AP.de's list; the narrower ones first
PHRASES = [
    (r"datenlizenz deutschland\W*(–|-)?\W*namensnennung\W*nicht|dl-de[/-]by-nc", "dl-by-nc-de/1.0"),
    (r"datenlizenz deutschland\W*zero|dl-de[/-]zero|dl-zero-de", "dl-zero-de/2.0"),
    (r"(namensnennung|dl-de[/-]by|dl-by-de)\W*(version\W*)?1[.-]0", "dl-by-de/1.0"),
    (r"(datenlizenz\W*(deutschland)?\W*(namensnennung|by)|dl-(de[/-]by|by-de))\W*(version)?\W*2[.-]0",
     "dl-by-de/2.0"),
    (r"cc[ -]by[ -]nc[ -]?(sa|nd)|by-nc-(sa|nd)", "other-closed"),
    (r"cc[ -]by[ -]nc\W*4[.-]0|licenses/by-nc/4\.0", "cc-by-nc/4.0"),
    (r"cc[ -]by[ -]nd\W*4[.-]0|licenses/by-nd/4\.0", "cc-by-nd/4.0"),
    (r"cc[ -]by[ -]sa\W*4[.-]0|licenses/by-sa/4\.0", "cc-by-sa/4.0"),
    (r"cc[ -]by\W*4[.-]0|licenses/by/4\.0", "cc-by/4.0"),
    (r"\bcc[ -]?0\b|cc[ -]zero|publicdomain/zero/1\.0", "cc-zero"),
    (r"\bgeonutzv\b", "geonutz/20130319"),
]  # fmt: skip
QUOTE = re.compile(r"^(quellenvermerk|quellenangabe|source)\s*:\s*", re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s\"'<>(),;]+")


@dataclass
class Terms:
    """What constraints say."""

    #: names and addresses of the licence as catalogue.licence() understands them, likeliest first
    licences: list[str] = field(default_factory=list)
    #: whom to name
    attribution: str = ""

    def take(self, said: str) -> None:
        """Read one constraint more."""
        if said.lstrip().startswith("{"):
            self._json(said)
        elif QUOTE.match(said):
            self.attribution = self.attribution or QUOTE.sub("", said).strip()
        elif said:
            self.licences.append(recognised(said) or said)

    def _json(self, said: str) -> None:
        # GeoNetwork and editors put a backslash before each quote
        for text in (said, said.replace('\\"', '"')):
            try:
                given = json.loads(text)
                break
            except (ValueError, RecursionError):
                given = None
        if not isinstance(given, dict):
            self.licences.append(said)
            return
        named = [str(given.get(key) or "") for key in ("id", "url", "name")]
        self.licences = [*filter(None, named), *self.licences]
        self.attribution = str(given.get("quelle") or "") or self.attribution


def of_record(identification: Element) -> Terms:
    """The terms of use of a record."""
    terms = Terms()
    for legal in children(identification, "resourceConstraints", "MD_LegalConstraints"):
        uses = children(legal, "useConstraints")
        only_access = not uses and bool(children(legal, "accessConstraints"))
        for other in children(legal, "otherConstraints"):
            said, link = line(other), address(other)
            access = only_access or "LimitationsOnPublicAccess" in link
            known = named(f"{said} {link}") if access else recognised(f"{said} {link}")
            if known or not access:
                terms.take(said if said.startswith("{") else known or said or link)
    vague = [
        line(limited)
        for kind in ("MD_LegalConstraints", "MD_Constraints")
        for limited in children(identification, "resourceConstraints", kind, "useLimitation")
    ]
    if not terms.licences:
        for said in filter(None, vague):
            terms.take(said)
    terms.licences.sort(key=lambda said: not catalogue.licence(said))
    return terms


def of_service(texts: Iterable[str]) -> Terms:
    """The terms that fees and access constraints of a service tell."""
    terms = Terms()
    for said in texts:
        if said and said.strip().lower() not in ("none", "keine", "no", "-", "unknown"):
            terms.take(said)
    terms.licences.sort(key=lambda said: not catalogue.licence(said))
    return terms


def recognised(said: str) -> str:
    """URI of the licence that a sentence on use stands for; "" for none.

    That there are no conditions is a licence without a name.
    """
    return named(said) or (catalogue.LICENCES + "other-open" if FREE.search(said) else "")


def named(said: str) -> str:
    """URI of the licence that a sentence names, by its name or its address; "" for none."""
    if found := catalogue.licence(said):
        return found
    for one in ADDRESS.findall(said):
        if found := catalogue.licence(one.rstrip(".")):
            return found
    for pattern, name in PHRASES:
        if re.search(pattern, said, re.IGNORECASE):
            return catalogue.LICENCES + name
    return ""
