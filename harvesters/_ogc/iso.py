"""Metadata in ISO 19139 (ISO/TS 19139:2007; ISO 19115:2003 and 19119:2005) as foreign datasets.

Also those of GDI-DE's conventions. Elements are found by their names: editors disagree about
versions of namespaces (gml, gml/3.2), never about names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from .._core import xml
from .._core.feed import Feed
from .._core.values import BadValue
from .._network.foreign import Foreign
from . import constraints, extents, keywords, online
from .document import XLINK, child, children
from .words import Words, address, code, line, lines

#: MD_MaintenanceFrequencyCode (ISO 19115, B.5.18) -> the EU's list
FREQUENCY = {
    "continual": "UPDATE_CONT", "daily": "DAILY", "weekly": "WEEKLY", "fortnightly": "BIWEEKLY",
    "monthly": "MONTHLY", "quarterly": "QUARTERLY", "biannually": "ANNUAL_2", "annually": "ANNUAL",
    "asNeeded": "AS_NEEDED", "irregular": "IRREG", "notPlanned": "NOT_PLANNED",
    "unknown": "UNKNOWN",
}  # fmt: skip
#: roles that may stand for the publisher, the surest first
PUBLISHERS = ("publisher", "owner", "resourceProvider", "custodian", "distributor",
              "pointOfContact")  # fmt: skip
CRS = "http://www.opengis.net/def/crs/EPSG/0/"


def records(root: Element) -> Iterator[Element]:
    """Every MD_Metadata of an answer, wherever it stands; some nest one into another."""
    for one in root.iter():
        if xml.local(one) == "MD_Metadata" and child(one, "identificationInfo") is not None:
            yield one


def identity(record: Element) -> str:
    """The fileIdentifier; "" for an empty one."""
    return line(child(record, "fileIdentifier"))


def read(record: Element, feed: Feed, language: str) -> Foreign:
    """One record; BadValue where it does not say what it describes."""
    words, id = Words(record, language), identity(record)
    info = next(iter(child(record, "identificationInfo") or ()), None)
    if info is None:
        raise BadValue("identificationInfo", None, "missing", "Say what the record describes")
    citation = child(info, "citation", "CI_Citation")
    known, terms = keywords.read(info, words), constraints.of_record(info)
    agents = [*_agents(children(info, "pointOfContact")), *_agents(children(record, "contact"))]
    title = words.texts(child(citation, "title"))
    names = list(_names(citation))
    sites = list(_online(feed, record, info, words, id))
    pages = [one.address for one in sites if one.page]
    dates = _dates(citation)
    return Foreign(
        id=id,
        title=title,
        notes=words.texts(child(info, "abstract")),
        tags=known.tags,
        identifier=id,
        url=next(iter(pages), ""),
        publisher=_first(agents, PUBLISHERS),
        contact=_first(agents, ("pointOfContact", *PUBLISHERS)),
        creator=_first(agents, ("author", "originator"), needed=False),
        themes=known.themes,
        frequency=_frequency(info),
        issued=dates.get("publication") or dates.get("creation", ""),
        modified=dates.get("revision", ""),
        periods=list(extents.periods(info)),
        places=list(extents.places(feed, info, id)),
        languages=[code(one) for one in children(info, "language")],
        licences=terms.licences,
        attribution=terms.attribution,
        provenance=_lineage(record) or f"Übernommen aus dem Metadatenkatalog {feed.url}",
        aliases=[name for name in names if name != id],
        chain=[feed.url],
        fields={
            "kind": "service" if _is_service(record, info) else "dataset",
            "inspire_theme": known.inspire,
            "hvd_category": known.hvd,
            "conforms_to": list(_systems(record)),
            "alternate_identifier": [name for name in names if name != id],
            "version": line(child(citation, "edition")),
            "documentation": pages[1:],
        },
        resources=_distributions(record, sites, line(child(citation, "title"))),
    )  # fmt: skip


def operates_on(record: Element) -> list[str]:
    """Identities and addresses of the datasets that a service record says to serve."""
    found = []
    for one in children(record, "identificationInfo", "SV_ServiceIdentification", "operatesOn"):
        link = one.get(XLINK, "")
        asked = re.search(r"[?&]id=([^&#]+)", link, re.IGNORECASE)
        found += [one.get("uuidref", ""), link, asked[1] if asked else ""]
    return list(dict.fromkeys(filter(None, found)))


def dataset_names(record: Element) -> list[str]:
    """Identifiers of the dataset itself, beside its record's."""
    citation = child(next(iter(child(record, "identificationInfo") or ()), None), "citation",
                     "CI_Citation")  # fmt: skip
    return list(_names(citation))


def _is_service(record: Element, info: Element) -> bool:
    level = code(child(record, "hierarchyLevel"))
    return level == "service" or xml.local(info) == "SV_ServiceIdentification"


# --- names, people and dates ----------------------------------------------------------------------


