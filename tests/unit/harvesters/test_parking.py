"""Car parks in two dialects: whole records, counts of good and bad, and what each fault becomes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Resource
from ckanext.loerrach.harvesters.parking import Parking

FeedOf = Callable[..., Feed]
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


def harvest(feed: Feed) -> tuple[Record, list[BadRecord]]:
    """The one dataset of a parking feed, and what was refused."""
    *bad, record = Parking().records(feed)
    assert isinstance(record, Record)
    assert all(isinstance(one, BadRecord) for one in bad)
    return record, bad  # type: ignore[return-value]


def table(record: Record) -> list[dict[str, Any]]:
    """The rows, by the names of their columns."""
    found = record.resources[0].table
    assert found is not None
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


# --- Freiburg -------------------------------------------------------------------------------------


def test_the_record_of_freiburg(feed_of: FeedOf, own_feeds: Path) -> None:
    source = next(source for source in sources() if source.name == "parking-freiburg")
    body = (own_feeds / "parking-freiburg.json").read_bytes()
    stand_in = feed_of(body, "parking").url
    feed = Feed(source, feed_of(body, "parking").client, stand_in=stand_in)
    record, bad = harvest(feed)
    assert bad == []
    assert feed.notices == []
    assert record.id == "parking-freiburg"
    assert record.title["de"] == "Freie Parkplätze in Freiburg"
    assert record.tags["fr"] == ["stationnement", "parking", "temps réel"]
    assert record.fields == {
        "strategy_field": "mobility",
        "frequency": "http://publications.europa.eu/resource/authority/frequency/5MIN",
        "publisher": [{"name": "Stadt Freiburg im Breisgau", "url": "https://www.freiburg.de"}],
        "contact": [{"name": "Stadt Freiburg im Breisgau", "url": "https://www.freiburg.de"}],
        "politicalGeocodingURI": [
            "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08311000"
        ],
        "theme": ["http://publications.europa.eu/resource/authority/data-theme/TRAN"],
        "mobility_theme": [
            "https://w3id.org/mobilitydcat-ap/mobility-theme/car-parking-availability"
        ],
        "transport_mode": ["https://w3id.org/mobilitydcat-ap/transport-mode/car"],
        "language": ["http://publications.europa.eu/resource/authority/language/DEU"],
        "url": "https://www.freiburg.de",
    }
    lots, original = record.resources
    assert (lots.key, lots.format, lots.licence, lots.url) == ("lots", "CSV", BY, "")
    assert original == Resource(
        key="feed",
        title={
            "de": "Originaldaten der Quelle",
            "fr": "Données d’origine de la source",
            "en": "Original data of the source",
        },
        url=source.url,
        format="GEOJSON",
        mimetype="application/geo+json",
        licence=BY,
        licence_attribution_by="Stadt Freiburg im Breisgau",
    )
    assert len(table(record)) == 7
    assert table(record)[0] == {
        "id": "13",
        "name": "Zur Unterführung",
        "kind": None,
        "address": None,
        "capacity": 105,
        "capacity_disabled": None,
        "free": 56,
        "occupancy": 46.7,
        "state": "open",
        # 10:20 in Freiburg, in summer
        "updated": datetime(2024, 6, 10, 8, 20, tzinfo=UTC),
        "opening_hours": None,
        "fee_hours": None,
        "url": "http://www.freiburg.de/pb/,Lde/231391.html",
        "lon": 7.8447314,
        "lat": 48.0012865,
    }
    assert [(row["name"], row["state"]) for row in table(record)[3:5]] == [
        ("Zähringer Tor", "unknown"),
        ("Bahnhofsgarage", "closed"),
    ]
    assert record.places is not None
    assert record.places.crs == "urn:ogc:def:crs:EPSG::25832"
    assert record.places.geometries[0] == (
        "13",
        {"type": "Point", "coordinates": [413824.9, 5317088.9]},
    )


def test_broken_car_parks_of_freiburg(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = feed_of((own_feeds / "broken/parking-freiburg.json").read_bytes(), "parking")
    record, bad = harvest(feed)
    assert [str(one) for one in bad] == [
        "10, field 'obs_free' 'viele': a number is needed.",
        "5, field 'obs_ts' 'gestern': a date with time is needed. Write it as ISO 8601.",
        "2, field 'park_name': missing. Give every record this value.",
        "9, field 'obs_state' '7': not one of '0', '1', '2'. Translate the new word.",
        "#9, field 'properties': missing.",
        "21??, field 'obs_free' 'v?iele?': a number is needed.",
        "20, field 'id' '20': the same id twice. Give each car park its own.",
    ]
    assert {one.part_of for one in bad} == {"probe"}
    assert [str(notice) for notice in feed.notices] == [
        "left out '13: free': 106 free spaces of 105",
        "unknown column 'hoehe': not read; the harvester does not know it",
        "repaired '18: free': -3 free spaces count as 0",
        (
            "left out '18: park_url': 'javascript:alert(1)': "
            "an address with http:// or https:// is needed"
        ),
        "place left out '20': has its two coordinates swapped",
    ]
    assert [(row["id"], row["free"], row["occupancy"], row["lon"]) for row in table(record)] == [
        ("13", None, None, 7.8447314),
        ("18", 0, 100.0, 7.8908912),
        ("20", 169, 77.5, None),
    ]
    assert record.places is not None
    assert [id for id, _ in record.places.geometries] == ["13", "18"]


def changed(own_feeds: Path, change: Callable[[dict[str, Any]], None]) -> bytes:
    """Freiburg's feed with something else in it."""
    value = json.loads((own_feeds / "parking-freiburg.json").read_text())
    change(value)
    return json.dumps(value).encode()


