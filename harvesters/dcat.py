"""Catalogues in DCAT: DCAT-AP.de 1.1 to 3.0, DCAT-AP 2 and 3, DCAT-AP CH; one dataset a node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ckanext.loerrach.catalogue.mapping import records
from rdflib import URIRef

from ._core.errors import Empty
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record, Same, Version
from ._dcat import pages, reading
from ._network import settings
from ._network.foreign import Foreign
from ._network.making import Maker


class Dcat(Harvester):
    """Datasets, series and services of a catalogue in Turtle, RDF/XML or JSON-LD."""

    info = HarvesterInfo(
        name="dcat",
        title="DCAT-AP (Turtle, RDF/XML, JSON-LD)",
        field="administration",
        documentation="https://www.dcat-ap.de/def/dcatde/3.0/spec/",
        settings=settings.SETTINGS,
        catalogue=True,
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord | Same]:
        """Page by page; a document without a single dataset is Empty."""
        maker = Maker(feed, settings.Ours.of(feed.source))
        # sets, because a record that moves while it is read stands on two pages
        found: set[str] = set()
        listed: set[str] = set()
        beside: set[str] = set()
        nameless, promised = 0, 0
        for page in pages.pages(feed):
            graph = page.graph
            promised = max(promised, pages.announced(graph) or 0)
            found.update(page.same)
            listed.update(str(one) for one in records.listed(graph) if isinstance(one, URIRef))
            beside.update(map(str, records.beside(graph)))
            yield from map(Same, page.same)
            for one in reading.read(graph, maker.tally):
                if one.id:
                    found.add(one.id)
                    yield from _made(maker, one, page.versions.get(one.id, Version()))
                else:
                    nameless += 1
                    number = f"#{len(found) + nameless}"
                    yield BadRecord(number, "dct:identifier", "", "neither address nor title")
            for node, name in graph.unread():
                where = str(node) if isinstance(node, URIRef) else "a node without an address"
                maker.tally.note("property not read", name, "", where)
        count = len(found) + nameless
        if not count:
            remote = [one.message for one in feed.notices if one.name == "@context"]
            without = f", without the context {', '.join(remote)}, which is never fetched"
            raise Empty(feed.url, "dcat:Dataset" + (without if remote else ""))
        if count < promised:
            feed.incomplete(f"the source announced {promised} datasets and gave {count}")
        lost = listed - found - beside
        pages.taken(feed, count + len(lost))
        for id in sorted(lost):
            yield BadRecord(id, "dcat:dataset", "", "listed by the catalogue, described nowhere")
        maker.told()


def _made(maker: Maker, one: Foreign, version: Version) -> Iterator[Record | BadRecord]:
    for made in maker.make(one):
        yield made if isinstance(made, BadRecord) else replace(made, version=version)
