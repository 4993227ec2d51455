"""Opendatasoft: a whole record, exports as files, and what faults of pages and values become."""

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
from ckanext.loerrach.harvesters.opendatasoft import PATH

FeedOf = Callable[..., Feed]
LICENCES = "http://dcat-ap.de/def/licenses/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
API = "https://data.bs.ch" + PATH


@pytest.fixture
def feed_of(feed_at_home: FeedOf) -> FeedOf:
    """Feeds whose one answer stands in for Basel's."""

    def make(body: Any, **facts: Any) -> Feed:
        return feed_at_home(body, "opendatasoft", "https://data.bs.ch", licences="records", **facts)

    return make


def export(name: str, mimetype: str, end: str, format: str) -> Resource:
    return Resource(
        key=f"export-{name.lower()}",
        title={"de": f"Export als {name}", "fr": f"Export {name}", "en": f"{name} export"},
        url=f"{API}/100046/exports/{end}",
        format=format,
        mimetype=mimetype,
        licence=LICENCES + "cc-by/4.0",
        licence_attribution_by="Amt für Umwelt und Energie Basel-Stadt",
        fields={"modified": "2025-06-10T08:15:00+00:00"},
    )


def test_the_first_record(feed_of: FeedOf, own_feeds: Path, harvest: Any) -> None:
    feed = feed_of((own_feeds / "opendatasoft.json").read_bytes(), field="administration")
    records, bad = harvest(feed)
    assert (len(records), bad, feed.gaps) == (2, [], [])
    page = "https://data.bs.ch/explore/dataset/100046/"
    agency = "Amt für Umwelt und Energie Basel-Stadt"
    assert records[0] == Record(
        id="100046",
        title={"de": "Rhein: Wassertemperatur an der Messstation Weil am Rhein"},
        notes={
            "de": "Temperatur des Rheins an der Rheinüberwachungsstation in Weil am Rhein.\n\n"
            "Mehr beim [Kanton](https://www.bs.ch)."
        },
        tags={"de": ["Rhein", "Wasser", "Temperatur"]},
        fields={
            "strategy_field": "environment",
            "publisher": [{"name": agency}],
            "contact": [{"name": "Open Data Basel-Stadt", "email": "opendata@bs.ch"}],
            "theme": [AUTHORITY + "data-theme/ENVI"],
            "frequency": AUTHORITY + "frequency/HOURLY",
            "identifier": "100046",
            "url": page,
            "issued": "2020-06-02",
            "modified": "2025-06-10T08:15:00+00:00",
            "spatial_coverage": [{"text": "Basel-Stadt"}],
            "language": [AUTHORITY + "language/DEU"],
            "related_resource": ["https://www.bs.ch/rhein"],
            "provenance": f"Übernommen aus {page}",
        },
        resources=[
            export("CSV", "text/csv", "csv?use_labels=true", "CSV"),
            export("JSON", "application/json", "json", "JSON"),
            export("PARQUET", "application/vnd.apache.parquet", "parquet", "Parquet"),
            export("GEOJSON", "application/geo+json", "geojson", "GeoJSON"),
            export("SHP", "application/zip", "shp", "Shapefile"),
            Resource(
                key="attachment-beschrieb_pdf",
                title={"de": "Beschrieb der Messung"},
                url=f"{API}/100046/attachments/beschrieb_pdf",
                format="PDF",
                mimetype="application/pdf",
                licence=LICENCES + "cc-by/4.0",
                licence_attribution_by=agency,
            ),
        ],
        aliases=[page, "da_k3m9x1"],
        chain=["https://data.bs.ch"],
    )
    french = records[1]
    assert french.title["de"] == french.title["fr"] == "Parkings de la ville de Mulhouse"
    assert french.fields["strategy_field"] == "mobility"
    assert french.resources[0].licence == LICENCES + "other-open"
    assert french.resources[0].fields["rights"] == "Licence Ouverte v2.0 (Etalab)"


