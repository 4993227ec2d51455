"""udata: a whole record of Saint-Louis, and what faults of pages and values become."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Resource
from ckanext.loerrach.harvesters.udata import PATH

FeedOf = Callable[..., Feed]
LICENCES = "http://dcat-ap.de/def/licenses/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
SETTINGS = {"organization": "ville-de-saint-louis", "language": "fr"}


@pytest.fixture
def feed_of(feed_at_home: FeedOf) -> FeedOf:
    """Feeds whose one answer stands in for data.gouv.fr's."""

    def make(body: Any, settings: Any = SETTINGS, **facts: Any) -> Feed:
        return feed_at_home(
            body,
            "udata",
            "https://www.data.gouv.fr",
            licences="records",
            settings=settings,
            **facts,
        )

    return make


def test_the_first_record(feed_of: FeedOf, own_feeds: Path, harvest: Any) -> None:
    feed = feed_of((own_feeds / "udata.json").read_bytes(), field="youth-education")
    records, bad = harvest(feed)
    assert (len(records), bad, feed.gaps) == (2, [], [])
    title = "Établissements scolaires de Saint-Louis"
    notes = "Écoles maternelles et élémentaires, collèges et lycées de **Saint-Louis** (Haut-Rhin)."
    site = "https://www.data.gouv.fr"
    page = f"{site}/fr/datasets/etablissements-scolaires-de-saint-louis/"
    assert records[0] == Record(
        id="5f8f00000000000000000001",
        title={"fr": title, "de": title},
        notes={"fr": notes, "de": notes},
        tags={"fr": ["ecole", "education"]},
        fields={
            "strategy_field": "youth-education",
            "publisher": [
                {
                    "name": "Ville de Saint-Louis",
                    "url": f"{site}/fr/organizations/ville-de-saint-louis/",
                }
            ],
            "contact": [{"name": "Ville de Saint-Louis", "email": "mairie@ville-saint-louis.fr"}],
            "theme": [AUTHORITY + "data-theme/EDUC"],
            "frequency": AUTHORITY + "frequency/ANNUAL",
            "identifier": "5f8f00000000000000000001",
            "url": page,
            "issued": "2020-10-20T15:18:20.647000+00:00",
            "modified": "2024-09-05T07:12:01+00:00",
            "temporal_coverage": [{"start": "2023-09-01", "end": "2024-08-31"}],
            "spatial_coverage": [
                {"text": "fr:commune:68297", "uri": "http://id.insee.fr/geo/commune/68297"}
            ],
            "language": [AUTHORITY + "language/FRA"],
            "provenance": f"Übernommen aus {page}",
        },
        resources=[
            Resource(
                key="11111111-aaaa-4bbb-8ccc-000000000001",
                title={"fr": "etablissements.csv", "de": "etablissements.csv"},
                url="https://static.data.gouv.fr/resources/etablissements.csv",
                format="CSV",
                mimetype="text/csv",
                licence=LICENCES + "other-open",
                licence_attribution_by="Ville de Saint-Louis",
                fields={
                    "hash": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                    "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha1",
                    "issued": "2020-10-20T15:18:20+00:00",
                    "modified": "2024-09-05T07:12:01+00:00",
                    "rights": "lov2",
                    "size": 5120,
                },
            )
        ],
        aliases=[f"{site}/api/1/datasets/etablissements-scolaires-de-saint-louis/", page],
        chain=[site],
    )
    assert {(one.kind, one.name) for one in feed.notices} == {
        ("not in German", "title"), ("not in German", "notes"),
        # of the second record
        ("no theme among its keywords", "theme"),
    }  # fmt: skip


