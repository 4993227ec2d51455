"""Services of the administration: the sample whole, what is left out, both versions, faults."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.testing_records import harvest, rows

FeedOf = Callable[..., Feed]
FACTS = {"harvester": "xzufi", "field": "citizen-services"}


def test_services_of_loerrach(feed_of: FeedOf, own_feeds: Path, told: Any) -> None:
    feed = feed_of((own_feeds / "xzufi.xml").read_bytes(), **FACTS)
    record, bad = harvest(feed)
    assert bad == []
    # a key that is none is left out, one that ended is not shown, one that was taken back is gone
    assert told(feed) == {("value left out", "referenzLeiKa"), ("no longer valid", "leistung")}
    assert record.fields["service_key"] == ["99008001016000", "99115005060000"]
    names = [one["name"] for one in rows(record, "services")]
    assert names == ["Führungszeugnis beantragen", "Personalausweis", "Wohnsitz anmelden"]
    assert rows(record, "services")[2] == {
        "id": "L100042:101",
        "service_key": "99115005060000",
        "name": "Wohnsitz anmelden",
        "name_fr": "Déclarer son domicile",
        "name_en": "Register a residence",
        "teaser": "Wer eine Wohnung bezieht, meldet sich innerhalb von zwei Wochen an.",
        "description": "Wer eine Wohnung bezieht, hat sich anzumelden.\n\n"
        "- mit Ausweis\n- mit der Bestätigung der Wohnungsgeberin",
        "requirements": None,
        "documents": "Ausweis oder Pass; Wohnungsgeberbestätigung (§ 19 BMG)",
        "procedure": None,
        "fees": "Keine.",
        "deadline": "Zwei Wochen nach dem Einzug.",
        "duration": None,
        "forms": None,
        "legal_basis": "§ 17 Bundesmeldegesetz (BMG)",
        "hints": None,
        "offices": "Bürgerservice",
        "valid_from": None,
        "valid_until": None,
    }
    assert rows(record, "services")[1]["valid_from"] == date(2021, 1, 1)
    assert rows(record, "offices")[0] == {
        "id": "L100042:1", "name": "Bürgerservice", "street": "Luisenstraße 16",
        "postcode": "79539", "town": "Lörrach", "services": 3,
    }  # fmt: skip
    assert "Muster" not in repr(record)


def test_every_fault_has_its_consequence(feed_of: FeedOf, own_feeds: Path, told: Any) -> None:
    feed = feed_of((own_feeds / "broken" / "xzufi.xml").read_bytes(), **FACTS)
    record, bad = harvest(feed)
    assert [(one.id, one.field, one.problem) for one in bad] == [
        ("leistung #1", "id", "missing"),
        ("leistung #2", "modulText 02", "a German name is missing"),
        ("leistung #3", "modulText 02", "a German name is missing"),
        ("leistung #4", "ende", "no day like 31.12.2024"),
        ("leistung #6", "id", "the same service again; the first one counts"),
        ("organisationseinheit #1", "name", "missing"),
    ]
    [service] = rows(record, "services")
    assert (service["name"], service["fees"]) == ("Gut", "Fragen an (E-Mail)")
    assert service["offices"] is None
    assert [one.key for one in record.resources] == ["services", "feed"]


def test_what_is_empty_does_not_keep_the_others_from_counting(
    feed_of: FeedOf, own_feeds: Path
) -> None:
    """An order to delete, and who is in charge, without the identifiers."""
    text = (own_feeds / "xzufi.xml").read_text(encoding="utf-8")
    empty = (
        "<xzufi:loesche><xzufi:id/></xzufi:loesche><xzufi:schreibe><xzufi:zustaendigkeit>"
        "<xzufi:leistungID/><xzufi:organisationseinheitID>1</xzufi:organisationseinheitID>"
        "</xzufi:zustaendigkeit></xzufi:schreibe>"
    )
    at = text.index("<xzufi:loesche>")
    record, bad = harvest(feed_of((text[:at] + empty + text[at:]).encode(), **FACTS))
    assert [(one.id, one.field) for one in bad] == [
        ("loesche #1", "id"),
        ("zustaendigkeit #4", "leistungID"),
    ]
    whole, _ = harvest(feed_of(text.encode(), **FACTS))
    assert rows(record, "services") == rows(whole, "services")


def test_a_service_ends_though_the_message_stays_the_same(feed_of: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "xzufi.xml").read_bytes().replace(b"2023-12-31", b"2030-12-31")
    first = feed_of(body, **FACTS)
    record, _ = harvest(first)
    assert len(rows(record, "services")) == 4
    with pytest.raises(errors.Unchanged):
        harvest(feed_of(body, last=first.seen, **FACTS))
    later = feed_of(body, last=first.seen, **FACTS)
    later.now = datetime(2031, 1, 2, tzinfo=UTC)
    record, _ = harvest(later)
    assert len(rows(record, "services")) == 3


def test_what_is_no_message(feed_of: FeedOf) -> None:
    start = '<transfer xmlns="http://xoev.de/schemata/xzufi/2_2_0">'
    for body, problem in (
        (f"{start}</transfer>", "service, found none"),
        (f"{start}<leistung><id/></leistung></transfer>", "none that can be read"),
        ("<rss/>", "a message of XZuFi, found <rss>"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "XZuFi"),
        ("{}", "XZuFi"),
    ):
        with pytest.raises(errors.WrongContent, match=problem):
            harvest(feed_of(body.encode(), **FACTS))
