"""DATEX II version 2, GenericPublication with Germany's parking extension (Stuttgart, Aachen, …).

https://docs.datex2.eu/versions/v2.3/: ``parkingFacilityTablePublication`` says what there is,
``parkingFacilityTableStatusPublication`` how full it is, in documents of their own at addresses of
their own (Mobilithek, with a client certificate), joined by the id of the facility. One town writes
the default namespace, the others ``ns2:`` or ``ns3:``: names count by the URI of the namespace.
Latitude and longitude may be northing and easting of ETRS89 / UTM 32N.
"""

from __future__ import annotations

from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from ckanext.loerrach.geo.crs import UTM32, WGS84

from .._core import xml
from .._core.answer import Answer
from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._core.values import BadValue, Values
from . import shapes
from .answer import Lots, optional, plausible_free
from .lot import Lot

NS = "{http://datex2.eu/schema/2/2_0}"
#: "open" and "closed" win over how much room there is
STATES = {
    "closed": "closed", "closedAbnormal": "closed", "full": "full", "fullAtEntrance": "full",
    "open": "open", "spacesAvailable": "open", "almostFull": "open",
    "statusUnknown": "unknown",
}  # fmt: skip
KINDS = {
    "multistorey": "garage", "underground": "underground", "openSpace": "ground",
    "covered": "garage", "nested": "garage", "field": "ground", "automatedParkingGarage": "garage",
    "singleLevel": None, "parkAndRide": "park_and_ride", "other": None,
}  # fmt: skip
READ = [
    "parkingFacilityLayout", "parkingFacilityName", "parkingFacilityRecordVersionTime",
    "totalParkingCapacity", "facilityLocation", "assignedParkingSpaces",
]  # fmt: skip
#: openingTimes name the next days one by one, without saying on which weeks they hold
IGNORED = [
    "totalParkingCapacityLongTerm", "totalParkingCapacityShortTerm", "openingTimes", "owner",
    "characteristicsOfPermittedVehicles", "operator", "contactDetails", "tariffsAndPayment",
    "accessibility", "entranceLocation", "exitLocation", "parkingFacilityDescription",
]  # fmt: skip
STATUS = [
    "parkingFacilityReference", "parkingFacilityStatus", "parkingFacilityStatusTime",
    "totalNumberOfOccupiedParkingSpaces", "totalNumberOfVacantParkingSpaces",
    "totalParkingCapacityOverride", "totalParkingCapacityShortTermOverride",
    "totalParkingCapacityLongTermOverride", "assignedParkingSpacesStatus",
    "parkingFacilityOccupancy", "parkingFacilityOccupancyTrend", "parkingFacilityFillRate",
    "parkingFacilityExitRate", "parkingFacilityQueuingTime",
]  # fmt: skip


def read(feed: Feed, answer: Answer) -> Lots:
    """The facilities of a static document, joined with the status that the source names.

    Setting ``status``: address of the status document; a sample has it beside the static one, as
    ``status.xml``. Without it the state is unknown, unless the document holds both.
    """
    root = _document(feed, answer)
    facilities = list(root.iter(f"{NS}parkingFacility"))
    if not facilities:
        raise Empty(feed.url, "parking facility")
    states = _states(feed, root)
    address = _status_address(feed, answer)
    if address:
        other = feed.get(address, "application/xml, text/xml, */*;q=0.1")
        states |= _states(feed, _document(feed, other))
        feed.whole([answer.validators.digest, other.validators.digest])
    lots = Lots(_crs(feed, facilities), "XML", "application/xml", live=bool(states or address))
    for number, facility in enumerate(facilities, 1):
        name = facility.get("id") or f"#{number}"
        lots.take(name, lambda one=facility: _lot(feed, one, states))  # type: ignore[misc]
    for id in sorted(states.keys() - {one.get("id") for one in facilities}):
        feed.notice("left out", id, "a status without a facility")
    return lots


def _document(feed: Feed, answer: Answer) -> Element:
    root = xml.read(answer, feed, "DATEX II")
    if root.tag != f"{NS}d2LogicalModel":
        found = f"<{xml.local(root)}> of the namespace '{xml.namespace(root)}'"
        raise WrongContent(answer.url, "DATEX II of version 2", found)
    return root


