"""CKAN: whole records, counts of good, repaired and refused, and what faults of paging become."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Resource
from ckanext.loerrach.harvesters._core.source import SourceEntry

FeedOf = Callable[..., Feed]
LICENCES = "http://dcat-ap.de/def/licenses/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
SEARCH = "/api/3/action/package_search"


@pytest.fixture
def feed_of(feed_at_home: FeedOf) -> FeedOf:
    """Feeds whose one answer stands in for the CKAN's, whatever is asked."""

    def make(body: bytes, harvester: str, **facts: Any) -> Feed:
        return feed_at_home(body, harvester, "https://www.daten-bw.example", **facts)

    return make


class Catalogue:
    """A CKAN with datasets of one resource; ``pages`` is how a test makes it misbehave."""

    def __init__(self, server: Any, ids: list[str]) -> None:
        self.server, self.ids, self.cap = server, ids, 1000
        self.keyset, self.knows_fl, self.announced = True, True, 0
        self.queries: list[dict[str, list[str]]] = []
        self.before_page: Callable[[int], None] = lambda _: None
        server.pages[SEARCH] = self.answer

    def answer(self, visit: Any) -> None:
        query = parse_qs(urlsplit(visit.path).query)
        self.queries.append(query)
        self.before_page(len(self.queries))
        after = re.search(r'id:\{"(.*?)" TO \*\]', query.get("fq", [""])[0])
        left = sorted(self.ids)
        if after and self.keyset:
            left = [id for id in left if id > after[1]]
        start, rows = int(query.get("start", ["0"])[0]), min(int(query["rows"][0]), self.cap)
        page = [self.record(id, query) for id in left[start : start + rows]]
        body = {"success": True, "result": {"count": len(left) + self.announced, "results": page}}
        visit.answer(json.dumps(body).encode(), content_type="application/json")

    def record(self, id: str, query: dict[str, list[str]]) -> dict[str, Any]:
        versions = {"id": id, "metadata_modified": "2025-01-01T00:00:00"}
        if "fl" in query and self.knows_fl:
            return versions
        resource = {"id": "r", "url": f"https://a.example/{id}.csv", "format": "CSV"}
        return {**versions, "title": id, "notes": id, "license_id": "cc-zero",
                "resources": [resource]}  # fmt: skip


@pytest.fixture
def catalogue(server: Any) -> Catalogue:
    return Catalogue(server, [f"{number:04}" for number in range(25)])


@pytest.fixture
def feed_at(server: Any, client: Any) -> Callable[..., Feed]:
    """The feed of a CKAN at the server's address."""

    def make(last: Any = None, **facts: Any) -> Feed:
        given = {
            "title": {"de": "Probe"}, "harvester": "ckan", "url": server.url("/"),
            "field": "administration", "frequency": "UPDATE_CONT", "licence": "dl-by-de/2.0",
            "licences": "records", "publisher": {"name": "Stadt Probe", "url": "https://p.example"},
            **facts,
        }  # fmt: skip
        return Feed(SourceEntry.read("probe", given), client, last)

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


# --- paging ---------------------------------------------------------------------------------------


