"""Air data of the Umweltbundesamt: whole rows, the end of the day, and what each fault becomes."""

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
NOW = datetime(2026, 10, 5, 2, 30, tzinfo=UTC)
INDICES = {
    "data": {"station id": {"date start": ["component id", "scope id", "value", "date end",
                                           "index"]}}
}  # fmt: skip


def of(
    feed_of: FeedOf, server: Any, own_feeds: Path, measures: dict[str, Any] | None = None,
    **settings: Any,
) -> Feed:  # fmt: skip
    """A feed of our sample; ``measures``: another answer to every question about values."""
    here = own_feeds / "uba"
    for part in ("stations", "components", "scopes"):
        server.page(f"/v4/{part}/json", (here / part / "json").read_bytes())

    def answer(visit: Any) -> None:
        questions = [line.split("\t") for line in
                     (here / "measures/json/queries.tsv").read_text().splitlines()]  # fmt: skip
        asked = visit.path.partition("?")[2]
        name = next(file for words, file in questions
                    if not words or all(word in asked for word in words.split(",")))  # fmt: skip
        body = (here / "measures/json" / name).read_bytes()
        visit.answer(body if measures is None else json.dumps(measures).encode())

    server.pages["/v4/measures/json"] = answer
    given = {"stations": ["DEBW023", "DEBW084"], **settings}
    feed = feed_of(b"", "uba", field="environment", settings=given)
    return Feed(feed.source, feed.client, now=NOW, stand_in=server.url("/v4/measures/json"))


def test_weil_am_rhein_and_freiburg(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any
) -> None:
    feed = of(feed_of, server, own_feeds, keep=1100)
    (record,), bad = harvest(feed)
    assert bad == []
    assert [str(one) for one in feed.notices] == [
        "missing component 'PM2/1TMWGL': the API does not name it"
    ]
    assert rows(record, "stations")[0] == {
        "id": "DEBW023",
        "name": "Weil am Rhein",
        "city": "Weil am Rhein",
        "network": "Baden-Württemberg",
        "setting": "städtisches Gebiet",
        "kind": "Hintergrund",
        "active_from": "1980-01-01",
        "active_until": None,
        "lon": 7.63,
        "lat": 47.59,
    }
    assert rows(record, "quantities")[0] == {
        "component": "NO2",
        "scope": "1SMW",
        "name": "Stickstoffdioxid",
        "mean": "Ein-Stunden-Mittelwert",
        "unit": "ug/m3",
    }
    found = rows(record, "measurements")
    assert len(found) == 16
    # the hour that ends at 24:00 in Central European Time, while clocks show summer time
    assert found[1] == {
        "station": "DEBW023",
        "component": "NO2",
        "scope": "1SMW",
        "at": datetime(2026, 10, 4, 22, tzinfo=UTC),
        "until": datetime(2026, 10, 4, 23, tzinfo=UTC),
        "value": 9.0,
        "unit": "ug/m3",
        "index": 0,
    }
    # a value that is null is a gap that stays visible
    assert (found[2]["at"].hour, found[2]["value"], found[2]["index"]) == (23, None, None)
    table = record.resources[2].table
    assert table
    assert table.key == ["station", "component", "scope", "at"]
    assert table.series == Series("at", 1100)
    assert record.fields["measuring_station"] == [
        "Weil am Rhein (DEBW023)", "Freiburg (DEBW084)"
    ]  # fmt: skip


def test_what_is_asked(feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any) -> None:
    feed = of(feed_of, server, own_feeds, stations="DEBW023", components=["NO2/1SMW"], days=40)
    harvest(feed)
    ask = "/v4/measures/json?date_from={}&time_from=1&date_to={}&time_to=24"
    ids = "&station=9023&component=5&scope=2"
    assert [path for path, _ in server.visits] == [
        "/v4/stations/json?lang=de",
        "/v4/components/json?lang=de",
        "/v4/scopes/json?lang=de",
        ask.format("2026-08-27", "2026-09-26") + ids,
        ask.format("2026-09-27", "2026-10-05") + ids,
    ]