def _status_address(feed: Feed, answer: Answer) -> str:
    status = str(feed.source.settings.get("status", ""))
    if status and feed.asked != feed.url:
        return urljoin(answer.url, "status.xml")
    return urljoin(feed.url, status) if status else ""


def _states(feed: Feed, root: Element) -> dict[str, Element]:
    """Status elements by the id that they refer to; the elements of one name are nested."""
    found: dict[str, Element] = {}
    for publication in root.iter(f"{NS}parkingFacilityTableStatusPublication"):
        for status in publication.findall(f"{NS}parkingFacilityStatus"):
            reference = status.find(f"{NS}parkingFacilityReference")
            id = "" if reference is None else reference.get("id", "")
            feed.unknown((xml.local(one) for one in status), STATUS)
            if not id or id in found:
                problem = "a status without a facility, or a second one"
                feed.notice("left out", id or "status", problem)
            else:
                found[id] = status
    return found


def _crs(feed: Feed, facilities: list[Element]) -> str:
    """Degrees, or metres where the first place that there is can be none of degrees."""
    if declared := feed.source.settings.get("crs"):
        return str(declared)
    for facility in facilities:
        try:
            shape = _shape(facility)
        except BadValue:
            continue
        if shape is not None:
            return UTM32 if max(map(abs, shape["coordinates"])) > 1000 else WGS84
    return WGS84


def _lot(feed: Feed, facility: Element, states: dict[str, Element]) -> Lot:
    feed.unknown((xml.local(one) for one in facility), [*READ, *IGNORED])
    values = _values(facility, READ)
    values.fields = {**values.fields, "id": facility.get("id"), "name": _name(facility)}
    id = values.needed("id", 100)
    status = _values(states[id], STATUS) if id in states else Values({})
    capacity = values.whole("totalParkingCapacity")
    free = status.whole("totalNumberOfVacantParkingSpaces")
    return Lot(
        id=id,
        name=values.needed("name", 200),
        kind=optional(feed, id, values.one_of, "parkingFacilityLayout", KINDS),
        capacity=capacity,
        capacity_disabled=optional(feed, id, _disabled, "assignedParkingSpaces", facility),
        free=plausible_free(feed, id, free, capacity),
        state=_state(feed, id, states[id]) if id in states else "unknown",
        updated=optional(
            feed, id, status.moment, "parkingFacilityStatusTime", feed.now.tzinfo, feed.now
        ),
        shape=_shape(facility),
    )


def _values(element: Element, names: list[str]) -> Values:
    return Values({name: element.findtext(f"{NS}{name}") for name in names})


def _name(facility: Element) -> str | None:
    """The name in German, or the first one there is."""
    given = list(facility.iterfind(f"{NS}parkingFacilityName/{NS}values/{NS}value"))
    german = [one for one in given if one.get("lang", "de") == "de"]
    return next((one.text for one in [*german, *given] if one.text and one.text.strip()), None)


def _state(feed: Feed, id: str, status: Element) -> str:
    """A facility may be open and have room at once: two elements say so."""
    words = [one.text or "" for one in status.findall(f"{NS}parkingFacilityStatus")]
    for word in sorted(set(words) - STATES.keys()):
        feed.notice("left out", f"{id}: parkingFacilityStatus", f"'{word[:80]}' is not known")
    meanings = [STATES[word] for word in words if word in STATES]
    return next((one for one in ("closed", "full", "open") if one in meanings), "unknown")


def _disabled(name: str, facility: Element) -> int | None:
    described = f"{NS}descriptionOfAssignedParkingSpaces/{NS}personTypeForWhichSpacesAssigned"
    for spaces in facility.iter(f"{NS}{name}"):
        if "disabled" in {one.text for one in spaces.iterfind(described)}:
            number = spaces.findtext(f"{NS}numberOfAssignedParkingSpaces")
            return Values({name: number}).whole(name)
    return None


def _shape(facility: Element) -> shapes.Shape | None:
    place = facility.find(f"{NS}facilityLocation")
    for name in ("locationForDisplay", "pointCoordinates"):
        found = None if place is None else place.find(f".//{NS}{name}")
        if found is not None:
            lon, lat = (found.findtext(f"{NS}{one}") for one in ("longitude", "latitude"))
            return shapes.point(lon, lat, "facilityLocation")
    return None
