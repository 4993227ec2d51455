"""Release packages of the Open Contracting Data Standard 1.1 (https://standard.open-contracting.org).

Extensions of others stand beside what is read; a release without an id or a date is no notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date
from typing import Any

from .._core.clock import BERLIN
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.objects import inner, items_of, values_of
from .._core.values import BadValue, Values
from . import notice as notices
from . import winners
from .notice import Notice, Place

#: tag of a release -> stage (codelist releaseTag)
STAGES = {
    "planning": "planning", "planningUpdate": "planning", "tender": "competition",
    "tenderUpdate": "competition", "tenderAmendment": "change", "award": "result",
    "awardUpdate": "result", "contract": "result", "contractUpdate": "change",
    "contractAmendment": "change",
}  # fmt: skip
NATURES = {"goods": "supplies", "works": "works", "services": "services"}
#: states of an award that nobody has (codelist awardStatus)
NOTHING = ("pending", "cancelled", "unsuccessful")
#: how a natural person is marked (codelist partyScale; of eForms' BT-633)
ONE_PERSON = "selfEmployed"
#: members of a release in the schema of OCDS 1.1
KNOWN = (
    "ocid", "id", "date", "tag", "initiationType", "parties", "buyer", "planning", "tender",
    "awards", "contracts", "language", "relatedProcesses", "bids", "links", "sources", "title",
    "description",
)  # fmt: skip


def releases(url: str, package: Any) -> Iterator[Any]:
    """The releases of a package; WrongContent for what is none."""
    found = package.get("releases") if isinstance(package, dict) else None
    if not isinstance(found, list):
        raise WrongContent(url, "a release package of OCDS", "JSON without 'releases'")
    yield from found


def read(feed: Feed, release: Any) -> Notice:
    """The notice that a release is; BadValue for what no notice can do without."""
    values = values_of(release, "release")
    feed.unknown(values.fields, KNOWN)
    found = Notice(values.needed("id", 200), version="1")
    found.procedure = values.text("ocid", 200) or ""
    found.published = _day(feed, values)
    if found.published is None:
        raise BadValue("date", values.text("date"), "no day of publication")
    tags = [str(tag) for tag in items_of(values, "tag")]
    found.kind = ", ".join(tags)[:80]
    found.stage = next((STAGES[tag] for tag in tags if tag in STAGES), "other")
    tender = inner(values, "tender") or Values({})
    _what(feed, found, tender)
    _who(feed, found, values, tender)
    _awards(feed, found, values)
    if not found.title:
        raise BadValue("tender.title", None, "the notice has no title")
    return found


def _what(feed: Feed, found: Notice, tender: Values) -> None:
    found.description = (tender.text("description", 1_000_000) or "")[:4000]
    items = [values_of(one, "item") for one in items_of(tender, "items")]
    titles = [tender.text("title"), *(one.text("description") for one in items)]
    found.title = next((one for one in titles if one), found.description)[:500]
    found.method = tender.text("procurementMethod") or ""
    found.nature = NATURES.get(tender.text("mainProcurementCategory") or "", "")
    _amount(found, inner(tender, "value"))
    period = inner(tender, "tenderPeriod") or Values({})
    deadline = period.moment("endDate", UTC, feed.now)
    found.deadline = deadline if deadline and notices.believable(deadline.date()) else None
    for item in items:
        code = inner(item, "classification") or Values({})
        if (code.text("scheme") or "").upper() == "CPV":
            found.cpv = found.cpv or code.text("id", 40) or ""
        addresses = [item.fields.get("deliveryAddress"), *items_of(item, "deliveryAddresses")]
        found.places += [
            place for one in addresses if one and (place := _place(one)) not in found.places
        ]
    documents = [values_of(one, "document") for one in items_of(tender, "documents")]
    found.link = next((one.web_address("url") or "" for one in documents if one.has("url")), "")


def _who(feed: Feed, found: Notice, values: Values, tender: Values) -> None:
    buyer = inner(values, "buyer") or inner(tender, "procuringEntity") or Values({})
    for party in items_of(values, "parties"):
        known = values_of(party, "party")
        if "buyer" in items_of(known, "roles") or known.text("id") == buyer.text("id"):
            found.at = _place(known.fields.get("address") or {})
            break
    name = buyer.text("name")
    found.buyer = notices.named(feed, name, found.at) if name else ""


def _place(address: Any) -> Place:
    values = values_of(address, "address")
    region = values.text("region") or ""
    place = Place(region if region[:2].isupper() and region[2:].isalnum() and len(region) <= 5
                  else "", values.text("postalCode", 40) or "")  # fmt: skip
    notices.town(values.text("locality", 200) or "", place)
    return place


def _day(feed: Feed, values: Values) -> date | None:
    """The day here on which the member ``date`` falls; None for a placeholder."""
    moment = values.moment("date", UTC, feed.now)
    return notices.believable(moment.astimezone(BERLIN).date() if moment else None)


def _awards(feed: Feed, found: Notice, values: Values) -> None:
    """Who has got the contracts, when, and for how much; those that came to nothing are left out.

    What the list of parties says of a supplier decides whether it may be named.
    """
    known = {}
    for one in items_of(values, "parties"):
        party = values_of(one, "party")
        known[party.text("id") or ""] = party
    sums = []
    for one in items_of(values, "awards"):
        award = values_of(one, "award")
        if (award.text("status") or "") in NOTHING:
            continue
        value = inner(award, "value")
        if value is not None and (amount := value.number("amount")) is not None:
            sums.append((amount, (value.text("currency") or "")[:3]))
        days = filter(None, (found.awarded, _day(feed, award)))
        found.awarded = min(days, default=None)
        for supplier in items_of(award, "suppliers"):
            _winner(feed, found, values_of(supplier, "supplier"), known)
    winners.worth(found, sums)


def _winner(feed: Feed, found: Notice, supplier: Values, known: Mapping[str, Values]) -> None:
    party = known.get(supplier.text("id") or "", Values({}))
    details = inner(party, "details") or Values({})
    if details.text("scale") == ONE_PERSON:
        winners.person(feed)
        return
    winners.add(feed, found, supplier.text("name") or party.text("name") or "")


def _amount(found: Notice, value: Values | None) -> None:
    if value is not None and (amount := value.number("amount")) is not None:
        found.value, found.currency = amount, (value.text("currency") or "")[:3]
