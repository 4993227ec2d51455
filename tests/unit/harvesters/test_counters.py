"""Bicycle counters in two dialects: whole rows, gaps, and the nights of the change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Series
from ckanext.loerrach.testing_records import harvest, rows

FeedOf = Callable[..., Feed]


# --- Eco-Counter ----------------------------------------------------------------------------------


def test_days_of_eco_counter(feed_of: FeedOf, own_feeds: Path) -> None:
    source = next(one for one in sources() if one.name == "radzaehlstellen-suedbaden")
    stand_in = feed_of((own_feeds / "counters-eco.csv").read_bytes(), "counters")
    feed = Feed(source, stand_in.client, stand_in=stand_in.url)
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert record.fields["transport_mode"] == [
        "https://w3id.org/mobilitydcat-ap/transport-mode/bicycle"
    ]
    assert [one.key for one in record.resources] == ["sites", "counts", "feed"]
    # the counter in Stuttgart is outside of the box
    assert rows(record, "sites") == [
        {
            "id": "100000001",
            "name": "Wiwilibrücke",
            "operator": None,
            "lon": 7.8414,
            "lat": 47.9959,
        },
        {
            "id": "100000002",
            "name": "FR1 Dreisamuferradweg",
            "operator": None,
            "lon": 7.8601,
            "lat": 47.9889,
        },
    ]
    counts = rows(record, "counts")
    assert len(counts) == 8
    assert counts[0] == {
        "counter": "100000001",
        "at": datetime(2024, 3, 29, 23, tzinfo=UTC),
        "minutes": 1440,
        "total": 8316,
        "incoming": 4211,
        "outgoing": 4105,
        "outage": False,
        "temperature": None,
        "rain": None,
        "snow": None,
    }
    # the day of the change has 23 hours, and the next one begins two hours before midnight UTC
    assert [(one["at"].hour, one["minutes"]) for one in counts[1:3]] == [(23, 1380), (22, 1440)]
    # a day without a value is a gap, not a zero
    assert (counts[2]["total"], counts[2]["outage"]) == (None, True)
    table = record.resources[1].table
    assert table is not None
    assert (table.key, table.series) == (["counter", "at"], Series("at", None))
    assert record.places is not None
    assert record.places.geometries[0] == (
        "100000001",
        {"type": "Point", "coordinates": [7.8414, 47.9959]},
    )


def test_broken_days(feed_of: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "broken/counters-eco.csv").read_bytes()
    feed = feed_of(body, "counters", settings={"keep_days": 30})
    record, bad = harvest(feed)
    assert [(one.id, one.field) for one in bad] == [
        ("line 3 (100000001)", "site_temperature"),
        ("line 4 (100000001)", "iso_timestamp"),
        ("line 5 (100000001)", "channels_all"),
        ("line 7 (100000001)", "time"),
        ("line 8 ()", "counter_site_id"),
        ("line 9", "row"),
        ("line 10 (100000001)", "time"),
    ]
    assert [str(notice) for notice in feed.notices] == [
        "unknown column 'neue_spalte': not read; the harvester does not know it",
        "left out '100000001 2024-05-03T22:00:00+00:00': -5 is less than nothing",
        "place left out '100000004': has its two coordinates swapped",
    ]
    first, second, third = rows(record, "counts")
    assert (first["temperature"], first["rain"], first["minutes"]) == (12.5, 0.0, None)
    assert (second["incoming"], second["total"]) == (None, 15)
    assert third["counter"] == "100000004"
    table = record.resources[1].table
    assert table is not None
    assert table.series == Series("at", 30)


def test_quarters_without_an_offset(feed_of: FeedOf) -> None:
    """The hour that autumn gives twice is told apart by the order; what spring skips is refused."""
    head = "counter_site_id;iso_timestamp;channels_all\n"
    times = ["2024-10-27 01:45", "2024-10-27 02:00", "2024-10-27 02:30", "2024-10-27 02:00"]
    text = head + "".join(f"7;{time};{n}\n" for n, time in enumerate(times))
    record, bad = harvest(feed_of(text.encode(), "counters", settings={"step": "quarter"}))
    assert bad == []
    found = [(one["at"].strftime("%H:%M"), one["total"]) for one in rows(record, "counts")]
    assert found == [("23:45", 0), ("00:00", 1), ("00:30", 2), ("01:00", 3)]
    text = head + "7;2024-03-31 01:00;1\n7;2024-03-31 02:00;2\n"
    _, bad = harvest(feed_of(text.encode(), "counters"))
    assert [one.problem for one in bad] == ["the clocks skip this time"]


def test_what_is_no_table_of_counts(feed_of: FeedOf) -> None:
    for body in (b"a;b\n1;2\n", b"", b"<html>", b"\x00\xff" * 100):
        with pytest.raises(errors.WrongContent):
            harvest(feed_of(body, "counters"))
    head = b"counter_site_id;iso_timestamp;channels_all\n"
    with pytest.raises(errors.Empty):
        harvest(feed_of(head, "counters"))
    with pytest.raises(errors.WrongContent, match="none of 1 rows"):
        harvest(feed_of(head + b"7;2024-05-01;3\n", "counters", settings={"counters": ["8"]}))
    for settings in (
        {"box": [1, 2, 3]},
        {"timezone": "Mars"},
        {"step": "week"},
        {"keep_days": 0},
        {"sites": 1},
        {"counters": "7"},
    ):
        with pytest.raises(errors.SettingError, match=next(iter(settings))):
            harvest(feed_of(head, "counters", settings=settings))


# --- Zürich ---------------------------------------------------------------------------------------

HEAD = '"Zs Text","Vkjahr Id","Vkmona Id","Vktag1 Id","Vkstd1 Id","Vkwota Namek",'
HEAD = f'\ufeff{HEAD}"Zaehlstellezeit2","Ausfall","Anzahl"\n'
SITES = '"Zs Text","Zs Bezeichnung","Zs Koordinate X","Zs Koordinate Y"\n'


def hours(*given: tuple[str, int, int, int]) -> bytes:
    """Rows of a counter: day, hour, outage, count."""
    lines = [
        f'"VZS_A",{day[:4]},{int(day[5:7])},{int(day[8:])},{hour},"Do","{day}",{out},{count}\n'
        for day, hour, out, count in given
    ]
    return (HEAD + "".join(lines)).encode()


def test_the_night_in_autumn_in_zurich(feed_of: FeedOf) -> None:
    """The row of two o'clock counts two hours, as the town says; where there are two, one each."""
    night = "2010-10-31"
    body = hours((night, 1, 0, 5), (night, 2, 0, 8), (night, 3, 0, 2))
    record, _ = harvest(feed_of(body, "counters"))
    found = [(one["at"].hour, one["minutes"], one["total"]) for one in rows(record, "counts")]
    assert found == [(23, 60, 5), (0, 120, 8), (2, 60, 2)]
    body = hours((night, 1, 0, 5), (night, 2, 0, 4), (night, 2, 0, 3), (night, 3, 0, 2))
    record, bad = harvest(feed_of(body, "counters"))
    found = [(one["at"].hour, one["minutes"], one["total"]) for one in rows(record, "counts")]
    assert (found, bad) == ([(23, 60, 5), (0, 60, 4), (1, 60, 3), (2, 60, 2)], [])


