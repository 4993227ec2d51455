"""A page of the catalogue: complete, in a steady order, and a sentence where there is none."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import helpers
from ckanext.loerrach.catalogue.feed import report, store
from ckanext.loerrach.catalogue.views import VIEWS
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF

EU = "http://publications.europa.eu/resource/authority/"
SITE = "http://test.ckan.net"


def test_pages_hold_everything_once(app: Any, reader: Any, five: list[str]) -> None:
    pages = list(reader.crawl("/catalog.ttl"))
    assert [reader.datasets(one) for one in pages] == [
        sorted(five[:2]),
        sorted(five[2:4]),
        five[4:],
    ]
    for one in pages:
        assert [reader.link(one, name) for name in ("totalItems", "itemsPerPage")] == ["5", "2"]
        assert reader.link(one, "next") == reader.link(one, "nextPage")
    first, middle, last = pages
    assert reader.link(first, "previous") is None
    assert reader.link(last, "next") is None
    assert reader.datasets(reader.follow(first, "last")) == five[4:]
    assert reader.datasets(reader.follow(last, "first")) == sorted(five[:2])
    assert reader.datasets(reader.follow(last, "previous")) == sorted(five[2:4])
    assert reader.datasets(reader.follow(middle, "previous")) == sorted(five[:2])


def test_numbered_pages_need_no_snapshot(app: Any, reader: Any, five: list[str]) -> None:
    assert reader.datasets(reader.parsed(app.get("/catalog.ttl?page=2"))) == sorted(five[2:4])


def test_who_pages_while_the_town_writes_misses_nothing(
    app: Any, reader: Any, five: list[str], make: Callable[..., dict[str, Any]]
) -> None:
    """Edits move nothing, what is deleted takes nothing with it, what is new comes later."""

    def write(after: int) -> None:
        if after == 1:
            helpers.call_action("package_patch", id="nummer-5", title_translated={"de": "Neu"})
            helpers.call_action("package_delete", id="nummer-1")
            make("nummer-6")
        if after == 2:
            helpers.call_action("package_delete", id="nummer-2")

    pages = list(reader.crawl("/catalog.ttl", write))
    assert sorted(uri for one in pages for uri in reader.datasets(one)) == sorted(five)
    assert [reader.link(one, "totalItems") for one in pages] == ["5", "5", "5"]
    assert len(reader.datasets(reader.parsed(app.get("/catalog.ttl")))) == 2
    assert sum(len(reader.datasets(one)) for one in reader.crawl("/catalog.ttl")) == 4


def test_renaming_keeps_the_uri(app: Any, reader: Any, make: Any) -> None:
    made = make("alter-name")
    helpers.call_action("package_patch", id=made["id"], name="neuer-name")
    uri = f"{SITE}/dataset/{made['id']}"
    for reference in (made["id"], "neuer-name"):
        graph = reader.parsed(app.get(f"/dataset/{reference}.ttl"))
        assert reader.datasets(graph) == [uri]
        assert str(graph.value(URIRef(uri), DCTERMS.identifier)) == made["id"]


def test_an_identifier_from_elsewhere_is_passed_on(app: Any, reader: Any, make: Any) -> None:
    """Also to those who read what was deleted."""
    theirs = "urn:uuid:andere-stadt/7"
    made = make("fremd", identifier=theirs)
    subject = URIRef(f"{SITE}/dataset/{made['id']}")
    graph = reader.parsed(app.get("/catalog.ttl"))
    assert [str(i) for i in graph.objects(subject, DCTERMS.identifier)] == [
        "urn:uuid:andere-stadt/7"
    ]
    helpers.call_action("package_delete", id=made["id"])
    record = reader.parsed(app.get("/catalog/deleted.ttl"))
    assert [str(one) for one in record.objects(None, DCTERMS.identifier)] == [theirs]


#: address, status and a word of the sentence
WRONG = [
    ("/catalog.ttl?page=4", 404, "4"),
    ("/catalog.ttl?page=0", 400, "page"),
    ("/catalog.ttl?page=-1", 400, "page"),
    ("/catalog.ttl?page=zwei", 400, "zwei"),
    ("/catalog.ttl?page=%D9%A3", 400, "page"),
    ("/catalog.ttl?page=99999999999999999999999", 400, "page"),
    ("/catalog.ttl?modified_since=gestern", 400, "gestern"),
    ("/catalog.ttl?modified_since=9999999999", 400, "modified_since"),
    ("/catalog.ttl?snapshot=abc", 400, "abc"),
    ("/catalog.ttl?snapshot=1-2", 400, "snapshot"),
    ("/catalog.ttl?snapshot=99999999999999999999-1", 400, "snapshot"),
    ("/catalog.ttl?profiles=gibt_es_nicht", 400, "loerrach_dcat_ap_de_3"),
    ("/catalog.ttl?profiles=gibt%00es", 400, "profil"),
    ("/catalog.xls", 404, "jsonld"),
    ("/catalog/kein-profil.ttl", 404, "dcat-ap-de-3"),
    ("/catalog/dcat-ap-de-3.pdf", 404, "ttl"),
    ("/catalog/kein-profil-full.ttl.gz", 404, "dcat-ap-de-3"),
    ("/dataset/gibt-es-nicht.ttl", 404, "gibt-es-nicht"),
    ("/dataset/nummer-1.xls", 404, "xls"),
    ("/sitemap-2.xml", 404, "2"),
]


def test_what_cannot_be_answered_is_said(app: Any, five: list[str]) -> None:
    found = {path: app.get(path) for path, _, _ in WRONG}
    assert {path: one.status_code for path, one in found.items()} == {
        path: status for path, status, _ in WRONG
    }
    assert [path for path, _, word in WRONG if word not in found[path].body] == []
    assert [path for path, one in found.items() if len(one.body) >= 500] == []
    kinds = {one.headers["Content-Type"].partition(";")[0] for one in found.values()}
    assert kinds == {"text/plain"}


def test_queries_that_make_no_sense(app: Any, five: list[str]) -> None:
    queries = ("fq=a:[", "q=%7B!frange%20l=0%7Dx", "fq=)(", "q=%00")
    found = {query: app.get(f"/catalog.ttl?{query}").status_code for query in queries}
    assert set(found.values()) <= {200, 400}, found


def test_a_search_chooses_datasets(app: Any, reader: Any, five: list[str]) -> None:
    """q and fq as ckanext-dcat has them, in the order and with the pages of the feed."""
    found = reader.parsed(app.get("/catalog.ttl?fq=name:(nummer-2 OR nummer-4 OR nummer-5)"))
    assert reader.datasets(found) == sorted([five[1], five[3]])
    assert reader.link(found, "totalItems") == "3"
    following = reader.follow(found, "next")
    assert reader.datasets(following) == [five[4]]
    assert reader.datasets(reader.parsed(app.get("/catalog.ttl?q=gibtesnicht"))) == []


def test_modified_since(
    app: Any, reader: Any, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts from when a dataset changed in the feed; edits come in, old ones stay out."""
    app.get("/catalog.ttl")
    with model.meta.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE loerrach_catalogue_fragment SET modified = '2020-01-01'")
        )
    helpers.call_action("package_patch", id="nummer-3", title_translated={"de": "Geändert"})
    found = reader.parsed(app.get("/catalog.ttl?modified_since=2021-01-01"))
    assert reader.datasets(found) == [five[2]]
    assert reader.link(found, "totalItems") == "1"
    everything = reader.parsed(app.get("/catalog.ttl?modified_since=2019-01-01T00:00:00Z"))
    assert reader.link(everything, "totalItems") == "5"
    assert "modified_since=2019-01-01" in (reader.link(everything, "next") or "")