def test_a_manifest_then_the_records(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    feed = feed_at()
    records, bad = harvest(feed)
    assert ([one.id for one in records], bad, feed.gaps) == (catalogue.ids, [], [])
    assert [query.get("fl") for query in catalogue.queries] == [["id", "metadata_modified"], None]
    assert [query["rows"] for query in catalogue.queries] == [["1000"], ["250"]]


def test_an_unchanged_catalogue_costs_one_request(
    catalogue: Catalogue, feed_at: Any, harvest: Any
) -> None:
    first = feed_at()
    harvest(first)
    catalogue.queries.clear()
    with pytest.raises(errors.Unchanged):
        harvest(feed_at(first.seen))
    assert len(catalogue.queries) == 1
    catalogue.ids.append("0099")
    assert len(harvest(feed_at(first.seen))[0]) == 26


def test_pages_shorter_than_asked_for(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    """A CKAN may cap rows below what it is asked (ckan.search.rows_max)."""
    catalogue.cap = 10
    feed = feed_at()
    assert ([one.id for one in harvest(feed)[0]], feed.gaps) == (catalogue.ids, [])
    assert len(catalogue.queries) == 6


def test_a_range_that_is_ignored(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    catalogue.cap, catalogue.keyset = 10, False
    feed = feed_at()
    assert ([one.id for one in harvest(feed)[0]], feed.gaps) == (catalogue.ids, [])


def test_a_ckan_that_knows_no_fl(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    catalogue.knows_fl = False
    assert len(harvest(feed_at())[0]) == 25
    assert len(catalogue.queries) == 1


def test_records_come_and_go_while_paging(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    """One before the pages' place goes and one comes: none of the others is lost or doubled."""
    catalogue.cap, stayed = 10, catalogue.ids[1:]

    def edit(page: int) -> None:
        if page == 2:
            catalogue.ids.remove("0000")
            catalogue.ids.append("0003a")

    catalogue.before_page = edit
    found = [one.id for one in harvest(feed_at())[0]]
    assert sorted({*stayed, "0003a"}) == found


def test_fewer_than_announced(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    catalogue.announced = 5
    feed = feed_at()
    assert len(harvest(feed)[0]) == 25
    assert feed.gaps == ["the source announced 30 datasets and gave 25"]


def test_the_same_page_for_ever(
    catalogue: Catalogue, feed_at: Any, server: Any, harvest: Any
) -> None:
    page = {"count": 500, "results": [catalogue.record(id, {}) for id in catalogue.ids]}
    body = json.dumps({"success": True, "result": page}).encode()
    server.page(SEARCH, body, content_type="application/json")
    feed = feed_at()
    assert len(harvest(feed)[0]) == 25
    assert feed.gaps == ["the source announced 500 datasets and gave 25"]
    assert len(server.visits) == 3


def test_the_same_id_twice(feed_of: FeedOf, harvest: Any) -> None:
    resources = [{"id": "a", "url": "https://a.example/1", "license_id": "cc-zero"}]
    both = [{"id": "1", "title": title, "resources": resources} for title in ("alt", "neu")]
    body = json.dumps({"success": True, "result": {"count": 2, "results": both}}).encode()
    feed = feed_of(body, "ckan", licences="records")
    assert [one.title for one in harvest(feed)[0]] == [{"de": "neu"}]
    assert feed.gaps == ["the source announced 2 datasets and gave 1"]


@pytest.mark.parametrize(
    ("body", "kind", "sentence"),
    [
        (b"<html>Wartung</html>", errors.WrongContent, "found a page in HTML"),
        (b'{"success": false, "error": {"message": "kaputt"}}', errors.WrongContent, "kaputt"),
        (b'{"success": true, "result": {"results": {}}}', errors.WrongContent, "a list of"),
        (b'{"success": true, "result": {"results": [], "count": null}}', errors.WrongContent,
         "'count'"),
        (b'{"success": true, "result": {"results": [], "count": 0}}', errors.Empty, "none"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_of_ckan(
    server: Any, feed_at: Any, body: bytes, kind: type[Exception], sentence: str, harvest: Any
) -> None:
    server.page(SEARCH, body, content_type="application/json")
    with pytest.raises(errors.FeedError, match=sentence) as caught:
        harvest(feed_at())
    assert type(caught.value) is kind


# --- settings -------------------------------------------------------------------------------------


def test_only_some_organizations(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    harvest(feed_at(settings={"organizations": ["lorrach", "weil"], "filter": "tags:rad"}))
    assert catalogue.queries[0]["fq"] == ["organization:(lorrach OR weil) AND (tags:rad)"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"organizations": ["a) OR *:*"]}, "setting 'organizations': 'a) OR"),
        ({"groups": 5}, "setting 'groups': a text or a list of texts is needed"),
        ({"language": "xx"}, "setting 'language': is none of de, fr, en, it"),
        ({"assign": {"TRAN": "traffic"}}, "setting 'assign.TRAN': is none of administration"),
    ],
)
def test_settings_that_cannot_be(feed_at: Any, settings: Any, sentence: str, harvest: Any) -> None:
    with pytest.raises(errors.SettingError) as caught:
        harvest(feed_at(settings=settings))
    assert sentence in str(caught.value)


def test_a_group_assigns_the_field(feed_of: FeedOf, own_feeds: Path, harvest: Any) -> None:
    assign = {"transport_verkehr": "business", "SOCI": "citizen-services"}
    feed = feed_of((own_feeds / "ckan.json").read_bytes(), "ckan", field="culture",
                   licences="records", settings={"assign": assign})  # fmt: skip
    assert [one.fields["strategy_field"] for one in harvest(feed)[0]] == [
        "citizen-services", "business", "environment", "environment",
    ]  # fmt: skip
