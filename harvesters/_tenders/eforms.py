"""eForms (Implementing Regulation (EU) 2019/1780) in UBL 2.3, as three kinds of software write it.

``eforms-de-2.x`` and ``eforms-sdk-1.x`` keep organisations apart and name them by ORG-0001;
``eforms-sdk-0.1``, with numbers or UUIDs as identities, is what notices below the thresholds
become, and writes everything where it stands. Prefixes are whatever a program made of them
(ns2 to ns9).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

from .._core.feed import Feed
from .._core.values import BadValue, clean, fits
from .._core.xml import Element, local
from . import notice as notices
from .notice import Notice, Place

#: list of a notice's type -> stage (codelist form-type of the EU's Publications Office)
STAGES = {
    "planning": "planning", "competition": "competition", "result": "result",
    "cont-modif": "change", "dir-awa-pre": "result", "change": "change", "consultation": "planning",
}  # fmt: skip
ROOTS = ("ContractNotice", "ContractAwardNotice", "PriorInformationNotice",
         "BusinessRegistrationInformationNotice")  # fmt: skip
#: what UBL 2.3 allows directly below these roots
KNOWN = (
    "UBLExtensions", "UBLVersionID", "CustomizationID", "ProfileID", "ProfileExecutionID", "ID",
    "CopyIndicator", "UUID", "ContractFolderID", "IssueDate", "IssueTime", "ContractName",
    "Note", "VersionID", "PreviousVersionID", "RequestedPublicationDate", "PlannedDate",
    "PublishAwardIndicator", "RegulatoryDomain", "NoticeTypeCode", "NoticeLanguageCode",
    "AdditionalNoticeLanguage", "AdditionalDocumentReference", "PreviousDocumentReference",
    "NoticeDocumentReference", "MinutesDocumentReference", "Signature", "SenderParty",
    "ReceiverParty", "BusinessParty", "BusinessCapability", "BriefDescription", "NoticePurpose",
    "ContractingParty", "OriginatorCustomerParty", "TenderingTerms", "TenderingProcess",
    "ProcurementProject", "ProcurementProjectLot", "ProcurementProjectLotReference",
    "TenderResult",
)  # fmt: skip
LONGEST = 4000


def read(feed: Feed, root: Element) -> Notice:
    """The notice; BadValue for what no notice can do without."""
    if local(root) not in ROOTS:
        raise BadValue("root", local(root), "a notice of eForms is needed")
    feed.unknown(map(local, root), KNOWN)
    project = _child(root, "ProcurementProject")
    found = Notice(_needed(root, "ID"), version=_text(root, "VersionID") or "1")
    found.procedure = _text(root, "ContractFolderID")
    found.published = _published(root)
    kind = _child(root, "NoticeTypeCode")
    if kind is not None:
        found.kind = clean(kind.text or "")[:80]
        found.stage = STAGES.get(kind.get("listName", ""), "other")
    lots = _children(root, "ProcurementProjectLot")
    projects = [one for one in (project, *(_child(lot, "ProcurementProject") for lot in lots))
                if one is not None]  # fmt: skip
    _what(found, projects)
    _where(found, projects)
    _buyer(feed, found, root)
    found.method = _text(_first(root, "TenderingProcess"), "ProcedureCode")
    found.deadline = min(filter(None, map(_deadline, lots)), default=None)
    found.link = next(filter(None, (_link(lot) for lot in lots)), "")
    _result(found, root)
    if not found.title:
        raise BadValue("Name", None, "the notice has no title")
    return found


def _what(found: Notice, projects: list[Element]) -> None:
    for one in projects:
        found.title = found.title or _text(one, "Name")[:500]
        found.description = found.description or _text(one, "Description")[:LONGEST]
        found.nature = found.nature or _text(one, "ProcurementTypeCode")
        classified = _child(one, "MainCommodityClassification")
        found.cpv = found.cpv or _text(classified, "ItemClassificationCode")
        if found.value is None:
            total = _child(one, "RequestedTenderTotal")
            _amount(found, _child(total, "EstimatedOverallContractAmount"))


def _where(found: Notice, projects: list[Element]) -> None:
    for one in projects:
        for location in _children(one, "RealizedLocation"):
            place = _place(_child(location, "Address"))
            if place not in found.places and place != Place():
                found.places.append(place)


def _place(address: Element | None) -> Place:
    place = Place(_text(address, "CountrySubentityCode"), _text(address, "PostalZone"))
    notices.town(_text(address, "CityName"), place)
    return place


def _buyer(feed: Feed, found: Notice, root: Element) -> None:
    party = _child(_child(root, "ContractingParty"), "Party")
    reference = _text(_child(party, "PartyIdentification"), "ID")
    company = _organisations(root).get(reference)
    holder = party if company is None else company
    name = _text(_child(holder, "PartyName"), "Name")
    found.at = _place(_child(holder, "PostalAddress"))
    found.buyer = notices.named(feed, name, found.at) if name else ""


def _organisations(root: Element) -> dict[str, Element]:
    """ORG-0001 -> what is known of the organisation."""
    found = {}
    for one in _all(root, "Organization"):
        company = _child(one, "Company")
        if company is not None and (id := _text(_child(company, "PartyIdentification"), "ID")):
            natural = _text(one, "NaturalPersonIndicator") == "true"
            if not natural:
                found[id] = company
    return found


def _result(found: Notice, root: Element) -> None:
    """Who has got the contract, and for how much; natural persons are not named."""
    result = _first(root, "NoticeResult")
    if result is None:
        return
    _amount(found, _child(result, "TotalAmount"))
    chosen = {_text(tender, "ID") for contract in _children(result, "SettledContract")
              for tender in _children(contract, "LotTender")}  # fmt: skip
    parties = {
        _text(_child(tender, "TenderingParty"), "ID")
        for tender in _children(result, "LotTender")
        if _text(tender, "ID") in chosen
    }
    known = _organisations(root)
    for party in _children(result, "TenderingParty"):
        if _text(party, "ID") in parties:
            for tenderer in _children(party, "Tenderer"):
                name = _text(_child(known.get(_text(tenderer, "ID")), "PartyName"), "Name")
                if name and name not in found.winners:
                    found.winners.append(name[:300])


def _amount(found: Notice, element: Element | None) -> None:
    try:
        value = float((element.text or "") if element is not None else "")
    except ValueError:
        return
    if element is not None and fits(value) and value >= 0:
        found.value, found.currency = value, element.get("currencyID", "")[:3]


def _published(root: Element) -> date:
    """The day that publication was asked for, else that of the notice; never a placeholder."""
    for name in ("RequestedPublicationDate", "IssueDate"):
        if (day := _day(_text(root, name))) and (found := notices.believable(day)):
            return found
    raise BadValue("RequestedPublicationDate", None, "no day of publication")


def _deadline(lot: Element) -> datetime | None:
    """End of the time for tenders; without a time of its own the end of the day."""
    period = _first(lot, "TenderSubmissionDeadlinePeriod")
    text = _text(period, "EndDate")
    day = notices.believable(_day(text))
    if day is None:
        return None
    hour, zone = _time(_text(period, "EndTime")), _zone(text)
    return datetime.combine(day, hour or time(23, 59, 59), zone).astimezone(UTC)


def _day(text: str) -> date | None:
    """ "2026-07-17+02:00": a day of XML Schema with its zone."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text[:8])
    except ValueError:
        return None


