"""Events and places: what of a thing stands in the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ckanext.loerrach.geo.crs import Point

from .._core.columns import texts
from .._core.feed import Feed
from .._core.mail import has_mail
from .._core.record import Cell, Column
from .._core.values import BadValue
from .._events import event
from .._events.event import Event, Status
from .graph import Graph
from .node import Node, needed

EVENTS = frozenset(("Event", "EventSeries", "Festival", "Hackathon", "CourseInstance"))
PLACES = frozenset((
    "Place", "TouristAttraction", "TouristDestination", "Museum", "LandmarksOrHistoricalBuildings",
    "Park", "Library", "PerformingArtsTheater", "MusicVenue", "EventVenue", "MovieTheater",
    "ArtGallery", "Playground", "CivicStructure", "LocalBusiness", "AdministrativeArea",
))  # fmt: skip
#: types that say nothing that a reader would look for
PLAIN = frozenset((
    "Thing", "Intangible", "Event", "Series", "EventSeries", "Place", "CivicStructure",
    "LocalBusiness", "Organization", "PointOfInterest", "UnmappedByConstruction", "CreativeWork",
))  # fmt: skip
STATUS: dict[str, Status] = {
    "EventScheduled": "scheduled",
    "EventCancelled": "cancelled",
    "EventPostponed": "postponed",
    "EventRescheduled": "rescheduled",
    "EventMovedOnline": "online",
}
#: read, or about people, pictures and other things, which the tables do not show
WORDS = """
about accessMode accessibilityFeature accessibilityHazard accessibilitySummary additionalType
address aggregateRating alternateName amenityFeature audience audio author availableLanguage
award branchCode byDay byMonth byMonthDay byMonthWeek checkinTime checkoutTime
conditionsOfAccess contactPoint containedInPlace containsPlace contributor copyrightHolder
copyrightNotice currenciesAccepted dateCreated dateModified datePublished description
disambiguatingDescription doorTime duration email endDate endTime event eventAttendanceMode
eventSchedule eventStatus events exceptDate faxNumber founder foundingDate frequency geo
globalLocationNumber hasMap hasPart id identifier image inLanguage isAccessibleForFree isPartOf
isicV4 keywords latitude legalName license location logo longitude mainEntityOfPage makesOffer
maximumAttendeeCapacity maximumPhysicalAttendeeCapacity name offers openingHours
openingHoursSpecification organizer parentOrganization paymentAccepted performer petsAllowed
photo potentialAction previousStartDate priceRange provider publicAccess publisher repeatCount
repeatFrequency review sameAs scheduleTimezone slogan smokingAllowed
specialOpeningHoursSpecification sponsor starRating startDate startTime subEvent subjectOf
superEvent telephone text tourBookingPage touristType type typicalAgeRange url value video
"""
KNOWN = frozenset(WORDS.split())
PLACE_COLUMNS = [
    Column("id", label=texts("Kennung", "Identifiant", "Identifier")),
    Column("name", label=texts("Name", "Nom", "Name")),
    Column(
        "category",
        label=texts("Art", "Type", "Kind"),
        description=texts(
            "Klassen von schema.org und der Quelle",
            "Classes de schema.org et de la source",
            "Classes of schema.org and of the source",
        ),
    ),
    Column("address", label=texts("Anschrift", "Adresse", "Address")),
    Column("lon", "number", label=texts("Länge", "Longitude", "Longitude"), unit="deg"),
    Column("lat", "number", label=texts("Breite", "Latitude", "Latitude"), unit="deg"),
    Column("free", "boolean", label=texts("Eintritt frei", "Entrée libre", "Free of charge")),
    Column("link", label=texts("Seite", "Page", "Page")),
    Column("description", label=texts("Beschreibung", "Description", "Description")),
]


@dataclass(frozen=True)
class Place:
    """A sight, a house or a park."""

    id: str
    name: str
    category: str | None
    address: str | None
    point: Point | None
    free: bool | None
    link: str | None
    description: str | None

    def row(self, point: Point | None) -> list[Cell]:
        """In the order of PLACE_COLUMNS; ``point``: longitude and latitude that are believed."""
        lon, lat = point or (None, None)
        return [self.id, self.name, self.category, self.address, lon, lat, self.free, self.link,
                self.description]  # fmt: skip


def is_event(node: Node) -> bool:
    return any(one in EVENTS or one.endswith("Event") for one in node.types)


def is_place(node: Node) -> bool:
    return bool(PLACES & set(node.types)) or bool(node.values("geo"))


def place(feed: Feed, node: Node) -> Place:
    """A place; BadValue for one without a name."""
    name = event.title(needed(node, "name")) or ""
    return Place(
        id=identity(node, name),
        name=name,
        category=_category(node),
        address=address(node),
        point=point(feed, node, name),
        free=node.flag("isAccessibleForFree"),
        link=_link(feed, node, name),
        description=event.description(node.prose("description")),
    )


def about(feed: Feed, graph: Graph, node: Node, today: date) -> Event:
    """What is the same on each date of an event; BadValue for one without a name."""
    title = event.title(needed(node, "name")) or ""
    status = node.terms("eventStatus")
    if status and status[0] not in STATUS:
        feed.notice("unknown word", "eventStatus", f"'{status[0]}' read as scheduled")
    where = _venue(graph, node)
    free, price = _price(feed, node, title)
    return Event(
        id=identity(node, title),
        occurrence="",
        title=title,
        first_day=today,
        last_day=today,
        place=_venue_name(node, where),
        address=address(where) if where else None,
        point=point(feed, where, title) if where else None,
        category=_category(node),
        free=free,
        price=price,
        status=STATUS.get(status[0], "scheduled") if status else "scheduled",
        link=_link(feed, node, title),
        description=event.description(node.prose("description")),
    )


def identity(node: Node, name: str) -> str:
    """The name that the source gives a thing; one made of its words for a blank node.

    Another one for a name that has somebody's e-mail address in it.
    """
    if has_mail(node.id):
        return event.identity(node.id)
    return node.id[:500] or event.identity(f"{name} {node.text('startDate')}")


def address(node: Node) -> str | None:
    """Street, postcode and town on one line; an address may be a mere text."""
    for one in node.nodes("address"):
        town = " ".join(filter(None, (one.text("postalCode"), one.text("addressLocality"))))
        if found := ", ".join(filter(None, (one.text("streetAddress"), town))):
            return event.title(found)
    return event.title(node.text("address"))


def point(feed: Feed, node: Node, name: str) -> Point | None:
    """Longitude and latitude, of ``geo`` or of the thing itself; half a place is none."""
    for one in (*node.nodes("geo"), node):
        try:
            lon, lat = one.number("longitude"), one.number("latitude")
        except BadValue as error:
            feed.notice("place left out", name, f"{error.field} '{error.value}' is no number")
            return None
        if lon is not None and lat is not None:
            return lon, lat
    return None


def _venue(graph: Graph, node: Node) -> Node | None:
    for one in node.nodes("location"):
        if found := graph.resolved(one):
            return found
    return None


def _venue_name(node: Node, where: Node | None) -> str | None:
    return event.title((where.text("name") if where else "") or node.text("location"))


def _category(node: Node) -> str | None:
    """The types that say something, in their order, without those that say it again."""
    return event.title(", ".join(dict.fromkeys(t for t in node.types if t not in PLAIN)))


def _link(feed: Feed, node: Node, name: str) -> str | None:
    try:
        return event.link(feed, name, node.link("url"))
    except BadValue as error:
        feed.notice("link left out", name, str(error))
        return None


def _price(feed: Feed, node: Node, title: str) -> tuple[bool | None, str | None]:
    """Is it free, and what does it cost: the lowest and the highest price that is named."""
    prices: list[float] = []
    currencies: list[str] = []
    # a mere reference to an offer would be one more question for each event
    offers = [one for one in node.nodes("offers") if not one.is_reference]
    parts = [part for offer in offers for part in offer.nodes("priceSpecification")]
    for offer in [*offers, *parts]:
        for name in ("price", "lowPrice", "highPrice"):
            try:
                prices += [value for value in [offer.number(name)] if value is not None]
            except BadValue as error:
                feed.notice("price left out", title, f"{name} '{str(error.value)[:40]}'")
        currencies += offer.terms("priceCurrency")
    free = node.flag("isAccessibleForFree")
    if not prices:
        return free, None
    low, high = min(prices), max(prices)
    amount = f"{low:g}" if low == high else f"{low:g}–{high:g}"
    if high == 0:
        return (True if free is None else free), None
    return free, event.title(" ".join([amount, *currencies[:1]]))


def unknown(feed: Feed, node: Node) -> None:
    """Name the properties that nobody has thought about yet."""
    feed.unknown(node.names, KNOWN)


def kinds(events: Any, places: Any) -> list[str]:
    """Words of the field collection_kind."""
    return [*(["events"] if events else []), *(["venues"] if places else [])]