def test_the_night_in_spring_in_zurich(feed_of: FeedOf) -> None:
    night = "2010-03-28"
    feed = feed_of(hours((night, 1, 0, 5), (night, 2, 0, 0), (night, 3, 0, 2)), "counters")
    record, bad = harvest(feed)
    assert ([one["at"].hour for one in rows(record, "counts")], bad) == ([0, 1], [])
    assert [notice.message for notice in feed.notices] == ["the clocks skip this hour"]
    _, bad = harvest(feed_of(hours((night, 1, 0, 5), (night, 2, 0, 7)), "counters"))
    assert [one.problem for one in bad] == ["counted in an hour that the clocks skip"]


def test_outages_are_gaps(feed_of: FeedOf) -> None:
    """By the column, and by the log: the zero that stands there was not counted."""
    body = hours(
        ("2010-09-23", 5, 1, 0),
        ("2010-09-24", 5, 0, 0),
        ("2010-09-25", 5, 0, 0),
        ("2010-09-26", 24, 0, 1),
        ("2010-09-26", 6, 7, 1),
    )
    log = (
        "Datum von;Datum bis;Zählstellencode;Art;Massnahme\n"
        "25.09.2010;25.09.2010;VZS_A;Schleife defekt;ersetzt\n"
        "2010-10-01;;VZS_A;Baustelle;\n2010-10-02;2010-10-01;VZS_A;;\n"
    )
    sites = f"{SITES}VZS_A,Andreasstrasse,2684580,1251964\nVZS_B,Anderswo,2684579,1251967\n"
    beside = {"log.csv": log.encode("cp1252"), "sites.csv": sites.encode()}
    settings = {"outages": "log.csv", "sites": "sites.csv"}
    record, bad = harvest(feed_of(body, "counters", beside=beside, settings=settings))
    found = [(one["total"], one["outage"]) for one in rows(record, "counts")]
    assert found == [(None, True), (0, False), (None, True)]
    assert rows(record, "outages") == [
        {
            "counter": "VZS_A",
            "first_day": date(2010, 9, 25),
            "last_day": date(2010, 9, 25),
            "about": "Schleife defekt; ersetzt",
        },
        {
            "counter": "VZS_A",
            "first_day": date(2010, 10, 1),
            "last_day": None,
            "about": "Baustelle",
        },
    ]
    assert [(one.id, one.field) for one in bad] == [
        ("line 5 (VZS_A)", "Vkstd1 Id"),
        ("line 6 (VZS_A)", "Ausfall"),
        ("line 4 of the outages", "Datum von"),
    ]
    # eastings with a 2 in front are LV95; the place is the same to a metre
    assert record.places is not None
    assert record.places.crs == "EPSG:2056"
    (site,) = rows(record, "sites")
    assert (round(site["lon"], 4), round(site["lat"], 4)) == (8.5594, 47.4131)


