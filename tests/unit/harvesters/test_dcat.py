"""DCAT: whole records, three serialisations, what is repaired, and what faults of paging become."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Resource, Same, Version
from ckanext.loerrach.harvesters.dcat import Dcat

FeedOf = Callable[..., Feed]
LICENCES = "http://dcat-ap.de/def/licenses/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
HOME = "https://fritz.freiburg.example"
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""


def dataset(name: str) -> str:
    return (
        f'<https://a.example/{name}> a dcat:Dataset ; dct:title "{name}" ; dct:description "x" ;'
        f" dcat:distribution [ dcat:accessURL <https://a.example/{name}.csv> ;"
        f" dct:license <{LICENCES}cc-zero> ] .\n"
    )


@pytest.fixture
def feed_of(feed_of: FeedOf) -> FeedOf:
    """Feeds whose records name their own licences."""

    def make(body: bytes | str, last: Any = None, **facts: Any) -> Feed:
        body = body.encode() if isinstance(body, str) else body
        return feed_of(body, "dcat", last, licences="records", **facts)

    return make


# --- records --------------------------------------------------------------------------------------


def test_the_first_record(feed_of: FeedOf, own_feeds: Path, harvest: Any, told: Any) -> None:
    feed = feed_of((own_feeds / "dcat.jsonld").read_bytes(), field="administration")
    records, bad = harvest(feed)
    assert (len(records), bad, feed.gaps) == (2, [], [])
    assert told(feed) == {("'other' in place of a missing value", "mobility_theme")}
    city = "Stadt Freiburg im Breisgau"
    assert records[1] == Record(
        id=f"{HOME}/dataset/stadtbezirke",
        title={"de": "Bevölkerung nach Stadtbezirken"},
        notes={"de": "Einwohnerinnen und Einwohner der 42 Stadtbezirke Freiburgs am Jahresende."},
        tags={"de": ["Bevölkerung", "Stadtbezirk"]},
        fields={
            "strategy_field": "administration",
            "publisher": [{"name": city, "url": "https://www.freiburg.de"}],
            "contact": [
                {
                    "name": "Amt für Bürgerservice und Informationsverarbeitung",
                    "email": "statistik@stadt.freiburg.de",
                }
            ],
            "theme": [AUTHORITY + "data-theme/SOCI"],
            "frequency": AUTHORITY + "frequency/ANNUAL",
            "identifier": "freiburg-stadtbezirke",
            "uri": f"{HOME}/dataset/stadtbezirke",
            "issued": "2019-02-01",
            "temporal_coverage": [{"start": "2010-12-31", "end": "2024-12-31"}],
            "politicalGeocodingURI": [
                "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08311000"
            ],
            "contributorID": ["http://dcat-ap.de/def/contributors/stadtFreiburg"],
        },
        resources=[
            Resource(
                key=f"{HOME}/dataset/stadtbezirke/csv",
                title={"de": "Tabelle"},
                url=f"{HOME}/files/stadtbezirke.csv",
                format="CSV",
                licence=LICENCES + "cc-by/4.0",
                licence_attribution_by=city,
                fields={
                    "access_url": f"{HOME}/files/stadtbezirke.csv",
                    "uri": f"{HOME}/dataset/stadtbezirke/csv",
                },
            )
        ],
        aliases=[f"{HOME}/dataset/stadtbezirke"],
        chain=[f"{HOME}/catalog"],
    )
    service = records[0].resources[0]
    assert service.licence == LICENCES + "dl-by-de/2.0"
    assert service.fields["access_services"] == [
        {"title": "WFS Radzählung", "endpoint_url": [f"{HOME}/wfs"]}
    ]


def test_every_fault_has_its_consequence(
    feed_of: FeedOf, own_feeds: Path, harvest: Any, told: Any
) -> None:
    feed = feed_of((own_feeds / "broken" / "dcat.ttl").read_bytes())
    records, bad = harvest(feed)
    assert sorted((one.id, one.field) for one in bad if not one.nameless) == [
        ("https://a.example/2", "title"), ("https://a.example/3", "license"),
    ]  # fmt: skip
    assert [one.field for one in bad if one.nameless] == ["dct:identifier"]
    found = {one.id.rpartition("/")[2]: one for one in records}
    assert sorted(found) == ["1", "4", "dienst", "kennung-5", "reihe"]
    old = found["1"]
    assert old.fields["politicalGeocodingURI"] == [
        "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08336050"
    ]
    assert old.fields["frequency"] == AUTHORITY + "frequency/ANNUAL"
    assert old.fields["publisher"] == [
        {"name": "Stadt Weil am Rhein", "email": "stadt@weil.example"}
    ]
    assert (old.resources[0].url, old.resources[0].format, old.resources[0].licence) == (
        "https://a.example/mit%20leerzeichen.csv", "CSV", LICENCES + "dl-by-de/2.0",
    )  # fmt: skip
    assert found["4"].title == {"de": "Skript"}
    assert [one.url for one in found["4"].resources] == ["https://a.example/4.csv"]
    assert "url" not in found["4"].fields
    assert (found["reihe"].fields["kind"], found["reihe"].resources) == ("series", [])
    assert found["dienst"].fields["kind"] == "service"
    assert found["dienst"].resources[0].url == "https://a.example/wfs"
    assert told(feed) >= {
        ("repaired", "Turtle"), ("word not in our list", "theme"),
        ("resource left out: unknown licence", "license"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "media", "read"),
    [("GTFS", "application/zip", "GTFS"), ("Tabelle", "text/csv", "CSV"), ("Ding", "", "Ding")],
)
def test_the_format_is_the_word_that_says_most(
    feed_of: FeedOf, harvest: Any, said: str, media: str, read: str
):
    told = f'dct:format "{said}"' + (f' ; dcat:mediaType "{media}"' if media else "")
    body = PREFIXES + dataset("a").replace("dct:license", f"{told} ; dct:license")
    [record], bad = harvest(feed_of(body))
    assert (record.resources[0].format, bad) == (read, [])


def test_the_same_in_rdf_xml_and_turtle(feed_of: FeedOf, own_feeds: Path, harvest: Any) -> None:
    from rdflib import Graph

    body = (own_feeds / "dcat.jsonld").read_bytes()
    expected, _ = harvest(feed_of(body))
    graph = Graph().parse(data=body, format="json-ld")
    for kind in ("xml", "turtle", "pretty-xml", "nt"):
        assert harvest(feed_of(graph.serialize(format=kind)))[0] == expected


# --- hostile documents ----------------------------------------------------------------------------

#: an address that is none, for which the slow parser is asked, and a text that it is slow with
LINES = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:a='https://a.b/'>"
    "<a:b rdf:about='https://a.example/ 1'><a:c>" + "x\n" * 60_000 + "</a:c></a:b></rdf:RDF>"
)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><rdf:RDF/>', "without a DTD"),
        ("<?xml version='1.0'?>" + "<a>" * 200 + "</a>" * 200, "levels deep"),
        ("<?xml version='1.0'?><rdf:RDF", "RDF (xml)"),
        (PREFIXES + "<https://a.example> dct:title " + "[ dct:title " * 5000, "RDF (turtle)"),
        (LINES, "texts of at most 100000 bytes"),
        ("<html><body>Wartung</body></html>", "a page in HTML"),
        ('{"@graph": [' + "[" * 5000, "JSON"),
        (PREFIXES, "at least one dcat:Dataset"),
    ],
)
def test_documents_that_are_refused(
    feed_of: FeedOf, body: str, sentence: str, harvest: Any
) -> None:
    with pytest.raises(errors.WrongContent) as caught:
        harvest(feed_of(body))
    assert sentence in str(caught.value)


def test_contexts_are_never_fetched(
    feed_of: FeedOf, server: Any, other_server: Any, harvest: Any, told: Any
) -> None:
    trap = other_server.page("/context.jsonld", b"{}", content_type="application/ld+json")
    body = f"""{{"@context": ["{trap}", {{"@import": "{trap}"}}, "file:///etc/passwd",
      {{"dcat:distribution": {{"@id": "dcat:distribution", "@context": "{trap}"}}}}],
      "@graph": [{{"@id": "https://a.example/1", "@type": "dcat:Dataset", "dct:title": "Ein Titel",
      "dcat:distribution": {{"@context": "{trap}", "dcat:accessURL": "https://a.example/1.csv",
      "dct:license": {{"@id": "{LICENCES}cc-zero"}}}}}}]}}"""
    feed = feed_of(body)
    records, _ = harvest(feed)
    assert [one.title for one in records] == [{"de": "Ein Titel"}]
    assert other_server.visits == []
    assert told(feed) >= {("not fetched", "@context")}


def test_latin_1_that_says_it_is_utf_8(feed_of: FeedOf, harvest: Any, told: Any) -> None:
    body = (
        "<?xml version='1.0' encoding='utf-8'?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-"
        "syntax-ns#' xmlns:dcat='http://www.w3.org/ns/dcat#' xmlns:dct='http://purl.org/dc/terms/'>"
        "<dcat:Dataset rdf:about='https://a.example/1'><dct:title>Lörrach \x01</dct:title>"
        "<dcat:distribution><dcat:Distribution><dcat:accessURL rdf:resource='https://a.example/2'/>"
        f"<dct:license rdf:resource='{LICENCES}cc-zero'/></dcat:Distribution></dcat:distribution>"
        "</dcat:Dataset></rdf:RDF>"
    )
    feed = feed_of(body.encode("latin-1"))
    assert [one.title for one in harvest(feed)[0]] == [{"de": "Lörrach �"}]
    assert ("repaired", "XML") in told(feed)


# --- paging ---------------------------------------------------------------------------------------


def paged(server: Any, pages: dict[str, str], total: int = 0) -> None:
    """Pages that name the one that follows."""
    for number, (path, following) in enumerate(pages.items(), 1):
        text = PREFIXES + dataset(str(number))
        if following:
            target = following if "://" in following else server.url(following)
            text += f"[] a hydra:PartialCollectionView ; hydra:next <{target}> .\n"
        if total:
            text += f"[] hydra:totalItems {total} .\n"
        server.page(path, text.encode(), content_type="text/turtle")


def at(feed: Feed, server: Any, last: Any = None) -> Feed:
    return Feed(replace(feed.source, url=server.url("/1")), feed.client, last)


def test_all_pages_and_an_unchanged_poll(feed_of: FeedOf, server: Any, harvest: Any) -> None:
    paged(server, {"/1": "/2", "/2": "/3", "/3": ""}, total=3)
    feed = at(feed_of(""), server)
    assert ([one.id[-1] for one in harvest(feed)[0]], feed.gaps) == (["1", "2", "3"], [])
    with pytest.raises(errors.Unchanged):
        harvest(at(feed, server, feed.seen))
    paged(server, {"/1": "/2", "/2": "/4", "/4": ""})
    assert len(harvest(at(feed, server, feed.seen))[0]) == 3


def test_a_page_that_changed_leads_where_it_says_now(feed_of: FeedOf, server: Any) -> None:
    paged(server, {"/1": "/2", "/2": "/3", "/3": ""})
    feed = at(feed_of(""), server)
    list(Dcat().records(feed))
    assert [leads for leads in feed.keep["links"].values() if leads] == [
        [server.url("/2")], [server.url("/3")]
    ]  # fmt: skip
    paged(server, {"/1": "/2", "/2": "/4", "/4": ""})
    again = Feed(feed.source, feed.client, before=feed.keep)
    list(Dcat().records(again))
    assert [base for base, _ in again.keep["pages"]] == [server.url(f"/{n}") for n in (1, 2, 4)]


def test_a_full_run_over_the_same_bytes(feed_of: FeedOf, server: Any) -> None:
    def full(known: dict[str, Version], before: Any) -> list[Any]:
        one = Feed(feed.source, feed.client, versions=lambda: known, before=before)
        found = list(Dcat().records(one))
        assert one.keep["count"] == 3
        return [type(item) for item in found]

    paged(server, {"/1": "/2", "/2": "/3", "/3": ""}, total=3)
    feed = at(feed_of(""), server)
    first = list(Dcat().records(feed))
    # a digest that nothing has: only the bytes can say that these are the same
    known = {one.id: Version(digest="none") for one in first if isinstance(one, Record)}
    assert full(known, feed.keep) == [Same] * 3
    # one of them was edited or refused since: all are looked at
    some = dict(list(known.items())[1:])
    assert full(some, feed.keep) == [Record] * 3
    assert full(known, {**feed.keep, "count": 4}) == [Record] * 3
    feed.keep["pages"][1][1] = "another"
    assert full(known, feed.keep) == [Record] * 3


@pytest.mark.parametrize(
    ("pages", "total", "gap"),
    [
        ({"/1": "/2", "/2": "/3", "/3": "/2"}, 0, "lead back"),
        ({"/1": "https://other.example/2"}, 0, "on another server (other.example)"),
        ({"/1": "/2", "/2": ""}, 7, "announced 7 datasets and gave 2"),
    ],
)
def test_pages_that_cannot_be_trusted(
    feed_of: FeedOf, server: Any, pages: dict[str, str], total: int, gap: str, harvest: Any
) -> None:
    paged(server, pages, total)
    feed = at(feed_of(""), server)
    assert len(harvest(feed)[0]) == len(pages)
    assert gap in feed.gaps[0]


def test_a_page_that_comes_again_under_another_address(
    feed_of: FeedOf, server: Any, harvest: Any
) -> None:
    text = PREFIXES + dataset("1") + f"[] hydra:nextPage <{server.url('/2')}> .\n"
    for path in ("/1", "/2"):
        server.page(path, text.encode(), content_type="text/turtle")
    feed = at(feed_of(""), server)
    assert len(harvest(feed)[0]) == 1
    assert feed.gaps == ["page 2 is an earlier page again"]


def test_a_page_that_is_broken_ends_the_run(feed_of: FeedOf, server: Any, harvest: Any) -> None:
    paged(server, {"/1": "/2", "/2": ""})
    server.page("/2", b"<html>Wartung</html>", content_type="text/html")
    with pytest.raises(errors.WrongContent, match="a page in HTML"):
        harvest(at(feed_of(""), server))