def test_an_empty_catalogue_is_one_page(app: Any, reader: Any) -> None:
    graph = reader.parsed(app.get("/catalog.ttl"))
    assert len(list(graph.subjects(RDF.type, DCAT.Catalog))) == 1
    assert reader.link(graph, "totalItems") == "0"
    assert app.get("/catalog.ttl?page=2").status_code == 404


@pytest.mark.parametrize("slug", list(VIEWS))
def test_every_view_has_its_addresses(app: Any, reader: Any, make: Any, slug: str) -> None:
    """Pages, the profile's name, one dataset and the whole file: just what the view takes."""
    other = {"strategy_field": "environment", "theme": [EU + "data-theme/ENVI"]}
    made = [make(f"nummer-{n}") for n in (1, 2, 3)] + [make("luft", mobility_theme=[], **other)]
    shown = [helpers.call_action("package_show", id=one["id"]) for one in made]
    taken = [f"{SITE}/dataset/{one['id']}" for one in shown if VIEWS[slug].takes(one)]
    assert len(taken) >= 3
    for address in (f"/catalog/{slug}.ttl", f"/catalog.ttl?profiles={VIEWS[slug].profile}"):
        pages = list(reader.crawl(address))
        assert sorted(uri for one in pages for uri in reader.datasets(one)) == sorted(taken)
        assert reader.link(pages[0], "totalItems") == str(len(taken))
    packed = app.get(f"/catalog/{slug}-full.ttl.gz").get_data()
    whole_graph = Graph().parse(data=gzip.decompress(packed), format="turtle")
    assert reader.datasets(whole_graph) == sorted(taken)
    answer = app.get(f"/dataset/luft.ttl?profiles={VIEWS[slug].profile}")
    assert answer.status_code == (200 if len(taken) == 4 else 404)
    assert report.status()["views"][-1]["complete"]


def test_other_profiles_still_answer(app: Any, reader: Any, five: list[str]) -> None:
    """What ckanext-dcat can write without us, in the same pages."""
    pages = list(reader.crawl("/catalog.ttl?profiles=euro_dcat_ap_2"))
    assert [len(reader.datasets(one)) for one in pages] == [2, 2, 1]
    assert "profiles=euro_dcat_ap_2" in (reader.link(pages[0], "next") or "")
    schema = app.get("/dataset/nummer-1.jsonld?profiles=schemaorg")
    assert "schema.org" in schema.body


def test_the_action_gives_the_same_page(app: Any, five: list[str]) -> None:
    text = helpers.call_action("dcat_catalog_show", format="ttl", page=1)
    assert text == app.get("/catalog.ttl").body


def test_without_tables_it_is_said(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_STATE", "SELECT * FROM loerrach_catalogue_nothing WHERE %s = ''")
    answer = app.get("/catalog.ttl")
    assert answer.status_code == 503
    assert "ckan db upgrade -p loerrach_catalogue" in answer.body