def test_faults_of_single_records(feed_of: FeedOf, harvest: Any) -> None:
    files = [{"id": "r", "title": "a", "url": "https://a.example/1.csv"}]
    data: list[Any] = [
        {"id": "1", "title": "ohne Lizenz", "license": "notspecified", "resources": files},
        {"id": "2", "title": "privat", "private": True, "license": "lov2", "resources": files},
        {"id": "3", "title": "ohne Dateien", "license": "lov2", "resources": None},
        {"id": True, "title": "keine Kennung", "license": "lov2"},
        7,
        {"id": "6", "title": "gut", "license": "lov2", "neu": 1, "frequency": "manchmal",
         "organization": "x", "spatial": {"zones": "x", "geom": {"type": "Nichts"}},
         "resources": [*files, {"id": "s", "url": "javascript:alert(1)"}, None]},
    ]  # fmt: skip
    feed = feed_of({"data": data, "total": 6})
    records, bad = harvest(feed)
    assert [(one.id, one.field) for one in bad] == [
        ("1", "license"), ("3", "resources"), ("#4", "id"), ("#5", "id"),
    ]  # fmt: skip
    assert [(one.id, len(one.resources)) for one in records] == [("6", 1)]
    assert {(one.kind, one.name) for one in feed.notices} >= {
        ("unknown column", "neu"), ("word not in our list", "frequency"),
        ("left out: private, deleted or archived", "id"),
        ("no geometry that can be used", "spatial_coverage"),
        ("resource left out: no web address", "url"),
    }  # fmt: skip


def test_contacts_that_cannot_be_used_are_told(feed_of: FeedOf, harvest: Any, told: Any) -> None:
    points = [{"name": "Mairie", "email": "mairie@a.example"}, 7, {"name": "Sans adresse"},
              {"name": "SIG", "contact_form": "https://a.example/contact"}]  # fmt: skip
    one = {"id": "1", "title": "a", "description": "b", "license": "lov2",
           "contact_points": points, "tags": ["eau", None, "x" * 101],
           "organization": {"name": "Ville", "page": "https://a.example/ville"},
           "resources": [{"id": "r", "title": "a", "url": "https://a.example/1.csv"}]}  # fmt: skip
    feed = feed_of({"data": [one], "total": 1})
    ((record,), _) = harvest(feed)
    assert record.fields["contact"] == [
        {"name": "Mairie", "email": "mairie@a.example"},
        {"name": "SIG", "url": "https://a.example/contact"},
    ]
    assert record.tags == {"fr": ["eau"]}
    assert {one for one in told(feed) if one[1] in ("contact", "tags")} == {
        ("value left out", "contact"), ("left out without a way to reach them", "contact"),
        ("value left out", "tags"),
    }  # fmt: skip


def test_all_pages_of_one_organisation(feed_of: FeedOf, server: Any, harvest: Any) -> None:
    ids = [f"{n:03}" for n in range(230)]

    def answer(visit: Any) -> None:
        query = parse_qs(urlsplit(visit.path).query)
        assert query["organization"] == ["ville-de-saint-louis"]
        start = (int(query["page"][0]) - 1) * 100
        page = [{"id": id, "title": id, "license": "lov2",
                 "resources": [{"id": "r", "url": "https://a.example/1"}]}
                for id in ids[start : start + 100]]  # fmt: skip
        body = {"data": page, "total": len(ids)}
        visit.answer(json.dumps(body).encode(), content_type="application/json")

    server.pages[PATH] = answer
    feed = feed_of({})
    feed = Feed(replace(feed.source, url=server.url("/")), feed.client)
    assert (len(harvest(feed)[0]), feed.gaps) == (230, [])
    with pytest.raises(errors.Unchanged):
        harvest(Feed(feed.source, feed.client, feed.seen))


def test_an_organisation_is_needed(feed_of: FeedOf, harvest: Any) -> None:
    with pytest.raises(errors.SettingError, match="'organization': a text is needed"):
        harvest(feed_of({}, settings={}))


@pytest.mark.parametrize("body", [{"message": "Not found"}, {"data": {}}, [], {"data": []}])
def test_an_answer_that_is_none(feed_of: FeedOf, body: Any, harvest: Any) -> None:
    with pytest.raises(errors.WrongContent):
        harvest(feed_of(body))