def test_an_empty_collection_is_maintenance(feed_of: FeedOf, own_feeds: Path) -> None:
    body = changed(own_feeds, lambda value: value.update(features=[], numberMatched=0))
    with pytest.raises(errors.Empty, match="at least one car park, found none"):
        list(Parking().records(feed_of(body, "parking")))


def test_fewer_features_than_announced(feed_of: FeedOf, own_feeds: Path) -> None:
    body = changed(own_feeds, lambda value: value["features"].pop())
    with pytest.raises(errors.WrongContent, match="7 car parks as announced, found 6"):
        list(Parking().records(feed_of(body, "parking")))


def test_no_car_park_can_be_read(feed_of: FeedOf, own_feeds: Path) -> None:
    def rename(value: dict[str, Any]) -> None:
        for feature in value["features"]:
            feature["properties"] = {"parkhaus": 1, "obs_max": feature["properties"]["obs_max"]}

    feed = feed_of(changed(own_feeds, rename), "parking")
    with pytest.raises(errors.WrongContent, match="none that can be read; the first: #1, field"):
        list(Parking().records(feed))
    assert [notice.name for notice in feed.notices] == ["parkhaus"]


def test_other_columns_are_named(feed_of: FeedOf, own_feeds: Path) -> None:
    def rename(value: dict[str, Any]) -> None:
        for feature in value["features"]:
            feature["properties"] = {"parkhaus": feature["properties"]["park_name"]}

    for settings in ({}, {"dialect": "freiburg"}):
        feed = feed_of(changed(own_feeds, rename), "parking", settings=settings)
        with pytest.raises(errors.WrongContent, match="found the names parkhaus"):
            list(Parking().records(feed))


def test_degrees_without_a_crs_member(feed_of: FeedOf, own_feeds: Path) -> None:
    """With SRSNAME=EPSG:4326 the server leaves the member out and means longitude, latitude."""

    def degrees(value: dict[str, Any]) -> None:
        del value["crs"]
        value["features"][0]["geometry"]["coordinates"] = [7.85, 48.0]

    feed = feed_of(changed(own_feeds, degrees), "parking")
    record, _ = harvest(feed)
    assert (table(record)[0]["lon"], table(record)[0]["lat"]) == (7.85, 48.0)
    # the others still hold metres, which no degree can be
    assert [notice.message for notice in feed.notices] == ["lies nowhere on earth"] * 6