def test_broken_values(feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any) -> None:
    measures = json.loads((own_feeds / "broken/uba.json").read_text())
    feed = of(feed_of, server, own_feeds, measures, stations="DEBW023", components="NO2/1SMW")
    (record,), bad = harvest(feed)
    assert [str(one) for one in bad] == [
        "DEBW023 NO2 2025-10-26 03:00:00, field 'value' 'viel': a number is needed.",
        (
            "DEBW023 NO2 gestern, field 'date start' 'gestern': "
            "a time like 2025-01-01 24:00:00 is needed."
        ),
        (
            "DEBW023 NO2 2025-02-30 03:00:00, field 'date start' '2025-02-30 03:00:00': "
            "a time like 2025-01-01 24:00:00 is needed."
        ),
    ]
    assert {one.part_of for one in bad} == {"probe"}
    assert [str(one) for one in feed.notices] == [
        "silent 'Weil am Rhein NO2': the last value is of 2025-12-31 23:00 UTC"
    ]
    assert [(str(one["at"]), str(one["until"])) for one in rows(record, "measurements")] == [
        ("2025-10-26 01:00:00+00:00", "2025-10-26 02:00:00+00:00"),
        ("2025-12-31 22:00:00+00:00", "2025-12-31 23:00:00+00:00"),
    ]


def test_answers_that_are_none(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any
) -> None:
    for measures, sentence in (
        ({}, "an answer with 'indices'"),
        ({"indices": INDICES, "data": {"9023": {"2025-10-26 02:00:00": [5, 2]}}}, "arrays of 5"),
        ({"indices": INDICES, "data": 7}, "data as 'indices' describe them"),
        ({"indices": INDICES, "data": {"9023": 7}}, "none that can be used"),
        ({"indices": 7, "data": {}}, "data as 'indices' describe them"),
        ({"indices": INDICES, "data": []}, "none that can be used"),
    ):
        with pytest.raises(errors.WrongContent, match=sentence):
            harvest(of(feed_of, server, own_feeds, measures))
    feed = of(feed_of, server, own_feeds, stations=["DEBW023", "DEBW999"])
    harvest(feed)
    assert ("missing station", "DEBW999") in {(one.kind, one.name) for one in feed.notices}
    with pytest.raises(errors.WrongContent, match="look at 'stations'"):
        harvest(of(feed_of, server, own_feeds, stations="DEBW999"))


def test_settings_that_cannot_be(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any
) -> None:
    for settings in ({"stations": []}, {"days": 0}, {"components": ["NO2/IMMER"]}, {"keep": "x"}):
        with pytest.raises(errors.SettingError):
            harvest(of(feed_of, server, own_feeds, **settings))


def test_each_host_writes_the_path_in_its_own_way(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any
) -> None:
    feed = of(feed_of, server, own_feeds)
    for url, right in (
        ("https://www.umweltbundesamt.de/api/air_data/v3/measures/json", True),
        ("https://www.umweltbundesamt.de/api/air-data/v3/measures/json", False),
        ("https://luftdaten.umweltbundesamt.de/api/air-data/v4/measures/json", True),
        ("https://luftdaten.umweltbundesamt.de/api/air_data/v4/measures/json", False),
    ):
        there = Feed(replace(feed.source, url=url), feed.client, now=NOW, stand_in=feed.asked)
        if right:
            assert len(harvest(there)[0]) == 1
        else:
            with pytest.raises(errors.SettingError, match="the path begins with"):
                harvest(there)


def test_the_recording(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any, samples: Path
) -> None:
    name = "environment/uba-luftdaten/measures_station143_o3_2025-01-01.json"
    measures = json.loads((samples / name).read_text())
    feed = of(feed_of, server, own_feeds, measures, stations="DEBE000", components="O3/1SMW")
    known = json.loads((own_feeds / "uba/stations/json").read_text())
    known["data"] = {"143": ["143", "DEBE000", "Probe", *known["data"]["9023"][3:]]}
    server.page("/v4/stations/json", json.dumps(known).encode())
    (record,), bad = harvest(feed)
    assert bad == []
    assert [one.kind for one in feed.notices] == ["silent"]
    found = rows(record, "measurements")
    assert len(found) == 24
    assert found[0] == {
        "station": "DEBE000",
        "component": "O3",
        "scope": "1SMW",
        "at": datetime(2024, 12, 31, 23, tzinfo=UTC),
        "until": datetime(2025, 1, 1, 0, tzinfo=UTC),
        "value": 37.0,
        "unit": "ug/m3",
        "index": 2,
    }
    assert (found[-1]["until"], found[-1]["value"]) == (datetime(2025, 1, 1, 23, tzinfo=UTC), 64.0)