def test_faults_of_single_records(feed_of: FeedOf, harvest: Any) -> None:
    good = {"title": "gut", "license": "CC BY 4.0"}
    results: list[Any] = [
        {"dataset_id": "ohne-lizenz", "metas": {"default": {"title": "x"}}},
        {"dataset_id": "fremd", "metas": {"default": {"title": "x", "license": "geheim"}}},
        {"dataset_id": "ohne-titel", "metas": {"default": {"license": "CC BY 4.0"}}},
        {"dataset_id": "leer", "metas": []},
        {"metas": {"default": good}},
        None,
        {"dataset_id": "../../x y", "metas": {"default": {**good, "description":
            "<script>alert(1)</script><a href='javascript:x'>Text</a>", "neu": 1}},
         "has_records": False, "attachments": [{"id": "a/b", "title": 5}, None]},
    ]  # fmt: skip
    feed = feed_of({"total_count": 7, "results": results})
    records, bad = harvest(feed)
    assert [(one.id, one.field) for one in bad] == [
        ("ohne-lizenz", "license"), ("fremd", "license"), ("ohne-titel", "title"),
        ("leer", "title"), ("#5", "dataset_id"), ("#6", "dataset_id"),
    ]  # fmt: skip
    assert [(one.id, dict(one.notes)) for one in records] == [("../../x y", {"de": "Text"})]
    assert [one.url for one in records[0].resources] == [f"{API}/..%2F..%2Fx%20y/attachments/a%2Fb"]
    assert ("unknown column", "neu") in {(one.kind, one.name) for one in feed.notices}


def serve(server: Any, ids: list[str], announced: int = 0, same: bool = False) -> None:
    """Pages of 100 by offset; ``same`` ignores the offset."""

    def answer(visit: Any) -> None:
        start = 0 if same else int(parse_qs(urlsplit(visit.path).query)["offset"][0])
        page = [{"dataset_id": id, "metas": {"default": {"title": id, "license": "CC BY 4.0"}}}
                for id in ids[start : start + 100]]  # fmt: skip
        body = {"total_count": len(ids) + announced, "results": page}
        visit.answer(json.dumps(body).encode(), content_type="application/json")

    server.pages[PATH] = answer


def at(feed: Feed, server: Any, last: Any = None) -> Feed:
    return Feed(replace(feed.source, url=server.url("/")), feed.client, last)


def test_all_pages_and_an_unchanged_poll(feed_of: FeedOf, server: Any, harvest: Any) -> None:
    serve(server, [f"{n:03}" for n in range(250)])
    feed = at(feed_of({}), server)
    assert (len(harvest(feed)[0]), feed.gaps, len(server.visits)) == (250, [], 3)
    with pytest.raises(errors.Unchanged):
        harvest(at(feed, server, feed.seen))


@pytest.mark.parametrize(
    ("announced", "same", "gap"),
    [
        (5, False, "the source announced 255 records and gave 250"),
        (0, True, "page 2 is an earlier page again"),
    ],
)
def test_pages_that_cannot_be_trusted(
    feed_of: FeedOf, server: Any, announced: int, same: bool, gap: str, harvest: Any
) -> None:
    serve(server, [f"{n:03}" for n in range(250)], announced, same)
    feed = at(feed_of({}), server)
    assert len(harvest(feed)[0]) == (100 if same else 250)
    assert feed.gaps[0] == gap


def test_more_than_the_api_gives(feed_of: FeedOf, server: Any, harvest: Any) -> None:
    serve(server, [f"{n:05}" for n in range(10_050)])
    with pytest.raises(errors.WrongContent, match="use 'where'"):
        harvest(at(feed_of({}), server))


def test_an_empty_catalogue(feed_of: FeedOf, harvest: Any) -> None:
    with pytest.raises(errors.Empty):
        harvest(feed_of({"total_count": 0, "results": []}))


def test_nobody_gets_the_address_of_somebody_else(
    feed_of: FeedOf, own_feeds: Path, harvest: Any
) -> None:
    """An office that says no address, and a contact without one: the portal's is the portal's."""
    body = json.loads((own_feeds / "opendatasoft.json").read_text())
    body["results"], body["total_count"] = body["results"][:1], 1
    dcat = body["results"][0]["metas"]["dcat"]
    dcat.pop("contact_email")
    portal = {"name": "Stadt Probe", "email": "probe@example.org"}
    (record,), _ = harvest(feed_of(body))
    assert record.fields["contact"] == [portal]
    dcat.pop("contact_name")
    (record,), _ = harvest(feed_of(body))
    assert record.fields["contact"] == [portal]
    assert record.fields["publisher"] == [{"name": "Amt für Umwelt und Energie Basel-Stadt"}]
