"""Weather of DWD: reports and archive, whole rows, overlaps, and what each fault becomes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Series
from ckanext.loerrach.harvesters._dwd import stations
from ckanext.loerrach.testing_records import rows

FeedOf = Callable[..., Feed]
Harvest = Callable[[Feed], tuple[list[Record], list[Any]]]
NOW = datetime(2026, 10, 6, 7, 0, tzinfo=UTC)
POI = {"product": "poi", "stations": {"10803": {"name": "Freiburg", "lon": 7.83, "lat": 48.02}}}
CDC = {"product": "cdc", "stations": ["01443", "00259"]}


def packed(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return file.getvalue()


def folder(path: Path) -> bytes:
    return packed({one.name: one.read_bytes() for one in sorted(path.iterdir())})


def listing(*names: str) -> bytes:
    links = "".join(f'<a href="{name}">{name}</a> 06-Oct-2026 07:15\n' for name in names)
    return f"<html><pre><a href='../'>../</a>{links}</pre></html>".encode()


def of(feed_of: FeedOf, body: bytes, settings: dict[str, Any]) -> Feed:
    feed = feed_of(body, "dwd", field="environment", settings=settings)
    feed.now = NOW
    return feed


def reports(feed_of: FeedOf, server: Any, body: bytes, **more: Any) -> Feed:
    server.page("/10803-BEOB.csv", body)
    return of(feed_of, listing("10803-BEOB.csv"), {**POI, **more})


# --- reports --------------------------------------------------------------------------------------


def test_reports_of_freiburg(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any
) -> None:
    body = (own_feeds / "dwd-poi/10803-BEOB.csv").read_bytes()
    feed = reports(feed_of, server, body, keep=1100)
    (record,), bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert rows(record, "stations") == [
        {"id": "10803", "name": "Freiburg", "altitude": None, "lon": 7.83, "lat": 48.02}
    ]
    # the newest comes first in the file, and last in the table
    assert rows(record, "measurements")[-1] == {
        "station": "10803",
        "at": datetime(2026, 10, 6, 6, 0, tzinfo=UTC),
        "cloud_cover": 88.0,
        "dew_point": 9.1,
        "temperature": 10.4,
        "visibility": 24.5,
        "gust": 19.0,
        "wind_direction": 220.0,
        "precipitation": 0.0,
        "weather": 2,
        "pressure": 1017.9,
        "humidity": 92.0,
        "sunshine": 0.0,
    }
    found = rows(record, "measurements")
    assert [one["visibility"] for one in found] == [None, 21.3, 24.5]
    table = record.resources[1].table
    assert table
    assert (table.key, table.series) == (["station", "at"], Series("at", 1100))
    assert [column.unit for column in table.columns[2:]] == [
        "%", "Cel", "Cel", "km", "km/h", "deg", "mm", "", "hPa", "%", "min"
    ]  # fmt: skip
    assert record.places


def test_broken_reports(feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any) -> None:
    body = (own_feeds / "broken/dwd-poi.csv").read_bytes()
    feed = reports(feed_of, server, body)
    (record,), bad = harvest(feed)
    assert [str(one) for one in bad] == [
        (
            "10803, line 6, field 'Datum' '31.02.26 06:00': a day and a time are needed. "
            "Write 31.12.26;23:00."
        ),
        (
            "10803, line 7, field 'Datum' '06.10.26 24:00': a day and a time are needed. "
            "Write 31.12.26;23:00."
        ),
        "10803, line 8, field 'temperature' 'warm': a number is needed.",
        "10803, line 9, field 'weather' '2,5': a whole number is needed.",
    ]
    assert [str(one) for one in feed.notices] == [
        "unknown column 'smell': not read; the harvester does not know it",
        "column left out 'Relative Feuchte': in 'Promille' instead of '%'",
    ]
    # of two reports of one time the first is the newer one
    assert [one["temperature"] for one in rows(record, "measurements")] == [10.4]


def test_what_is_no_report(feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any) -> None:
    good = (own_feeds / "dwd-poi/10803-BEOB.csv").read_bytes()
    for body, sentence in (
        (b"", "a report of DWD"),
        (b"<html></html>", "a report of DWD"),
        (good[:-30], "whole rows"),
        (b"\n".join(good.split(b"\n")[:3]) + b"\n", "at least one report"),
        (good.replace(b"10803;Unit", b"10908;Unit"), "reports of 10803"),
        (good.replace(b"Datum;", b"Tag;"), "three rows of header"),
    ):
        with pytest.raises(errors.WrongContent, match=sentence):
            harvest(reports(feed_of, server, body))
    for body in (b"", b"<html><title>Wartung</title></html>", b"<html><pre>x", b"{}"):
        with pytest.raises(errors.WrongContent, match="directory listing"):
            harvest(of(feed_of, body, POI))


def test_a_missing_station_is_named(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any
) -> None:
    server.page("/F263_-BEOB.csv", b"surface observations;")
    server.page("/10803-BEOB.csv", (own_feeds / "dwd-poi/10803-BEOB.csv").read_bytes())
    feed = of(feed_of, listing("10803-BEOB.csv"), {"product": "poi", "stations": ["10803", "F263"]})
    harvest(feed)
    assert ("missing station", "F263", "there is no file F263_-BEOB.csv") in [
        (one.kind, one.name, one.message) for one in feed.notices
    ]
    with pytest.raises(errors.WrongContent, match="look at 'stations'"):
        harvest(of(feed_of, listing("10803-BEOB.csv"), {"product": "poi", "stations": ["1"]}))


# --- archive --------------------------------------------------------------------------------------


def archive(feed_of: FeedOf, own_feeds: Path, server: Any, **more: Any) -> Feed:
    here = own_feeds / "dwd-cdc"
    for path in here.glob("*/*"):
        body = folder(path) if path.is_dir() else path.read_bytes()
        name = path.name if path.name != "index.html" else ""
        server.page(f"/{path.parent.name}/{name}", body)
    feed = of(feed_of, b"", {**CDC, "historical": "../historical/", **more})
    return Feed(feed.source, feed.client, now=NOW, stand_in=server.url("/recent/"))


def test_the_archive(feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any) -> None:
    feed = archive(feed_of, own_feeds, server)
    (record,), bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    # one place from the zip file, the last of several; one from the list in Latin-1
    assert rows(record, "stations") == [
        {"id": "00259", "name": "Müllheim", "altitude": 273.0, "lon": 7.64, "lat": 47.81},
        {"id": "01443", "name": "Freiburg", "altitude": 236.0, "lon": 7.8343, "lat": 48.0232},
    ]
    found = rows(record, "measurements")
    assert found[0] == {
        "station": "00259",
        "at": datetime(2026, 10, 5, 22, tzinfo=UTC),
        "quality_9": 1,
        "temperature": 11.2,
        "humidity": 91.0,
    }
    assert found[1]["temperature"] is None
    # what is checked replaces what is not, also by a value that is missing
    freiburg = [(one["at"].strftime("%m-%d %H"), one["quality_9"], one["temperature"],
                 one["humidity"]) for one in found[2:]]  # fmt: skip
    assert freiburg == [
        ("12-31 21", 3, -0.6, 87.0),
        ("12-31 22", 3, -1.1, 88.0),
        ("12-31 23", 3, -1.4, None),
        ("01-01 00", 1, -1.7, 90.0),
        ("10-05 23", 1, 10.6, 93.0),
    ]
    feed = archive(feed_of, own_feeds, server, since=2026)
    (record,), _ = harvest(feed)
    assert len(rows(record, "measurements")) == 4


def test_file_names_that_change_every_day(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any
) -> None:
    """They are taken from the listing, and other links of it are not followed."""
    feed = archive(feed_of, own_feeds, server)
    old, new = "stundenwerte_TU_01443_akt.zip", "stundenwerte_TU_01443_20250406_20261006_hist.zip"
    server.page("/recent/", listing(new, "../secret_TU_01443_akt.zip", "http://x.example/", "?C=N"))
    server.pages[f"/recent/{new}"] = server.pages.pop(f"/recent/{old}")
    (record,), _ = harvest(feed)
    assert [path for path, _ in server.visits] == [
        "/recent/",
        "/historical/",
        f"/recent/{new}",
        "/historical/stundenwerte_TU_01443_19490101_20251231_hist.zip",
    ]
    assert [(one.kind, one.name) for one in feed.notices] == [("missing station", "00259")]
    assert len(rows(record, "measurements")) == 5


def product(*lines: str, head: str = "STATIONS_ID;MESS_DATUM;QN_9;TT_TU;eor") -> bytes:
    text = "".join(f"{line}\r\n" for line in (head, *lines))
    return packed({"produkt_x.txt": text.encode("latin-1")})


def one(feed_of: FeedOf, server: Any, body: bytes) -> Feed:
    server.page("/x_01443_akt.zip", body)
    return of(feed_of, listing("x_01443_akt.zip"), {"product": "cdc", "stations": ["1443"]})


def test_broken_rows_of_the_archive(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any
) -> None:
    text = (own_feeds / "broken/dwd-cdc.txt").read_bytes()
    body = packed({"produkt_tu_stunde_20251005_20261005_01443.txt": text})
    feed = one(feed_of, server, body)
    (record,), bad = harvest(feed)
    assert [str(found) for found in bad] == [
        "01443, line 3, field 'STATIONS_ID' '1444': another station than 01443.",
        "01443, line 4, field 'eor' '10.5': the row has other cells than the header.",
        "01443, line 5, field 'MESS_DATUM' '2026139999': a time like 2026123123 is needed.",
        "01443, line 6, field 'temperature' 'kalt': a number is needed.",
    ]
    assert [found["temperature"] for found in rows(record, "measurements")] == [10.5, None]


def test_loggers_of_the_last_century_kept_central_european_time(
    feed_of: FeedOf, harvest: Harvest, server: Any
) -> None:
    head = "STATIONS_ID;MESS_DATUM;QN;SD_10;GANZ_NEU;eor"
    body = product("1443;199912312350;1;0.1;7;eor", "1443;200001010000;1;0.2;7;eor", head=head)
    feed = one(feed_of, server, body)
    (record,), _ = harvest(feed)
    assert [str(found["at"]) for found in rows(record, "measurements")] == [
        "1999-12-31 22:50:00+00:00",
        "2000-01-01 00:00:00+00:00",
    ]
    assert [found.name for found in feed.notices if found.kind == "unknown column"] == ["GANZ_NEU"]


def test_what_is_no_product(feed_of: FeedOf, harvest: Harvest, server: Any) -> None:
    good = product("  1443;2026100500;  1; 10.5;eor", "  1443;2026100501;  1; 10.5;eor")
    for body, sentence in (
        (good[: len(good) // 2], "a zip file"),
        (b"<html></html>", "a zip file"),
        (packed({"liesmich.txt": b"x"}), "a product or the places"),
        (packed({"../produkt_x.txt": b"x"}), "plain names"),
        (product("  1443;2026100500;  1"), "rows that end with eor"),
        (product(), "rows that end with eor"),
        (packed({"produkt_x.txt": b"Wartung"}), "columns from STATIONS_ID"),
    ):
        with pytest.raises(errors.WrongContent, match=sentence):
            harvest(one(feed_of, server, body))


def test_settings_that_cannot_be(feed_of: FeedOf, harvest: Harvest) -> None:
    for settings in (
        {},
        {"product": "radar"},
        {"product": "poi"},
        {"product": "poi", "stations": [10803]},
        {"product": "poi", "stations": {"10803": {"lon": 7}}},
        {**POI, "silent": "lange"},
        {**CDC, "historical": 7},
    ):
        with pytest.raises(errors.SettingError):
            harvest(of(feed_of, listing("10803-BEOB.csv"), settings))


# --- recordings of real feeds ---------------------------------------------------------------------


def test_recorded_report(feed_of: FeedOf, harvest: Harvest, samples: Path, server: Any) -> None:
    """Münster/Osnabrück in April 2023, with its place from the list of stations in HTML."""
    here = samples / "environment/dwd"
    server.page("/10315-BEOB.csv", (here / "10315-BEOB.csv").read_bytes())
    server.page("/statlex", (here / "station_list.html").read_bytes())
    settings = {"product": "poi", "stations": ["10315"], "lexicon": "/statlex"}
    feed = of(feed_of, listing("10315-BEOB.csv"), settings)
    (record,), bad = harvest(feed)
    assert bad == []
    assert [(one.kind, one.name) for one in feed.notices] == [
        ("silent", "10315 Münster/Osnabrück"),
        ("place left out", "10315"),
    ]
    assert rows(record, "stations") == [
        {"id": "10315", "name": "Münster/Osnabrück", "altitude": 48.0, "lon": None, "lat": None}
    ]
    found = rows(record, "measurements")
    assert len(found) == 25
    values = {name: value for name, value in found[-1].items() if value is not None}
    assert values == {
        "station": "10315",
        "at": datetime(2023, 4, 12, 11, 0, tzinfo=UTC),
        "cloud_cover": 100.0,
        "dew_point": 8.3,
        "radiation_diffuse": 80.0,
        "temperature": 9.2,
        "radiation_global": 81.0,
        "cloud_base": 230.0,
        "visibility": 7.9,
        "wind_max": 13.0,
        "gust": 17.0,
        "wind_direction": 180.0,
        "wind_speed": 8.0,
        "precipitation": 2.1,
        "weather": 8,
        "pressure": 997.8,
        "humidity": 94.0,
        "temperature_ground": 9.7,
        "snow": 0.0,
        "sunshine": 0.0,
    }
    assert len(found[-1]) == 43


def test_recorded_archive(feed_of: FeedOf, harvest: Harvest, samples: Path, server: Any) -> None:
    here = samples / "environment/dwd"
    server.page("/x_00320_akt.zip", (here / "observations_recent_TU_akt.zip").read_bytes())
    server.page(
        "/Meta_Daten_zehn_min_sd_01766.zip",
        (here / "Meta_Daten_zehn_min_sd_01766.zip").read_bytes(),
    )
    names = ("x_00320_akt.zip", "Meta_Daten_zehn_min_sd_01766.zip")
    feed = of(feed_of, listing(*names), {"product": "cdc", "stations": ["00320", "01766"]})
    (record,), bad = harvest(feed)
    assert bad == []
    # Upper Franconia lies beyond the surroundings
    assert [(one.kind, one.name) for one in feed.notices] == [
        ("silent", "00320 Heinersreuth-Vollhof"),
        ("silent", "01766 Münster/Osnabrück"),
        ("place left out", "00320"),
        ("place left out", "01766"),
    ]
    assert [(one["id"], one["name"], one["altitude"]) for one in rows(record, "stations")] == [
        ("00320", "Heinersreuth-Vollhof", 350.0),
        ("01766", "Münster/Osnabrück", 47.8),
    ]
    found = rows(record, "measurements")
    assert len(found) == 10
    assert found[0] == {
        "station": "00320",
        "at": datetime(2018, 9, 15, 0, tzinfo=UTC),
        "quality_9": 3,
        "temperature": 13.7,
        "humidity": 96.0,
    }


def test_recorded_list_of_stations(feed_of: FeedOf, samples: Path, server: Any) -> None:
    body = (samples / "environment/dwd/station_list.html").read_bytes()
    feed = of(feed_of, body, POI)
    found = stations.lexicon(feed.get())
    assert found["10315"] == stations.Station("10315", "Münster/Osnabrück", 48.0, (7.6969, 52.1344))
    assert (len(found), "F263" in found) == (10, True)