def test_a_declared_crs_stands_in_for_the_missing_member(feed_of: FeedOf, own_feeds: Path) -> None:
    body = changed(own_feeds, lambda value: value.pop("crs"))
    record, _ = harvest(feed_of(body, "parking", settings={"crs": "EPSG:25832"}))
    assert table(record)[0]["lon"] == 7.8447314


def test_an_unknown_crs(feed_of: FeedOf, own_feeds: Path) -> None:
    name = {"name": "urn:ogc:def:crs:EPSG::99999"}
    body = changed(own_feeds, lambda value: value["crs"].update(properties=name))
    with pytest.raises(errors.WrongContent, match="EPSG::99999"):
        list(Parking().records(feed_of(body, "parking")))


@pytest.mark.parametrize(
    ("local", "now", "utc"),
    [
        ("2026-01-10T12:00:00", "2026-01-10T12:00", "2026-01-10T11:00"),
        ("2026-07-10T12:00:00", "2026-07-10T12:00", "2026-07-10T10:00"),
        # the night with two hours from two to three: first pass, second pass
        ("2026-10-25T02:30:00", "2026-10-25T00:31", "2026-10-25T00:30"),
        ("2026-10-25T02:30:00", "2026-10-25T01:31", "2026-10-25T01:30"),
        # an hour that spring does not have, read as of a clock that has been moved already
        ("2026-03-29T02:30:00", "2026-03-29T02:00", "2026-03-29T00:30"),
        ("2026-07-10T12:00:00+00:00", "2026-07-10T12:00", "2026-07-10T12:00"),
    ],
)
def test_local_times(feed_of: FeedOf, own_feeds: Path, local: str, now: str, utc: str) -> None:
    body = changed(own_feeds, lambda v: v["features"][0]["properties"].update(obs_ts=local))
    feed = feed_of(body, "parking")
    feed.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    record, _ = harvest(feed)
    assert table(record)[0]["updated"] == datetime.fromisoformat(utc).replace(tzinfo=UTC)


# --- ParkAPI --------------------------------------------------------------------------------------