def _zone(text: str) -> timezone:
    """The zone behind a day; UTC where there is none, as XML Schema leaves it open."""
    try:
        offset = datetime.fromisoformat(f"2000-01-01T00:00:00{text[10:].replace('Z', '+00:00')}")
    except ValueError:
        return UTC
    return timezone(offset.utcoffset() or timedelta())


def _link(lot: Element) -> str:
    reference = _first(lot, "CallForTendersDocumentReference")
    address = _text(_first(reference, "ExternalReference"), "URI")
    return address[:2000] if address.startswith(("https://", "http://")) else ""


# --- elements by their names, whatever their prefixes ---------------------------------------------


def _children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [one for one in element if local(one) == name]


def _child(element: Element | None, name: str) -> Element | None:
    return next(iter(_children(element, name)), None)


def _all(element: Element | None, name: str) -> Iterator[Element]:
    return (one for one in (element.iter() if element is not None else ()) if local(one) == name)


def _first(element: Element | None, name: str) -> Element | None:
    """Anywhere below."""
    return next(_all(element, name), None)


def _text(element: Element | None, name: str) -> str:
    child = _child(element, name)
    return clean(child.text or "") if child is not None else ""


def _needed(element: Element, name: str) -> str:
    found = _text(element, name)
    if not found or len(found) > 200:
        raise BadValue(name, found or None, "an identity is needed")
    return found
