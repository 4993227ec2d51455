"""Recorded tables of GENESIS, read as they came, and the questions that were asked for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.testing_records import counts, harvest, rows

FeedOf = Callable[..., Feed]


@pytest.fixture
def recorded(samples: Path, server: Any, feed_of: FeedOf) -> Callable[[str], Feed]:
    """The feed of a recorded table, with what was recorded of its description."""

    def make(name: str) -> Feed:
        folder, _, table = name.rpartition("/")
        file = samples / "business" / folder / f"{table}_tablefile_de_ffcsv.zip"
        about = file.with_name(f"{table}_metadata_table_de.json")
        server.page("/feed/metadata/table", about.read_bytes())
        server.page("/feed/data/tablefile", file.read_bytes(), content_type="application/zip")
        return feed_of(b"", "genesis", settings={"table": table}, field="business")

    return make


FACTS = {
    "statistics_code", "statistical_dimension", "reference_period_start", "reference_period_end",
}  # fmt: skip
#: file -> rows, signs in the place of values, the first row, and what is told of the dataset
RECORDED = {
    "regionalstatistik-genesis/11111-02-01-4": (489, 91, {
        "time": date(2024, 12, 31), "area": "01001", "area_name": "Flensburg, kreisfreie Stadt",
        "measure": "GEM001", "measure_name": "Zahl der Gemeinden", "value": 1.0,
        "unit_name": "Anzahl", "sign": None, "quality": None,
    }, {
        "statistics_code": "11111", "statistical_dimension": ["Gebiet"],
        "reference_period_start": "2024-12-31",
    }),
    "regionalstatistik-genesis/12411-01-01-4": (1467, 222, {
        "time": date(2024, 12, 31), "area": "01001", "area_name": "Flensburg, kreisfreie Stadt",
        "ges": "GESM", "ges_name": "männlich", "measure": "BEVSTD",
        "measure_name": "Bevölkerungsstand", "value": 47651.0, "unit_name": "Anzahl",
        "sign": None, "quality": None,
    }, {
        "statistics_code": "12411", "statistical_dimension": ["Gebiet", "Geschlecht"],
        "reference_period_start": "2024-12-31",
    }),
    "regionalstatistik-genesis/13111-01-03-4": (3300, 2970, {
        "time": date(2025, 6, 30), "area": "01", "area_name": "Schleswig-Holstein",
        "nat": "NATA", "nat_name": "ausländisch", "ges": "GESM", "ges_name": "männlich",
        "measure": "ERW032", "measure_name": "Sozialversicherungspfl. Beschäftigte (Arbeitsort)",
        "value": 78910.0, "unit_name": "Anzahl", "sign": None, "quality": None,
    }, {
        "statistics_code": "13111",
        "statistical_dimension": ["Gebiet", "Nationalität", "Geschlecht"],
        "reference_period_start": "2025-06-30",
    }),
    "destatis-genesis/52111-0001": (68, 0, {
        "time": "2023", "area": "DG", "area_name": "Deutschland", "besg12": "BESAB0000B0010",
        "besg12_name": "0 bis unter 10 abhängig Beschäftigte", "wz08u6": "WZ08-B",
        "wz08u6_name": "Bergbau und Gewinnung von Steinen und Erden", "measure": "UNT002",
        "measure_name": "Unternehmen (EU)", "value": 1044.0, "unit_name": "Anzahl", "sign": None,
        "quality": "e",
    }, {
        "statistics_code": "52111", "statistical_dimension": [
            "Gebiet", "Beschäftigtengrößenklassen", "WZ2008 (Abschnitte): URS",
        ],
        "reference_period_start": "2023-01-01", "reference_period_end": "2023-12-31",
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_tables(recorded: Callable[[str], Feed], name: str) -> None:
    feed = recorded(name)
    record, bad = harvest(feed)
    found = rows(record)
    values, signs, first, facts = RECORDED[name]
    assert found[0] == first
    assert counts(feed, [record], bad) == {"values": values, "repaired": 0, "refused": 0}
    assert sum(bool(one["sign"]) for one in found) == signs
    # what the description of the table and its rows say together
    assert {name: one for name, one in record.fields.items() if name in FACTS} == facts


def test_a_recorded_table_for_loerrach_alone(recorded: Callable[[str], Feed]) -> None:
    feed = recorded("regionalstatistik-genesis/12411-01-01-4")
    here = {"table": "12411-01-01-4", "areas": ["08336"]}
    record, _ = harvest(Feed(replace(feed.source, settings=here), feed.client))
    assert [(one["ges"], one["value"]) for one in rows(record)] == [
        ("GESM", 117059), ("GESW", 121204), ("_T", 238263),
    ]  # fmt: skip


def test_the_questions_are_those_that_were_recorded(
    recorded: Callable[[str], Feed], server: Any, samples: Path
) -> None:
    """Every field of ours that somebody else's program sends, too, has the same value there."""
    path = samples / "business/regionalstatistik-genesis/requests.json"
    asked = {one["table"]: dict(parse_qsl(one["body"])) for one in json.loads(path.read_bytes())}
    same = 0
    for table in ("11111-02-01-4", "12411-01-01-4", "13111-01-03-4"):
        harvest(recorded(f"regionalstatistik-genesis/{table}"))
        (question,) = [one for one, _ in server.visits if one.startswith("/feed/data/tablefile?")
                       and table in one]  # fmt: skip
        sent = dict(parse_qsl(question.partition("?")[2]))
        shared = sent.keys() & asked[table].keys()
        # ours comes with the marks of quality
        assert sent["quality"] == "on"
        assert [n for n in shared - {"quality"} if sent[n] != asked[table][n]] == []
        same += len(shared)
    assert same >= 8