def test_the_car_parks_of_herrenberg(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = feed_of((own_feeds / "parking-herrenberg.json").read_bytes(), "parking")
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert record.places is not None
    assert (record.places.crs, len(record.places.geometries)) == ("OGC:CRS84", 8)
    assert table(record)[0] == {
        "id": "herrenbergaltstadtgarage",
        "name": "Altstadtgarage",
        "kind": "garage",
        "address": "71083 Herrenberg",
        "capacity": 97,
        "capacity_disabled": 2,
        "free": 60,
        "occupancy": 38.1,
        "state": "open",
        "updated": datetime(2025, 2, 25, 12, 20, 3, tzinfo=UTC),
        "opening_hours": None,
        "fee_hours": "Mo-Fr 08:00-20:00; Sa 08:00-14:00; PH off",
        "url": "https://www.herrenberg.de/de/Stadtleben/Erlebnis-Herrenberg/Service/Parkplaetze/"
        "Parkplatz?view=publish&item=parkingLocation&id=1008",
        "lon": 8.872705,
        "lat": 48.593768,
    }
    numbers = {row["name"]: (row["capacity"], row["free"], row["state"]) for row in table(record)}
    assert numbers["Nufringer Tor"] == (242, None, "unknown")
    assert numbers["Parkgarage Seeländer"] == (None, None, "unknown")
    assert numbers["Marktplatz - Parkplatz für Menschen mit Behinderung"] == (0, None, "unknown")


def test_broken_car_parks_of_herrenberg(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = feed_of((own_feeds / "broken/parking-herrenberg.json").read_bytes(), "parking")
    record, bad = harvest(feed)
    assert [(one.id, one.field, one.problem) for one in bad] == [
        ("#1", "id", "missing"),
        ("herrenbergbronntor", "total", "a number is needed"),
        (
            "herrenbergvolksbank",
            "state",
            "not one of 'open', 'many', 'few', 'full', 'closed', 'nodata', 'unknown'",
        ),
        ("herrenbergnufringertor", "coords", "lat and lng are needed"),
        ("#9", "lots", "an object is needed"),
        ("herrenbergwohnmobilhafenherrenberg", "id", "the same id twice"),
    ]
    assert [(notice.kind, notice.name.rpartition("herrenberg")[2]) for notice in feed.notices] == [
        ("unknown column", "copyright"),
        ("left out", "parkgarageseelaender: lot_type"),
        ("unknown column", "werktags"),
        ("left out", ": free"),
        ("place left out", "marktplatzparkplatzfuermenschenmitbehinderung"),
    ]
    assert [row["name"] for row in table(record)] == [
        "P+R Kalkofenstraße",
        "Marktplatz - Parkplatz für Menschen mit Behinderung",
        "Parkgarage Seeländer",
        "Wohnmobilhafen Herrenberg",
    ]


def test_no_lots(feed_of: FeedOf) -> None:
    with pytest.raises(errors.Empty):
        list(
            Parking().records(
                feed_of(b'{"last_updated": "2026-01-01T00:00:00", "lots": []}', "parking")
            )
        )


# --- both -----------------------------------------------------------------------------------------


def test_free_spaces_do_not_change_the_metadata(feed_of: FeedOf, own_feeds: Path) -> None:
    def fill(value: dict[str, Any]) -> None:
        for feature in value["features"]:
            feature["properties"] |= {"obs_free": "1", "obs_ts": "2024-06-10 10:25:00"}

    before, _ = harvest(feed_of((own_feeds / "parking-freiburg.json").read_bytes(), "parking"))
    after, _ = harvest(feed_of(changed(own_feeds, fill), "parking"))
    first, second = before.resources[0].table, after.resources[0].table
    without = [replace(one, resources=[replace(one.resources[0], table=None), *one.resources[1:]])
               for one in (before, after)]  # fmt: skip
    assert without[0] == without[1]
    assert first is not None
    assert second is not None
    assert (first.columns, first.key) == (second.columns, second.key)
    assert first.rows != second.rows


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"dialect": "datex"},
            "setting 'dialect': is none of freiburg, karlsruhe, layers",
        ),
        ({"history": "immer"}, "setting 'history': is no number of days"),
        ({"timezone": "Lörrach"}, "setting 'timezone': is no zone like Europe/Berlin"),
        ({"timezone": "../etc/passwd"}, "setting 'timezone'"),
        ({"timezone": "Europe"}, "setting 'timezone'"),
    ],
)
def test_settings_that_cannot_be(feed_of: FeedOf, settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(errors.SettingError, match=sentence):
        list(Parking().records(feed_of(b"{}", "parking", settings=settings)))


def test_a_declared_dialect_is_not_guessed(feed_of: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "parking-herrenberg.json").read_bytes()
    feed = feed_of(body, "parking", settings={"dialect": "freiburg"})
    with pytest.raises(errors.WrongContent, match="dialect 'freiburg'"):
        list(Parking().records(feed))


def test_other_json(feed_of: FeedOf) -> None:
    for body, found in (
        (b"{}", "something else"),
        (b"null", "something else"),
        (b'"lots"', "something else"),
        (b"7", "something else"),
        (b'{"lots": {}}', "the names lots"),
        (b'[{"Haus": 1}]', "the names Haus"),
        (b'{"error": {"code": 400, "message": "Invalid URL"}}', "the error 'Invalid URL'"),
    ):
        with pytest.raises(errors.WrongContent, match=f"a dialect that we know, found {found}"):
            list(Parking().records(feed_of(body, "parking")))
    with pytest.raises(errors.Empty):
        list(Parking().records(feed_of(b"[]", "parking")))
