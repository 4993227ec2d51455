"""The barrier-free travel chain: three lists, whole rows, and what each fault becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.testing_records import harvest, rows

FeedOf = Callable[..., Feed]


def own(name: str, feed_of: FeedOf, own_feeds: Path) -> Feed:
    source = next(source for source in sources() if source.name == name)
    assert source.demo
    stand_in = feed_of((own_feeds / source.demo).read_bytes(), "bfrk")
    return Feed(source, stand_in.client, stand_in=stand_in.url)


BASE = {"object": "de:08336:6600", "stop": "de:08336:6600", "municipality": None}
FIRST_BIKE = BASE | {
    "id": "INFRA-de:08336:6600-FAHRRADANLAGE-1",
    "place": "Lörrach",
    "kind": "stands",
    "capacity": 18,
    "roofed": True,
    "lit": False,
    "fee": False,
    "fee_note": None,
    "rideable": True,
    "obstacle": None,
    # a dash in the feed
    "note": None,
    "photo": "https://bilder.example/b1.jpg",
    # an empty text in the feed
    "photo_way": None,
    "photo_obstacle": None,
    "position": "checked",
    "osm": "https://www.openstreetmap.org/way/1153720602",
    "lon": 7.66562,
    "lat": 47.61394,
}


def test_bicycle_parking(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = own("fahrradparken-haltestellen", feed_of, own_feeds)
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert record.fields["mobility_theme"] == [
        "https://w3id.org/mobilitydcat-ap/mobility-theme/bike-parking-locations"
    ]
    assert record.fields["politicalGeocodingURI"] == [
        "http://dcat-ap.de/def/politicalGeocoding/districtKey/08336"
    ]
    assert [one.key for one in record.resources] == ["bikes", "feed"]
    # Riehen is another country's
    assert len(rows(record)) == 5
    assert rows(record)[0] == FIRST_BIKE
    assert rows(record)[2]["obstacle"] == "Randstein"
    assert record.places is not None
    assert record.places.geometries[0] == (
        FIRST_BIKE["id"],
        {"type": "Point", "coordinates": [7.66562, 47.61394]},
    )


def test_car_parking(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = own("autoparken-haltestellen", feed_of, own_feeds)
    record, bad = harvest(feed)
    assert (bad, feed.notices, len(rows(record))) == ([], [], 3)
    assert rows(record)[0] == BASE | {
        "id": "INFRA-de:08336:6600-PARKPLATZ-1",
        "place": "Lörrach",
        "kind": "short_stay",
        "shape": None,
        "capacity": 12,
        "capacity_disabled": 2,
        "disabled_length_cm": 520,
        "disabled_width_cm": 350,
        "capacity_women": 0,
        "capacity_family": 0,
        "public": True,
        "owner": None,
        "conditions": None,
        "fee": "yes",
        "fee_note": "1 EUR je Stunde",
        "max_stay_min": 60,
        "opening_hours": None,
        "always_open": None,
        "photo": "https://bilder.example/c1.jpg",
        "photo_disabled": None,
        "position": "raw",
        "osm": None,
        "lon": 7.6648,
        "lat": 47.6135,
    }
    # -1 and "unbekannt" say nothing
    assert (rows(record)[2]["max_stay_min"], rows(record)[2]["fee"]) == (None, None)


def test_stops_with_barriers(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = own("barrierefreie-haltestellen", feed_of, own_feeds)
    record, bad = harvest(feed)
    assert (bad, feed.notices, len(rows(record))) == ([], [], 2)
    first, second = rows(record)
    assert first == {
        "id": "INFRA-de:08336:6600:1:1",
        "stop": "de:08336:6600",
        "object": "de:08336:6600:1:1",
        "municipality": "Lörrach",
        "place": "Lörrach",
        "kind": "Bahnsteig",
        "kerb_raised": True,
        "height_cm": 55,
        "length_cm": 14000,
        "width_cm": 320,
        "narrowest_cm": 160,
        "slope_percent": 0.5,
        "cross_slope_percent": 1.5,
        "step_cm": None,
        "ramp_slope_percent": None,
        "tactile_paving": True,
        "guiding_strip": True,
        "entry_marked": True,
        "surface": "Pflaster",
        "unpaved": False,
        "lift": False,
        "ramp": False,
        "announcements": True,
        "display": True,
        "display_speaks": False,
        "seats": True,
        "lit": True,
        "note": None,
        "photo": "https://bilder.example/s1.jpg",
        "position": "raw",
        "osm": None,
        "lon": 7.66565,
        "lat": 47.61385,
    }
    assert (second["step_cm"], second["kerb_raised"], second["lift"]) == (12, False, None)


def test_broken_sites(feed_of: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "broken/bfrk-bikes.json").read_bytes()
    feed = feed_of(body, "bfrk", settings={"stops": ["de:08336"]})
    record, bad = harvest(feed)
    assert [str(one) for one in bad] == [
        "#1, field 'objekt_dhid': missing. Give every record this value.",
        "#6, field 'item' 'nichts': no JSON object.",
        "b5, field 'infraid' 'b5': the same id twice. Give each object its own.",
    ]
    assert [row["id"] for row in rows(record)] == ["b2", "b3", "b4", "b5", "b10"]
    assert [str(notice)[:75] for notice in feed.notices] == [
        "place left out 'b4': lies at 0°/0°, where devices without a place are",
        "place left out 'b5': has its two coordinates swapped",
        "left out 'b2: stellplatzanzahl': 'viele': a number is needed",
        "left out 'b2: beleuchtet': 'vielleicht': true or false is needed",
        "left out 'b3: anlagentyp': 'Hängematte': not one of 'Anlehnbuegel', 'Vorder",
        "left out 'b3: osmlinks': 'javascript:alert(1)': an address with http:// or ",
        "left out 'b4: objekt_Foto': 'ftp://bilder.example/1.jpg': an address with h",
    ]
    assert rows(record)[1]["osm"] == "https://www.openstreetmap.org/way/1"
    assert (rows(record)[4]["capacity"], rows(record)[4]["lon"]) == (None, 7.66562)


def test_a_column_that_changed_is_named(feed_of: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "bfrk-bikes.json").read_bytes()
    feed = feed_of(body.replace(b'"ueberdacht"', b'"dach"'), "bfrk")
    record, _ = harvest(feed)
    assert {notice.name for notice in feed.notices} == {"dach"}
    assert {row["roofed"] for row in rows(record)} == {None}


def test_the_wrong_list(feed_of: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "bfrk-cars.json").read_bytes()
    with pytest.raises(errors.WrongContent, match="columns of the list 'bikes'"):
        harvest(feed_of(body, "bfrk", settings={"list": "bikes"}))
    with pytest.raises(errors.WrongContent, match="entries at stops de:08315"):
        harvest(feed_of(body, "bfrk", settings={"stops": ["de:08315"]}))
    with pytest.raises(errors.Empty):
        harvest(feed_of(b"[]", "bfrk"))
    for settings in ({"list": "trains"}, {"stops": "de:08336"}):
        with pytest.raises(errors.SettingError):
            harvest(feed_of(body, "bfrk", settings=settings))


def test_the_recording_of_the_district(samples: Path, feed_of: FeedOf) -> None:
    path = samples / "mobility/bfrk-loerrach/bfrk_bw_bike_landkreis_loerrach.json"
    feed = feed_of(path.read_bytes(), "bfrk")
    record, bad = harvest(feed)
    assert (len(rows(record)), bad, feed.notices) == (97, [], [])
    photos = "https://mobidata-bw.de/bfrk/haltestelle/bilder/ch:23005:6/"
    assert rows(record)[0] == {
        "id": "INFRA-ch:23005:6-FAHRRADANLAGE-3",
        "stop": "ch:23005:6",
        "object": "ch:23005:6",
        "municipality": None,
        "place": "Basel",
        "kind": "wall_loops",
        "capacity": 220,
        "roofed": False,
        "lit": True,
        "fee": False,
        "fee_note": None,
        "rideable": True,
        "obstacle": None,
        "note": None,
        "photo": f"{photos}67ae0b55-c867-45e1-9588-bd771f3ffc0b.jpg",
        "photo_way": f"{photos}1f2eb424-9871-4f9b-a2e9-68462cbeebaf.jpg",
        "photo_obstacle": None,
        "position": "raw",
        "osm": None,
        "lon": 7.6061667,
        "lat": 47.5681883,
    }
    assert sum(row["osm"] is not None for row in rows(record)) == 12
    here = replace(feed.source, settings={"stops": ["de:08336"]})
    record, _ = harvest(Feed(here, feed.client, stand_in=feed.url))
    assert {row["stop"][:9] for row in rows(record)} == {"de:08336:"}
