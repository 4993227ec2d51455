"""Councils: the sample whole, lists that break off, what vendors do differently, faults."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.testing_records import harvest, rows

FeedOf = Callable[..., Feed]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BASE = "https://ratsinformation.loerrach.example/oparl/v1.1"
MEETING = {"id": "m/1", "name": "Sitzung", "start": "2026-11-12T17:30:00+01:00"}


@pytest.fixture
def council(feed_of: FeedOf) -> FeedOf:
    """A body with these lists; a list that is an object is an answer as it is."""

    def make(first: Any = None, **lists: Any) -> Feed:
        names = {"organizations": [], "meetings": [], "papers": [], **lists}
        beside = {name: json.dumps(one).encode() for name, one in names.items()}
        body = {"id": "b/1", "name": "Stadt", "organization": "organizations",
                "meeting": "meetings", "paper": "papers"}  # fmt: skip
        settings = {"settings": first} if first else {}
        feed = feed_of(json.dumps(body).encode(), "oparl", beside=beside,
                       field="administration", **settings)  # fmt: skip
        feed.now = NOW
        return feed

    return make


def test_the_council_of_loerrach(feed_of: FeedOf, own_feeds: Path) -> None:
    answers = {path.name: path.read_bytes() for path in (own_feeds / "oparl").iterdir()}
    feed = feed_of(answers["system.json"], "oparl", beside=answers, field="administration")
    feed.now = NOW
    record, bad = harvest(feed)
    assert (bad, feed.gaps) == ([], [])
    assert {str(one) for one in feed.notices} == {
        "not public 'agendaItem': 1 items were left out",
    }
    assert [(one.key, len(one.table.rows)) for one in record.resources[:-1]] == [
        ("meetings", 4), ("items", 5), ("papers", 3), ("bodies", 7),
    ]  # fmt: skip
    assert record.fields["document_kind"] == ["calendar", "decision", "proposal"]
    planned, _, past = rows(record, "meetings")[:3]
    assert planned["start"] == datetime(2026, 12, 17, 16, 30, tzinfo=UTC)
    assert past == {
        "id": f"{BASE}/meeting/102",
        "title": "Sitzung des Ausschusses für Umwelt und Technik",
        "committee": "Ausschuss für Umwelt und Technik",
        "day": date(2026, 11, 12),
        "start": datetime(2026, 11, 12, 16, 30, tzinfo=UTC),
        "end": datetime(2026, 11, 12, 18, 10, tzinfo=UTC),
        "place": "Großer Sitzungssaal, Rathaus, Luisenstraße 16, 79539 Lörrach",
        "status": "scheduled",
        "items": 1,
        "agenda": f"{BASE}/file/3.pdf",
        "minutes": None,
        "link": None,
    }
    states = {one["title"]: one["status"] for one in rows(record, "meetings")}
    assert states["Sitzung des Ortschaftsrates Brombach"] == "cancelled"
    [decision] = [one for one in rows(record, "items") if one["number"] == "3"]
    assert decision == {
        "id": f"{BASE}/agendaitem/1003",
        "meeting": f"{BASE}/meeting/101",
        "day": date(2026, 10, 22),
        "committee": "Gemeinderat",
        "order": 3,
        "number": "3",
        "title": "Fortschreibung der Digitalen Strategie 2030",
        "result": "einstimmig beschlossen",
        "resolution": "Der Gemeinderat stimmt der Fortschreibung zu. Rückfragen an (E-Mail).",
        "paper": f"{BASE}/paper/202",
        "reference": "121/2026",
        "link": None,
    }
    assert rows(record, "papers")[2] == {
        "id": f"{BASE}/paper/201", "reference": "117/2026", "title": "Haushaltsplan 2027",
        "kind": "Beschlussvorlage", "day": date(2026, 10, 8), "originator": "Hauptausschuss",
        "files": 2, "link": f"{BASE}/file/11.pdf",
    }  # fmt: skip


def test_a_list_that_breaks_off(council: FeedOf, server: Any) -> None:
    pages = {"data": [MEETING], "links": {"next": "meetings-2"}}
    server.pages["/meetings-2"] = lambda visit: visit.answer(status=500)
    feed = council(meetings=pages)
    record, _ = harvest(feed)
    assert len(rows(record, "meetings")) == 1
    assert "page 2 cannot be had" in feed.gaps[0]
    assert feed.keep["whole"] is False
    # where all of it was there before, old rows are better than half of the new ones
    feed = council(meetings=pages)
    feed.before = {"whole": True}
    with pytest.raises(errors.Broken, match="what is there already stays"):
        harvest(feed)


@pytest.mark.parametrize(
    ("page", "gap"),
    [
        ({"data": [MEETING], "links": {"next": "meetings"}}, "an earlier page again"),
        ({"data": [MEETING], "links": {"next": "http://other.example/2"}}, "on another server"),
        ({"data": [MEETING], "pagination": {"totalElements": 9}}, "announced 9 objects and gave 1"),
    ],
)
def test_lists_that_cannot_be_trusted(council: FeedOf, page: Any, gap: str) -> None:
    feed = council(meetings=page)
    assert len(rows(harvest(feed)[0], "meetings")) == 1
    assert gap in feed.gaps[0]


def test_only_what_is_needed_is_asked_for(council: FeedOf, server: Any) -> None:
    harvest(council(meetings=[MEETING]))
    asked = [path for path, _ in server.visits]
    assert asked[1:] == [
        "/organizations",
        "/meetings?modified_since=2022-11-01T00%3A00%3A00%2B01%3A00",
        "/papers?modified_since=2022-11-01T00%3A00%3A00%2B01%3A00",
    ]


def test_dates_of_creation_and_order_are_no_news(council: FeedOf) -> None:
    """Some servers say that all was made just now, or changed all at once."""
    other = {**MEETING, "id": "m/2"}
    feed = council(meetings=[{**MEETING, "created": "2026-11-23T12:00:01Z"}, other])
    harvest(feed)
    again = council(meetings=[other, {**MEETING, "modified": "2026-11-23T13:00:01Z"}])
    again = Feed(again.source, again.client, feed.seen, NOW)
    with pytest.raises(errors.Unchanged):
        harvest(again)


def test_which_body(feed_of: FeedOf, server: Any) -> None:
    def of(bodies: Any, **settings: str) -> Feed:
        feed = feed_of(b'{"body": "bodies"}', "oparl", field="administration",
                       beside={"bodies": json.dumps(bodies).encode(), "none": b"[]",
                               "meetings": json.dumps([MEETING]).encode()},
                       settings=settings)  # fmt: skip
        feed.now = NOW
        return feed

    lists = {"organization": "none", "meeting": "meetings", "paper": "none"}
    town = {"id": "b/1", "name": "Lörrach", "shortName": "LÖ", **lists}
    other = {"id": "b/2", "name": "Weil am Rhein", **lists}
    assert harvest(of([town]))[0]
    assert harvest(of([{**other, "deleted": True}, town]))[0]
    for word in ("b/1", "Lörrach", "LÖ"):
        assert harvest(of({"data": [town, other]}, body=word))[0]
    for wrong in ({}, {"body": "Basel"}):
        with pytest.raises(errors.SettingError, match="named: Lörrach, Weil am Rhein"):
            harvest(of([town, other], **wrong))
    with pytest.raises(errors.Empty):
        harvest(of([]))
    with pytest.raises(errors.WrongContent, match="the address of its meetings"):
        harvest(of([{**town, "meeting": None}]))


def test_every_fault_has_its_consequence(feed_of: FeedOf, own_feeds: Path) -> None:
    document = json.loads((own_feeds / "broken" / "oparl.json").read_bytes())
    beside = {name: json.dumps(one).encode() for name, one in document.pop("answers").items()}
    feed = feed_of(json.dumps(document).encode(), "oparl", beside=beside, field="administration")
    feed.now = NOW
    record, bad = harvest(feed)
    assert [(one.id.removeprefix(f"{BASE}/"), one.field, one.problem) for one in bad] == [
        ("p/1", "date", "no day like 31.12.2024"),
        ("p/2", "name", "missing"),
        ("m/1, item 1", "agendaItem", "an object is needed"),
        ("m/1, item 3", "order", "a number is needed"),
        ("m/1, item 5", "name", "a text is needed"),
        ("m/1, item 6", "id", "missing"),
        ("m/1, item 9", "result", "a text is needed"),
        ("m/2", "start", "missing"),
        ("m/3", "start", "a date with time is needed"),
        ("m/4", "name", "missing"),
        ("m/5", "agendaItem", "a list is needed"),
        ("meetings #5", "id", "missing"),
        ("meetings #6", "id", "missing"),
    ]
    assert {one.kind for one in feed.notices} == {
        "reference left out", "licence", "not public", "unknown column",
    }  # fmt: skip
    first, last = rows(record, "meetings")
    # the last of two counts; no script, no ftp, nobody's name, no end before the beginning
    assert [first[name] for name in ("title", "place", "agenda", "link", "items")] == [
        "Noch einmal", None, None, None, 1,
    ]  # fmt: skip
    assert [last[name] for name in ("committee", "end", "items")] == [None, None, 0]
    assert [one["title"] for one in rows(record, "items")] == ["Ohne Reihenfolge"]
    [paper] = rows(record, "papers")
    assert (paper["title"], paper["files"], paper["link"]) == (
        "Vorlage für (E-Mail)", 1, "https://example.org/a.pdf",
    )  # fmt: skip
    assert "Mustermann" not in repr(record)
