"""Public procurement: three dialects of eForms, OCDS, the region, and days that are read once."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Series
from ckanext.loerrach.testing_records import counts, harvest, rows

FeedOf = Callable[..., Feed]
NOW = datetime(2026, 10, 8, 6, tzinfo=UTC)


def zipped(**members: bytes | str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return made.getvalue()


@pytest.fixture
def service(server: Any, feed_of: FeedOf) -> FeedOf:
    """The feed of a service that has these files, by day; others are not there."""

    def make(files: dict[str, bytes], **more: Any) -> Feed:
        def answer(visit: Any) -> None:
            day = visit.path.partition("pubDay=")[2][:10]
            visit.answer(files.get(day, b""), status=200 if day in files else 404)

        server.pages["/feed"] = answer
        url, settings = server.url("/feed"), more.pop("settings", {})
        feed = feed_of(b"", "tenders", url=url, settings={"days": 3, **settings})
        server.pages["/feed"] = answer
        return Feed(feed.source, feed.client, now=NOW, **more)

    return make


def test_notices_of_the_region(of_demo: FeedOf) -> None:
    feed = of_demo(next(one for one in sources() if one.name == "ausschreibungen-region"))
    record, bad = harvest(feed)
    assert bad == []
    assert [str(one) for one in feed.notices] == [
        "repaired 'name of a buyer': held an address, which was taken out of it",
        "left out 'winners': there are winners who are persons, or could be",
    ]
    table = record.resources[0].table
    assert table is not None
    assert (table.key, table.series) == (
        ["published", "notice", "version"],
        Series("published", 1100, steady=False),
    )
    gardens, steinen, school, buses = rows(record)
    assert school == {
        "published": date(2026, 10, 6),
        "notice": "6c1f1e0a-8f0e-4c39-9a55-0a6f7b9d1c01",
        "version": "01",
        "stage": "competition",
        "kind": "cn-standard",
        "title": "Beispiel: Sanierung eines Schuldachs",
        "description": "Beispiel einer Ausschreibung: Dachdeckerarbeiten an einer Schule.",
        "buyer": "Stadt Lörrach",
        "buyer_town": "Lörrach",
        "town": "Lörrach",
        "postcode": "79539",
        "nuts": "DE139",
        "nature": "works",
        "cpv": "45260000",
        "method": "open",
        "deadline": datetime(2026, 11, 5, 9, 30, tzinfo=UTC),
        "value": 180000.0,
        "currency": "EUR",
        "winners": None,
        "awarded": None,
        "procedure": "0f0d9d3e-5b7c-4d0e-9a41-3c1b7c4f2a10",
        "link": "https://vergabe.example/unterlagen/1",
    }
    # the one who lost, and a person, are not named
    assert (buses["stage"], buses["winners"], buses["value"]) == (
        "result", "Beispiel Bus GmbH", 46500.5,
    )  # fmt: skip
    # a notice below the thresholds: an address within the name, a postcode within the town
    assert (steinen["buyer"], steinen["buyer_town"]) == ("Gemeinde Steinen", "Steinen")
    assert (steinen["town"], steinen["postcode"], steinen["nuts"]) == ("Steinen", "79585", "DE1")
    # without a time of its own a deadline is the end of its day
    assert steinen["deadline"] == datetime(2026, 10, 30, 22, 59, 59, tzinfo=UTC)
    assert steinen["procedure"] is None
    # a UUID for a number, days without a zone, a firm with its number and address, a person
    assert {name: gardens[name] for name in (
        "published", "notice", "stage", "buyer", "town", "postcode", "value", "currency",
        "winners", "awarded", "procedure",
    )} == {
        "published": date(2026, 10, 5), "notice": "2b7d0a51-6a1e-4f0b-8c53-1d2e3f405162",
        "stage": "result", "buyer": "Stadt Rheinfelden (Baden)", "town": "Rheinfelden (Baden)",
        "postcode": "79618", "value": 61200.5, "currency": "EUR",
        "winners": "Beispiel Garten GmbH", "awarded": date(2026, 9, 30),
        "procedure": "7a90c1de-20b4-4b6f-9b0e-6f7e8d9cab10",
    }  # fmt: skip


def test_awards_of_ocds_name_no_person(service: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "tenders/ocds.zip/awards.json").read_bytes()
    feed = service({"2026-10-07": zipped(a=body)}, settings={"format": "ocds", "nuts": ["DE139"]})
    record, bad = harvest(feed)
    assert bad == []
    [row] = rows(record)
    # one is marked as a person, one could be; what was cancelled is nobody's
    assert {name: row[name] for name in ("stage", "winners", "value", "awarded")} == {
        "stage": "result", "winners": "Beispiel Bau GmbH & Co. KG", "value": 40000.25,
        "awarded": date(2026, 10, 2),
    }  # fmt: skip
    assert "mustermann" not in repr((record, feed.notices)).lower()


@pytest.mark.parametrize("name", [
    "Erika Mustermann", "Dr. Mustermann", "Malerbetrieb Mustermann", "Erika Mustermann e.K.",
    "Hans Sag", "Otto Kaese", "Maria Verena Ugo",
])  # fmt: skip
def test_who_could_be_a_person_is_not_named(service: FeedOf, own_feeds: Path, name: str) -> None:
    for file, format in (("eforms.zip/5.xml", "eforms"), ("ocds.zip/awards.json", "ocds")):
        body = (own_feeds / "tenders" / file).read_text()
        body = body.replace("Beispiel Garten GmbH", name)
        body = body.replace("Beispiel Bau GmbH & Co. KG", name)
        record, _ = harvest(service({"2026-10-07": zipped(a=body)}, settings={"format": format}))
        [row] = rows(record)
        assert row["winners"] is None
        assert row["value"] is not None


def test_a_result_that_has_only_a_day(service: FeedOf, own_feeds: Path) -> None:
    """Most awards below the thresholds: a placeholder is no day, and silence is no winner."""
    body = (own_feeds / "tenders/eforms.zip/5.xml").read_text()
    head = body.partition("<ns4:TenderResult>")[0]
    for day, expected in (("2026-09-30", date(2026, 9, 30)), ("2000-01-01", None)):
        only = f"<ns4:TenderResult><ns2:AwardDate>{day}</ns2:AwardDate></ns4:TenderResult>"
        made = f"{head}{only}</ns7:ContractAwardNotice>"
        [row] = rows(harvest(service({"2026-10-07": zipped(a=made)}))[0])
        assert (row["awarded"], row["winners"]) == (expected, None)
        # the estimate stays, as no contract's value is told
        assert row["value"] == 90000


def test_releases_of_ocds(service: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "tenders/ocds.zip/releases.json").read_bytes()
    feed = service({"2026-10-07": zipped(a=body)}, settings={"format": "ocds", "nuts": ["DE139"]})
    record, bad = harvest(feed)
    assert bad == []
    [row] = rows(record)
    assert {name: row[name] for name in ("notice", "stage", "buyer", "town", "cpv", "nature")} == {
        "notice": "r-1", "stage": "competition", "buyer": "Stadt Lörrach", "town": "Lörrach",
        "cpv": "37535200", "nature": "supplies",
    }  # fmt: skip
    assert (row["value"], row["deadline"]) == (25000, datetime(2026, 11, 2, 11, tzinfo=UTC))


def test_a_region_without_a_notice_is_no_fault(service: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "tenders/eforms.zip/3.xml").read_bytes()
    files = {"2026-10-07": zipped(a=body)}
    record, bad = harvest(service(files, settings={"nuts": ["DE139"], "towns": ["Lörrach"]}))
    assert (rows(record), bad) == ([], [])
    record, _ = harvest(service(files, settings={"towns": ["FREIBURG im Breisgau"]}))
    # the placeholder 2000-01-01 is no deadline
    assert [(one["title"], one["deadline"]) for one in rows(record)] == [
        ("Beispiel: außerhalb der Region", None)
    ]
    with pytest.raises(errors.Empty):
        harvest(service({}))
    with pytest.raises(errors.WrongContent, match="zip"):
        harvest(service({"2026-10-07": b"<html>"}))


def test_a_bad_file_of_many(service: FeedOf, own_feeds: Path) -> None:
    good = (own_feeds / "tenders/eforms.zip/1.xml").read_text()
    feed = service({"2026-10-07": zipped(
        a=good, b="<html>", c="<Invoice/>", d=good.replace("6c1f1e0a", "")[:500],
        e=good.replace("2026-10-06+02:00", "2000-01-01+01:00"),
        f=good.replace("Beispiel: Sanierung eines Schuldachs", ""),
        g='<!DOCTYPE x [<!ENTITY a "b">]><ContractNotice/>',
        h=good.replace("https://vergabe", "javascript://x").replace("180000", "viel"),
    )})  # fmt: skip
    record, bad = harvest(feed)
    assert [(one.id, one.field) for one in bad] == [
        ("b", "file"), ("c", "root"), ("d", "file"), ("e", "RequestedPublicationDate"),
        ("f", "Name"), ("g", "file"),
    ]  # fmt: skip
    # the last one is the same notice again: the first one counts
    [row] = rows(record)
    assert row["link"] == "https://vergabe.example/unterlagen/1"
    alone = service({"2026-10-07": zipped(h=good.replace("https://v", "javascript://v"))})
    assert rows(harvest(alone)[0])[0]["link"] is None
    with pytest.raises(errors.WrongContent, match="none that can be used; the first: b"):
        harvest(service({"2026-10-07": zipped(b="<html>")}))


def test_a_day_is_read_once(service: FeedOf, server: Any, own_feeds: Path) -> None:
    body = (own_feeds / "tenders/eforms.zip/1.xml").read_bytes()
    files = {day: zipped(a=body) for day in ("2026-10-05", "2026-10-06", "2026-10-07")}
    first = service(files)
    harvest(first)
    assert first.keep == {"days": ["2026-10-05"]}
    server.visits.clear()
    with pytest.raises(errors.Unchanged):
        harvest(service(files, last=first.seen, before=first.keep))
    assert [path.partition("pubDay=")[2][:10] for path, _ in server.visits] == [
        "2026-10-06",
        "2026-10-07",
    ]
    # a full run asks for all of them
    server.visits.clear()
    harvest(service(files, before=first.keep))
    assert len(server.visits) == 3


def test_settings_that_no_run_can_work_with(service: FeedOf) -> None:
    for settings in ({"format": "csv"}, {"nuts": ["Lörrach"]}, {"postcodes": ["D-79"]},
                     {"days": 0}, {"keep": 0}, {"towns": 5}):  # fmt: skip
        with pytest.raises(errors.SettingError, match=next(iter(settings))):
            harvest(service({}, settings=settings))


def test_a_recorded_notice_below_the_thresholds(service: FeedOf, samples: Path) -> None:
    file = samples / "business/eforms-doe/sdk-0.1-numeric-cn-25599482-1.xml"
    feed = service({"2026-10-07": zipped(a=file.read_bytes())}, settings={"days": 1})
    record, bad = harvest(feed)
    # address and telephone number stood within the name of the buyer
    assert counts(feed, [record], bad) == {"notices": 1, "repaired": 1, "refused": 0}
    assert rows(record) == [
        {
            "published": date(2026, 7, 17), "notice": "25599482", "version": "1",
            "stage": "competition", "kind": "cn-standard", "title": "Lose Möblierung",
            "description": "Lose Möblierung", "buyer": "VGem Volkach", "buyer_town": "Volkach",
            "town": "Sommerach", "postcode": "97334", "nuts": "DE2", "nature": None, "cpv": None,
            "method": "de-restricted-wo-call", "deadline": datetime(2026, 8, 12, 22, tzinfo=UTC),
            "value": None, "currency": None, "winners": None, "awarded": None,
            "procedure": None, "link": "https://www.staatsanzeiger-eservices.de/besuJs/BekLanding4Bund"
            "?z_param=2026-11-0291004",
        }
    ]  # fmt: skip


def test_recorded_releases(service: FeedOf, samples: Path) -> None:
    folder = samples / "business/ocds"
    files = {file.stem: file.read_bytes() for file in sorted(folder.glob("*.json"))}
    feed = service({"2026-10-07": zipped(**files)}, settings={"format": "ocds", "days": 1})
    record, bad = harvest(feed)
    # one release in the first file, seven in the second
    assert counts(feed, [record], bad) == {"notices": 8, "repaired": 0, "refused": 0}
    found = rows(record)
    assert found[0] == {
        "published": date(2009, 3, 15),
        "notice": "ocds-213czf-000-00001-01-planning",
        "version": "1",
        "stage": "planning",
        "kind": "planning",
        "title": "Planned cycle lane improvements",
        "description": "The authority plans to tender for improvements to the cycle lane in early "
        "2010. This notice provides advanced notice of the intention to tender, and details to "
        "upcoming consultation events.",
        "buyer": "London Borough of Barnet",
        "buyer_town": "London",
        "town": None,
        "postcode": None,
        "nuts": None,
        "nature": "works",
        "cpv": "45233130.0",
        "method": "open",
        "deadline": None,
        "value": 1000000.0,
        "currency": "GBP",
        "winners": None,
        "awarded": None,
        "procedure": "ocds-213czf-000-00001",
        "link": "http://example.com/consultations/cycle-provision/",
    }
    number = "Buyandsell.gc.ca-2014-11-07-89f689cd-e784-4374-bb17-94144679"
    # nobody keeps the prefix of OCDS registered, and what was published is read all the same
    assert [one for one in found if one["notice"] == number] == [
        {
            "published": date(2014, 3, 25), "notice": number, "version": "1",
            "stage": "competition", "kind": "tender",
            "title": "Canine Control of the Canada Geese (14-2015)", "description": None,
            "buyer": "Agriculture & Agrifood Canada", "buyer_town": None, "town": None,
            "postcode": None, "nuts": None, "nature": None, "cpv": None, "method": None,
            "deadline": datetime(2014, 4, 15, 14, tzinfo=UTC), "value": None, "currency": None,
            "winners": None, "awarded": None, "procedure": "bad-prefix-000001",
            "link": "https://buyandsell.gc.ca/cds/public/2014/03/25/3a76d19e61825db7939e14afaa2002e3"
            "/14-2015_itt.pdf",
        }
    ]  # fmt: skip
    assert found[7]["deadline"] == datetime(2014, 4, 22, tzinfo=UTC)
    assert found[7]["buyer"] == "Parks Canada"
