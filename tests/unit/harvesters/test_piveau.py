"""piveau: a whole record of hub-search, and what faults of pages and values become."""

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
from ckanext.loerrach.harvesters.piveau import PATH

FeedOf = Callable[..., Feed]
LICENCES = "http://dcat-ap.de/def/licenses/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"


@pytest.fixture
def feed_of(feed_at_home: FeedOf) -> FeedOf:
    """Feeds whose one answer stands in for data.europa.eu's."""

    def make(body: Any, **facts: Any) -> Feed:
        return feed_at_home(
            body,
            "piveau",
            "https://data.europa.eu",
            licences="records",
            field="administration",
            **facts,
        )

    return make


def test_the_first_record(feed_of: FeedOf, own_feeds: Path, harvest: Any) -> None:
    feed = feed_of((own_feeds / "piveau.json").read_bytes())
    records, bad = harvest(feed)
    assert (len(records), bad, feed.gaps) == (2, [], [])
    uri = "http://data.europa.eu/88u/dataset/hochwassergefahrenkarten-wiese"
    page = "https://data.europa.eu/data/datasets/hochwassergefahrenkarten-wiese"
    agency = "LUBW Landesanstalt für Umwelt Baden-Württemberg"
    wms = "https://rips-gdi.example/wms?request=GetCapabilities"
    ring = [[7.6, 47.58], [7.9, 47.58], [7.9, 47.8], [7.6, 47.8], [7.6, 47.58]]
    assert records[0] == Record(
        id="hochwassergefahrenkarten-wiese",
        title={
            "de": "Hochwassergefahrenkarten an der Wiese",
            "fr": "Cartes des risques d’inondation de la Wiese",
        },
        notes={
            "de": "Überflutungsflächen der Wiese zwischen Zell und Lörrach.",
            "fr": "Zones inondables de la Wiese entre Zell et Lörrach.",
        },
        tags={"de": ["Hochwasser"], "fr": ["inondation"]},
        fields={
            "strategy_field": "environment",
            "publisher": [{"name": agency, "url": "https://www.lubw.baden-wuerttemberg.de"}],
            "contact": [
                {"name": "LUBW", "email": "poststelle@lubw.bwl.de", "telephone": "tel:+4972156000"}
            ],
            "theme": [AUTHORITY + "data-theme/ENVI"],
            "frequency": AUTHORITY + "frequency/IRREG",
            "identifier": "https://www.lubw.example/hwgk/wiese",
            "uri": uri,
            "url": "https://www.hochwasser.baden-wuerttemberg.de",
            "issued": "2016-02-01T00:00:00+00:00",
            "modified": "2023-05-17T10:00:00+00:00",
            "temporal_coverage": [{"start": "2016-01-01T00:00:00+00:00"}],
            "spatial_coverage": [{"geom": {"type": "Polygon", "coordinates": [ring]}}],
            "language": [AUTHORITY + "language/DEU"],
            "access_rights": AUTHORITY + "access-right/PUBLIC",
            "provenance": f"Übernommen aus {page}",
        },
        resources=[
            Resource(
                key="d-1",
                title={"de": "Darstellungsdienst"},
                url=wms,
                description={"de": "WMS der Überflutungsflächen."},
                format=records[0].resources[0].format,
                licence=LICENCES + "dl-by-de/2.0",
                licence_attribution_by=agency,
                fields={"access_url": wms},
            )
        ],
        aliases=[uri, page],
        chain=["https://data.europa.eu"],
    )
    assert records[1].resources[0].licence == LICENCES + "cc-by/4.0"
    assert {(one.kind, one.name) for one in feed.notices} == {
        ("language left out", "title"), ("title in place of a missing description", "notes"),
        ("the source's in place of a missing one", "publisher"),
    }  # fmt: skip


