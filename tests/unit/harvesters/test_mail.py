"""Nobody's e-mail address is published, in whatever clothes it comes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.mail import has_mail, without_mail
from ckanext.loerrach.harvesters._events import event

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MakeFeed = Callable[..., Feed]
ADDRESSES = (
    "erika@example.org",
    "mailto:erika@example.org",
    "erika&#64;example.org",
    "erika&#x40;example&#46;org",
    "&#101;&#114;ika&commat;example.org",
    "erika.o'mustermann@example.org",
    "erika&amp;#64;example.org",
    "erika<b>@</b>example.org",
    "erika&lt;b&gt;@&lt;/b&gt;example.org",
    "erika<!-- nichts -->@<font color=red>example.org</font>",
    "mailto:erika%40example.org",
    "%65rika%2540example%2Eorg",
    "erika (at) example.org",
    "erika [at] example [dot] org",
    "erika(ät)example punkt org",
    "erika at example dot org",
    "erika @ example.org",
    "erika\u200b@\u00adexample.org",
    "erika＠example.org",
    '"erika"@example.org',
)
#: an event that is read, repaired, and has addresses wherever it can
READ = """UID:erika5@example.org
SUMMARY:Bei erika(at)example.org
DTSTART:20261201T190000
DTEND:20261201T180000
LOCATION:erika%40example.org
GEO:hier
CATEGORIES:erika@example.org,Fest
X-COST:5 Euro an erika [at] example.org
URL:https://example.org/?an=erika%40example.org
DESCRIPTION:<p>Fragen an <a href="mailto:erika%40example.org">uns</a></p>"""


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_masked_however_it_is_written(address: str) -> None:
    assert without_mail(address) == "(E-Mail)"
    for read in (event.title, event.description):
        assert read(f"Fragen an {address}, bitte") == "Fragen an (E-Mail), bitte"
        assert read(f"<p>Fragen an {address}</p>") == "Fragen an (E-Mail)"
    assert has_mail(address)
    # several in other clothes do not hide it
    for others in ("Otto <otto@example.org>", "otto <at> example.org", "otto&#64;example.org"):
        two = without_mail(f"{others} oder {address}")
        assert ("example" in two, "otto@" in two, two.count("(E-Mail)")) == (False, False, 2)


def test_what_a_link_leads_to_is_masked_as_well() -> None:
    for target in ("mailto:erika@example.org", "mailto:erika%40example.org",
                   "https://example.org/?an=erika%40example.org"):  # fmt: skip
        assert event.description(f'<p>Bei <a href="{target}">Erika</a></p>') == "Bei Erika"
    kept = '<a href="https://example.org/a%20b">Karte</a> von erika&#64;example.org'
    assert event.description(kept) == "[Karte](https://example.org/a%20b) von (E-Mail)"


def test_what_is_no_address_stays_as_it_is() -> None:
    for text in (
        "Rock & Pop &amp; Jazz",
        "Live @ Burghof",
        "Meet at example.org",
        "https://www.youtube.com/@stadt",
        "https://maps.example/?q=Burghof@47.6140,7.6620",
        "5 %40 <b>",
        "a < b > c @ d",
    ):
        assert without_mail(text) == text
        assert not has_mail(text)
    assert without_mail("'erika@example.org': nein") == "'(E-Mail)': nein"


def test_texts_that_are_made_to_take_long_do_not() -> None:
    began = time.monotonic()
    for text in ("a" * 100_000 + "@", "a@a.a." * 20_000, "a" + "%40" * 30_000,
                 "<!--" * 25_000 + "@", "a@" + "%2e" * 30_000, " @ a" * 25_000,
                 "a at a dot " * 9_000, "a'" * 50_000 + "@"):  # fmt: skip
        without_mail(text)
        has_mail(text)
    assert time.monotonic() - began < 10


def test_an_address_at_the_end_of_what_is_read_is_not_halved() -> None:
    text = "<b></b>" * 7_100 + " " * 290 + "erika@example.org"
    assert event.MOST - 17 < len(text) - 2 < event.MOST + 17
    for cut in range(12):
        assert "example" not in (event.description("x" * cut + text) or "")


def test_a_calendar_tells_nobodys_address(feed_of: MakeFeed, harvest: Any) -> None:
    """Neither in rows nor in what is said of events that cannot be read."""
    events = (
        # what cannot be read has no start, no title, a value that is an address
        "UID:erika1@example.org\nSUMMARY:Treffen mit erika&#64;example.org",
        "UID:erika2@example.org\nDTSTART:20261201",
        "UID:erika3@example.org\nSUMMARY:Frist\nDTSTART:erika@example.org",
        "UID:erika4@example.org\nSUMMARY:erika@example.org\nDTSTART:20270230",
        READ,
    )
    text = "".join(f"BEGIN:VEVENT\n{one}\nEND:VEVENT\n" for one in events)
    feed = feed_of(f"BEGIN:VCALENDAR\n{text}END:VCALENDAR".encode(), "icalendar")
    feed.now = NOW
    [record], bad = harvest(feed)
    assert [(one.id, one.field, one.value) for one in bad] == [
        ("Treffen mit (E-Mail)", "DTSTART", ""),
        ("#2", "SUMMARY", ""),
        ("Frist", "DTSTART", "(E-Mail)"),
        ("#4", "DTSTART", "20270230"),
    ]
    [row] = record.resources[0].table.rows
    assert (row[2], row[7], row[11]) == ("Bei (E-Mail)", "(E-Mail)", "(E-Mail), Fest")
    assert row[13:] == ["5 Euro an (E-Mail)", "scheduled", None, "Fragen an uns"]
    assert "erika" not in repr((record, bad, feed.notices)).lower()


def test_places_and_events_of_tourism_tell_nobodys_address(feed_of: MakeFeed, harvest: Any) -> None:
    things = [
        {"@type": "Event", "@id": "mailto:erika@example.org", "startDate": "2026-12-01"},
        {"@type": "Event", "@id": "urn:x:erika%40example.org", "startDate": "2026-12-01",
         "name": "Fest", "url": "https://example.org/erika%40example.org"},
        {"@type": "Event", "@id": "https://example.org/1", "startDate": "erika@example.org",
         "name": "Frist"},
        {"@type": "Museum", "@id": "https://example.org/erika@example.org", "name": "Haus",
         "address": "Bei erika (at) example.org", "description": "erika<b>@</b>example.org"},
        {"@type": "Museum", "@id": "https://example.org/erika@example.org", "name": "Haus"},
    ]  # fmt: skip
    feed = feed_of(json.dumps(things).encode(), "schemaorg")
    feed.now = NOW
    [record], bad = harvest(feed)
    assert [(one.id, one.field, one.value) for one in bad] == [
        ("#1", "name", ""),
        ("Frist", "startDate", "(E-Mail)"),
        ("Haus", "@id", event.identity("https://example.org/erika@example.org")),
    ]
    events, places, _ = record.resources
    assert [row[0] for row in events.table.rows] == [event.identity("urn:x:erika%40example.org")]
    assert [row[3:] for row in places.table.rows] == [
        ["Bei (E-Mail)", None, None, None, None, "(E-Mail)"]
    ]
    assert "erika" not in repr((record, bad, feed.notices)).lower()


def test_changes_that_cannot_be_read_are_told_without_addresses(
    feed_of: MakeFeed, harvest: Any
) -> None:
    changes = {"data": {"createdOrUpdated": ["erika@example.org", "1"], "removed": []}}
    thing = {"@type": "Museum", "@id": "https://example.org/1", "name": "Haus"}
    feed = feed_of(
        json.dumps(changes).encode(), "schemaorg", settings={"nodes": "/{id}"},
        beside={"1": json.dumps(thing).encode(), "erika%40example.org": b"<html>"},
    )  # fmt: skip
    [record], bad = harvest(feed)
    assert [one.id for one in bad] == ["(E-Mail)"]
    assert "erika" not in repr((record, bad, feed.notices, feed.gaps)).lower()
