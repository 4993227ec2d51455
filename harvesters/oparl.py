"""What a council discusses and decides: one body of an OParl server is one dataset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from ckanext.loerrach.catalogue import terms

from ._core.clock import BERLIN
from ._core.describe import LANGUAGE, THEME, dataset_fields, original, page, table_of
from ._core.errors import Broken, Empty, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Cell, Record, Resource, Table
from ._core.settings import whole
from ._events.horizon import month
from ._network.crawl import with_query
from ._oparl import body as bodies
from ._oparl.columns import COLUMNS, NOTES, TAGS, TITLES
from ._oparl.lists import Listing, Object, listed
from ._oparl.rows import Council, Rows

#: months before the time that is shown, of which what was touched last belongs to an older one
SURELY = 24
#: whether the last good run had all lists to their end
WHOLE = "whole"


class OParl(Harvester):
    """Meetings, agendas, decisions and papers of a council, in OParl 1.0 and 1.1.

    Lists of persons and memberships are never asked for.
    """

    info = HarvesterInfo(
        name="oparl",
        title="OParl 1.0 and 1.1 (council information systems)",
        field="administration",
        documentation="https://oparl.org/spezifikation/",
        settings={
            "body": "name, short name or address of the body, where the server has several",
            "past": "months before this one that are shown (24; at most 120)",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Objects that cannot be read, then the one dataset of the body."""
        past = whole(feed.source, "past", 24, 0, 120)
        today = feed.now.astimezone(BERLIN).date()
        first, touched = month(today, -past), month(today, -past - SURELY)
        body = bodies.chosen(feed)
        lists = {name: _list(feed, body, name, touched) for name in bodies.LISTS}
        council = Council(feed, first)
        council.take_bodies(lists["organization"].found)
        council.take_papers(lists["paper"].found)
        council.take_meetings(lists["meeting"].found)
        _checked(feed, lists, council)
        _licence(feed, body)
        council.told()
        tables = _tables(council)
        feed.whole([first, {name: sorted(rows.items()) for name, rows in tables.items()},
                    list(map(str, council.bad))])  # fmt: skip
        yield from council.bad
        yield _record(feed, tables)


def _list(feed: Feed, body: Object, name: str, touched: date) -> Listing:
    """One of the lists; only of what was touched since then, which some servers ignore."""
    asked = bodies.address(feed, body, name)
    if name != "organization":
        since = datetime.combine(touched, time(0), BERLIN)
        asked = with_query(asked, {"modified_since": since.isoformat()})
    return listed(feed, asked, bodies.LISTS[name])


def _checked(feed: Feed, lists: dict[str, Listing], council: Council) -> None:
    """Broken lists are told; where there was a whole one before, its rows stay instead."""
    gaps = [f"the list of {bodies.LISTS[name]}: {one.short}"
            for name, one in lists.items() if one.short]  # fmt: skip
    if gaps and feed.before.get(WHOLE):
        raise Broken(feed.url, f"{gaps[0]}; what is there already stays")
    for gap in gaps:
        feed.incomplete(gap)
    feed.keep[WHOLE] = not gaps
    for name, one in lists.items():
        council.bad += [
            BadRecord(f"{bodies.LISTS[name]} {place}", "id", "", "missing",
                      "Give every object its address", feed.source.name)
            for place in one.nameless
        ]  # fmt: skip
    if not council.meetings and not council.papers:
        if council.bad:
            first = f"none that can be read; the first: {council.bad[0]}"
            raise WrongContent(feed.url, "meetings", first)
        raise Empty(feed.url, "meeting or paper")


def _licence(feed: Feed, body: Object) -> None:
    """Tell the licence that the body itself names, if it is not the one of our entry."""
    stated = body.get("license")
    if isinstance(stated, str) and stated.strip():
        theirs = terms.licence(stated.strip()) or stated.strip()
        if theirs != feed.source.licence:
            feed.notice("licence", "license", f"the body names {theirs}, the source another one")


def _tables(council: Council) -> dict[str, Rows]:
    given = {"meetings": council.meetings, "items": council.items, "papers": council.papers,
             "bodies": council.bodies}  # fmt: skip
    return {name: rows for name, rows in given.items() if rows}


def _record(feed: Feed, tables: dict[str, Rows]) -> Record:
    source = feed.source
    kinds = {"meetings": "calendar", "items": "decision", "papers": "proposal"}
    more = {
        "theme": [f"{THEME}GOVE"], "language": [f"{LANGUAGE}DEU"],
        "document_kind": [kind for name, kind in kinds.items() if name in tables],
        **page(source),
    }  # fmt: skip
    return Record(
        id=source.name, title=source.title, notes=source.notes, tags=TAGS,
        fields=dataset_fields(source, **more),
        resources=[*(_resource(feed, name, rows) for name, rows in tables.items()),
                   original(feed, "JSON", "application/json")],
    )  # fmt: skip


def _resource(feed: Feed, name: str, rows: Rows) -> Resource:
    table = Table(COLUMNS[name], _ordered(name, rows), ["id"])
    return table_of(feed.source, name, TITLES[name], NOTES[name], table)


def _ordered(name: str, rows: Rows) -> list[list[Cell]]:
    """The newest first, as people read them; bodies by their names."""
    names = [column.name for column in COLUMNS[name]]
    found = sorted(rows.values(), key=lambda row: str(row[0]))
    if name == "bodies":
        return sorted(found, key=lambda row: str(row[1]))
    if name == "items":
        order = names.index("order")
        found.sort(key=lambda row: (str(row[1]), int(str(row[order]))))
    day = names.index("day")
    return sorted(found, key=lambda row: str(row[day] or ""), reverse=True)
