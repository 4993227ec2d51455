"""Events and places in the words of schema.org: one source is one dataset with up to two tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ckanext.loerrach.geo.crs import Point

from ._core.columns import texts
from ._core.describe import original, table_of
from ._core.errors import WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record, Resource, Table
from ._core.values import BadValue
from ._events import columns, dataset, horizon
from ._events.event import Event, refused
from ._events.horizon import Horizon
from ._schemaorg import schedule, things
from ._schemaorg.graph import Graph
from ._schemaorg.node import Node
from ._schemaorg.things import Place

#: dates of one source; more has no region
MOST = 100_000
PLACES = texts("Orte", "Lieux", "Places")
PLACES_NOTES = texts(
    "Eine Zeile je Sehenswürdigkeit, Haus oder Park, mit Anschrift und Lage.",
    "Une ligne par site, établissement ou parc, avec adresse et situation.",
    "One row per sight, house or park, with its address and place.",
)
PLACE_TAGS = {
    "de": ["Sehenswürdigkeit", "Kultur", "Ausflugsziel"],
    "fr": ["site touristique", "culture", "excursion"],
    "en": ["sight", "culture", "excursion"],
}


class SchemaOrg(Harvester):
    """Events and places in JSON-LD with schema.org's vocabulary, as tourism has them."""

    info = HarvesterInfo(
        name="schemaorg",
        title="schema.org events and places (JSON-LD)",
        field="culture",
        documentation="https://schema.org/Event",
        settings={
            **horizon.SETTINGS,
            "nodes": "address of one thing, with {id} in it, for sources that answer with a list "
            "of changes; may be relative to the source's own",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Things that cannot be read, then the one dataset."""
        shown = Horizon.of(feed)
        graph = Graph(feed)
        found = _Found(feed, graph, shown)
        for number, node in enumerate(graph.things(), 1):
            found.take(node, number)
        if not found.taken:
            first = f"; the first fault: {found.bad[0]}" if found.bad else ""
            raise WrongContent(feed.url, "events or places", f"none that can be read{first}")
        feed.whole([shown.first.isoformat(), repr(found.events), repr(found.places),
                    list(map(str, found.bad))])  # fmt: skip
        yield from found.bad
        yield _record(feed, found)


class _Found:
    """What the things of a source give."""

    def __init__(self, feed: Feed, graph: Graph, shown: Horizon) -> None:
        self.feed, self.graph, self.shown = feed, graph, shown
        self.events: dict[tuple[str, str], Event] = {}
        self.places: dict[str, Place] = {}
        self.bad = graph.bad
        #: events and places that have been read, also those beyond the horizon
        self.taken: set[str] = set()
        self.has_events = False

    def take(self, node: Node, number: int) -> None:
        """Read a thing; what is neither event nor place is left out and told."""
        try:
            if things.is_event(node):
                self._event(node)
            elif things.is_place(node):
                self._place(node)
            else:
                kind = ", ".join(node.types[:3]) or "no type"
                self.feed.notice("left out", kind, "neither an event nor a place")
        except BadValue as error:
            self.bad.append(refused(self.feed, error, node.text("name") or node.id, number))

    def _event(self, node: Node) -> None:
        things.unknown(self.feed, node)
        about = things.about(self.feed, self.graph, node, self.shown.first)
        self._once(about.id)
        dates = [
            date
            for one in schedule.read(self.feed, node, about.title, self.shown.zone)
            for date in one.events(self.shown, about)
        ]
        self.taken.add(about.id)
        self.has_events = True
        self.events.update({(one.id, one.occurrence): one for one in dates})
        if len(self.events) > MOST:
            raise WrongContent(self.feed.url, f"at most {MOST} dates", "more")

    def _place(self, node: Node) -> None:
        things.unknown(self.feed, node)
        place = things.place(self.feed, node)
        self._once(place.id)
        self.taken.add(place.id)
        self.places[place.id] = place

    def _once(self, id: str) -> None:
        if id in self.taken:
            raise BadValue("@id", id, "the same identity twice", "Give each thing its own")


def _record(feed: Feed, found: _Found) -> Record:
    resources: list[Resource] = []
    points: dict[str, Point] = {}
    tags: dict[str, Sequence[str]] = {}
    if found.has_events:
        table, points = dataset.table(feed, list(found.events.values()))
        resources.append(table)
        tags = dict(columns.TAGS)
    if found.places:
        listed = sorted(found.places.values(), key=lambda one: one.id)
        sites = dataset.believed(feed, [(one.id, one.point) for one in listed if one.point])
        rows = [one.row(sites.get(one.id)) for one in listed]
        made = Table(things.PLACE_COLUMNS, rows, ["id"])
        resources.append(table_of(feed.source, "places", PLACES, PLACES_NOTES, made))
        # a map of places, rather than one of the same market place for every market day
        points = sites or points
        tags = {code: [*tags.get(code, []), *words] for code, words in PLACE_TAGS.items()}
    resources.append(original(feed, "JSON_LD", "application/ld+json"))
    kinds = things.kinds(found.has_events, found.places)
    return dataset.record(feed, resources, points, tags, kinds)