def test_the_recording_of_zurich(samples: Path, feed_of: FeedOf) -> None:
    folder = samples / "mobility/cycle-counters-zurich"
    sites = (folder / "taz_velozaehlung_mappingtabelle.csv").read_bytes()
    body = (folder / "taz_velozaehlung_stundenwerte_2010_first3000.csv").read_bytes()
    feed = feed_of(body, "counters", beside={"s.csv": sites}, settings={"sites": "s.csv"})
    record, bad = harvest(feed)
    counts = rows(record, "counts")
    assert (len(counts), bad, feed.notices) == (3000, [], [])
    assert counts[0] == {
        "counter": "VZS_ANDR_A",
        "at": datetime(2010, 9, 22, 22, tzinfo=UTC),
        "minutes": 60,
        "total": None,
        "incoming": None,
        "outgoing": None,
        "outage": True,
        "temperature": None,
        "rain": None,
        "snow": None,
    }
    assert sum(one["outage"] for one in counts) == body.count(b",1,0\n")
    assert sum(one["total"] or 0 for one in counts) == sum(
        int(line.rpartition(b",")[2]) for line in body.splitlines()[1:]
    )
    # the night of 31 October 2010
    assert [one["minutes"] for one in counts if one["minutes"] != 60] == [120]
    assert record.places is not None
    assert record.places.crs == "EPSG:21781"
    assert [row["name"] for row in rows(record, "sites")] == [
        "Andreasstrasse, Richtung Wallisellen",
        "Andreasstrasse, Richtung Oerlikon",
    ]
    # by the formula that swisstopo gives for LV03 (accurate to a metre): 8.5594, 47.4131
    assert rows(record, "sites")[0] == {
        "id": "VZS_ANDR_A",
        "name": "Andreasstrasse, Richtung Wallisellen",
        "operator": None,
        "lon": 8.5593591,
        "lat": 47.4130557,
    }
