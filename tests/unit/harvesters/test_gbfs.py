"""Sharing: the town's own sample whole, what is refused, versions, snapshots in disorder."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvester
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Same
from ckanext.loerrach.testing_records import rows as table

FeedOf = Callable[..., Feed]
Answers = dict[str, Any]
NOW = datetime(2026, 6, 14, 8, 30, tzinfo=UTC)
MADE = 1_781_425_490
MOBILITY = "https://w3id.org/mobilitydcat-ap"


def answers(folder: Path) -> Answers:
    return {path.name: json.loads(path.read_bytes()) for path in folder.iterdir()}


@pytest.fixture
def town(own_feeds: Path) -> Answers:
    return answers(own_feeds / "gbfs-naturenergie")


@pytest.fixture
def feed_from(feed_of: FeedOf) -> FeedOf:
    """A feed of several answers, the first of which is asked."""

    def make(pages: Answers, first: str = "gbfs.json", **more: Any) -> Feed:
        bodies = {name: json.dumps(page).encode() for name, page in pages.items()}
        feed = feed_of(bodies[first], "gbfs", beside=bodies, **more)
        feed.now = NOW
        return feed

    return make


def harvest(feed: Feed) -> tuple[list[Record], list[BadRecord]]:
    found = list(harvester("gbfs")().records(feed))
    return (
        [one for one in found if isinstance(one, Record)],
        [one for one in found if isinstance(one, BadRecord)],
    )


def test_naturenergie_in_loerrach(feed_from: FeedOf, town: Answers) -> None:
    feed = feed_from(town)
    (record,), bad = harvest(feed)
    assert bad == []
    assert [str(one) for one in feed.notices] == [
        "without status 'probe': 1 stations have information, but no status; the first: lo-brombach"
    ]
    assert {name: record.fields[name] for name in ("creator", "url", "conforms_to")} == {
        "creator": [{"name": "naturenergie sharing GmbH"}],
        "url": "https://www.naturenergie-sharing.de/",
        "conforms_to": ["https://github.com/MobilityData/gbfs/blob/v2.3/gbfs.md"],
    }
    assert [one.removeprefix(MOBILITY) for one in record.fields["mobility_theme"]] == [
        "/mobility-theme/sharing-and-hiring-services",
        "/mobility-theme/car-sharing-locations-and-stations",
        "/mobility-theme/car-sharing-availability",
        "/mobility-theme/bike-sharing-locations-and-stations",
        "/mobility-theme/bike-sharing-availability",
    ]
    assert [(one.key, len(one.table.rows)) for one in record.resources if one.table] == [
        ("stations", 4), ("kinds", 4), ("vehicles", 3), ("types", 2), ("plans", 2),
    ]  # fmt: skip
    service = record.resources[0].fields["access_services"][0]
    assert (service["title"], service["endpoint_url"]) == ("GBFS 2.3", [feed.url])
    assert table(record, "stations")[0] == {
        "id": "lo-hbf", "name": "Lörrach, Hauptbahnhof", "short_name": None, "address": None,
        "postcode": "79539", "capacity": 2, "virtual": False, "vehicles": 2,
        "vehicles_disabled": None, "docks": 0, "installed": True, "renting": True,
        "returning": True, "reported": datetime(2026, 6, 14, 8, 23, tzinfo=UTC),
        "url": "https://www.naturenergie-sharing.de/", "lon": 7.6656, "lat": 47.6139,
    }  # fmt: skip
    assert table(record, "kinds")[0] == {"station": "lo-hbf", "type": "compact", "vehicles": 1}
    assert table(record, "vehicles")[0] == {
        "id": "5f2c", "type": "compact", "station": "lo-hbf", "reserved": False, "disabled": False,
        "range": 210000.0, "plan": "compact_hour", "lon": 7.6656, "lat": 47.6139,
    }  # fmt: skip
    assert table(record, "types")[1] == {
        "id": "cargo", "name": "Lastenrad", "form": "cargo_bicycle",
        "propulsion": "electric_assist", "range": 50000.0, "make": None, "model": None,
        "seats": None,
    }  # fmt: skip
    assert table(record, "plans")[0] == {
        "id": "compact_hour", "name": "Kleinwagen, je Stunde", "currency": "EUR", "price": 0.0,
        "per_minute": "0-: 2/60", "per_kilometre": "0-100: 0.3/1; 100-: 0.25/1", "taxable": False,
        "description": "Zeit und Kilometer zusammen", "url": None,
    }  # fmt: skip
    assert record.places is not None
    assert len(record.places.geometries) == 4


def test_what_cannot_be_used(feed_from: FeedOf, own_feeds: Path) -> None:
    feed = feed_from(answers(own_feeds / "broken/gbfs-naturenergie"))
    (record,), bad = harvest(feed)
    assert [(one.id, one.field) for one in bad] == [
        ("station_information, lo-brombach", "name"),
        ("station_information, lo-hbf", "station_id"),
        ("station_information, #6", "station_id"),
        ("station_information, #7", "stations"),
        ("vehicle_types, #2", "vehicle_type_id"),
        ("system_pricing_plans, compact_hour", "price"),
        ("vehicle_status, 5f2c", "lat"),
        ("vehicle_status, 91ab", "is_reserved"),
        ("vehicle_status, c07d", "bike_id"),
        ("station_status, lo-unbekannt", "station_id"),
    ]
    assert {one.part_of for one in bad} == {"probe"}
    assert {(one.kind, one.name) for one in feed.notices} == {
        ("unknown feed", "bike_jokes"), ("unknown column", "seats"), ("unknown column", "motto"),
        ("left out", "station_status: last_updated"), ("left out", "vehicle_status: last_updated"),
        ("left out", "weil-bf: capacity"), ("left out", "weil-bf: is_virtual_station"),
        ("left out", "lo-null: rental_uris"), ("left out", "lo-nord: lat"),
        ("left out", "lo-hbf: num_vehicles_available"), ("left out", "lo-stetten: last_reported"),
        ("left out", "compact: max_range_meters"), ("left out", "cargo_hour: url"),
        ("left out", "probe: url"), ("without status", "probe"), ("licence", "probe"),
        ("place left out", "lo-stetten"), ("place left out", "lo-null"),
    }  # fmt: skip
    first = table(record, "stations")[0]
    assert (first["vehicles"], first["installed"], first["renting"]) == (None, False, True)
    assert first["reported"] == datetime(2026, 6, 14, 8, 23, tzinfo=UTC)
    assert [len(table(record, key)) for key in ("stations", "vehicles", "types", "plans")] == [
        5,
        1,
        1,
        1,
    ]


def test_snapshots_never_go_back(feed_from: FeedOf, town: Answers) -> None:
    def at(minutes: int, later: timedelta = timedelta(0)) -> Feed:
        pages = copy.deepcopy(town)
        for name in ("station_status.json", "free_bike_status.json"):
            pages[name]["last_updated"] = MADE + minutes * 60
        pages["station_status.json"]["data"]["stations"][0]["num_bikes_available"] = abs(minutes)
        feed = feed_from(pages)
        feed.now = NOW + later
        return feed

    first = at(0)
    harvest(first)
    older = at(-50)
    older.before = first.keep
    with pytest.raises(errors.Unchanged):
        harvest(older)
    assert older.keep["snapshots"] == first.keep["snapshots"]
    assert [one.kind for one in older.notices] == ["older snapshot"]
    newer = at(1)
    newer.before = first.keep
    (record,), _ = harvest(newer)
    assert table(record, "stations")[0]["vehicles"] == 1
    # what was seen last may have had a wrong clock: it does not count for ever
    much_later = at(-50, later=timedelta(hours=7))
    much_later.before = first.keep
    assert len(harvest(much_later)[0]) == 1


def test_the_same_state_made_anew_is_unchanged(feed_from: FeedOf, town: Answers) -> None:
    first = feed_from(town)
    harvest(first)
    again = copy.deepcopy(town)
    for page in again.values():
        page["last_updated"] += 60
    second = feed_from(again, last=first.seen)
    with pytest.raises(errors.Unchanged):
        harvest(second)


def test_feeds_that_have_not_moved_are_asked_with_a_condition(
    feed_from: FeedOf, town: Answers, server: Any
) -> None:
    def page(visit: Any) -> None:
        if visit.headers.get("If-None-Match") == '"1"':
            visit.answer(status=304)
        else:
            visit.answer(json.dumps(town[visit.path[1:]]).encode(), etag='"1"')

    def tagged(**more: Any) -> Feed:
        feed = feed_from(town, **more)
        server.pages |= {"/station_status.json": page, "/free_bike_status.json": page}
        server.visits.clear()
        return feed

    first = tagged()
    harvest(first)
    again = tagged(last=first.seen)
    again.before = first.keep
    with pytest.raises(errors.Unchanged):
        harvest(again)
    assert [path for path, _ in server.visits] == ["/station_status.json", "/free_bike_status.json"]
    # a full run believes nobody
    full = tagged()
    full.before = first.keep
    assert len(harvest(full)[0]) == 1
    # one that has moved: everything is read
    town["free_bike_status.json"]["data"]["bikes"].pop()
    moved = tagged(last=first.seen)
    moved.before = {
        **first.keep,
        "validators": {url: {"etag": '"0"'} for url in first.keep["validators"]},
    }
    assert len(table(harvest(moved)[0][0], "vehicles")) == 2


def test_silent_stations(feed_from: FeedOf, town: Answers) -> None:
    feed = feed_from(town)
    feed.now = NOW + timedelta(hours=15)
    harvest(feed)
    assert [one.message for one in feed.notices if one.kind == "silent"] == [
        "3 of 4 stations for more than 12 hours; the first: lo-hbf, lo-stetten, weil-bf"
    ]


def of_3(url: str = "") -> Answers:
    """A system in version 3.0: localized texts, moments as RFC 3339, other names."""

    def page(data: Any) -> Any:
        made = "2026-06-14T10:24:50+02:00"
        return {"last_updated": made, "ttl": 0, "version": "3.0", "data": data}

    def local(de: str, en: str) -> list[dict[str, str]]:
        return [{"text": en, "language": "en"}, {"text": de, "language": "de"}]

    names = ("system_information", "station_information", "station_status", "vehicle_status")
    return {
        "gbfs.json": page({"feeds": [{"name": one, "url": f"{url}{one}.json"} for one in names]}),
        "system_information.json": page({
            "system_id": "velo", "languages": ["de", "en"], "name": local("Velo", "Bike"),
            "opening_hours": "24/7", "feed_contact_email": "velo@example.org",
            "timezone": "Europe/Berlin", "license_id": "CC0-1.0",
        }),
        "station_information.json": page({"stations": [{
            "station_id": "1", "name": local("Marktplatz", "Market"), "lat": 47.61, "lon": 7.66,
            "short_name": local("M", "M"),
        }]}),
        "station_status.json": page({"stations": [{
            "station_id": "1", "num_vehicles_available": 3, "is_installed": True,
            "is_renting": True, "is_returning": False, "last_reported": "2026-06-14T10:23:00+02:00",
        }]}),
        "vehicle_status.json": page({"vehicles": [
            {"vehicle_id": "a", "lat": 47.62, "lon": 7.67, "is_reserved": False,
             "is_disabled": False},
        ]}),
    }  # fmt: skip


def test_version_3(feed_from: FeedOf) -> None:
    feed = feed_from(of_3())
    (record,), bad = harvest(feed)
    assert bad == []
    row = table(record, "stations")[0]
    assert (row["name"], row["vehicles"], row["returning"], row["docks"]) == (
        "Marktplatz",
        3,
        False,
        None,
    )
    assert row["reported"] == datetime(2026, 6, 14, 8, 23, tzinfo=UTC)
    assert table(record, "vehicles")[0]["id"] == "a"
    assert feed.keep["snapshots"]["probe"]["station_status"] == "2026-06-14T08:24:50+00:00"


def test_version_1(feed_from: FeedOf, town: Answers) -> None:
    """Numbers for yes and no, no version, no vehicle types: bicycles."""
    pages = copy.deepcopy(town)
    for page in pages.values():
        del page["version"]
    for station in pages["station_status.json"]["data"]["stations"]:
        station |= {"is_installed": 1, "is_renting": 0, "is_returning": 1}
        del station["vehicle_types_available"]
    feeds = pages["gbfs.json"]["data"]["de"]["feeds"]
    pages["gbfs.json"]["data"] = {"en": {"feeds": feeds[:3]}}
    (record,), bad = harvest(feed_from(pages))
    assert bad == []
    assert table(record, "stations")[0]["renting"] is False
    assert [one.key for one in record.resources] == ["feed", "stations"]
    assert record.fields["transport_mode"] == [f"{MOBILITY}/transport-mode/bike-sharing"]


def manifest(*datasets: Any) -> Any:
    return {"last_updated": "2026-06-14T10:24:50+02:00", "ttl": 0, "version": "3.0",
            "data": {"datasets": list(datasets)}}  # fmt: skip


def test_a_manifest(feed_from: FeedOf) -> None:
    versions = [{"version": "2.3", "url": "none.json"}, {"version": "3.0", "url": "gbfs.json"}]
    listed = manifest(
        {"system_id": "velo", "versions": versions},
        {"system_id": "gone", "versions": [{"version": "2.1", "url": "gone.json"}]},
        {"system_id": "later", "versions": [{"version": "9.0", "url": "gbfs.json"}]},
        {"versions": versions},
    )
    pages = {**of_3(), "manifest.json": listed, "gone.json": {"error": "x"}}
    feed = feed_from(pages, "manifest.json", licences="either")
    (record,), bad = harvest(feed)
    assert (record.id, record.title) == ("velo", {"de": "Velo"})
    assert {one.licence.rpartition("/")[2] for one in record.resources} == {"cc-zero"}
    assert [(one.id, one.field) for one in bad] == [
        ("gone", "url"),
        ("later", "versions"),
        ("#4", "system_id"),
    ]
    # an older state of a system of many: the others go on
    older = feed_from(pages, "manifest.json", settings={"systems": ["velo", "nowhere"]})
    older.before = {"snapshots": {"velo": {"station_status": "2026-06-14T08:29:00+00:00"}}}
    assert list(harvester("gbfs")().records(older)) == [Same("velo")]
    assert older.keep["snapshots"] == older.before["snapshots"]
    assert older.gaps == ["the manifest does not name the system 'nowhere'"]


def test_licences(feed_from: FeedOf) -> None:
    pages = of_3()
    pages["system_information.json"]["data"]["license_id"] = "Velo-1.0"
    records, bad = harvest(feed_from(pages, licences="records"))
    assert (records, [(one.id, one.field, one.value) for one in bad]) == (
        [], [("probe", "license_id", "Velo-1.0")],
    )  # fmt: skip


def test_no_sharing_system(feed_from: FeedOf, town: Answers) -> None:
    def with_page(name: str, data: Any) -> Answers:
        return {**town, name: {**town[name], "data": data}}

    cases: list[tuple[Answers, type[errors.FeedError], str]] = [
        ({"gbfs.json": []}, errors.WrongContent, "GBFS with 'data'"),
        (with_page("gbfs.json", {}), errors.WrongContent, "feeds in GBFS"),
        (with_page("gbfs.json", {"feeds": []}), errors.WrongContent, "stations or vehicles"),
        (with_page("station_information.json", {}), errors.WrongContent, "'stations' in GBFS"),
        (with_page("station_information.json", {"stations": []}), errors.Empty, "one station"),
        (with_page("station_information.json", {"stations": [1]}), errors.WrongContent, "#1"),
        ({"gbfs.json": manifest()}, errors.Empty, "one system"),
    ]
    for pages, kind, words in cases:
        with pytest.raises(kind, match=words):
            harvest(feed_from(pages))


def test_a_feed_that_is_not_there(feed_from: FeedOf, town: Answers, server: Any) -> None:
    """What moves may be back on another day: the old data stay. Types and prices may be missing."""

    def without(name: str) -> Feed:
        feed = feed_from(town)
        server.pages[f"/{name}.json"] = lambda visit: visit.answer(status=404)
        return feed

    with pytest.raises(errors.Refused):
        harvest(without("station_status"))
    feed = without("vehicle_types")
    assert len(harvest(feed)[0]) == 1
    assert ("missing feed", "vehicle_types") in {(one.kind, one.name) for one in feed.notices}


@pytest.mark.parametrize("settings", [{"systems": "velo"}, {"systems": [1]}, {"language": "rm"}])
def test_settings_that_cannot_be(feed_from: FeedOf, town: Answers, settings: Any) -> None:
    with pytest.raises(errors.SettingError):
        harvest(feed_from(town, settings=settings))


def test_lille(feed_from: FeedOf, samples: Path) -> None:
    """Recorded: ttl 0, addresses of another server, a station without status."""
    pages = answers(samples / "mobility/gbfs-lille")
    for one in pages["gbfs.json"]["data"]["en"]["feeds"]:
        one["url"] = one["url"].rpartition("/")[2]
    # these two were not recorded
    pages["vehicle_types.json"] = {"data": {"vehicle_types": []}}
    pages["system_information.json"] = {"data": {}}
    feed = feed_from(pages)
    (record,), bad = harvest(feed)
    assert bad == []
    rows = table(record, "stations")
    assert rows[1] == {
        "id": "2", "name": "Universite Catholique", "short_name": None, "address": None,
        "postcode": "59800", "capacity": 31, "virtual": False, "vehicles": 0,
        "vehicles_disabled": None, "docks": 31, "installed": True, "renting": True,
        "returning": True, "reported": datetime(2026, 10, 6, 15, 10, 10, tzinfo=UTC), "url": None,
        "lon": 3.046134, "lat": 50.632233,
    }  # fmt: skip
    unknown = ("vehicles", "vehicles_disabled", "docks", "installed", "renting", "returning",
               "reported", "short_name", "address", "url")  # fmt: skip
    assert rows[0] == {
        "id": "1", "name": "Metropole Europeenne de Lille (CB)", "postcode": "59000",
        "capacity": 36, "virtual": False, "lon": 3.075992, "lat": 50.641926,
        **dict.fromkeys(unknown),
    }  # fmt: skip
    assert len(rows) == 3
    assert record.places is not None
    assert len(record.places.geometries) == 3
    assert ("without status", "probe") in {(one.kind, one.name) for one in feed.notices}
