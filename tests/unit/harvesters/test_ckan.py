"""CKAN: whole records, counts of good, repaired and refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Resource

FeedOf = Callable[..., Feed]
LICENCES = "http://dcat-ap.de/def/licenses/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"


@pytest.fixture
def feed_of(feed_at_home: FeedOf) -> FeedOf:
    """Feeds whose one answer stands in for the CKAN's, whatever is asked."""

    def make(body: bytes, harvester: str, **facts: Any) -> Feed:
        return feed_at_home(body, harvester, "https://www.daten-bw.example", **facts)

    return make


# --- records --------------------------------------------------------------------------------------


def test_the_first_record(feed_of: FeedOf, own_feeds: Path, harvest: Any) -> None:
    body = (own_feeds / "ckan.json").read_bytes()
    feed = feed_of(body, "ckan", licences="records", field="administration")
    records, bad = harvest(feed)
    assert (len(records), bad, feed.gaps) == (4, [], [])
    id = "0d0b6c52-6a53-4a9c-8b63-0b8a54c1f001"
    agency = "Statistisches Landesamt Baden-Württemberg"
    by = LICENCES + "dl-by-de/2.0"
    page = "https://www.daten-bw.example/dataset/einwohner-landkreis-loerrach"
    assert records[0] == Record(
        id=id,
        title={"de": "Einwohnerinnen und Einwohner der Gemeinden im Landkreis Lörrach"},
        notes={
            "de": "Bevölkerung am 31. Dezember nach Gemeinden, darunter Lörrach, Weil am Rhein und"
            " Rheinfelden (Baden).\n\nGrundlage ist der Zensus 2022."
        },
        tags={"de": ["einwohner", "gemeinden"]},
        fields={
            "strategy_field": "administration",
            "publisher": [{"name": agency, "url": "https://www.statistik-bw.de"}],
            "contact": [{"name": agency, "email": "poststelle@stala.bwl.de"}],
            "theme": [AUTHORITY + "data-theme/SOCI"],
            "frequency": AUTHORITY + "frequency/ANNUAL",
            "identifier": "12411-0014-LOE",
            "alternate_identifier": [id],
            "uri": "https://www.daten-bw.example/dataset/12411-0014-LOE",
            "url": page,
            "issued": "2025-03-01",
            "modified": "2025-09-30T08:00:00+00:00",
            "temporal_coverage": [{"start": "2022-01-01", "end": "2024-12-31"}],
            "politicalGeocodingURI": ["http://dcat-ap.de/def/politicalGeocoding/districtKey/08336"],
            "politicalGeocodingLevelURI": [
                "http://dcat-ap.de/def/politicalGeocoding/Level/administrativeDistrict"
            ],
            "contributorID": ["http://dcat-ap.de/def/contributors/datenBW"],
            "provenance": f"Übernommen aus {page}, dort aus https://www.statistik-bw.de",
        },
        resources=[
            Resource(
                key="aaaaaaaa-0000-4000-8000-000000000001",
                title={"de": "Einwohner nach Gemeinden (CSV)"},
                url="https://www.daten-bw.example/files/12411-0014-LOE.csv",
                description={"de": "Eine Zeile je Gemeinde und Jahr."},
                format="CSV",
                mimetype="text/csv",
                licence=by,
                licence_attribution_by="© Statistisches Landesamt Baden-Württemberg, Fellbach",
                fields={"size": 48211},
            ),
            Resource(
                key="aaaaaaaa-0000-4000-8000-000000000002",
                title={"de": "Erläuterungen"},
                url="https://www.daten-bw.example/files/12411-0014-LOE.pdf",
                format="PDF",
                licence=by,
                licence_attribution_by=agency,
            ),
        ],
        aliases=[id, "https://www.daten-bw.example/dataset/12411-0014-LOE",
                 f"https://www.daten-bw.example/dataset/{id}"],
        chain=["https://www.statistik-bw.de", f"https://www.daten-bw.example/dataset/{id}"],
        own=False,
    )  # fmt: skip


def test_three_languages_and_a_licence_in_swiss_words(
    feed_of: FeedOf, own_feeds: Path, harvest: Any, told: Any
) -> None:
    feed = feed_of((own_feeds / "ckan.json").read_bytes(), "ckan", licences="records")
    rhine = harvest(feed)[0][2]
    assert rhine.title == {
        "de": "Rheinpegel bei Rheinweiler",
        "fr": "Niveau du Rhin à Rheinweiler",
        "en": "Rhine level near Rheinweiler",
    }
    assert rhine.tags == {"de": ["Rhein", "Pegel"], "fr": ["Rhin"], "en": ["Rhine"]}
    assert rhine.fields["strategy_field"] == "environment"
    assert rhine.fields["temporal_coverage"] == [{"start": "2000-01-01"}]
    resource = rhine.resources[0]
    assert resource.licence == LICENCES + "other-open"
    assert resource.fields["rights"] == "NonCommercialAllowed-CommercialAllowed-ReferenceRequired"
    assert told(feed) == {
        ("language left out", "title"),
        ("'other' in place of a missing value", "mobility_theme"),
        ("title in place of a missing description", "notes"),
        ("the catalogue's page in place of no address", "url"),
        # "2026-02-01T06:10:00": CKAN has no zones
        ("repaired", "modified"),
    }


