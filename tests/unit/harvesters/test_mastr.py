"""The register of energy units: pages, an extract, sums by year, and nobody's name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.testing_records import counts, harvest, rows

FeedOf = Callable[..., Feed]
HERE = {"municipalities": ["08336050"]}


def test_units_of_loerrach(of_demo: FeedOf) -> None:
    source = next(one for one in sources() if one.name == "energieanlagen-loerrach")
    feed = of_demo(source)
    feed.now = datetime(2024, 6, 1, tzinfo=UTC)
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    units = rows(record, "units")
    assert len(units) == 6
    assert units[0] == {
        "id": "SEE900000000001",
        "carrier": "solar",
        "status": "operating",
        "gross": 9.9,
        "net": 8.2,
        "storage": None,
        "modules": 42,
        "facing": "Süd",
        "begin": date(2012, 1, 15),
        "end": None,
        "postcode": "79539",
        "town": "Lörrach",
        "municipality": "08336050",
        "lon": None,
        "lat": None,
    }
    assert (units[3]["lon"], units[3]["lat"]) == (7.6661, 47.6203)
    assert record.places is not None
    assert [id for id, _ in record.places.geometries] == ["SEE900000000004"]
    # nothing that an operator has written
    assert not [row for row in units if "Beispiel" in map(str, row.values())]


def test_what_units_add_up_to(of_demo: FeedOf) -> None:
    source = next(one for one in sources() if one.name == "energieanlagen-loerrach")
    feed = of_demo(source)
    feed.now = datetime(2024, 6, 1, tzinfo=UTC)
    found = {(row["year"], row["carrier"]): row for row in rows(harvest(feed)[0], "years")}
    assert found[2024, "solar"] == {
        "year": 2024, "carrier": "solar", "added": 1, "added_power": 25.0, "units": 2,
        "power": 33.2,
    }  # fmt: skip
    # years in which nothing came are there, too
    assert found[2020, "solar"]["added"] == 0
    assert found[2020, "solar"]["units"] == 1
    # shut down in January 2023: not there any more when that year ended
    gas = [found[year, "natural-gas"]["units"] for year in (2005, 2022, 2023, 2024)]
    assert gas == [1, 1, 0, 0]
    assert min(year for year, carrier in found if carrier == "hydro") == 1998
    assert max(year for year, _ in found) == 2024


def test_units_that_are_out_of_operation(feed_of: FeedOf) -> None:
    """The operating status decides; a day says since when, and its absence is no life for ever."""
    states = (
        ("In Betrieb", {}), ("Endgültig stillgelegt", {}),
        ("Endgültig stillgelegt", {"EndgueltigeStilllegungDatum": "2022-05-01"}),
        ("Vorübergehend stillgelegt", {}),
        ("Vorübergehend stillgelegt", {"VoruebergehendeStilllegungBeginn": "2023-05-01"}),
        # resumed since, and to be ended in autumn
        ("In Betrieb", {"VoruebergehendeStilllegungBeginn": "2021-05-01"}),
        ("In Betrieb", {"EndgueltigeStilllegungDatum": "2024-10-01"}),
        ("In Planung", {}),
    )  # fmt: skip
    units = [
        {"MaStRNummer": f"SEE90000000000{number}", "Gemeindeschluessel": "08336050",
         "EnergietraegerName": "Wind", "InbetriebnahmeDatum": "2020-03-01",
         "BetriebsStatusName": status, "Nettonennleistung": 10 ** min(number, 6), **more}
        for number, (status, more) in enumerate(states)
    ]  # fmt: skip
    body = json.dumps({"Data": units, "Total": len(units)}).encode()
    feed = feed_of(body, "mastr", settings=HERE)
    feed.now = datetime(2024, 6, 1, tzinfo=UTC)
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    # which of them were there, by the digits of their power
    assert [(row["year"], row["added"], row["units"], row["power"])
            for row in rows(record, "years")] == [
        (2020, 7, 5, 1_110_101), (2021, 0, 5, 1_110_101), (2022, 0, 4, 1_110_001),
        (2023, 0, 3, 1_100_001), (2024, 0, 3, 1_100_001),
    ]  # fmt: skip
    assert len(rows(record, "units")) == 8
    feed.now = datetime(2025, 6, 1, tzinfo=UTC)
    last = rows(harvest(feed)[0], "years")[-1]
    assert (last["year"], last["units"]) == (2025, 2)


def test_faults_unit_by_unit(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = feed_of((own_feeds / "broken/mastr.json").read_bytes(), "mastr", settings=HERE)
    record, bad = harvest(feed)
    assert [(one.id, one.field) for one in bad] == [
        ("ABC", "MaStRNummer"),
        ("SEE900000000004", "Gemeindeschluessel"),
        ("SEE900000000005", "Bruttoleistung"),
        ("SEE900000000006", "InbetriebnahmeDatum"),
        ("#7", "unit"),
        ("SEE900000000001", "id"),
        ("SEE900000000008", "InbetriebnahmeDatum"),
        ("#11", "unit"),
    ]
    assert [str(one) for one in feed.notices] == [
        "unknown column 'neu': not read; the harvester does not know it",
        "unknown word 'EnergietraegerName: Kernfusion': translate it; the unit stays without it",
        "left out 'SEE900000000002 Bruttoleistung': -1 cannot be",
        "place left out 'SEE900000000007': has its two coordinates swapped",
    ]
    _, second, third = rows(record, "units")
    assert (second["carrier"], second["gross"], second["net"]) == ("other", None, 8.5)
    assert (third["id"], third["lon"]) == ("SEE900000000007", None)


def test_pages_that_do_not_hold_all(server: Any, feed_of: FeedOf) -> None:
    unit = {"MaStRNummer": "SEE900000000001", "Gemeindeschluessel": "08336050"}
    for pages, error, words in (
        ([{"Data": [unit], "Total": 2}, {"Data": [], "Total": 2}], errors.WrongContent, "1 of 2"),
        ([{"Data": [], "Total": 0}], errors.Empty, "unit of 08336050"),
        ([{"Data": None, "Total": 0}], errors.WrongContent, "'Data'"),
        ([{"Data": [unit], "Total": True}], errors.WrongContent, "'Total'"),
        ([["x"]], errors.WrongContent, "'Data'"),
        ([{"Data": ["x"], "Total": 1}], errors.WrongContent, "none that can be used"),
    ):
        answers = iter(pages)
        feed = feed_of(b"", "mastr", settings=HERE)
        server.pages["/feed"] = lambda visit, a=answers: visit.answer(json.dumps(next(a)).encode())
        with pytest.raises(error, match=words):
            harvest(feed)
    assert server.visits[-1][0] == (
        "/feed?sort=MaStRNummer-asc&page=1&pageSize=1000"
        "&filter=Gemeindeschl%C3%BCssel~eq~%2708336050%27"
    )


def test_settings_that_no_run_can_work_with(feed_of: FeedOf) -> None:
    for settings in (
        {},
        {"municipalities": [8336050]},
        {"municipalities": ["' or 1"]},
        {**HERE, "layout": "xml"},
    ):
        with pytest.raises(errors.SettingError, match=r"municipalities|layout"):
            harvest(feed_of(b"", "mastr", settings=settings))


def test_the_columns_of_the_export(feed_of: FeedOf, samples: Path) -> None:
    """The examples of the recorded dictionary, as one row of an extract."""
    file = samples / "business/mastr/bnetza_mastr_solar_raw.csv"
    words = list(csv.DictReader(file.open(encoding="utf-8", newline="")))
    assert len(words) == 119
    examples = {one["Column"]: one["Example"] for one in words}
    # the dictionary gives the example of the state in another column
    examples["EinheitBetriebsstatus"] = examples["EinheitBetriebsstatus_extended"]
    body = io.StringIO()
    csv.writer(body).writerows([list(examples), list(examples.values())])
    settings = {"municipalities": [examples["Gemeindeschluessel"]], "layout": "csv"}
    feed = feed_of(body.getvalue().encode(), "mastr", settings=settings)
    record, bad = harvest(feed)
    # the dictionary has its two coordinates the wrong way round, and not of this region
    assert counts(feed, [record], bad) == {
        "years": 0, "units": 1, "repaired": 0, "refused": 0, "place left out": 1,
    }  # fmt: skip
    assert rows(record, "units") == [
        {
            "id": "SEE91234567890", "carrier": "wind", "status": "planned", "gross": 25000.0,
            "net": 148.987, "storage": None, "modules": 12, "facing": "Nord",
            "begin": date(1998, 1, 2), "end": date(2020, 1, 2), "postcode": "39179",
            "town": "Langenweddingen", "municipality": "15125414", "lon": None, "lat": None,
        }
    ]  # fmt: skip
    other = replace(feed.source, settings={**HERE, "layout": "csv"})
    with pytest.raises(errors.Empty):
        harvest(Feed(other, feed.client))