def _names(citation: Element | None) -> Iterator[str]:
    """Identifiers of the dataset itself, which other catalogues know it by."""
    for kind in ("MD_Identifier", "RS_Identifier"):
        for one in children(citation, "identifier", kind):
            space, name = line(child(one, "codeSpace")), line(child(one, "code"))
            name = address(child(one, "code")) or name
            if name:
                whole = name.startswith(("http:", "https:", "urn:")) or not space
                yield name if whole else f"{space.rstrip('/#')}/{name}"


def _agents(parties: list[Element]) -> Iterator[dict[str, str]]:
    for one in children_of(parties, "CI_ResponsibleParty"):
        contact = child(one, "contactInfo", "CI_Contact")
        mail = line(child(contact, "address", "CI_Address", "electronicMailAddress"))
        page = online.straight(
            line(child(contact, "onlineResource", "CI_OnlineResource", "linkage"))
        )[0]
        # people write the address of their page where a mail address belongs
        misplaced = mail if mail.startswith(("http://", "https://")) else ""
        name = line(child(one, "organisationName")) or line(child(one, "individualName"))
        found = {
            "name": name,
            "email": "" if misplaced else mail,
            "url": misplaced or page,
            "telephone": line(child(contact, "phone", "CI_Telephone", "voice")),
            "role": code(child(one, "role")),
        }
        if name:
            yield {key: value for key, value in found.items() if value}


def children_of(elements: list[Element], *path: str) -> list[Element]:
    """The elements at a path below each of several."""
    return [found for one in elements for found in children(one, *path)]


def _first(agents: list[dict[str, str]], roles: tuple[str, ...], needed: bool = True) -> Any:
    """The agent of the first role that somebody has; else the first of all."""
    for role in roles:
        if found := next((one for one in agents if one.get("role") == role), None):
            return found
    return agents[0] if agents and needed else {}


def _dates(citation: Element | None) -> dict[str, str]:
    """Kind of date -> the latest one of it, but the first publication and creation."""
    found: dict[str, list[str]] = {}
    for one in children(citation, "date", "CI_Date"):
        if said := line(child(one, "date")):
            found.setdefault(code(child(one, "dateType")), []).append(said)
    return {kind: max(dates) if kind == "revision" else min(dates) for kind, dates in found.items()}


def _frequency(info: Element) -> str:
    said = code(child(info, "resourceMaintenance", "MD_MaintenanceInformation",
                      "maintenanceAndUpdateFrequency"))  # fmt: skip
    return FREQUENCY.get(said, said)


def _lineage(record: Element) -> str:
    path = ("dataQualityInfo", "DQ_DataQuality", "lineage", "LI_Lineage", "statement")
    return " ".join(next(iter(lines(children(record, *path))), "").split())


def _systems(record: Element) -> Iterator[str]:
    """Coordinate systems as OGC names them."""
    for one in children(record, "referenceSystemInfo", "MD_ReferenceSystem",
                        "referenceSystemIdentifier", "RS_Identifier"):  # fmt: skip
        told = f"{address(child(one, 'code'))} {line(child(one, 'code'))}"
        where = line(child(one, "codeSpace"))
        found = re.search(r"EPSG\D{0,20}?(?:0/)?(\d{4,5})\b", told, re.IGNORECASE)
        if found or ("epsg" in where.lower() and (found := re.fullmatch(r"\s*(\d{4,5})", told))):
            yield f"{CRS}{found[1]}"


# --- where to get it ------------------------------------------------------------------------------


def _online(
    feed: Feed, record: Element, info: Element, words: Words, id: str
) -> Iterator[online.Online]:
    """Online resources and, of a service, where its operations are; each address once."""
    found = [one for info_ in children(record, "distributionInfo", "MD_Distribution")
             for one in online.read(info_, words)]  # fmt: skip
    operations = children(info, "containsOperations", "SV_OperationMetadata")
    asked = [
        one for one in operations if "capabilities" in line(child(one, "operationName")).lower()
    ]
    points = children_of(asked, "connectPoint", "CI_OnlineResource")
    found += [online.of(one, words) for one in points]
    seen = set()
    for one in found:
        if one.address and one.address not in seen:
            seen.add(one.address)
            if one.repaired:
                feed.notice("repaired", f"{id}: linkage", f"backslashes in {one.address}")
            yield one


def _distributions(record: Element, sites: list[online.Online], title: str) -> list[Any]:
    """Files and services; pages about them only where there is nothing else.

    The services of a service record say which datasets they serve, by their addresses.
    """
    formats = {
        line(child(one, "name"))
        for one in children(record, "distributionInfo", "MD_Distribution", "distributionFormat",
                            "MD_Format")
    } - {"", "Sonstiges", "unknown"}  # fmt: skip
    format = next(iter(formats)) if len(formats) == 1 else ""
    useful = [one for one in sites if not one.page] or sites
    made = [one.distribution(format, title) for one in useful]
    served = [name for name in operates_on(record) if name.startswith(("http://", "https://"))]
    for service in (one for each in made for one in each.fields.get("access_services", ())):
        if served:
            service["serves_dataset"] = served
    return made
