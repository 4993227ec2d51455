"""The recordings of charging stations: first rows spelled out, and counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record

FeedOf = Callable[..., Feed]
Harvest = Callable[[Feed], tuple[list[Record], list[Any]]]


def tables(record: Record) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of stations and of points, by the names of their columns."""
    found = []
    for resource in record.resources[:2]:
        assert resource.table is not None
        names = [column.name for column in resource.table.columns]
        found.append([dict(zip(names, row, strict=True)) for row in resource.table.rows])
    return found[0], found[1]


def test_the_workbook_of_the_register(samples: Path, feed_of: FeedOf, harvest: Harvest) -> None:
    """It announces a million rows, has 73,901, and fills 108 below its header."""
    body = (samples / "mobility/charging-bnetza/bnetza.xlsx").read_bytes()
    feed = feed_of(body, "charging", licence="cc-by/4.0")
    (record,), bad = harvest(feed)
    stations, points = tables(record)
    assert (len(stations), len(points), bad, feed.notices) == (108, 189, [], [])
    assert record.resources[2].format == "XLSX"
    assert stations[0] == {
        "id": "6c20e2c58a2d",
        "name": "Albwerk GmbH & Co. KG",
        "operator": "Albwerk GmbH & Co. KG",
        # the number of the house is "0"
        "address": "Ennabeurer Weg",
        "postcode": "72535",
        "city": "Heroldstatt",
        "district": "Landkreis Alb-Donau-Kreis",
        "kind": "normal",
        "power_kw": 22.0,
        "points": 2,
        "plugs": "type2",
        # 43841 in the sheet
        "commissioned": date(2020, 1, 11),
        "condition": None,
        "lon": 9.659075,
        "lat": 48.442398,
    }
    assert points[0] == {
        "station": "6c20e2c58a2d",
        "point": "1",
        "evse": None,
        "plugs": "type2",
        "power_kw": 22.0,
        "state": None,
        "state_at": None,
    }
    assert Counter(row["kind"] for row in stations) == {"normal": 88, "fast": 20}
    assert "3059 3013" not in str(record)


def test_one_district_of_the_workbook(samples: Path, feed_of: FeedOf, harvest: Harvest) -> None:
    body = (samples / "mobility/charging-bnetza/bnetza.xlsx").read_bytes()
    feed = feed_of(body, "charging", settings={"cities": ["heroldstatt"]})
    (record,), _ = harvest(feed)
    assert {row["city"] for row in tables(record)[0]} == {"Heroldstatt"}


def test_the_register_as_json(samples: Path, feed_of: FeedOf, harvest: Harvest) -> None:
    body = (samples / "mobility/charging-bnetza/bnetza_first60.json").read_bytes()
    feed = feed_of(body, "charging")
    (record,), bad = harvest(feed)
    stations, points = tables(record)
    assert (len(stations), len(points), bad, feed.notices) == (60, 122, [], [])
    assert stations[0] == {
        "id": "1000001",
        "name": "SWD AG",
        "operator": "Stadtwerke Düsseldorf AG",
        "address": "Frachtstraße 1",
        "postcode": "40474",
        "city": "Düsseldorf",
        "district": "Kreisfreie Stadt Düsseldorf",
        "kind": "normal",
        "power_kw": 44.0,
        "points": 2,
        "plugs": "schuko; type2",
        "commissioned": date(2016, 8, 4),
        "condition": "in_operation",
        "lon": 6.769947,
        "lat": 51.280824,
    }
    assert points[0] == {
        "station": "1000001",
        "point": "1",
        "evse": None,
        "plugs": "type2; schuko",
        "power_kw": 22.0,
        "state": None,
        "state_at": None,
    }


def test_datex_of_enbw(samples: Path, feed_of: FeedOf, harvest: Harvest) -> None:
    folder = samples / "mobility/charging-datex2"
    states = (folder / "datex2_enbw_realtime_reduced.json").read_bytes()
    feed = feed_of(
        (folder / "datex2_enbw_static_reduced.json").read_bytes(),
        "charging",
        beside={"states": states},
        settings={"status": "states"},
    )
    (record,), bad = harvest(feed)
    stations, points = tables(record)
    assert (len(stations), len(points), bad, feed.notices) == (27, 57, [], [])
    assert stations[0] == {
        "id": "800030182/13538",
        "name": "EDEKA Wangen, Siemensstraße 10",
        "operator": "ENBW",
        "address": "Siemensstraße 10",
        "postcode": "73117",
        "city": "Wangen",
        "district": None,
        "kind": "fast",
        "power_kw": 150.0,
        "points": 2,
        "plugs": "ccs",
        "commissioned": None,
        "condition": None,
        "lon": 9.611829,
        "lat": 48.718544,
    }
    assert points[0] == {
        "station": "800030182/13538",
        "point": "DE*EBW*E914082*2",
        "evse": "DE*EBW*E914082*2",
        "plugs": "ccs",
        "power_kw": 150.0,
        "state": "available",
        "state_at": datetime(2026, 3, 12, 5, 51, 57, 79000, tzinfo=UTC),
    }
    found = Counter(row["state"] for row in points)
    assert found == {None: 46, "available": 7, "occupied": 3, "out_of_order": 1}


def test_ocpi_of_chargecloud(samples: Path, feed_of: FeedOf, harvest: Harvest, server: Any) -> None:
    body = (samples / "mobility/charging-ocpi/swlb_page1_first60.json").read_bytes()
    last = json.dumps({"items": json.loads(body)["items"][:1], "next": None}).encode()
    feed = feed_of(body, "charging")
    server.pages["/feed"] = lambda visit: visit.answer(last if "next=" in visit.path else body)
    (record,), bad = harvest(feed)
    stations, points = tables(record)
    assert (len(stations), len(points)) == (60, 183)
    # one of the second page was on the first one, too
    assert [str(one) for one in bad] == [
        "DE*SLB*1588625, field 'id' 'DE*SLB*1588625': the same id twice. Give each station its own."
    ]
    assert feed.notices == []
    assert stations[0] == {
        "id": "DE*SLB*1588625",
        "name": "LB Brenzstraße 2",
        "operator": "SWLB Mobilität GmbH",
        "address": "Brenzstraße 2",
        "postcode": "71636",
        "city": "Ludwigsburg",
        "district": None,
        "kind": "normal",
        "power_kw": None,
        "points": 2,
        "plugs": "type2",
        "commissioned": None,
        "condition": None,
        "lon": 9.18329,
        "lat": 48.89233,
    }
    assert points[0] == {
        "station": "DE*SLB*1588625",
        "point": "8976020",
        "evse": "DE*SLB*E001L10000*001",
        "plugs": "type2",
        "power_kw": 22.0,
        "state": "occupied",
        "state_at": datetime(2024, 10, 9, 22, 7, 29, tzinfo=UTC),
    }
