"""Gauges of the Rhine: whole records, counts of good and bad, and what each fault becomes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Series
from ckanext.loerrach.testing_records import rows

FeedOf = Callable[..., Feed]
Harvest = Callable[[Feed], tuple[list[Record], list[Any]]]
NOW = datetime(2026, 10, 6, 0, 0, tzinfo=UTC)


def of(feed_of: FeedOf, body: bytes, **settings: Any) -> Feed:
    feed = feed_of(body, "pegelonline", field="environment", settings=settings)
    feed.now = NOW
    return feed


def test_the_rhine(feed_of: FeedOf, harvest: Harvest, own_feeds: Path) -> None:
    feed = of(feed_of, (own_feeds / "pegelonline.json").read_bytes(), keep=365)
    (record,), bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    id = "d6ff0f4e-0b7e-4a5c-9a0e-000000000002"
    assert [one.key for one in record.resources] == ["stations", "series", "measurements", "feed"]
    assert len(rows(record, "stations")) == 3
    assert rows(record, "stations")[1] == {
        "id": id,
        "number": None,
        "name": "RHEINWEILER",
        "water": "RHEIN",
        "km": 186.2,
        "agency": "STANDORT FREIBURG",
        "lon": 7.53,
        "lat": 47.7,
    }
    at = datetime(2026, 10, 5, 23, 0, tzinfo=UTC)
    assert rows(record, "series")[1] == {
        "station": id,
        "quantity": "W",
        "name": "WASSERSTAND ROHDATEN",
        "unit": "cm",
        "every": 15.0,
        "at": at,
        "value": 200.0,
        "state": "normal",
        "state_shipping": "normal",
        "zero": None,
        "zero_datum": None,
        "comment": None,
    }
    assert rows(record, "measurements")[1] == {
        "station": id,
        "quantity": "W",
        "at": at,
        "value": 200.0,
        "unit": "cm",
    }
    table = record.resources[2].table
    assert table
    assert (table.key, table.series) == (["station", "quantity", "at"], Series("at", 365))
    assert record.fields["measured_quantity"] == ["WASSERSTAND ROHDATEN"]
    assert record.places
    assert record.places.geometries[1] == (id, {"type": "Point", "coordinates": [7.53, 47.7]})


def test_broken_gauges(feed_of: FeedOf, harvest: Harvest, own_feeds: Path) -> None:
    feed = of(feed_of, (own_feeds / "broken/pegelonline.json").read_bytes())
    (record,), bad = harvest(feed)
    assert [str(one) for one in bad] == [
        "b1, field 'shortname': missing. Give every record this value.",
        "b2, field 'timeseries': missing. Ask with includeTimeseries=true.",
        "b3, field 'uuid' 'b3': the same gauge twice.",
        "#7, field 'station' 'kein Pegel': an object is needed.",
        "b6, field 'longitude' 'weit': a number is needed.",
        "b7, field 'shortname' 'W': the same series twice.",
    ]
    assert {one.part_of for one in bad} == {"probe"}
    assert [str(one) for one in feed.notices] == [
        "unknown column 'ganz': not read; the harvester does not know it",
        (
            "unknown word 'stateMnwMhw: huge': not one of 'low', 'normal', 'high', 'unknown', "
            "'commented', 'out-dated'"
        ),
        "left out 'OHNE ZEIT W: timestamp': 'gestern': a date with time is needed",
        "unknown unit 'Nasen': the unit is left out; translate it into UCUM",
        "place left out 'b4': has its two coordinates swapped",
        "silent 'FERN W': the last value is of 2024-01-01 00:00 UTC",
        "silent 'OHNE ZEIT W': has no value",
        "silent 'OHNE ZEIT X': has no value",
    ]
    # a value that is missing stays visible as a row without one
    assert [(one["station"], one["quantity"], one["value"], one["unit"])
            for one in rows(record, "measurements")] == [
        ("b3", "W", None, "cm"), ("b3", "Q", 612.5, "m3/s"), ("b4", "W", 7.0, "cm")
    ]  # fmt: skip
    assert rows(record, "series")[0]["comment"] == "Der Pegel ist gestört."
    assert [one["lon"] for one in rows(record, "stations")] == [7.53, None, 7.6]


def test_only_some_gauges(feed_of: FeedOf, harvest: Harvest, own_feeds: Path) -> None:
    body = (own_feeds / "pegelonline.json").read_bytes()
    for wanted, names in (
        ({"stations": "Rheinweiler"}, ["RHEINWEILER"]),
        ({"waters": ["RHEIN"], "box": [7.4, 47.5, 8.0, 49.0]}, ["RHEINWEILER", "KEHL-KRONENHOF"]),
    ):
        (record,), _ = harvest(of(feed_of, body, **wanted))
        assert [one["name"] for one in rows(record, "stations")] == names
    with pytest.raises(errors.WrongContent, match="look at waters"):
        harvest(of(feed_of, body, waters="WIESE"))
    for wrong in ({"box": [8, 47, 7, 48]}, {"days": 40}, {"stations": 7}, {"keep": 0}):
        with pytest.raises(errors.SettingError):
            harvest(of(feed_of, body, **wrong))


def test_earlier_measurements(feed_of: FeedOf, harvest: Harvest, server: Any) -> None:
    """The autumn night, in both directions: the offset tells the two hours apart."""
    gauge = {
        "uuid": "u",
        "shortname": "P",
        "timeseries": [{
            "shortname": "W", "unit": "cm",
            "currentMeasurement": {"timestamp": "2025-10-26T02:30:00+01:00", "value": 3},
        }],
    }  # fmt: skip
    earlier = [
        {"timestamp": "2025-10-26T02:30:00+02:00", "value": 1.0},
        {"timestamp": "2025-10-26T02:30:00+01:00", "value": 2.0},
        {"timestamp": None, "value": 9.0},
        {"timestamp": "2025-10-26T02:45:00+01:00", "value": None},
    ]
    server.page("/stations/u/W/measurements.json", json.dumps(earlier).encode())
    feed = of(feed_of, json.dumps([gauge]).encode(), days=2)
    (record,), bad = harvest(feed)
    assert bad == []
    assert server.visits[-1][0] == "/stations/u/W/measurements.json?start=P2D"
    assert [
        (one["at"].strftime("%H:%M"), one["value"]) for one in rows(record, "measurements")
    ] == [
        ("00:30", 1.0),
        ("01:30", 3.0),
        ("01:45", None),
    ]
    assert ("left out", "P: timestamp") in {(one.kind, one.name) for one in feed.notices}


def test_the_recording(feed_of: FeedOf, harvest: Harvest, samples: Path) -> None:
    feed = of(feed_of, (samples / "environment/pegelonline/stations_2.json").read_bytes())
    (record,), bad = harvest(feed)
    assert bad == []
    # both stand in Lower Saxony
    assert [(one.kind, one.message) for one in feed.notices] == [
        ("place left out", "lies far outside the region"),
        ("place left out", "lies far outside the region"),
        ("silent", "the last value is of 2025-08-08 14:15 UTC"),
        ("silent", "the last value is of 2025-08-08 14:15 UTC"),
    ]
    assert rows(record, "stations")[0] == {
        "id": "b475386c-30cc-453a-b3b7-1d17ace13595",
        "number": "48300105",
        "name": "CELLE",
        "water": "ALLER",
        "km": 1.74,
        "agency": "VERDEN",
        "lon": None,
        "lat": None,
    }
    assert rows(record, "series")[0] == {
        "station": "b475386c-30cc-453a-b3b7-1d17ace13595",
        "quantity": "W",
        "name": "WASSERSTAND ROHDATEN",
        "unit": "cm",
        "every": 15.0,
        "at": datetime(2025, 8, 8, 14, 15, tzinfo=UTC),
        "value": 115.0,
        "state": "low",
        "state_shipping": "normal",
        "zero": 31.82,
        "zero_datum": "m. ü. NN",
        "comment": None,
    }
    assert rows(record, "measurements")[0] == {
        "station": "b475386c-30cc-453a-b3b7-1d17ace13595",
        "quantity": "W",
        "at": datetime(2025, 8, 8, 14, 15, tzinfo=UTC),
        "value": 115.0,
        "unit": "cm",
    }
    assert [len(rows(record, key)) for key in ("stations", "series", "measurements")] == [2, 2, 2]


def test_values_do_not_change_the_metadata(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path
) -> None:
    body = (own_feeds / "pegelonline.json").read_bytes()
    (before,), _ = harvest(of(feed_of, body))
    (after,), _ = harvest(of(feed_of, body.replace(b"200.0", b"412.0")))
    bare = [replace(one, resources=[replace(r, table=None) for r in one.resources])
            for one in (before, after)]  # fmt: skip
    assert bare[0] == bare[1]
    assert rows(before, "measurements") != rows(after, "measurements")


@pytest.mark.parametrize("body", [b"{}", b"7", b"[]", b"null"])
def test_other_json(feed_of: FeedOf, harvest: Harvest, body: bytes) -> None:
    with pytest.raises(errors.WrongContent):
        harvest(of(feed_of, body))
