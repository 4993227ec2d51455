"""Tables as calendars and Atom feeds, read back by programs of others."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import icalendar
from ckanext.loerrach.harvesters._events import columns as events
from ckanext.loerrach.harvesters._oparl import columns as council
from ckanext.loerrach.tabular.feeds import About, atom, calendar, kind
from lxml import etree

PAGE = "https://daten.loerrach.example/dataset/gemeinderat/resource/1"
ABOUT = About(
    "7c2f2d3e-0d8a-4d3e-9a57-5b0d1c2e3f40", "Gemeinderat – Sitzungen", "Stadt Lörrach", PAGE,
    f"{PAGE}/table.ics", "de", ("id",),
)  # fmt: skip
MEETING = {
    "id": "https://ris.example/meeting/1", "title": "Gemeinderat", "committee": "Gemeinderat",
    "day": date(2026, 12, 3), "start": datetime(2026, 12, 3, 17, 30, tzinfo=UTC),
    "end": datetime(2026, 12, 3, 20, tzinfo=UTC), "place": "Rathaus, Großer Sitzungssaal",
    "status": "scheduled", "agenda": "https://ris.example/agenda/1.pdf", "link": None,
}  # fmt: skip
DECISION = {
    "id": "https://ris.example/item/9", "day": date(2026, 11, 12), "committee": "Hauptausschuss",
    "title": "Haushalt 2027: Einbringung", "result": "einstimmig beschlossen", "reference": "88/26",
    "resolution": None, "link": "https://ris.example/item/9",
}  # fmt: skip
HOSTILE = '<script>alert(1)</script>\x00\x0b\r\nBEGIN:VALARM\r\nEND:VCALENDAR; a,b\\n "x"\ud800'
ATOM = "{http://www.w3.org/2005/Atom}"


def read(rows: list[dict[str, Any]]) -> list[Any]:
    return list(icalendar.Calendar.from_ical(calendar(ABOUT, rows)).walk("VEVENT"))


def test_which_tables_can_be_subscribed_to() -> None:
    types = {
        name: {one.name: one.type for one in columns}
        for name, columns in {**council.COLUMNS, "events": events.COLUMNS}.items()
    }
    assert {name: kind(one) for name, one in types.items()} == {
        "meetings": "calendar", "items": "atom", "papers": "atom", "bodies": "",
        "events": "calendar",
    }  # fmt: skip
    assert kind({"title": "text", "start": "text"}) == ""
    assert kind({"title": "integer", "day": "date"}) == ""


def test_a_meeting_in_the_calendar() -> None:
    (event,) = read([MEETING])
    assert {name: str(value) for name, value in event.items()} == {
        "UID": str(event["UID"]), "DTSTAMP": str(event["DTSTAMP"]),
        "DTSTART": str(event["DTSTART"]), "DTEND": str(event["DTEND"]), "SUMMARY": "Gemeinderat",
        "LOCATION": "Rathaus, Großer Sitzungssaal",
        "DESCRIPTION": "https://ris.example/agenda/1.pdf",
        "URL": "https://ris.example/agenda/1.pdf",
    }  # fmt: skip
    assert event.decoded("DTSTART") == MEETING["start"]
    assert event.decoded("DTEND") == MEETING["end"]
    assert str(event["UID"]).startswith("urn:uuid:")
    assert calendar(ABOUT, [MEETING]) == calendar(ABOUT, [dict(reversed(MEETING.items()))])
    lines = calendar(ABOUT, [MEETING]).split(b"\r\n")
    assert max(map(len, lines)) <= 75


def test_days_ends_and_states() -> None:
    whole = {
        "id": "a", "title": "Markt", "first_day": date(2026, 3, 28), "status": "cancelled",
        "last_day": date(2026, 3, 29), "category": "Markt, Musik",
    }  # fmt: skip
    backwards = {**MEETING, "end": datetime(2026, 12, 3, 9, tzinfo=UTC)}
    nameless = {**MEETING, "title": None}
    without = {**MEETING, "start": None, "day": None}
    days, early, named = read([whole, backwards, nameless, without])
    assert days.decoded("DTSTART") == date(2026, 3, 28)
    assert days.decoded("DTEND") == date(2026, 3, 30)
    assert str(days["STATUS"]) == "CANCELLED"
    assert days["CATEGORIES"].to_ical() == b"Markt\\, Musik"
    assert "DTEND" not in early
    assert str(named["SUMMARY"]) == "Gemeinderat"


def test_a_decision_in_the_feed() -> None:
    older = {**DECISION, "id": "b", "day": date(2026, 10, 1), "link": "javascript:alert(1)"}
    feed = etree.fromstring(atom(ABOUT, [DECISION, older]))
    assert feed.findtext(f"{ATOM}id") == f"urn:uuid:{ABOUT.id}"
    assert feed.findtext(f"{ATOM}title") == "Gemeinderat – Sitzungen"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-12T00:00:00+01:00"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Stadt Lörrach"
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links == {"self": ABOUT.url, "alternate": PAGE}
    first, second = feed.findall(f"{ATOM}entry")
    assert {one.tag.removeprefix(ATOM): one.text or one.get("href") for one in first} == {
        "id": first.findtext(f"{ATOM}id"), "title": "Haushalt 2027: Einbringung",
        "updated": "2026-11-12T00:00:00+01:00", "published": "2026-11-12T00:00:00+01:00",
        "link": "https://ris.example/item/9",
        "summary": "88/26 · Hauptausschuss · einstimmig beschlossen",
    }  # fmt: skip
    assert second.findtext(f"{ATOM}published") == "2026-10-01T00:00:00+02:00"
    assert second.find(f"{ATOM}link").get("href") == PAGE
    assert first.findtext(f"{ATOM}id") != second.findtext(f"{ATOM}id")
    assert atom(ABOUT, [DECISION]) == atom(ABOUT, [DECISION])


def test_what_others_write_stays_text() -> None:
    hostile = {**MEETING, "title": HOSTILE, "place": HOSTILE, "link": HOSTILE, "category": HOSTILE}
    (event,) = read([hostile])
    assert str(event["SUMMARY"]).startswith("<script>alert(1)</script> BEGIN:VALARM")
    assert "URL" not in event or str(event["URL"]).startswith("https://")
    assert calendar(ABOUT, [hostile]).count(b"\r\nBEGIN:") == 1
    feed = etree.fromstring(atom(ABOUT, [{**DECISION, "title": HOSTILE, "result": HOSTILE}]))
    assert feed.findtext(f"{ATOM}entry/{ATOM}title").startswith("<script>alert(1)</script>")
    assert feed.find(".//script") is None
    empty = etree.fromstring(atom(ABOUT, []))
    assert empty.findall(f"{ATOM}entry") == []
    assert icalendar.Calendar.from_ical(calendar(ABOUT, [])).walk("VEVENT") == []
