"""Sensors of citizens: whole records, counts of good and bad, and what each fault becomes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Series
from ckanext.loerrach.testing_records import rows

FeedOf = Callable[..., Feed]
Harvest = Callable[[Feed], tuple[list[Record], list[Any]]]
NOW = datetime(2026, 10, 6, 6, 5, tzinfo=UTC)


def of(feed_of: FeedOf, body: bytes, **settings: Any) -> Feed:
    feed = feed_of(body, "sensor_community", field="environment", settings=settings)
    feed.now = NOW
    return feed


def test_the_air_of_loerrach(feed_of: FeedOf, harvest: Harvest, own_feeds: Path) -> None:
    feed = of(feed_of, (own_feeds / "sensor-community.json").read_bytes(), keep=400)
    (record,), bad = harvest(feed)
    assert bad == []
    assert [str(one) for one in feed.notices] == ["left out 'indoor': 1 sensors stand in rooms"]
    assert rows(record, "sensors")[0] == {
        "id": "90001",
        "kind": "SDS011",
        "manufacturer": "Nova Fitness",
        "altitude": 294.0,
        "exact": False,
        "lon": 7.662,
        "lat": 47.616,
    }
    assert rows(record, "measurements")[0] == {
        "sensor": "90001",
        "quantity": "P1",
        "at": datetime(2026, 10, 6, 6, 2, 11, tzinfo=UTC),
        "value": 7.45,
        "unit": "ug/m3",
        "flag": None,
    }
    table = record.resources[1].table
    assert table
    assert (table.key, table.series) == (["sensor", "quantity", "at"], Series("at", 400))
    assert len(rows(record, "sensors")) == 4
    assert len(rows(record, "measurements")) == 13
    assert {one["unit"] for one in rows(record, "measurements")} == {
        "ug/m3", "Cel", "Pa", "%", "dB[SPL]"
    }  # fmt: skip
    # altitude "" is none, and a sensor indoors is nowhere
    assert rows(record, "sensors")[2]["altitude"] is None
    assert "90005" not in {one["sensor"] for one in rows(record, "measurements")}
    assert record.places
    assert record.places.geometries[0] == (
        "90001",
        {"type": "Point", "coordinates": [7.662, 47.616]},
    )
    assert record.fields["measured_quantity"][:2] == ["Feinstaub PM10", "Feinstaub PM2,5"]


def test_broken_sensors(feed_of: FeedOf, harvest: Harvest, own_feeds: Path) -> None:
    feed = of(feed_of, (own_feeds / "broken/sensor-community.json").read_bytes())
    (record,), bad = harvest(feed)
    assert [str(one) for one in bad] == [
        "202, field 'timestamp' 'gestern': a date with time is needed. Write it as ISO 8601.",
        "203, field 'altitude' 'x': a number is needed.",
        "206, field 'latitude': missing.",
        "209, field 'location': an object is needed.",
        "#12, field 'measurement' 'kein Sensor': an object is needed.",
        "#13, field 'measurement': an object is needed.",
    ]
    assert {one.part_of for one in bad} == {"probe"}
    assert [str(one) for one in feed.notices] == [
        "unknown column 'neu': not read; the harvester does not know it",
        "unknown column 'geruch': not read; the harvester does not know it",
        "left out 'indoor': 1 sensors stand in rooms",
        "value left out '1: P1': 1 values cannot be true",
        "value left out '2: temperature': 1 values are no numbers",
        "value left out '2: humidity': 1 values cannot be true",
        "place left out '8': lies at 0°/0°, where devices without a place are",
    ]
    assert [(one["sensor"], one["quantity"], one["value"], one["flag"])
            for one in rows(record, "measurements")] == [
        ("1", "P1", None, "impossible"), ("1", "P2", 3.2, None),
        ("2", "temperature", None, "no_number"), ("2", "humidity", None, "impossible"),
        ("5", "temperature", 1.0, None), ("6", "temperature", 1.0, None),
    ]  # fmt: skip


def test_homes_are_not_located_more_exactly_than_published(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path
) -> None:
    feed = of(feed_of, (own_feeds / "broken/sensor-community.json").read_bytes())
    (record,), _ = harvest(feed)
    found = {one["id"]: (one["lon"], one["lat"], one["exact"]) for one in rows(record, "sensors")}
    assert found["5"] == (7.662, 47.616, False)
    assert found["6"] == (7.66212, 47.61612, True)
    assert record.places
    assert all(
        len(str(number).partition(".")[2]) <= (5 if id == "6" else 3)
        for id, point in record.places.geometries
        for number in point["coordinates"]
    )


def test_sensors_that_do_not_answer_stay_in_the_list(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path
) -> None:
    """An answer holds five minutes: who is silent for so long is not gone."""
    answers = json.loads((own_feeds / "sensor-community.json").read_text())
    first = of(feed_of, json.dumps(answers).encode())
    (whole,), _ = harvest(first)
    assert first.keep["sensors"]["90003"] == [
        "DHT22", "various", None, False, 7.628, 47.592, "2026-10-06T06:03:01+00:00"
    ]  # fmt: skip
    less = json.dumps(answers[:3]).encode()
    for days, ids, silent in (
        (0, ["90001", "90002", "90003", "90004"], []),
        (2, ["90001", "90002", "90003", "90004"], ["90003", "90004"]),
        (31, ["90001", "90002"], []),
    ):
        feed = of(feed_of, less)
        feed = Feed(feed.source, feed.client, now=NOW + timedelta(days=days), before=first.keep)
        (record,), _ = harvest(feed)
        assert [one["id"] for one in rows(record, "sensors")] == ids
        assert [one.name for one in feed.notices if one.kind == "silent"] == silent
        assert set(feed.keep["sensors"]) == set(ids)
    assert rows(whole, "sensors")[2]["lon"] == 7.628


def test_the_recording(feed_of: FeedOf, harvest: Harvest, samples: Path) -> None:
    name = "environment/sensor-community/data.dust.min_2018_two_records.json"
    feed = of(feed_of, (samples / name).read_bytes())
    (record,), bad = harvest(feed)
    # P1 of a PPD42NS: 972.68 µg/m³ is within what it can say
    assert (bad, feed.notices) == ([], [])
    assert rows(record, "sensors")[0] == {
        "id": "92",
        "kind": "SDS011",
        "manufacturer": "Nova Fitness",
        "altitude": 365.6,
        "exact": False,
        "lon": 9.002,
        "lat": 48.8,
    }
    assert rows(record, "measurements")[0] == {
        "sensor": "92",
        "quantity": "P1",
        "at": datetime(2018, 12, 30, 11, 47, 14, tzinfo=UTC),
        "value": 15.76,
        "unit": "ug/m3",
        "flag": None,
    }
    assert [len(rows(record, key)) for key in ("sensors", "measurements")] == [2, 4]


@pytest.mark.parametrize("body", [b"{}", b"7", b"[]", b"null", b'["x"]'])
def test_other_json(feed_of: FeedOf, harvest: Harvest, body: bytes) -> None:
    with pytest.raises(errors.WrongContent):
        harvest(of(feed_of, body))
