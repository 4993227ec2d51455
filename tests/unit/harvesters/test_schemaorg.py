"""schema.org: rows whole, a property in all its shapes, schedules, references, changes, faults."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MakeFeed = Callable[..., Feed]
PLACE = {"@type": "Place", "name": "Burghof", "geo": {"latitude": 47.612, "longitude": 7.66}}


@pytest.fixture
def read(feed_of: MakeFeed, harvest: Any) -> Callable[..., Any]:
    """Record, bad records and feed of a document."""

    def make(document: Any, now: datetime = NOW, **more: Any) -> Any:
        feed = feed_of(json.dumps(document).encode(), "schemaorg", **more)
        feed.now = now
        [record], bad = harvest(feed)
        return record, bad, feed

    return make


def rows(record: Any, key: str) -> list[dict[str, Any]]:
    """The rows of one of the tables, each by its columns; [] where there is no such table."""
    for resource in record.resources:
        if resource.key == key:
            names = [column.name for column in resource.table.columns]
            return [dict(zip(names, row, strict=True)) for row in resource.table.rows]
    return []


def test_events_and_places(feed_of: MakeFeed, harvest: Any, own_feeds: Path, told: Any) -> None:
    feed = feed_of((own_feeds / "orte-loerrach.json").read_bytes(), "schemaorg", field="culture")
    feed.now = NOW
    [record], bad = harvest(feed)
    assert bad == []
    base = "https://tourismus.loerrach.example/resources/"
    assert told(feed) == {("reference left out", f"{base}viele-orte")}
    assert record.fields["collection_kind"] == ["events", "venues"]
    events, places, original = record.resources
    assert (len(events.table.rows), len(places.table.rows)) == (156, 5)
    assert events.table.rows[0] == [
        f"{base}wochenmarkt",
        "2026-11-03",
        "Wochenmarkt",
        date(2026, 11, 3),
        date(2026, 11, 3),
        None,
        None,
        "Marktplatz",
        "79539 Lörrach",
        7.662,
        47.614,
        "SaleEvent",
        True,
        None,
        "scheduled",
        None,
        None,
    ]
    assert places.table.rows[2] == [
        f"{base}dreilaendermuseum",
        "Dreiländermuseum",
        "Museum, TouristAttraction",
        "Basler Straße 143, 79540 Lörrach",
        7.661,
        47.612,
        False,
        "https://www.dreilaendermuseum.eu",
        "Museum zur Geschichte der Region von Südbaden, Nordwestschweiz und Elsass.",
    ]
    # second Sunday in September
    [heritage] = [row for row in events.table.rows if row[2] == "Tag des offenen Denkmals"]
    assert heritage[3] == date(2027, 9, 12)
    assert (original.url, original.format) == (feed.url, "JSON_LD")
    assert (f"{base}burghof", {"type": "Point", "coordinates": [7.66, 47.612]}) in (
        record.places.geometries
    )


def test_one_property_in_all_its_shapes(read: Any) -> None:
    for name in (
        "Burghof",
        ["Burghof"],
        {"@value": "Burghof"},
        {"@language": "de", "@value": " Burghof "},
        [{"@language": "en", "@value": "Castle yard"}, {"@language": "de", "@value": "Burghof"}],
        {"@list": ["Burghof"]},
        [None, "Burghof"],
    ):
        for key, context in {
            "name": "https://schema.org",
            "schema:name": None,
            "s:name": {"s": "https://schema.org/"},
            "http://schema.org/name": {"@vocab": "https://schema.org/"},
        }.items():
            thing = {"@id": "urn:1", "@type": "Museum", key: name}
            for document in (
                {"@context": context, **thing},
                {"@context": context, "@graph": [thing]},
                [{"@context": context, **thing}],
                {"@context": context, "itemListElement": [{"@type": "ListItem", "item": thing}]},
                {"data": [{"@context": context, **thing}]},
            ):
                record, bad, _ = read(document)
                assert bad == []
                assert [row["name"] for row in rows(record, "places")] == ["Burghof"], document


def test_no_context_is_fetched(read: Any, server: Any) -> None:
    context = server.url("/context.jsonld")
    read({"@context": [context, {"x": {"@id": context}}], "@id": "urn:1", **PLACE})
    assert [path for path, _ in server.visits] == ["/feed"]


def test_schedules(read: Any) -> None:
    def dates(**schedule: Any) -> list[str]:
        event = {"@id": "urn:1", "@type": "Event", "name": "x", "eventSchedule": schedule}
        record, bad, _ = read(event)
        assert bad == []
        return [f"{row['start'] or row['first_day']:%m-%d %H:%M}" for row in rows(record, "events")]

    weekly = {"startDate": "2026-12-01", "startTime": "19:00", "endTime": "21:00"}
    # twice a week until a day, without one, at the same hour
    assert dates(
        **weekly, endDate="2026-12-10", repeatFrequency="P1W", byDay=["Tuesday", "schema:Thursday"],
        exceptDate=["2026-12-08T19:00:00+01:00"],
    ) == ["12-01 18:00", "12-03 18:00", "12-10 18:00"]  # fmt: skip
    # days of the week alone mean every week; holidays nobody can work out
    assert dates(**weekly, endDate="2026-12-09", byDay=["Tuesday", "PublicHolidays"]) == [
        "12-01 18:00",
        "12-08 18:00",
    ]
    assert dates(**weekly, repeatFrequency="Daily", repeatCount=2) == ["12-01 18:00", "12-02 18:00"]
    # a month: of a named week, or of the same as the first date
    assert dates(startDate="2026-12-27", repeatFrequency="P1M", byDay="Sunday", byMonthWeek=4,
                 endDate="2027-02-28") == ["12-27 00:00", "01-24 00:00", "02-28 00:00"]  # fmt: skip
    assert dates(startDate="2026-12-01", repeatFrequency="P2M", byDay="Tuesday",
                 endDate="2027-02-28") == ["12-01 00:00", "02-02 00:00"]  # fmt: skip
    # over the night of the change at the same hour; a zone of its own
    assert dates(**{**weekly, "startDate": "2027-03-23"}, repeatFrequency="P1W", repeatCount=2) == [
        "03-23 18:00",
        "03-30 17:00",
    ]
    assert dates(**weekly, scheduleTimezone="Europe/London") == ["12-01 19:00"]
    assert dates(**weekly, scheduleTimezone="Mars") == ["12-01 18:00"]


def test_starts_and_ends(read: Any) -> None:
    def told(**event: Any) -> list[Any]:
        record, bad, _ = read({"@id": "urn:1", "@type": "MusicEvent", "name": "x", **event})
        assert bad == []
        [row] = rows(record, "events")
        return [row[name] for name in ("first_day", "last_day", "start", "end")]

    first, later = date(2026, 12, 1), date(2026, 12, 2)
    evening = datetime(2026, 12, 1, 18, tzinfo=UTC)
    assert told(startDate="2026-12-01") == [first, first, None, None]
    # midnight without a zone means the day
    assert told(startDate="2026-12-01T00:00:00") == [first, first, None, None]
    assert told(startDate="2026-12-01", endDate="2026-12-02") == [first, later, None, None]
    assert told(startDate="2026-12-01T19:00") == [first, first, evening, None]
    assert told(startDate="2026-12-01T18:00:00Z", endDate="2026-12-01") == [
        first, first, evening, None,
    ]  # fmt: skip
    # past midnight
    night = datetime(2026, 12, 2, 0, 30, tzinfo=UTC)
    assert told(startDate="2026-12-01", startTime="19:00", endTime="01:30") == [
        first, later, evening, night,
    ]  # fmt: skip
    # no time for the end of several days: until the end of the last one
    assert told(startDate="2026-12-01T19:00", endDate="2026-12-02") == [
        first, later, evening, datetime(2026, 12, 2, 23, tzinfo=UTC),
    ]  # fmt: skip


def test_references(read: Any, server: Any) -> None:
    """Within the document, at the same server, and such as nobody gives."""
    server.page("/burghof", json.dumps({"@id": server.url("/burghof"), **PLACE}).encode())
    event = {"@type": "Event", "startDate": "2026-12-01"}
    document = {
        "@graph": [
            {**event, "@id": "urn:1", "name": "a", "location": {"@id": "urn:place"}},
            {**event, "@id": "urn:2", "name": "b", "location": {"@id": server.url("/burghof")}},
            {**event, "@id": "urn:3", "name": "c", "location": {"@id": server.url("/burghof")}},
            {**event, "@id": "urn:4", "name": "d", "location": {"@id": server.url("/nowhere")}},
            {**event, "@id": "urn:5", "name": "e", "location": {"@id": "http://10.0.0.1/x"}},
            {**PLACE, "@id": "urn:place", "name": "Rathaus"},
            {"@id": "urn:only-a-name"},
        ]
    }
    server.pages["/nowhere"] = lambda visit: visit.answer(b"", 404)
    record, bad, feed = read(document)
    assert bad == []
    assert [row["place"] for row in rows(record, "events")] == [
        "Rathaus", "Burghof", "Burghof", None, None,
    ]  # fmt: skip
    assert [path for path, _ in server.visits].count("/burghof") == 1
    left_out = [one.name for one in feed.notices if one.kind == "reference left out"]
    assert left_out == [server.url("/nowhere"), "http://10.0.0.1/x"]


def test_a_list_of_changes(feed_of: MakeFeed, harvest: Any, server: Any) -> None:
    """What is not named stays, what is removed goes, what cannot be had stays as it was."""
    beside = {
        f"things/{id}.json": json.dumps({"@graph": [{"@id": f"urn:{id}", **PLACE}]}).encode()
        for id in ("a", "b", "c")
    }

    def run(before: dict[str, Any], updated: list[str], removed: list[str]) -> Any:
        body = json.dumps({"data": {"createdOrUpdated": updated, "removed": removed}})
        feed = feed_of(
            body.encode(), "schemaorg", beside=beside, settings={"nodes": "things/{id}.json"}
        )
        feed.before = before
        [record], bad = harvest(feed)
        return [row["id"] for row in rows(record, "places")], bad, feed

    found, bad, feed = run({}, ["a", "b"], ["gone"])
    assert (found, bad) == (["urn:a", "urn:b"], [])
    found, bad, feed = run(feed.keep, ["c"], ["a"])
    assert (found, bad) == (["urn:b", "urn:c"], [])
    server.pages["/things/b.json"] = lambda visit: visit.answer(b"", 404)
    beside.clear()
    found, [one], feed = run(feed.keep, ["b"], [])
    assert found == ["urn:b", "urn:c"]
    assert (one.id, one.remedy, one.part_of) == ("b", "It stays as it was", "probe")
    with pytest.raises(errors.Unchanged):
        harvest(_again(feed_of, feed))
    with pytest.raises(errors.SettingError, match="nodes"):
        harvest(feed_of(b'{"data": {"removed": []}}', "schemaorg"))


def _again(feed_of: MakeFeed, feed: Feed) -> Feed:
    again = feed_of(
        b'{"data": {"createdOrUpdated": ["b"]}}', "schemaorg", feed.seen,
        settings={"nodes": "things/{id}.json"},
    )  # fmt: skip
    again.before = feed.keep
    return again


def test_faults(feed_of: MakeFeed, harvest: Any, own_feeds: Path, told: Any) -> None:
    feed = feed_of((own_feeds / "broken/orte.json").read_bytes(), "schemaorg")
    feed.now = NOW
    [record], bad = harvest(feed)
    assert [str(one) for one in bad] == [
        "urn:1, field 'name': missing. Give every record this value.",
        "Noch einmal, field '@id' 'urn:4': the same identity twice. Give each thing its own.",
        "Ohne Zeit, field 'startDate': missing. Give every event a start.",
        "Kein Tag, field 'startDate' 'morgen': no day or time. Write it as ISO 8601.",
        "Jede Stunde, field 'repeatFrequency' 'PT1H': no length of time like P1W.",
        "Jahr 9999, field 'startDate' '9999-12-31': a year from 1900 to 2100 is needed.",
    ]
    events, places = rows(record, "events"), rows(record, "places")
    assert [(row["name"], row["lon"], row["link"]) for row in places] == [
        ("Vertauscht", None, None),
        ("In Worten", None, None),
        ("Mit Skript", 7.66, None),
    ]
    assert places[2]["description"] == "Fragen an (E-Mail)"
    assert [
        (row["title"], f"{row['start'] or row['first_day']:%d %H}", row["status"]) for row in events
    ] == [
        ("Ende zuerst", "01 18", "cancelled"),
        ("Zwei Zeiten", "02 19", "scheduled"),
        ("Ohne Namen", "04 00", "scheduled"),
    ]
    assert (events[1]["price"], events[1]["place"]) == ("8.5–12 EUR", "Burghof")
    assert told(feed) == {
        ("left out", "Person"),
        ("link left out", "Mit Skript"),
        ("place left out", "In Worten"),
        ("place left out", "urn:2"),
        ("price left out", "Zwei Zeiten"),
        ("reference left out", "urn:fort"),
        ("repaired", "Ende zuerst"),
        ("repaired", "Zwei Zeiten"),
        ("unknown column", "preis"),
        ("unknown word", "eventStatus"),
    }


def test_nothing_to_read(feed_of: MakeFeed, harvest: Any) -> None:
    for body in (b"{}", b"[]", b"[1]", b'{"@graph": []}', b'{"@type": "Person", "name": "x"}'):
        with pytest.raises(errors.WrongContent):
            harvest(feed_of(body, "schemaorg"))
