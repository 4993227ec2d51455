"""Documents of the feed: formats, validators, negotiation, and what pages say of them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import helpers
from ckanext.dcat.processors import HYDRA
from ckanext.loerrach.catalogue.feed import service, store
from ckanext.loerrach.catalogue.feed.request import DEFAULT
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.namespace import RDF

ENDINGS = ["ttl", "rdf", "xml", "jsonld", "n3", "nt"]
SITE = "http://test.ckan.net"


@pytest.mark.parametrize(
    "change",
    [
        lambda: helpers.call_action("organization_patch", id="stadt-loerrach", title="Neuer Name"),
        lambda: helpers.call_action(
            "package_patch", id="nummer-1", notes_translated={"de": "Neuer Name"}
        ),
        lambda: helpers.call_action(
            "resource_patch",
            id=helpers.call_action("package_show", id="nummer-1")["resources"][0]["id"],
            name_translated={"de": "Neuer Name"},
        ),
    ],
)
def test_every_change_reaches_the_feed(app: Any, make: Any, change: Callable[[], Any]) -> None:
    make("nummer-1")
    before = app.get("/catalog.ttl")
    assert "Neuer Name" not in before.body
    change()
    after = app.get("/catalog.ttl", headers={"If-None-Match": before.headers["ETag"]})
    assert "Neuer Name" in after.body


def test_an_unchanged_page_costs_ckan_nothing(
    app: Any, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time it is answered before CKAN's own work, and still by what is true now."""
    asked: list[str] = []
    catalogue = service.catalogue

    def counted(*arguments: Any) -> Any:
        asked.append(str(arguments[-1]))
        return catalogue(*arguments)

    monkeypatch.setattr(service, "catalogue", counted)
    answers = [app.get("/catalog.ttl", headers={"Accept-Encoding": c}) for c in ("", "", "gzip")]
    assert len(asked) == 1
    assert answers[0].get_data() == answers[1].get_data() == gzip.decompress(answers[2].get_data())
    for header in ("ETag", "Content-Type", "Access-Control-Allow-Origin"):
        assert answers[0].headers[header] == answers[1].headers[header]
    for one in answers:
        assert "Accept-Encoding" in one.headers["Vary"]
        assert "no-cache" in one.headers["Cache-Control"]
    helpers.call_action("package_patch", id="nummer-1", private=True)
    assert "nummer-1" not in app.get("/catalog.ttl").body
    assert len(asked) == 2


@pytest.mark.parametrize("ending", ENDINGS)
def test_formats_say_the_same(app: Any, reader: Any, five: list[str], ending: str) -> None:
    """Save for the addresses of further pages, which have the format in them."""

    def content(of: str) -> Graph:
        graph = reader.parsed(app.get(f"/catalog.{of}"), of)
        for page in list(graph.subjects(RDF.type, HYDRA.PagedCollection)):
            graph.remove((page, None, None))
        return graph

    assert isomorphic(content(ending), content("ttl"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_bytes_each_time(app: Any, five: list[str], ending: str) -> None:
    before = app.get(f"/catalog.{ending}")
    assert before.body.count("@prefix dcat:") == (ending in ("ttl", "n3"))
    service.forget()
    store.keep(DEFAULT)
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text("UPDATE loerrach_catalogue_fragment SET made_by = '?'"))
        connection.execute(sa.text("UPDATE loerrach_catalogue_view SET head_by = '?'"))
    after = app.get(f"/catalog.{ending}")
    assert after.get_data() == before.get_data()
    assert after.headers["ETag"] == before.headers["ETag"]


def test_validators(app: Any, five: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from ckanext.loerrach.catalogue.feed import answer

    app.get("/catalog.ttl")
    monkeypatch.setattr(answer, "YOUNG", timedelta(seconds=-1))
    plain = app.get("/catalog.ttl")
    packed = app.get("/catalog.ttl", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert packed.headers["Content-Encoding"] == "gzip"
    tags = {one.headers["ETag"] for one in (plain, packed)}
    assert len(tags) == 2
    assert not any(tag.startswith("W/") for tag in tags)
    for one in (plain, packed):
        assert "Accept-Encoding" in one.headers["Vary"]
        assert "no-cache" in one.headers["Cache-Control"]
    head = app.flask_app.test_client().head("/catalog.ttl")
    assert (head.status_code, head.get_data()) == (200, b"")
    assert head.headers["Content-Length"] == plain.headers["Content-Length"]
    for condition in (
        {"If-None-Match": plain.headers["ETag"]},
        {"If-Modified-Since": plain.headers["Last-Modified"]},
        {"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"},
    ):
        again = app.get("/catalog.ttl", headers=condition)
        assert (again.status_code, again.get_data()) == (304, b"")
        assert again.headers["ETag"]
    other = app.get("/catalog.ttl", headers={"If-None-Match": packed.headers["ETag"]})
    assert other.status_code == 200


def test_negotiation(app: Any, five: list[str]) -> None:
    id_ = five[0].rpartition("/")[2]
    for path, address in ((f"/dataset/{id_}", f"/dataset/{id_}.ttl"), ("/", "/catalog.ttl"),
                          ("/catalog", "/catalog.ttl")):  # fmt: skip
        data = app.get(path, headers={"Accept": "text/turtle"})
        assert data.headers["Content-Type"].startswith("text/turtle")
        assert data.get_data() == app.get(address).get_data()
        assert "Accept" in data.headers["Vary"].split(", ")
    for accept in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*", ""):
        people = app.get(f"/dataset/{id_}", headers={"Accept": accept})
        assert people.headers["Content-Type"].startswith("text/html")
        assert "Accept" in people.headers["Vary"]
    mixed = {"Accept": "application/ld+json, text/html;q=0.9, */*;q=0.1"}
    assert app.get("/", headers=mixed).headers["Content-Type"].startswith("application/ld+json")
    assert app.get("/catalog", follow_redirects=False).status_code == 302


def test_pages_for_people_name_the_data(app: Any, five: list[str]) -> None:
    for path in ("/", "/dataset/", "/dataset/nummer-1"):
        text = app.get(path).body
        assert f'type="text/turtle" title="CKAN (DCAT-AP.de)" href="{SITE}/catalog.ttl"' in text
    assert f'<link rel="alternate" type="text/turtle" href="{five[0]}.ttl"/>' in text
    assert f"Sitemap: {SITE}/sitemap.xml" in app.get("/robots.txt").body
    sitemap = app.get("/sitemap.xml").body
    assert f"<loc>{SITE}/dataset/nummer-5</loc><lastmod>2" in sitemap
    assert f"<loc>{SITE}/catalog-full.ttl.gz</loc>" in sitemap
    helpers.call_action("package_patch", id="nummer-5", private=True)
    assert "nummer-5" not in app.get("/sitemap.xml").body
