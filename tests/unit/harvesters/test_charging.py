"""Charging stations in five dialects: whole records, counts, and what each fault becomes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record
from ckanext.loerrach.harvesters.charging import Charging
from ckanext.loerrach.testing_records import harvest

FeedOf = Callable[..., Feed]


def table(record: Record, number: int) -> list[dict[str, Any]]:
    """The rows of stations (0) or points (1), by the names of their columns."""
    found = record.resources[number].table
    assert found is not None
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def own(name: str, feed_of: FeedOf, own_feeds: Path, **more: Any) -> Feed:
    source = next(source for source in sources() if source.name == name)
    assert source.demo
    path = own_feeds / source.demo
    beside = {one.name: one.read_bytes() for one in path.parent.iterdir() if one.is_file()}
    stand_in = feed_of(path.read_bytes(), "charging", beside=beside)
    return Feed(source, stand_in.client, stand_in=stand_in.url, **more)


# --- Bundesnetzagentur ----------------------------------------------------------------------------


def test_stations_of_the_district(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = own("ladestationen-landkreis-loerrach", feed_of, own_feeds)
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert record.id == "ladestationen-landkreis-loerrach"
    assert record.tags["de"] == ["Elektromobilität", "Ladestation", "Ladesäule"]
    assert record.fields == {
        "strategy_field": "mobility",
        "frequency": "http://publications.europa.eu/resource/authority/frequency/MONTHLY",
        "publisher": [{"name": "Bundesnetzagentur", "url": "https://www.bundesnetzagentur.de"}],
        "contact": [{"name": "Bundesnetzagentur", "url": "https://www.bundesnetzagentur.de"}],
        "politicalGeocodingURI": ["http://dcat-ap.de/def/politicalGeocoding/districtKey/08336"],
        "theme": ["http://publications.europa.eu/resource/authority/data-theme/TRAN"],
        "mobility_theme": [
            "https://w3id.org/mobilitydcat-ap/mobility-theme/filling-and-charging-stations"
        ],
        "transport_mode": ["https://w3id.org/mobilitydcat-ap/transport-mode/car"],
        "language": ["http://publications.europa.eu/resource/authority/language/DEU"],
        "url": "https://www.bundesnetzagentur.de",
    }
    assert [(one.key, one.format) for one in record.resources] == [
        ("stations", "CSV"),
        ("points", "CSV"),
        ("feed", "JSON"),
    ]
    # the station in Freiburg is not asked for
    assert len(table(record, 0)) == 6
    assert table(record, 0)[0] == {
        "id": "1000001",
        "name": "Beispiel Stadtwerke",
        "operator": "Beispiel Stadtwerke Lörrach",
        "address": "Luisenstraße 16",
        "postcode": "79539",
        "city": "Lörrach",
        "district": "Landkreis Lörrach",
        "kind": "normal",
        "power_kw": 44.0,
        "points": 2,
        "plugs": "schuko; type2",
        "commissioned": date(2018, 5, 4),
        "condition": "in_operation",
        "lon": 7.66412,
        "lat": 47.61423,
    }
    assert table(record, 0)[1]["address"] == "Herrenstraße, beim Burghof"
    assert [row["condition"] for row in table(record, 0)[3:5]] == ["out_of_order", "in_operation"]
    assert table(record, 1)[:2] == [
        {
            "station": "1000001",
            "point": str(number),
            "evse": f"DE*LOE*E0001*{number}",
            "plugs": "type2; schuko",
            "power_kw": 22.0,
            "state": None,
            "state_at": None,
        }
        for number in (1, 2)
    ]
    assert table(record, 1)[3]["plugs"] == "ccs; chademo"
    assert record.places is not None
    assert record.places.geometries[0] == (
        "1000001",
        {"type": "Point", "coordinates": [7.66412, 47.61423]},
    )


def test_broken_stations(feed_of: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "broken/charging-register.json").read_bytes()
    feed = feed_of(body, "charging", settings={"districts": ["Landkreis Lörrach"]})
    record, bad = harvest(feed)
    assert [str(one) for one in bad] == [
        "#1, field 'id': missing. Give every record this value.",
        "2, field 'companyName': missing. Give every record this value.",
        "7, field 'id' '7': the same id twice. Give each station its own.",
        "#9, field 'station' 'nichts': no JSON object.",
    ]
    assert [str(notice) for notice in feed.notices] == [
        "left out '3: max_electric_power_station': 'viel': a number is needed",
        "left out '3: go_live_date': '31.02.2020': no day like 31.12.2024",
        "unknown word 'type: Ultraladeeinrichtung': read as unknown; translate it",
        "unknown word 'status: weg': read as unknown; translate it",
        "unknown word 'plug: Zauberstab': kept as it is; translate it in words.PLUGS",
        "unknown column 'neu': not read; the harvester does not know it",
        "left out '8: longitude': 'Lörrach': a number is needed",
        "place left out '4': lies at 0°/0°, where devices without a place are",
        "place left out '5': has its two coordinates swapped",
    ]
    assert [row["id"] for row in table(record, 0)] == ["3", "4", "5", "6", "7", "8"]
    assert [(row["plugs"], row["power_kw"]) for row in table(record, 1)][8:9] == [
        ("Zauberstab", 22.5)
    ]
    assert "3059" not in str(record)


OLD = """Ladesäulenregister Bundesnetzagentur;;;;;;;;;;;;;;;;;;
;;;;;;;;;;;;;;;;;;
Stand: 01.12.2021;;;;;;;;;;;;;;;;;;
Allgemeine Informationen;;;;;;;;;;;;;;1. Ladepunkt;;;2. Ladepunkt;;
Betreiber;Straße;Hausnummer;Adresszusatz;Postleitzahl;Ort;Bundesland;Kreis/kreisfreie Stadt;\
Breitengrad;Längengrad;Inbetriebnahmedatum;Anschlussleistung;Art der Ladeeinrichung;\
Anzahl Ladepunkte;Steckertypen1;P1 [kW];Public Key1;Steckertypen2;P2 [kW];Public Key2
Beispiel Stadtwerke;Luisenstraße;16;;79539;Lörrach;Baden-Württemberg;Landkreis Lörrach;47,61423;\
7,66412;11.01.20;22;Normalladeeinrichtung;2;AC Steckdose Typ 2;22;;AC Kupplung Typ 2;22;3059 3013
Beispiel Stadtwerke;Luisenstraße;16;;79539;Lörrach;Baden-Württemberg;Landkreis Lörrach;47,61423;\
7,66412;11.01.20;22;Normalladeeinrichtung;1;AC Steckdose Typ 2;22;;;;
Beispiel Ost;Markt;1;;1067;Dresden;Sachsen;Kreisfreie Stadt Dresden;51,05;13,74;01.02.2019;50;\
Schnellladeeinrichtung;1;DC Kupplung Combo, DC CHAdeMO;50;;;;
zu kurz;;
""".replace("\n", "\r\n")


def test_older_csv_in_windows_1252(feed_of: FeedOf) -> None:
    """The land stands before the district there, and there are four points at most."""
    feed = feed_of(OLD.encode("cp1252"), "charging", licence="cc-by/4.0")
    record, bad = harvest(feed)
    assert [one.id for one in bad] == ["line 9"]
    assert feed.notices == []
    first, second, third = table(record, 0)
    # two of the same are two
    assert second["id"] == f"{first['id']}-2"
    assert (first["district"], first["commissioned"]) == ("Landkreis Lörrach", date(2020, 1, 11))
    assert (third["postcode"], third["plugs"], third["kind"]) == ("01067", "ccs; chademo", "fast")
    assert [row["plugs"] for row in table(record, 1)][:3] == ["type2", "type2_cable", "type2"]
    assert "3059" not in str(record)


def test_columns_that_moved_and_are_new(feed_of: FeedOf) -> None:
    text = (
        "Ladeeinrichtungs-ID;Längengrad;Breitengrad;Betreiber;Status;Neue Spalte;EVSE-ID1;"
        "Nennleistung Stecker1;Steckertypen1\n1010338;7,66;47,61;Beispiel;In Betrieb;?;DE*A*E1;"
        "22; 50;AC Typ 2 Steckdose\n"
    ).replace("22; 50", '"22; 50"')
    feed = feed_of(text.encode(), "charging")
    record, bad = harvest(feed)
    assert bad == []
    assert [str(notice) for notice in feed.notices] == [
        "unknown column 'Neue Spalte': not read; the harvester does not know it"
    ]
    assert (table(record, 0)[0]["id"], table(record, 0)[0]["lon"]) == ("1010338", 7.66)
    assert (table(record, 1)[0]["evse"], table(record, 1)[0]["power_kw"]) == ("DE*A*E1", 50.0)


def test_nothing_in_the_district(feed_of: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "charging-register.json").read_bytes()
    feed = feed_of(body, "charging", settings={"districts": ["Waldshut"]})
    with pytest.raises(errors.WrongContent, match="Expected charging stations in waldshut, found"):
        harvest(feed)


def test_a_register_that_ends_too_early(feed_of: FeedOf, own_feeds: Path) -> None:
    """Nothing of it counts, even if it was cut behind a station."""
    body = (own_feeds / "charging-register.json").read_bytes()
    for end in (len(body) // 2, body.rindex(b",\n  {"), len(body) - 3):
        with pytest.raises(errors.WrongContent):
            harvest(feed_of(body[:end], "charging"))


@pytest.mark.parametrize("name", ["districts", "postcodes", "status"])
def test_settings_are_looked_at(feed_of: FeedOf, name: str) -> None:
    with pytest.raises(errors.SettingError, match=f"setting '{name}'"):
        list(Charging().records(feed_of(b"{}", "charging", settings={name: 79539})))


# --- DATEX II -------------------------------------------------------------------------------------


def test_datex_static_and_states(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = own("ladepunkte-loerrach", feed_of, own_feeds)
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert record.fields["mobility_theme"][1].endswith("charging-points-for-electric-vehicles")
    assert table(record, 0)[0] == {
        "id": "700001/11",
        "name": "Lörrach Hauptbahnhof",
        "operator": "Beispiel Laden",
        "address": "Bahnhofsplatz 1",
        "postcode": "79539",
        "city": "Lörrach",
        "district": None,
        "kind": "fast",
        "power_kw": 150.0,
        "points": 2,
        "plugs": "ccs; chademo",
        "commissioned": None,
        "condition": "in_operation",
        "lon": 7.6656,
        "lat": 47.6139,
    }
    # an id with a comma, and the standard's own spelling of a station that is closed for good
    assert [(row["id"], row["condition"]) for row in table(record, 0)[1:]] == [
        ("700001/12", None),
        ("700002/21,", "closed"),
    ]
    assert table(record, 1)[0] == {
        "station": "700001/11",
        "point": "DE*BSP*E0011*1",
        "evse": "DE*BSP*E0011*1",
        "plugs": "ccs",
        "power_kw": 150.0,
        "state": "occupied",
        "state_at": datetime(2026, 3, 19, 5, 51, 57, tzinfo=UTC),
    }
    assert [row["state"] for row in table(record, 1)[1:]] == [
        "available",
        "available",
        "out_of_order",
        "out_of_order",
    ]


def test_datex_of_profile_3_7(feed_of: FeedOf, own_feeds: Path) -> None:
    """Other prefixes, the table in a container and the states bare: the same rows."""
    static = (own_feeds / "charging-datex2/static.json").read_text()
    states = (own_feeds / "charging-datex2/realtime").read_text()
    before = harvest(own("ladepunkte-loerrach", feed_of, own_feeds))[0]
    static, states = (
        text.replace('"aegi', '"egi').replace('"afac', '"fac').replace('"3.6"', '"3.7"')
        for text in (static, states)
    )
    static = json.dumps({"messageContainer": {"payload": [json.loads(static)["payload"]]}})
    states = json.dumps({"payload": json.loads(states)["messageContainer"]["payload"][0]})
    settings = {"status": "realtime", "postcodes": ["795"]}
    beside = {"realtime": states.encode()}
    feed = feed_of(static.encode(), "charging", beside=beside, settings=settings)
    record = harvest(feed)[0]
    assert [one.table for one in record.resources] == [one.table for one in before.resources]


def test_datex_with_new_states_is_read_again(feed_of: FeedOf, own_feeds: Path) -> None:
    first = own("ladepunkte-loerrach", feed_of, own_feeds)
    harvest(first)
    again = own("ladepunkte-loerrach", feed_of, own_feeds, last=first.seen)
    with pytest.raises(errors.Unchanged):
        harvest(again)
    changed = own("ladepunkte-loerrach", feed_of, own_feeds, last=first.seen)
    states = (own_feeds / "charging-datex2/realtime").read_bytes()
    feed_of(b"", "charging", beside={"realtime": states.replace(b"faulted", b"available")})
    feed_of((own_feeds / "charging-datex2/static.json").read_bytes(), "charging")
    assert [row["state"] for row in table(harvest(changed)[0], 1)].count("available") == 3
