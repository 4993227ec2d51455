"""DCAT: what cannot be read is told by property and value; what can be meant is repaired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import process_time
from typing import Any

import pytest
from ckanext.loerrach.catalogue.mapping.reader import Reader
from ckanext.loerrach.catalogue.mapping.special import Identifiers
from ckanext.loerrach.catalogue.mapping.writer import Writer
from ckanext.loerrach.harvesters._core.errors import Empty
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Same
from ckanext.loerrach.harvesters.dcat import Dcat
from rdflib import URIRef

FeedOf = Callable[..., Feed]
LICENCE = "http://dcat-ap.de/def/licenses/cc-zero"
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ID = "https://a.example/a"
GMT = "2021-01-28 GMT 01:51:03.34919300"


def dataset(more: str = "", name: str = "a", kind: str = "a dcat:Dataset ;") -> str:
    return (
        f'<https://a.example/{name}> {kind} dct:title "{name}" ; dct:description "x" ; {more}'
        f" dcat:distribution [ dcat:accessURL <https://a.example/{name}.csv> ;"
        f" dct:license <{LICENCE}> ] .\n"
    )


@pytest.fixture
def feed_of(feed_of: FeedOf) -> FeedOf:
    """Feeds whose records name their own licences."""

    def make(body: str, head: str = PREFIXES) -> Feed:
        return feed_of((head + body).encode(), "dcat", licences="records")

    return make


def lines(feed: Feed) -> set[tuple[str, str, str]]:
    """Kind, property and value of each notice about a value."""
    return {
        (one.kind, one.name, one.message.partition("' ")[0][1:])
        for one in feed.notices
        if one.message.startswith("'")
    }


# --- values that nobody can read ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "name", "value"),
    [
        ('dct:issued "gestern" ;', "dct:issued", "gestern"),
        ('dct:modified "0000-00-00"^^xsd:date ;', "dct:modified", "0000-00-00"),
        ('dct:issued "31.02.2020" ;', "dct:issued", "31.02.2020"),
        ('dct:temporal [ dcat:startDate "irgendwann" ] ;', "dcat:startDate", "irgendwann"),
        ('dct:temporal [ dcat:startDate "2020" ; dcat:endDate "2020-13" ] ;', "dcat:endDate",
         "2020-13"),
        ('dct:temporal "seit alters" ;', "dct:temporal", "seit alters"),
        ('dct:temporal "2021/2020" ;', "dct:temporal", "2021/2020"),
        ("dct:temporal <https://a.example/year/2020> ;", "dct:temporal",
         "https://a.example/year/2020"),
        ('dct:language "Klingonisch" ;', "dct:language", "Klingonisch"),
        ('dcat:contactPoint "a@a.de, b@a.de" ;', "dcat:contactPoint", "a@a.de, b@a.de"),
        ('dcat:contactPoint [ vcard:fn "A" ; vcard:hasEmail "keine" ] ;', "vcard:hasEmail",
         "keine"),
        ('dct:publisher [ foaf:name "P" ; foaf:mbox "keine" ] ;', "foaf:mbox", "keine"),
        ('dcat:landingPage "auf Anfrage" ;', "dcat:landingPage", "auf Anfrage"),
        ('dct:spatial [ <http://www.w3.org/ns/locn#geometry> "POINT(x)" ] ;', "locn:geometry",
         "POINT(x)"),
        ('dcat:temporalResolution "jährlich" ;', "dcat:temporalResolution", "jährlich"),
        ('dcat:distribution "Heft 3" ;', "dcat:distribution", "Heft 3"),
        ('dct:references "siehe Heft" ;', "dct:references", "siehe Heft"),
    ],
)  # fmt: skip
def test_a_value_that_nobody_can_read_is_told(
    feed_of: FeedOf, harvest: Any, more: str, name: str, value: str
) -> None:
    feed = feed_of(dataset(more))
    records, bad = harvest(feed)
    assert ([one.id for one in records], bad) == ([ID], [])
    assert ("value left out", name, value) in lines(feed)


def test_values_of_a_distribution_are_told_with_their_record(feed_of: FeedOf, harvest: Any) -> None:
    bad = (
        f'<{ID}> a dcat:Dataset ; dct:title "a" ; dcat:distribution [ dct:license <{LICENCE}> ;'
        ' dcat:accessURL <https://a.example/1>, <https://a.example/2> ; dcat:byteSize "groß" ;'
        ' dcat:downloadURL "auf Anfrage" ] .'
    )
    feed = feed_of(bad)
    records, _ = harvest(feed)
    assert [one.url for one in records[0].resources] == ["https://a.example/1"]
    assert lines(feed) >= {
        ("value left out", "dcat:byteSize", "groß"),
        ("value left out", "dcat:downloadURL", "auf Anfrage"),
        ("further value left out", "dcat:accessURL", "https://a.example/2"),
    }
    assert all(ID in one.message for one in feed.notices if one.name.startswith("dcat:"))


def test_of_several_values_where_one_belongs_the_others_are_told(
    feed_of: FeedOf, harvest: Any
) -> None:
    feed = feed_of(dataset('dct:issued "2019-01-01", "2020-01-01" ;'))
    records, _ = harvest(feed)
    assert records[0].fields["issued"] == "2019-01-01"
    assert lines(feed) == {("further value left out", "dct:issued", "2020-01-01")}


def test_a_word_that_a_crosswalk_has_no_term_for_is_told_once(
    feed_of: FeedOf, harvest: Any
) -> None:
    feed = feed_of(dataset('dcat:theme "Zauberei" ; dct:accrualPeriodicity "gelegentlich" ;'))
    harvest(feed)
    assert lines(feed) == {
        ("word not in our list", "theme", "Zauberei"),
        ("word not in our list", "frequency", "gelegentlich"),
    }


def test_what_can_be_read_is_not_told(feed_of: FeedOf, harvest: Any) -> None:
    feed = feed_of(
        dataset(
            'dct:issued "2020" ; dct:modified "2021-01-28T01:51:03Z"^^xsd:dateTime ;'
            ' dct:language "de" ; dct:temporal [ dcat:startDate "2020-01"^^xsd:gYearMonth ] ;'
            ' dct:publisher [ foaf:name "P" ] ; dct:identifier "1" ;'
            ' dcat:contactPoint [ vcard:fn "A" ; vcard:hasEmail <mailto:a@a.de> ] ;'
        )
    )
    harvest(feed)
    assert lines(feed) == set()


# --- repaired, and told ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "name", "value", "read"),
    [
        ('dct:issued "31.12.2020" ;', "dct:issued", "31.12.2020", {"issued": "2020-12-31"}),
        ('dct:issued "1.2.2020"^^xsd:date ;', "dct:issued", "1.2.2020", {"issued": "2020-02-01"}),
        (f'dct:modified "{GMT}"^^xsd:dateTime ;', "dct:modified", GMT,
         {"modified": "2021-01-28T01:51:03.349193+00:00"}),
        (f'dct:temporal [ dcat:startDate "{GMT}" ] ;', "dcat:startDate", GMT,
         {"temporal_coverage": [{"start": "2021-01-28T01:51:03.349193+00:00"}]}),
        ('dct:temporal "2020/2021" ;', "dct:temporal", "2020/2021",
         {"temporal_coverage": [{"start": "2020", "end": "2021"}]}),
        ('dct:temporal "2020-01-01/2020-12-31" ;', "dct:temporal", "2020-01-01/2020-12-31",
         {"temporal_coverage": [{"start": "2020-01-01", "end": "2020-12-31"}]}),
        ('dct:temporal "01.01.2020 - 31.12.2020" ;', "dct:temporal", "01.01.2020 - 31.12.2020",
         {"temporal_coverage": [{"start": "2020-01-01", "end": "2020-12-31"}]}),
        ('dcat:contactPoint "amt@a.de" ;', "dcat:contactPoint", "amt@a.de",
         {"contact": [{"email": "amt@a.de"}]}),
        ('dcat:contactPoint "Amt für Statistik <amt@a.de>" ;', "dcat:contactPoint",
         "Amt für Statistik <amt@a.de>",
         {"contact": [{"name": "Amt für Statistik", "email": "amt@a.de"}]}),
        ("dcat:contactPoint <mailto:amt@a.de> ;", "dcat:contactPoint", "mailto:amt@a.de",
         {"contact": [{"email": "amt@a.de"}]}),
        ('dct:publisher [ foaf:name "P" ; foaf:mbox <mailto:p@a.de> ] ; dcat:contactPoint "Amt" ;',
         "dcat:contactPoint", "Amt", {"contact": [{"name": "Amt", "email": "p@a.de"}]}),
    ],
)  # fmt: skip
def test_what_can_be_meant_in_one_way_is_repaired_and_told(
    feed_of: FeedOf, harvest: Any, more: str, name: str, value: str, read: dict[str, Any]
) -> None:
    feed = feed_of(dataset(more))
    records, bad = harvest(feed)
    assert bad == []
    assert {key: records[0].fields[key] for key in read} == read
    assert [
        one for one in lines(feed) if one[:2] == ("repaired", name) and one[2].startswith(value)
    ]


def test_a_repaired_text_is_told_with_what_it_became(feed_of: FeedOf, harvest: Any) -> None:
    feed = feed_of(
        dataset('dct:issued "31.12.2020" ; dcat:landingPage "https://a.example/a b" ;').replace(
            "<https://a.example/a.csv>", '"https://a.example/a b.csv"'
        )
    )
    (record,), _ = harvest(feed)
    assert record.fields["url"] == "https://a.example/a%20b"
    assert record.resources[0].url == "https://a.example/a%20b.csv"
    assert lines(feed) == {
        ("repaired", "dct:issued", "31.12.2020 → 2020-12-31"),
        ("repaired", "dcat:landingPage", "https://a.example/a b → https://a.example/a%20b"),
        ("repaired", "dcat:accessURL", "https://a.example/a b.csv → https://a.example/a%20b.csv"),
    }


@pytest.mark.parametrize("letter", ["y", " ", "y@", "2020/"])
@pytest.mark.parametrize("name", ["dcat:contactPoint", "dct:temporal", "dct:issued"])
def test_an_endless_text_costs_no_time(
    feed_of: FeedOf, harvest: Any, name: str, letter: str
) -> None:
    feed = feed_of(dataset(f'{name} "a{letter * (150_000 // len(letter))}b" ;'))
    start = process_time()
    assert len(harvest(feed)[0]) == 1
    assert process_time() - start < 2
    assert [one.kind for one in feed.notices if one.name == name] == ["value left out"]


def test_text_before_the_first_prefix_is_cut_and_told(feed_of: FeedOf, harvest: Any) -> None:
    feed = feed_of(dataset(), f"Stand: 22.02.2024\n\n{PREFIXES}")
    records, bad = harvest(feed)
    assert ([one.id for one in records], bad) == ([ID], [])
    assert [(one.name, one.message) for one in feed.notices if one.kind == "repaired"] == [
        ("Turtle", "text before the first prefix left out: Stand: 22.02.2024")
    ]


# --- identifiers ----------------------------------------------------------------------------------


def test_every_identifier_is_kept(feed_of: FeedOf, harvest: Any) -> None:
    feed = feed_of(
        dataset(
            'dct:identifier "i2", "i1" ; adms:identifier "bare", <https://doi.org/10.1/x>,'
            ' [ a adms:Identifier ; skos:notation "urn:nbn:de:1" ] ;'
        )
    )
    records, _ = harvest(feed)
    assert records[0].fields["identifier"] == "i1"
    assert records[0].fields["alternate_identifier"] == [
        "i2", "bare", "https://doi.org/10.1/x", "urn:nbn:de:1",
    ]  # fmt: skip
    assert lines(feed) == set()


def test_further_identifiers_come_back_from_our_feed() -> None:
    given = {"identifier": "i1", "alternate_identifier": ["https://doi.org/10.1/x", "i2"]}
    node = URIRef(ID)
    writer = Writer("a", node)
    Identifiers().write(writer, node, given)
    read: dict[str, Any] = {}
    Identifiers().read(Reader(writer.graph, ID), node, read)
    assert read == given


# --- records that the catalogue lists -------------------------------------------------------------

CATALOGUE = "<https://a.example/c> a dcat:Catalog ; dcat:dataset "


def test_a_listed_dataset_without_a_type_is_taken(feed_of: FeedOf, harvest: Any) -> None:
    feed = feed_of(
        f"{CATALOGUE} <{ID}>, <https://a.example/b> ." + dataset() + dataset("", "b", "")
    )
    records, bad = harvest(feed)
    assert ([one.id for one in records], bad) == ([ID, "https://a.example/b"], [])


def test_a_listed_dataset_that_is_described_nowhere_is_refused(
    feed_of: FeedOf, harvest: Any
) -> None:
    feed = feed_of(
        f"{CATALOGUE} <{ID}>, <https://a.example/b>, <https://a.example/s> ."
        '<https://a.example/s> a dcat:DataService ; dct:title "s" . ' + dataset()
    )
    records, bad = harvest(feed)
    assert [one.id for one in records] == [ID]
    assert ("https://a.example/b", "listed by the catalogue, described nowhere") in [
        (one.id, one.problem) for one in bad
    ]
    assert [one.id for one in bad if one.field == "dcat:dataset"] == ["https://a.example/b"]


def on_two_pages(feed: Feed, server: Any, first: str, second: str) -> Feed:
    """A feed of two pages, whose catalogue says that it has three datasets."""
    more = f"[] hydra:next <{server.url('/2')}> ; hydra:totalItems 3 .\n"
    for path, text in (("/1", first + more), ("/2", second)):
        server.page(path, (PREFIXES + text).encode(), content_type="text/turtle")
    return Feed(replace(feed.source, url=server.url("/1")), feed.client)


def test_a_dataset_that_is_on_two_pages_does_not_hide_a_missing_one(
    feed_of: FeedOf, server: Any, harvest: Any
) -> None:
    feed = on_two_pages(feed_of(""), server, dataset() + dataset("", "b"), dataset("", "b"))
    records, _ = harvest(feed)
    assert len(records) == 2
    assert feed.gaps == ["the source announced 3 datasets and gave 2"]


def test_what_a_page_lists_may_be_described_on_another(
    feed_of: FeedOf, server: Any, harvest: Any
) -> None:
    listed = f"{CATALOGUE} <{ID}>, <https://a.example/b> , <https://a.example/c> .\n"
    feed = on_two_pages(feed_of(""), server, listed + dataset(),
                        dataset("", "b") + dataset("", "c"))  # fmt: skip
    records, bad = harvest(feed)
    assert ([one.id[-1] for one in records], bad, feed.gaps) == (["a", "b", "c"], [], [])


def test_a_listed_dataset_without_a_type_is_there_in_the_next_run(
    feed_of: FeedOf, harvest: Any
) -> None:
    """Though another record, which is as it was, leads to it."""
    start = f"{CATALOGUE} <{ID}>, <https://a.example/b> .\n"
    start += dataset("dct:relation <https://a.example/b> ;")
    records, _ = harvest(feed_of(start + dataset("", "b", "")))
    known = {one.id: one.version for one in records}
    assert all(one.digest for one in known.values())
    one = feed_of(start + dataset('dcat:version "2" ;', "b", ""))
    again = Feed(one.source, one.client, versions=lambda: known)
    found = list(Dcat().records(again))
    assert [(type(each), each.id) for each in found] == [
        (Same, ID), (Record, "https://a.example/b"),
    ]  # fmt: skip


def test_a_context_that_is_not_fetched_is_named_where_nothing_is_found(
    feed_of: FeedOf, harvest: Any
) -> None:
    context = "https://elsewhere.example/context"
    feed = feed_of(f'{{"@context": "{context}", "@id": "{ID}", "@type": "Satz"}}', "")
    with pytest.raises(Empty, match=f"without the context {context}, which is never fetched"):
        harvest(feed)
