"""Parking: what each dialect is read as, page by page, and what becomes of its traps."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Series
from ckanext.loerrach.harvesters.parking import Parking

FeedOf = Callable[..., Feed]
DAY = datetime(2024, 7, 28, 12, 6, tzinfo=UTC)


def read(feed: Feed) -> tuple[list[dict[str, Any]], Record, list[BadRecord]]:
    """The rows by the names of their columns, without the empty cells; the dataset; the refused."""
    *bad, record = Parking().records(feed)
    assert isinstance(record, Record)
    assert all(isinstance(one, BadRecord) for one in bad)
    return rows(record, "lots"), record, bad  # type: ignore[return-value]


def rows(record: Record, key: str) -> list[dict[str, Any]]:
    found = next(one.table for one in record.resources if one.key == key)
    assert found is not None
    names = [column.name for column in found.columns]
    told = (dict(zip(names, row, strict=True)) for row in found.rows)
    return [{k: v for k, v in row.items() if v is not None} for row in told]


def notices(feed: Feed) -> list[str]:
    return [str(notice) for notice in feed.notices]


# --- Basel ----------------------------------------------------------------------------------------


def basel(feed_of: FeedOf, body: bytes) -> Feed:
    source = next(source for source in sources() if source.name == "parking-basel")
    stand_in = feed_of(body, "parking")
    return Feed(source, stand_in.client, stand_in=stand_in.url)


def test_basel_with_its_history(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = basel(feed_of, (own_feeds / "parking-basel.json").read_bytes())
    lots, record, bad = read(feed)
    assert (bad, feed.notices, len(lots)) == ([], [], 6)
    assert lots[0] == {
        "id": "badbahnhof", "name": "Bad. Bahnhof", "kind": "garage", "capacity": 750,
        "free": 286, "occupancy": 61.9, "state": "unknown", "updated": DAY,
        "url": "https://www.parkleitsystem-basel.ch/parkhaus/badbahnhof",
        "lon": 7.60891, "lat": 47.56518,
    }  # fmt: skip
    assert [one.key for one in record.resources] == ["lots", "history", "feed"]
    table = record.resources[1].table
    assert table is not None
    assert (table.key, table.series) == (["id", "at"], Series("at", 31))
    assert rows(record, "history")[0] == {
        "id": "badbahnhof", "at": DAY, "free": 286, "occupancy": 61.9, "state": "unknown",
    }  # fmt: skip
    assert {one.licence_attribution_by for one in record.resources} == {
        "Kanton Basel-Stadt, Fachstelle OGD"
    }


def test_broken_car_parks_of_basel(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = basel(feed_of, (own_feeds / "broken/parking-basel.json").read_bytes())
    lots, record, bad = read(feed)
    assert [str(one) for one in bad] == [
        "messe, field 'free' 'viele': a number is needed.",
        "rebgasse, field 'total' '-1': less than no spaces.",
        "clarahuus, field 'geo_point_2d' '7.59,47.56': an object with lon and lat is needed.",
        "#8, field 'id2': missing. Give every record this value.",
        "#10, field 'row' 'Parkhaus City': an object is needed.",
        "europe, field 'id' 'europe': the same id twice. Give each car park its own.",
    ]
    assert notices(feed) == [
        "left out 'badbahnhof: free': 760 free spaces of 750",
        "unknown column 'parkwaechter': not read; the harvester does not know it",
        (
            "left out 'europe: link': 'javascript:alert(1)': "
            "an address with http:// or https:// is needed"
        ),
        "left out '#7': Zur Zeit haben wir keine aktuellen Daten",
        "left out 'morgen: published': '2999-01-01T00:00:00+00:00': a time to come",
        "repaired 'morgen: free': -4 free spaces count as 0",
        "silent 'europe': measured last at 2024-07-26 12:06 UTC",
        "place left out 'claramatte': has its two coordinates swapped",
    ]
    assert [row["id"] for row in lots] == ["badbahnhof", "claramatte", "europe", "morgen"]
    # without a number or without a time it is no measurement
    assert [row["id"] for row in rows(record, "history")] == ["claramatte", "europe"]


# --- pages: ArcGIS, ParkAPI 3, NGSI ---------------------------------------------------------------


@pytest.fixture
def paged(server: Any, feed_of: FeedOf) -> Callable[..., Feed]:
    """A feed whose answers depend on the question; ``asked`` gathers the questions."""

    def make(answer: Callable[[dict[str, str]], Any], dialect: str, **settings: Any) -> Feed:
        named = {"dialect": dialect} if settings.pop("named", True) else {}
        feed = feed_of(b"", "parking", settings={**named, **settings})

        def page(visit: Any) -> None:
            query = dict(urllib.parse.parse_qsl(visit.path.partition("?")[2]))
            visit.answer(json.dumps(answer(query)).encode())

        server.pages["/feed"] = page
        return feed

    return make


Paged = Callable[..., Feed]


def konstanz(number: int, **more: Any) -> dict[str, Any]:
    attributes = {
        "OBJECTID": number, "id": float(number), "name": f"Parkhaus {number}", "max_cap": 930.0,
        "type": "Parkhaus", "opening_s": "ja", "updated": 1723876205000, "real_fcap": 881,
        "opening_h": "Mo-Fr:  07:00  -  01:30  Uhr\nSo: geschlossen", "descript": " ", **more,
    }  # fmt: skip
    return {"attributes": attributes, "geometry": {"x": 9.1763949, "y": 47.6561568}}


def test_a_layer_of_arcgis_in_pages(paged: Paged) -> None:
    def answer(query: dict[str, str]) -> Any:
        first = int(query.get("resultOffset", 0))
        found = [konstanz(number) for number in range(first, min(first + 2, 5))]
        return {
            "fieldAliases": {}, "geometryType": "esriGeometryPoint",
            "spatialReference": {"wkid": 4326, "latestWkid": 4326}, "fields": [],
            "features": found, "exceededTransferLimit": first + 2 < 5,
        }  # fmt: skip

    feed = paged(answer, "arcgis")
    lots, record, bad = read(feed)
    assert (bad, feed.notices, [row["id"] for row in lots]) == ([], [], list("01234"))
    assert lots[0] == {
        "id": "0", "name": "Parkhaus 0", "kind": "garage", "capacity": 930, "free": 881,
        "occupancy": 5.3, "state": "open", "updated": datetime(2024, 8, 17, 6, 30, 5, tzinfo=UTC),
        "opening_hours": "Mo-Fr 07:00-01:30; Su off", "lon": 9.1763949, "lat": 47.6561568,
    }  # fmt: skip
    assert record.places is not None
    assert record.places.crs == "EPSG:4326"
    again = Feed(feed.source, feed.client, feed.seen)
    with pytest.raises(errors.Unchanged):
        read(again)


def test_a_change_on_the_second_page_is_seen(paged: Paged) -> None:
    free = 7

    def answer(query: dict[str, str]) -> Any:
        last = "start" in query
        item = {"id": 2 if last else 1, "name": "P", "lat": "47.61", "lon": "7.66", "capacity": 9,
                "realtime_free_capacity": free if last else 3}  # fmt: skip
        return {"items": [item], "total_count": 2, "next_id": None if last else 2}

    feed = paged(answer, "parkapi3")
    assert [row["free"] for row in read(feed)[0]] == [3, 7]
    free = 8
    assert [row["free"] for row in read(Feed(feed.source, feed.client, feed.seen))[0]] == [3, 8]


def test_esri_metres_errors_and_odd_hours(paged: Paged) -> None:
    metres = konstanz(1, opening_h="nach Vereinbarung", opening_s="jein") | {
        "geometry": {"x": 1021511.6, "y": 6049841.0}
    }
    given = {"spatialReference": {"wkid": 102100, "latestWkid": 3857}, "features": [
        konstanz(2, opening_h="ganztägig") | {"geometry": {"x": 1021511.6, "y": 6049841.0}},
        metres, {"geometry": None}, konstanz(3) | {"geometry": {"x": 9.1}},
    ]}  # fmt: skip
    feed = paged(lambda query: given, "arcgis")
    lots, _, bad = read(feed)
    assert [(row["opening_hours"], row["lon"], row["lat"]) for row in lots] == [
        ("24/7", 9.1763948, 47.6561567)
    ]
    assert [str(one) for one in bad] == [
        "1, field 'opening_s' 'jein': not one of 'ja', 'nein'. Translate the new word.",
        "#3, field 'attributes': missing.",
        "3, field 'geometry' '(9.1, None)': a point with two coordinates is needed.",
    ]
    assert notices(feed) == ["left out '1: opening hours': nach Vereinbarung"]
    wrong = {"error": {"code": 400, "message": "Invalid URL", "details": []}}
    with pytest.raises(errors.WrongContent, match="found the error 'Invalid URL'"):
        read(paged(lambda query: wrong, "arcgis"))


def test_pages_that_do_not_end(paged: Paged) -> None:
    item = {"id": 1, "name": "P", "lat": "47.61", "lon": "7.66"}
    same = {"items": [item], "next_id": 5}
    with pytest.raises(errors.WrongContent, match="the next page, found the same page again"):
        read(paged(lambda query: same, "parkapi3"))
    with pytest.raises(errors.WrongContent, match="100 car parks as announced, found 1"):
        read(
            paged(lambda query: {"items": [item], "total_count": 100, "next_id": None}, "parkapi3")
        )
    with pytest.raises(errors.SettingError, match="the answer has several pages"):
        read(paged(lambda query: same, "parkapi3", named=False))


def test_an_aggregator_has_more_than_car_parks(paged: Paged) -> None:
    def site(number: int, **more: Any) -> dict[str, Any]:
        return {"id": number, "source_id": 4, "original_uid": "x", "name": f"P{number}",
                "lat": "47.6142000", "lon": "7.6615000", "purpose": "CAR", **more}  # fmt: skip

    given = {"items": [
        site(1, type="UNDERGROUND", capacity=90, realtime_capacity=80, realtime_free_capacity=85,
             realtime_opening_status="OPEN", realtime_data_updated_at="2026-01-01T10:00:00Z"),
        site(2, type="OFF_STREET_PARKING_GROUND", park_and_ride_type=["TRAIN"], capacity=12),
        site(3, type="STANDS", purpose="BIKE"), site(4, type="HELIPORT", capacity=-3),
        site(5, lat=None),
    ], "total_count": 5, "next_id": None}  # fmt: skip
    feed = paged(lambda query: given, "parkapi3")
    lots, _, bad = read(feed)
    assert lots == [
        {"id": "1", "name": "P1", "kind": "underground", "capacity": 80, "state": "open",
         "updated": datetime(2026, 1, 1, 10, tzinfo=UTC), "lon": 7.6615, "lat": 47.6142},
        {"id": "2", "name": "P2", "kind": "park_and_ride", "capacity": 12, "state": "unknown",
         "lon": 7.6615, "lat": 47.6142},
    ]  # fmt: skip
    assert [(one.id, one.field) for one in bad] == [("4", "capacity"), ("5", "lon")]
    assert notices(feed) == ["left out '1: free': 85 free spaces of 80"]
    lots, record, _ = read(paged(lambda query: given, "parkapi3", purpose="BIKE"))
    assert [row["kind"] for row in lots] == ["bicycle"]
    assert record.fields["transport_mode"] == [
        "https://w3id.org/mobilitydcat-ap/transport-mode/bicycle"
    ]
    assert "Fahrrad" in record.tags["de"]
    with pytest.raises(errors.Empty, match="with the purpose ITEM"):
        read(paged(lambda query: given, "parkapi3", purpose="ITEM"))


def test_entities_of_a_context_broker(paged: Paged) -> None:
    def entity(number: int, **more: Any) -> dict[str, Any]:
        values = {
            "staticParkingSiteId": f"P{number}", "staticName": "Kornmarkt", "totalSpotNumber": 245,
            "availableSpotNumber": 17, "status": "Offen", "parking_type": "Parking Garage",
            "observationDateTime": "2025-07-01T12:00:00", "openingHours": "00:00",
            "closingHours": "00:00", "streetAddress": "Karlstraße 4", "postalCode": 69117,
            "addressLocality": "Heidelberg", "lat": 49.4114, "lon": 8.7108, "website": "N/A",
            **more,
        }  # fmt: skip
        wrapped = {k: {"type": "Text", "value": v, "metadata": {}} for k, v in values.items()}
        return {"id": f"urn:{number}", "type": "OffStreetParking", **wrapped}

    silent = [entity(n, status="Stoerung", availableSpotNumber=None) for n in range(2, 21)]
    placed = entity(21, location={"type": "Point", "coordinates": [8.69, 49.41]})
    found = [entity(1), *silent, placed, entity(22, status="?")]

    def answer(query: dict[str, str]) -> Any:
        first = int(query.get("offset", 0))
        return found[first : first + 20]

    lots, _, bad = read(paged(answer, "ngsi"))
    assert len(lots) == 21
    assert lots[0] == {
        "id": "P1", "name": "Kornmarkt", "kind": "garage", "capacity": 245, "free": 17,
        "address": "Karlstraße 4, 69117 Heidelberg", "occupancy": 93.1, "state": "open",
        "updated": datetime(2025, 7, 1, 10, tzinfo=UTC), "opening_hours": "24/7", "lon": 8.7108,
        "lat": 49.4114,
    }  # fmt: skip
    assert (lots[1]["state"], "free" in lots[1], lots[20]["lon"]) == ("unknown", False, 8.69)
    assert [(one.id, one.field) for one in bad] == [("urn:22", "status")]


# --- Karlsruhe ------------------------------------------------------------------------------------


def test_karlsruhe_says_yes_and_no_in_letters(feed_of: FeedOf) -> None:
    def feature(number: int, free: Any, closed: Any, **more: Any) -> dict[str, Any]:
        properties = {
            "id": number, "parkhaus_name": "Badner Halle", "gesamte_parkplaetze": 250,
            "freie_parkplaetze": free, "echtzeit_belegung": "T", "geschlossen": closed,
            "parkhaus_strasse": "Kapellenstraße 20-22", "parkhaus_plz": "76437",
            "parkhaus_gemeinde": "Rastatt", "stand_freieparkplaetze": "2024-11-27T18:39:00Z",
            **more,
        }  # fmt: skip
        point = {"type": "Point", "coordinates": [8.20668359, 48.85564239]}
        return {"type": "Feature", "id": f"parkhaeuser.{number}", "geometry": point,
                "properties": properties}  # fmt: skip

    body = {"type": "FeatureCollection", "features": [
        feature(3, 226, "T"), feature(4, -1, None), feature(5, 3, "F"), feature(6, 3, "Y"),
        feature(7, 3, "F") | {"geometry": {"type": "Point", "coordinates": []}}]}  # fmt: skip
    lots, _, bad = read(feed_of(json.dumps(body).encode(), "parking"))
    assert lots[0] == {
        "id": "3", "name": "Badner Halle", "address": "Kapellenstraße 20-22, 76437 Rastatt",
        "capacity": 250, "free": 226, "occupancy": 9.6, "state": "closed",
        "updated": datetime(2024, 11, 27, 18, 39, tzinfo=UTC), "lon": 8.2066836, "lat": 48.8556424,
    }  # fmt: skip
    assert [(row["state"], row.get("free")) for row in lots[1:]] == [("unknown", None), ("open", 3)]
    assert [(one.id, one.field) for one in bad] == [("6", "geschlossen"), ("7", "geometry")]


def test_whatever_stands_in_a_field_is_told(feed_of: FeedOf, own_feeds: Path) -> None:
    """Each member of a record holds each odd value once; the other record stays."""
    odd = [
        None, -1, 10**400, 1e308, True, [], [[]], {}, {"type": {}}, "x" * 3000, "\x1e17", "\ud800",
        {"type": "LineString", "coordinates": [[8, 48]]}, "99999999999999", "2024-13-45",
    ]  # fmt: skip
    samples = {"parking-basel.json": "id2", "parking-freiburg.json": "obs_parkid",
               "parking-herrenberg.json": "id"}  # fmt: skip
    for sample, id in samples.items():
        whole = json.loads((own_feeds / sample).read_text())
        records = whole if isinstance(whole, list) else whole.get("features") or whole["lots"]
        first, made = records[0], []
        for within in ("", "properties", "geometry"):
            for name in first.get(within, {}) if within else first:
                for one in odd:
                    record = json.loads(json.dumps(first))
                    record.get("properties", record)[id] = f"{within}.{name}.{len(made)}"
                    (record[within] if within else record)[name] = one
                    made.append(record)
        records[:] = [*made, records[1]]
        if isinstance(whole, dict):
            whole.pop("numberMatched", None)
        lots, _, bad = read(feed_of(json.dumps(whole).encode(), "parking"))
        assert len(lots) + len(bad) == len(records)
        assert len(lots) > len(bad) > 0
        assert lots[-1]["id"] == str(records[-1].get("properties", records[-1])[id])