def test_faults_of_single_records(feed_of: FeedOf, harvest: Any) -> None:
    zero = {"resource": "http://dcat-ap.de/def/licenses/cc-zero"}
    files = [{"id": "r", "access_url": ["https://a.example/1"], "license": zero}]
    results: list[Any] = [
        {"id": "1", "title": {"de": "ohne Lizenz"},
         "distributions": [{"id": "r", "access_url": ["https://a.example/1"]}]},
        {"id": "2", "title": {}, "distributions": files},
        {"id": "3", "title": {"de": "ohne Dateien"}, "distributions": "x"},
        {"title": {"de": "ohne Kennung"}},
        [],
        {"id": "6", "title": {"bg": "само български"}, "neu": 1, "publisher": [None],
         "contact_point": "x", "categories": [7, {"id": "XXXX"}], "temporal": [{"gte": 5}],
         "distributions": [*files, {"id": "s", "access_url": ["javascript:x"], "license": zero}]},
    ]  # fmt: skip
    feed = feed_of({"result": {"count": 6, "results": results}})
    records, bad = harvest(feed)
    assert [(one.id, one.field) for one in bad] == [
        ("1", "license"), ("2", "title"), ("3", "resources"), ("#4", "id"), ("#5", "id"),
    ]  # fmt: skip
    assert [(one.title, len(one.resources)) for one in records] == [({"de": "само български"}, 1)]
    assert {(one.kind, one.name) for one in feed.notices} >= {
        ("unknown column", "neu"), ("word not in our list", "theme"), ("not in German", "title"),
        ("value left out", "temporal_coverage"), ("resource left out: no web address", "url"),
        ("value left out", "contact"),
    }  # fmt: skip


def test_every_contact_is_kept(feed_of: FeedOf, harvest: Any) -> None:
    points = [{"name": "Eins", "email": "mailto:eins@a.example"},
              {"organisation_name": "Zwei", "url": ["https://zwei.example"]}]  # fmt: skip
    zero = {"resource": "http://dcat-ap.de/def/licenses/cc-zero"}
    one = {
        "id": "1",
        "title": {"de": "a"},
        "contact_point": points,
        "distributions": [{"id": "r", "access_url": ["https://a.example/1"], "license": zero}],
    }
    ((record,), _) = harvest(feed_of({"result": {"count": 1, "results": [one]}}))
    assert record.fields["contact"] == [
        {"name": "Eins", "email": "eins@a.example"}, {"name": "Zwei", "url": "https://zwei.example"},
    ]  # fmt: skip


def test_all_pages_of_some_catalogues(feed_of: FeedOf, server: Any, harvest: Any) -> None:
    ids = [f"{n:03}" for n in range(230)]

    def answer(visit: Any) -> None:
        query = parse_qs(urlsplit(visit.path).query)
        assert json.loads(query["facets"][0]) == {"catalog": ["govdata"]}
        start = int(query["page"][0]) * 100
        page = [{"id": id, "title": {"de": id}, "distributions": [
                    {"id": "r", "access_url": ["https://a.example/1"],
                     "license": {"id": "cc-by-4.0"}}]}
                for id in ids[start : start + 100]]  # fmt: skip
        body = {"result": {"count": len(ids), "results": page}}
        visit.answer(json.dumps(body).encode(), content_type="application/json")

    server.pages[PATH] = answer
    feed = feed_of({}, settings={"catalogues": ["govdata"]})
    feed = Feed(replace(feed.source, url=server.url("/")), feed.client)
    assert (len(harvest(feed)[0]), feed.gaps) == (230, [])
    with pytest.raises(errors.Unchanged):
        harvest(Feed(feed.source, feed.client, feed.seen))


@pytest.mark.parametrize(
    "body", [{"result": []}, {"result": {"results": 1}}, [], {"result": {"results": []}}]
)
def test_an_answer_that_is_none(feed_of: FeedOf, body: Any, harvest: Any) -> None:
    with pytest.raises(errors.WrongContent):
        harvest(feed_of(body))
