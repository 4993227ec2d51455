"""Parking in files: DATEX II in two documents, CSV with its encodings and geometries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record
from ckanext.loerrach.harvesters.parking import Parking

FeedOf = Callable[..., Feed]


def read(feed: Feed) -> tuple[list[dict[str, Any]], Record, list[str]]:
    """The rows without their empty cells, the dataset, what was refused."""
    *bad, record = Parking().records(feed)
    assert isinstance(record, Record)
    assert all(isinstance(one, BadRecord) for one in bad)
    table = record.resources[0].table
    assert table is not None
    names = [column.name for column in table.columns]
    told = (dict(zip(names, row, strict=True)) for row in table.rows)
    return (
        [{k: v for k, v in row.items() if v is not None} for row in told],
        record,
        [*map(str, bad)],
    )


# --- DATEX II -------------------------------------------------------------------------------------


@pytest.fixture
def datex(server: Any, feed_of: FeedOf, own_feeds: Path) -> Callable[..., Feed]:
    """Our two documents, after ``change``, as a sample or as the source itself."""

    def make(change: Callable[[str], str] = str, status: Callable[[str], str] = str) -> Feed:
        folder = own_feeds / "parking-datex2"
        changed = {
            "static": change((folder / "static.xml").read_text()),
            "status": status((folder / "status.xml").read_text()),
        }
        urls = {n: server.page(f"/{n}.xml", t.encode()) for n, t in changed.items()}
        settings = {"dialect": "datex2", "status": "status.xml"}
        return feed_of(b"", "parking", url=urls["static"], settings=settings)

    return make


Datex = Callable[..., Feed]


def test_facilities_joined_with_their_status(datex: Datex) -> None:
    feed = datex()
    lots, record, bad = read(feed)
    assert (bad, feed.notices) == ([], [])
    assert lots == [
        {"id": "13", "name": "Zur Unterführung", "capacity": 105, "free": 56, "occupancy": 46.7,
         "state": "open", "updated": datetime(2024, 6, 10, 8, 20, tzinfo=UTC),
         "lon": 7.8447314, "lat": 48.0012865},
        {"id": "10", "name": "Konzerthaus", "kind": "underground", "capacity": 415, "free": 272,
         "occupancy": 34.5, "state": "open", "updated": datetime(2024, 6, 10, 8, 20, tzinfo=UTC),
         "lon": 7.8408358, "lat": 47.9952892},
        {"id": "5", "name": "Bahnhofsgarage", "kind": "underground", "state": "closed",
         "updated": datetime(2024, 6, 10, 8, 20, tzinfo=UTC), "lon": 7.8414197, "lat": 47.9969317},
    ]  # fmt: skip
    assert record.places is not None
    assert record.places.crs == "EPSG:25832"
    assert [one.format for one in record.resources] == ["CSV", "XML"]
    with pytest.raises(errors.Unchanged):
        read(Feed(feed.source, feed.client, feed.seen))


def test_prefixes_are_the_author_s_business(datex: Datex) -> None:
    renamed = datex(lambda text: text.replace("ns2:", "p:").replace("xmlns:ns2", "xmlns:p"))
    assert read(renamed)[0] == read(datex())[0]
    with pytest.raises(errors.WrongContent, match=r"namespace .*/schema/3/common"):
        read(datex(lambda text: text.replace("schema/2/2_0", "schema/3/common")))


def test_a_new_status_alone_is_a_change(datex: Datex) -> None:
    feed = datex()
    read(feed)
    datex(status=lambda text: text.replace(">272<", ">271<"))
    assert read(Feed(feed.source, feed.client, feed.seen))[0][1]["free"] == 271


def test_what_does_not_fit_together(datex: Datex) -> None:
    def spoil(text: str) -> str:
        for right, wrong in (
            ('id="5"', 'id="99"'), (">spacesAvailable<", ">overflowing<"), (">272<", ">572<"),
            ("StatusTime>\n", "StatusTime><busPresent>1</busPresent>\n"),
        ):  # fmt: skip
            text = text.replace(right, wrong)
        return text

    feed = datex(lambda text: text.replace(">105<", ">hundert<"), spoil)
    lots, _, bad = read(feed)
    assert [(row["id"], row["state"]) for row in lots] == [("10", "open"), ("5", "unknown")]
    assert bad == ["13, field 'totalParkingCapacity' 'hundert': a number is needed."]
    assert [str(one) for one in feed.notices] == [
        "unknown column 'busPresent': not read; the harvester does not know it",
        "left out '10: free': 572 free spaces of 415",
        "left out '10: parkingFacilityStatus': 'overflowing' is not known",
        "left out '99': a status without a facility",
    ]


def test_xml_that_is_no_datex(datex: Datex) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    for change in (
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("?>\n", "?>\n" + bomb, 1),
        lambda text: "<html><body>Wartung</body></html>",
        lambda text: "<?xml version='1.0'?><ServiceExceptionReport/>",
    ):
        with pytest.raises(errors.WrongContent):
            read(datex(change))
        with pytest.raises(errors.WrongContent):
            read(datex(status=change))


# --- CSV ------------------------------------------------------------------------------------------


def test_bicycle_stands_of_loerrach(feed_of: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "parking-bicycles.csv").read_bytes()
    feed = feed_of(body, "parking", settings={"dialect": "csv", "crs": "EPSG:25832"})
    lots, record, bad = read(feed)
    assert (bad, feed.notices, len(lots)) == ([], [], 6)
    assert lots[0] == {
        "id": "Hauptbahnhof @399722,5274255", "name": "Hauptbahnhof", "kind": "bicycle",
        "capacity": 18, "state": "unknown", "lon": 7.66562, "lat": 47.6139386,
    }  # fmt: skip
    assert record.fields["mobility_theme"] == [
        "https://w3id.org/mobilitydcat-ap/mobility-theme/bike-parking-locations"
    ]
    assert record.tags["de"] == ["Fahrrad", "Fahrradabstellanlage"]


def test_bietigheim_counts_the_occupied_spaces(feed_of: FeedOf) -> None:
    text = (
        '"Name";"OpeningState";"Capacity";"OccupiedSites";"Timestamp"\r\n'
        '"Parkplatz Mühlwiesenstr.";"Geöffnet";106;81;1740651467085\r\n'
        '"Parkhaus Turmstr.";"Geschlossen";98;99;1740651467085\r\n'
        '"Löchgauer Str.";"Geöffnet";32;-2;9940651467085\r\n'
        '"Kaufland";"Offen";572;321;1740651046315\r\n"Farbstr.";"Geöffnet";84\r\n'
    )
    feed = feed_of(text.encode("iso-8859-1"), "parking")
    lots, _, bad = read(feed)
    assert lots == [
        {"id": "Parkplatz Mühlwiesenstr.", "name": "Parkplatz Mühlwiesenstr.", "capacity": 106,
         "free": 25, "occupancy": 76.4, "state": "open",
         "updated": datetime(2025, 2, 27, 10, 17, 47, 85000, tzinfo=UTC)},
        {"id": "Parkhaus Turmstr.", "name": "Parkhaus Turmstr.", "capacity": 98, "free": 0,
         "occupancy": 100.0, "state": "closed",
         "updated": datetime(2025, 2, 27, 10, 17, 47, 85000, tzinfo=UTC)},
        {"id": "Löchgauer Str.", "name": "Löchgauer Str.", "capacity": 32, "state": "open"},
    ]  # fmt: skip
    assert [one.removesuffix(" Translate the new word.") for one in bad] == [
        "Kaufland, field 'OpeningState' 'Offen': not one of 'Geöffnet', 'Geschlossen', 'Besetzt'.",
        "line 6, field 'row' 'Farbstr. | Geöffnet | 84': 3 cells under 5 columns.",
    ]
    assert [str(one) for one in feed.notices] == [
        "repaired 'Parkhaus Turmstr.: free': -1 free spaces count as 0",
        "left out 'Löchgauer Str.: Timestamp': '9940651467085': a time to come",
        "left out 'Löchgauer Str.: free': 34 free spaces of 32",
    ]


def test_neckarsulm_writes_ewkb(feed_of: FeedOf) -> None:
    # SRID=25832;POINT(516000 5449000) and SRID=4326;POINT(9.2 49.2), little endian
    point = "0101000020E864000000000000807E1F41000000004AC95441"
    degrees = "0101000020E610000066666666666622409A99999999994840"
    text = (
        "id,name,kategorie,y-koord,x-koord,strasse,plz,stadt,anz_plaetze,anzbehinderte,gebuehren,"
        "open_time,maxhoehe,geom\n"
        "1,Ballei,Tiefgarage,49.19,9.22,Deutschordensplatz 1,74172,Neckarsulm,120,2,ja,"
        f"00:00-24:00,2,{point}\n"
        f"2,Bahnhof,p+r,,,N/A,74172,Neckarsulm,N/A,N/A,nein,N/A,N/A,{point}\n"
        f"3,Anderswo,Parkplatz,,,,,,5,,nein,,,{degrees}\n"
        "4,Kaputt,Parkplatz,,,,,,5,,nein,,,0101ZZ\n"
        "5,Neu,Garage,,,,,,5,,nein,,,\n"
    )
    feed = feed_of(text.encode(), "parking")
    lots, record, bad = read(feed)
    assert record.places is not None
    assert (record.places.crs, record.places.geometries[0]) == (
        "EPSG:25832",
        ("1", {"type": "Point", "coordinates": [516000.0, 5449000.0]}),
    )
    assert lots[0] == {
        "id": "1", "name": "Ballei", "kind": "underground", "capacity": 120,
        "address": "Deutschordensplatz 1, 74172 Neckarsulm", "capacity_disabled": 2,
        "state": "unknown", "opening_hours": "24/7", "lon": 9.2196034, "lat": 49.1935915,
    }  # fmt: skip
    assert {k: v for k, v in lots[1].items() if k not in ("lon", "lat")} == {
        "id": "2", "name": "Bahnhof", "kind": "park_and_ride", "address": "74172 Neckarsulm",
        "state": "unknown",
    }  # fmt: skip
    assert [one.partition(":")[0] for one in bad] == [
        "3, field 'geom' 'OGC", "4, field 'geom' '0101ZZ'",
    ]  # fmt: skip
    assert [notice.name for notice in feed.notices] == ["5: kategorie"]


def test_kerbs_as_lines_with_decimal_commas(feed_of: FeedOf) -> None:
    nested = "GEOMETRYCOLLECTION(" * 6000 + "POINT(1 1)" + ")" * 6000
    text = (
        "id;name;park_angle;street_side;permissions;location_on_sidewalk;length\n"
        "1;;parallel;right;FreeParking;LINESTRING (9.49 47.65, 9.50 47.65);7,11523\n"
        "2;;parallel;left;FreeParking;LINESTRING (9.49 47.65);7,1\n"
        "3;;parallel;left;FreeParking;LINIE (9.49);7,1\n"
        f"4;;parallel;left;FreeParking;{nested};7,1\n"
    )
    lots, record, bad = read(feed_of(text.encode(), "parking"))
    assert lots == [
        {"id": "1", "name": "#1", "kind": "street", "state": "unknown", "lon": 9.495, "lat": 47.65}
    ]
    assert record.places is not None
    assert record.places.geometries == [
        ("1", {"type": "LineString", "coordinates": [[9.49, 47.65], [9.5, 47.65]]})
    ]
    assert [one.partition(", ")[0] for one in bad] == ["2", "3", "4"]


def test_a_table_of_something_else(feed_of: FeedOf) -> None:
    for settings in ({}, {"dialect": "csv"}):
        feed = feed_of(b"Baum;Art\nLinde;Tilia\n", "parking", settings=settings)
        with pytest.raises(errors.WrongContent, match="found the columns Baum, Art"):
            read(feed)