def test_every_fault_has_its_consequence(
    feed_of: FeedOf, own_feeds: Path, harvest: Any, told: Any
) -> None:
    body = (own_feeds / "broken" / "ckan.json").read_bytes()
    feed = feed_of(body, "ckan", licences="records")
    records, bad = harvest(feed)
    assert [(one.id, one.field) for one in bad] == [
        ("#1", "id"), ("#2", "id"), ("#3", "id"), ("01", "license"), ("02", "license"),
        ("03", "title"), ("05", "title"), ("06", "resources"),
    ]  # fmt: skip
    assert [one.id for one in records] == ["04", "07", "08", "11", "12"]
    hostile = next(one for one in records if one.id == "07")
    assert hostile.title == {"de": "Skript im Titel"}
    assert hostile.notes == {"de": "Ein [Link]), ein zweiter und ein � Zeichen"}
    assert hostile.tags == {}
    assert hostile.fields == {
        "strategy_field": "mobility",
        "mobility_theme": ["https://w3id.org/mobilitydcat-ap/mobility-theme/other"],
        "publisher": [{"name": "Stadt Probe", "email": "probe@example.org"}],
        "contact": [{"name": "Stadt Probe", "email": "probe@example.org"}],
        "identifier": "07",
        "uri": f"{feed.url}/dataset/07",
        "url": f"{feed.url}/dataset/07",
        "provenance": f"Übernommen aus {feed.url}/dataset/07",
    }
    assert [(one.key, one.url, dict(one.fields)) for one in hostile.resources] == [
        ("r3", "https://a.example/gut.csv", {}),
        ("r3#2", "https://a.example/zwei.csv", {}),
    ]
    assert [one.licence for one in records[2].resources] == [LICENCES + "cc-by/4.0"]
    assert records[2].title == {"de": "Alberi"}
    assert "temporal_coverage" not in records[3].fields
    assert records[3].resources[0].url == "https://a.example/mit%20leerzeichen.csv"
    assert records[4].fields["publisher"] == [{"name": "Amt", "email": "amt@example.org"}]
    assert [one.url for one in records[4].resources] == ["https://a.example/3"]
    assert told(feed) >= {
        ("unknown column", "neues_feld"), ("unknown column", "neue_spalte"),
        ("no dataset", "type"), ("word not in our list", "theme"),
        ("word not in our list", "frequency"), ("value left out", "issued"),
        ("value left out", "hvd_category"), ("value left out", "publisher.url"),
        ("ends before it begins", "temporal_coverage"), ("not in German", "title"),
        ("no geometry that can be used", "spatial_coverage"),
        ("resource left out: no web address", "url"),
        ("resource left out: unknown licence", "license"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("records", []), ("either", ["dl-by-de/2.0"]), ("source", ["dl-by-de/2.0"] * 2)],
)
def test_whose_licence_counts(
    feed_of: FeedOf, policy: str, expected: list[str], harvest: Any
) -> None:
    """A licence that nobody knows is only overruled by a source that answers for all."""
    resources = [{"id": "a", "url": "https://a.example/1"}]
    both = [
        {"id": "1", "title": "ohne", "resources": resources},
        {"id": "2", "title": "unbekannt", "license_id": "geheim", "resources": resources},
    ]
    body = json.dumps({"success": True, "result": {"count": 2, "results": both}}).encode()
    records, bad = harvest(feed_of(body, "ckan", licences=policy))
    assert [r.licence.removeprefix(LICENCES) for one in records for r in one.resources] == expected
    assert len(records) + len(bad) == 2


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, (None, None)),
        ({"personal_data": "anonymised"}, ("anonymised", None)),
        ({"personal_data": "lawful", "personal_data_reason": "§ 4"}, ("lawful", "§ 4")),
        ({"personal_data": "<script>"}, (None, None)),
    ],
)
def test_what_a_record_says_of_personal_data(
    feed_of: FeedOf, said: dict[str, str], expected: tuple[str | None, str | None], harvest: Any
) -> None:
    """The record's own answer counts; where it has none, the engine takes the source's."""
    one = {"id": "1", "title": "Personen", "license_id": "cc-zero", **said,
           "resources": [{"id": "a", "url": "https://a.example/1"}]}  # fmt: skip
    body = json.dumps({"success": True, "result": {"count": 1, "results": [one]}}).encode()
    ((record,), _) = harvest(feed_of(body, "ckan"))
    names = ("personal_data", "personal_data_reason")
    assert tuple(record.fields.get(name) for name in names) == expected


def test_the_same_id_twice(feed_of: FeedOf, harvest: Any) -> None:
    resources = [{"id": "a", "url": "https://a.example/1", "license_id": "cc-zero"}]
    both = [{"id": "1", "title": title, "resources": resources} for title in ("alt", "neu")]
    body = json.dumps({"success": True, "result": {"count": 2, "results": both}}).encode()
    feed = feed_of(body, "ckan", licences="records")
    assert [one.title for one in harvest(feed)[0]] == [{"de": "neu"}]
    assert feed.gaps == ["the source announced 2 datasets and gave 1"]


def test_a_group_assigns_the_field(feed_of: FeedOf, own_feeds: Path, harvest: Any) -> None:
    assign = {"transport_verkehr": "business", "SOCI": "citizen-services"}
    feed = feed_of((own_feeds / "ckan.json").read_bytes(), "ckan", field="culture",
                   licences="records", settings={"assign": assign})  # fmt: skip
    assert [one.fields["strategy_field"] for one in harvest(feed)[0]] == [
        "citizen-services", "business", "environment", "environment",
    ]  # fmt: skip
