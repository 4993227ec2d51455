"""The recordings of Zürich's drop zones: both datasets whole, with the first row of each table."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Resource
from ckanext.loerrach.testing_records import counts, rows

AUTHORITY = "http://publications.europa.eu/resource/authority"
BIRTHS = "bev_geburten_jahr_geschl_quart_stz.csv"
SITES = "taz_velozaehlung_mappingtabelle.csv"
HOURS = "taz_velozaehlung_stundenwerte_2010_first3000.csv"
BICYCLES = "Tiefbauamt, Abteilung Mobilität + Verkehr, Tiefbau- und Entsorgungsdepartement"
#: what every dataset of the zone has
COMMON = {
    "language": [f"{AUTHORITY}/language/DEU"], "strategy_field": "youth-education",
    "publisher": [{"name": "Statistik Stadt Zürich, Präsidialdepartement"}],
}  # fmt: skip


@pytest.fixture
def zurich(zone: Any, feed_in: Any, samples: Path) -> Feed:
    """The recordings zurich-dwh and cycle-counters-zurich: meta.xml beside tables."""
    births = samples / "administration/zurich-dwh"
    bicycles = samples / "mobility/cycle-counters-zurich"
    root = zone({
        f"{folder.name}/{name}": (folder / name).read_bytes()
        for folder, names in ((births, (BIRTHS,)), (bicycles, (SITES, HOURS)))
        for name in ("meta.xml", *names)
    })  # fmt: skip
    feed = feed_in(root)
    assert isinstance(feed, Feed)
    return feed


def harvest(feed: Feed) -> tuple[dict[str, Record], list[BadRecord]]:
    found = list(harvesters()["dropzone"]().records(feed))
    good = {one.id: one for one in found if isinstance(one, Record)}
    return good, [one for one in found if isinstance(one, BadRecord)]


def columns(resource: Resource) -> list[tuple[str, str, str]]:
    assert resource.table
    return [(one.name, one.type, one.label["de"]) for one in resource.table.columns]


def test_counts(zurich: Feed) -> None:
    good, bad = harvest(zurich)
    assert list(good) == ["cycle-counters-zurich", "zurich-dwh"]
    assert counts(zurich, [*good.values()], bad) == {
        SITES: 36, HOURS: 3000, BIRTHS: 810, "repaired": 1, "refused": 0,
        "column without a name": 1, "unknown column": 4,
    }  # fmt: skip
    assert [str(one) for one in zurich.notices if one.kind != "unknown column"] == [
        "repaired 'zeitraum': 1960-01-01 - 1960-01-01 stands for no period",
        "column without a name 'Gezählte Velofahrten': no technischerfeldname; not used",
    ]
    assert {one.name for one in zurich.notices if one.kind == "unknown column"} == {
        "Anzahl", "Zs Bezeichnung", "Zs Koordinate X", "Zs Koordinate Y",
    }  # fmt: skip


def test_cycle_counters(zurich: Feed) -> None:
    record = harvest(zurich)[0]["cycle-counters-zurich"]
    assert record.title == {"de": "Daten der permanenten Velozählstellen - Stundenwerte"}
    words = record.notes["de"]
    # the description, four remarks and what is said of the quality, each with its heading
    assert [one.partition(" ")[0] for one in words.split("\n\n")] == [
        "Die", "Grundsätzlich:", "Wichtige", "Hinweis:", "Kundenfrage:", "Datenqualität:",
    ]  # fmt: skip
    assert words.startswith("Die Zähldaten werden vom Tiefbauamt der Stadt Zürich in eigener Regie")
    assert words.endswith("um die Zählgenauigkeit der Zählgeräte zu überprüfen.")
    assert record.tags == {
        "de": ["sachdaten", "messwerte", "planung", "punktdaten", "standort", "Mobilität",
               "Umwelt"],
    }  # fmt: skip
    # the period of no day is left out
    assert record.fields == {
        **COMMON, "frequency": f"{AUTHORITY}/frequency/QUARTERLY", "issued": "2013-06-14",
        "modified": "2015-02-13",
    }  # fmt: skip
    assert record.places is None
    sites, hours = record.resources
    assert [(one.key, one.format, one.licence_attribution_by) for one in (sites, hours)] == [
        (SITES, "CSV", BICYCLES), (HOURS, "CSV", BICYCLES),
    ]  # fmt: skip
    assert rows(record, SITES)[0] == {
        "zs_text": "VZS_ANDR_A", "zs_bezeichnung": "Andreasstrasse, Richtung Wallisellen",
        "zs_koordinate_x": 684580, "zs_koordinate_y": 251964,
    }  # fmt: skip
    assert columns(sites) == [
        ("zs_text", "text", "Zählstelle (Code)"), ("zs_bezeichnung", "text", "Zs Bezeichnung"),
        ("zs_koordinate_x", "integer", "Zs Koordinate X"),
        ("zs_koordinate_y", "integer", "Zs Koordinate Y"),
    ]  # fmt: skip
    assert rows(record, HOURS)[0] == {
        "zs_text": "VZS_ANDR_A", "vkjahr_id": 2010, "vkmona_id": 9, "vktag1_id": 23, "vkstd1_id": 0,
        "vkwota_namek": "Do", "zaehlstellezeit2": date(2010, 9, 23), "ausfall": 1, "anzahl": 0,
    }  # fmt: skip
    assert columns(hours) == [
        ("zs_text", "text", "Zählstelle (Code)"), ("vkjahr_id", "integer", "Jahr"),
        ("vkmona_id", "integer", "Monat"), ("vktag1_id", "integer", "Tag"),
        ("vkstd1_id", "integer", "Stunde"), ("vkwota_namek", "text", "Wochentag (Code)"),
        ("zaehlstellezeit2", "date", "Datum"), ("ausfall", "integer", "Ausfall"),
        ("anzahl", "integer", "Anzahl"),
    ]  # fmt: skip


def test_births(zurich: Feed) -> None:
    record = harvest(zurich)[0]["zurich-dwh"]
    assert record.title == {"de": "Geburten nach Jahr, Geschlecht und Stadtquartier"}
    assert record.notes == {
        "de": "Anzahl Lebendgeburten nach Geschlecht und Stadtquartier, 2013-2014\n\n"
        "Hinweis: Auf Grund eines neuen Datensystems kann zur Zeit nur ab 2013 ausgewertet werden."
        "\n\nDatenqualität: gut",
    }
    assert record.tags == {
        "de": ["sachdaten", "tabellen", "zeitreihe", "geburt", "quartier", "statistische zone",
               "Bevölkerung"],
    }  # fmt: skip
    assert record.fields == {
        **COMMON, "frequency": f"{AUTHORITY}/frequency/ANNUAL", "issued": "2015-03-03",
        "modified": "2015-03-03",
        "temporal_coverage": [{"start": "2013-01-01", "end": "2014-12-31"}],
    }  # fmt: skip
    assert record.places is None
    [resource] = record.resources
    assert (resource.key, resource.format, resource.licence_attribution_by) == (
        BIRTHS, "CSV", "Personenmeldeamt der Stadt Zürich, Präsidialdepartement",
    )  # fmt: skip
    assert rows(record)[0] == {
        "stichtagdatjahr": 2013, "sexcd": 1, "sexlang": "männlich", "quarsort": 14,
        "quarlang": "City", "statzonesort": 1404, "statzonelang": "Paradeplatz", "anzgebuwir": 1,
    }  # fmt: skip
    assert columns(resource) == [
        ("stichtagdatjahr", "integer", "Daten gültig per Jahr"),
        ("sexcd", "integer", "Geschlecht (Code)"), ("sexlang", "text", "Geschlecht (lang)"),
        ("quarsort", "integer", "Stadtquartier (Sort)"),
        ("quarlang", "text", "Stadtquartier (lang)"),
        ("statzonesort", "integer", "Statistische Zone (Sort)"),
        ("statzonelang", "text", "Statistische Zone (lang)"),
        ("anzgebuwir", "integer", "Anzahl Geburten"),
    ]  # fmt: skip
    assert resource.table
    assert resource.table.columns[0].description["de"] == (
        "Jahr. Zeitpunkt entspricht dem Ende des Jahres."
    )


def test_zuerichs_small_counts_are_told_first(zone: Any, feed_in: Any, samples: Path) -> None:
    folder = samples / "administration/zurich-dwh"
    names = ["meta.xml", BIRTHS]
    root = zone({f"geburten/{name}": (folder / name).read_bytes() for name in names})
    good, [bad] = harvest(feed_in(root, {"small": 4}))
    assert (good, bad.part_of) == ({}, None)
    assert bad.problem.startswith("Werte unter 4, an denen Menschen zu erkennen sein könnten:")
    assert bad.remedy.endswith("schreiben Sie „kleine_zahlen: geprüft“")
