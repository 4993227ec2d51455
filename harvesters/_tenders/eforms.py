"""eForms (Implementing Regulation (EU) 2019/1780) in UBL 2.3, as three kinds of software write it.

``eforms-de-2.x`` and ``eforms-sdk-1.x`` keep organisations apart and name them by ORG-0001;
``eforms-sdk-0.1``, with numbers or UUIDs as identities, is what notices below the thresholds
become, and writes everything where it stands. Prefixes are whatever a program made of them
(ns2 to ns9).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

from .._core.feed import Feed
from .._core.values import BadValue, clean
from .._core.xml import Element, local
from . import notice as notices
from . import winners
from .elements import a_day, amount, child, children, every, first, said
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
#: code of a result: a winner was chosen (codelist winner-selection-status)
CHOSEN = "selec-w"


def read(feed: Feed, root: Element) -> Notice:
    """The notice; BadValue for what no notice can do without."""
    if local(root) not in ROOTS:
        raise BadValue("root", local(root), "a notice of eForms is needed")
    feed.unknown(map(local, root), KNOWN)
    project = child(root, "ProcurementProject")
    found = Notice(_needed(root, "ID"), version=said(root, "VersionID") or "1")
    found.procedure = said(root, "ContractFolderID")
    found.published = _published(root)
    kind = child(root, "NoticeTypeCode")
    if kind is not None:
        found.kind = clean(kind.text or "")[:80]
        found.stage = STAGES.get(kind.get("listName", ""), "other")
    lots = children(root, "ProcurementProjectLot")
    projects = [one for one in (project, *(child(lot, "ProcurementProject") for lot in lots))
                if one is not None]  # fmt: skip
    _what(found, projects)
    _where(found, projects)
    _buyer(feed, found, root)
    found.method = said(first(root, "TenderingProcess"), "ProcedureCode")
    found.deadline = min(filter(None, map(_deadline, lots)), default=None)
    found.link = next(filter(None, (_link(lot) for lot in lots)), "")
    _result(feed, found, root)
    _plain_results(feed, found, root)
    if not found.title:
        raise BadValue("Name", None, "the notice has no title")
    return found


def _what(found: Notice, projects: list[Element]) -> None:
    for one in projects:
        found.title = found.title or said(one, "Name")[:500]
        found.description = found.description or said(one, "Description")[:LONGEST]
        found.nature = found.nature or said(one, "ProcurementTypeCode")
        classified = child(one, "MainCommodityClassification")
        found.cpv = found.cpv or said(classified, "ItemClassificationCode")
        if found.value is None:
            total = child(one, "RequestedTenderTotal")
            _amount(found, child(total, "TotalAmount"))
            _amount(found, child(total, "EstimatedOverallContractAmount"))


def _where(found: Notice, projects: list[Element]) -> None:
    for one in projects:
        for location in children(one, "RealizedLocation"):
            place = _place(child(location, "Address"))
            if place not in found.places and place != Place():
                found.places.append(place)


def _place(address: Element | None) -> Place:
    place = Place(said(address, "CountrySubentityCode"), said(address, "PostalZone"))
    notices.town(said(address, "CityName"), place)
    return place


def _buyer(feed: Feed, found: Notice, root: Element) -> None:
    party = child(child(root, "ContractingParty"), "Party")
    reference = said(child(party, "PartyIdentification"), "ID")
    company = _organisations(root).get(reference)
    holder = party if company is None else company
    name = said(child(holder, "PartyName"), "Name")
    found.at = _place(child(holder, "PostalAddress"))
    found.buyer = notices.named(feed, name, found.at) if name else ""


def _organisations(root: Element) -> dict[str, Element]:
    """ORG-0001 -> what is known of the organisation."""
    found = {}
    for one in every(root, "Organization"):
        company = child(one, "Company")
        if company is not None and (id := said(child(company, "PartyIdentification"), "ID")):
            natural = said(one, "NaturalPersonIndicator") == "true"
            if not natural:
                found[id] = company
    return found


def _result(feed: Feed, found: Notice, root: Element) -> None:
    """Who has got the contract, when, and for how much; natural persons are not named."""
    result = first(root, "NoticeResult")
    if result is None:
        return
    _amount(found, child(result, "TotalAmount"))
    contracts = children(result, "SettledContract")
    _awarded(found, contracts)
    chosen = {said(tender, "ID") for contract in contracts
              for tender in children(contract, "LotTender")}  # fmt: skip
    parties = {
        said(child(tender, "TenderingParty"), "ID")
        for tender in children(result, "LotTender")
        if said(tender, "ID") in chosen
    }
    known = _organisations(root)
    for party in children(result, "TenderingParty"):
        if said(party, "ID") in parties:
            for tenderer in children(party, "Tenderer"):
                name = said(child(known.get(said(tenderer, "ID")), "PartyName"), "Name")
                if name and name not in found.winners:
                    found.winners.append(name[:300])


def _plain_results(feed: Feed, found: Notice, root: Element) -> None:
    """Awards of sdk-0.1: everything stands in TenderResult, most have no more than a day there."""
    results = children(root, "TenderResult")
    _awarded(found, results)
    sums = []
    for one in results:
        if said(one, "TenderResultCode") not in ("", CHOSEN):
            continue
        for party in children(one, "WinningParty"):
            winners.add(feed, found, said(child(child(party, "Party"), "PartyName"), "Name"))
        for project in children(one, "AwardedTenderedProject"):
            total = child(project, "LegalMonetaryTotal")
            sums += [worth for worth in [amount(child(total, "PayableAmount"))] if worth]
    winners.worth(found, sums)


def _awarded(found: Notice, elements: list[Element]) -> None:
    """The first day on which something was awarded; machines write 2000-01-01 for none."""
    days = [notices.believable(a_day(said(one, "AwardDate"))) for one in elements]
    found.awarded = min(filter(None, [found.awarded, *days]), default=None)


def _amount(found: Notice, element: Element | None) -> None:
    if known := amount(element):
        found.value, found.currency = known


def _published(root: Element) -> date:
    """The day that publication was asked for, else that of the notice; never a placeholder."""
    for name in ("RequestedPublicationDate", "IssueDate"):
        if (day := a_day(said(root, name))) and (found := notices.believable(day)):
            return found
    raise BadValue("RequestedPublicationDate", None, "no day of publication")


def _deadline(lot: Element) -> datetime | None:
    """End of the time for tenders; without a time of its own the end of the day."""
    period = first(lot, "TenderSubmissionDeadlinePeriod")
    text = said(period, "EndDate")
    day = notices.believable(a_day(text))
    if day is None:
        return None
    hour, zone = _time(said(period, "EndTime")), _zone(text)
    return datetime.combine(day, hour or time(23, 59, 59), zone).astimezone(UTC)


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
    reference = first(lot, "CallForTendersDocumentReference")
    address = said(first(reference, "ExternalReference"), "URI")
    return address[:2000] if address.startswith(("https://", "http://")) else ""


def _needed(element: Element, name: str) -> str:
    found = said(element, name)
    if not found or len(found) > 200:
        raise BadValue(name, found or None, "an identity is needed")
    return found
