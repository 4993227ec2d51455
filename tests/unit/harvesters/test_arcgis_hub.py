"""ArcGIS Hub: a whole record of DCAT-US, and what faults of values become."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Resource
from ckanext.loerrach.harvesters.arcgis_hub import PATH

FeedOf = Callable[..., Feed]
LICENCES = "http://dcat-ap.de/def/licenses/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"


@pytest.fixture
def feed_of(feed_at_home: FeedOf) -> FeedOf:
    """Feeds whose one answer stands in for a hub's."""

    def make(body: Any, **facts: Any) -> Feed:
        return feed_at_home(body, "arcgis_hub", "https://hub.example", licences="records", **facts)

    return make


def resource(title: str, url: str, format: str, mimetype: str) -> Resource:
    return Resource(
        key=title, title={"de": title}, url=url, format=format, mimetype=mimetype,
        licence=LICENCES + "dl-by-de/2.0", licence_attribution_by="Regierungspräsidium Freiburg",
        fields={"access_url": url},
    )  # fmt: skip


def test_the_first_record(feed_of: FeedOf, own_feeds: Path, harvest: Any) -> None:
    feed = feed_of((own_feeds / "arcgis_hub.json").read_bytes())
    records, bad = harvest(feed)
    assert (len(records), bad, feed.gaps) == (2, [], [])
    id = "https://www.arcgis.com/home/item.html?id=0a1b2c3d4e5f60718293a4b5c6d7e8f9&sublayer=0"
    page = "https://hub.example/datasets/naturschutz::nsg"
    west, south, east, north = 7.5, 47.5, 7.8, 48.05
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    assert records[0] == Record(
        id=id,
        title={"de": "Naturschutzgebiete am Oberrhein"},
        notes={
            "de": "Grenzen der Naturschutzgebiete zwischen Basel und Breisach, darunter die Petite"
            " Camargue Alsacienne."
        },
        tags={"de": ["Naturschutz", "Oberrhein"]},
        fields={
            "strategy_field": "environment",
            "publisher": [{"name": "Regierungspräsidium Freiburg"}],
            "contact": [{"name": "Referat Naturschutz", "email": "naturschutz@rpf.bwl.de"}],
            "theme": [AUTHORITY + "data-theme/ENVI"],
            "frequency": AUTHORITY + "frequency/ANNUAL",
            "identifier": id,
            "url": page,
            "issued": "2021-04-12T09:30:00+00:00",
            "modified": "2024-11-03T06:00:00+00:00",
            "spatial_coverage": [{"bbox": {"type": "Polygon", "coordinates": [ring]}}],
            "provenance": f"Übernommen aus {page}",
        },
        resources=[
            resource("ArcGIS Hub Dataset", page, "HTML", "text/html"),
            resource(
                "ArcGIS GeoService", "https://services.example/NSG/FeatureServer/0",
                records[0].resources[1].format, "application/json",
            ),
            resource(
                "CSV", "https://hub.example/api/download/v1/items/0a1b/csv?layers=0", "CSV",
                "text/csv",
            ),
        ],
        aliases=[page],
        chain=["https://hub.example"],
    )  # fmt: skip
    assert records[1].fields["strategy_field"] == "mobility"
    assert "modified" not in records[1].fields
    assert {(one.kind, one.name) for one in feed.notices} == {
        ("word not in our list", "theme"), ("title in place of a missing description", "notes"),
        ("'other' in place of a missing value", "mobility_theme"), ("repaired", "notes"),
    }  # fmt: skip


def test_faults_of_single_records(feed_of: FeedOf, harvest: Any) -> None:
    files = [{"title": "a", "accessURL": "https://a.example/1"}]
    good = {"title": "gut", "license": "https://creativecommons.org/publicdomain/zero/1.0/"}
    dataset: list[Any] = [
        {"identifier": "1", "title": "ohne Lizenz", "distribution": files},
        {"identifier": "2", **good, "license": "<div>frei</div>", "distribution": files},
        {"identifier": "3", **good, "accessLevel": "restricted public", "distribution": files},
        {**good, "distribution": files},
        "nichts",
        {"identifier": "6", **good, "distribution": [*files, *files, {"accessURL": "file:///x"}],
         "spatial": "8,47,7,48", "temporal": "2024/2020", "contactPoint": "x", "neu": 1},
    ]  # fmt: skip
    feed = feed_of({"dataset": dataset})
    records, bad = harvest(feed)
    assert [(one.id, one.field) for one in bad] == [
        ("1", "license"), ("2", "license"), ("#4", "identifier"), ("#5", "identifier"),
    ]  # fmt: skip
    assert [[r.key for r in one.resources] for one in records] == [["a", "a#2"]]
    assert not {"spatial_coverage", "temporal_coverage"} & set(records[0].fields)
    assert {(one.kind, one.name) for one in feed.notices} >= {
        ("unknown column", "neu"), ("left out: not public", "accessLevel"),
        ("ends before it begins", "temporal_coverage"),
        ("resource left out: no web address", "url"),
    }  # fmt: skip


def test_the_feed_of_a_site(feed_of: FeedOf, server: Any, own_feeds: Path, harvest: Any) -> None:
    body = (own_feeds / "arcgis_hub.json").read_bytes()
    server.page(PATH, body, content_type="application/json")
    feed = feed_of({})
    feed = Feed(replace(feed.source, url=server.url("")), feed.client)
    assert len(harvest(feed)[0]) == 2
    with pytest.raises(errors.Unchanged):
        harvest(Feed(feed.source, feed.client, feed.seen))


@pytest.mark.parametrize("body", [{"error": 1}, {"dataset": {}}, [], {"dataset": []}])
def test_an_answer_that_is_none(feed_of: FeedOf, body: Any, harvest: Any) -> None:
    with pytest.raises(errors.WrongContent):
        harvest(feed_of(body))
