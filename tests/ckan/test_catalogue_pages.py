"""The feed's promises: complete pages, validators, nothing private, no page that breaks."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories, helpers
from ckanext.dcat.processors import HYDRA
from ckanext.loerrach.catalogue.feed import build, jobs, report, service, store, whole
from ckanext.loerrach.catalogue.feed.request import DEFAULT
from ckanext.loerrach.catalogue.views import VIEWS
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

EU = "http://publications.europa.eu/resource/authority/"
FORMATS = {
    "ttl": "turtle", "rdf": "xml", "xml": "xml", "jsonld": "json-ld", "n3": "n3", "nt": "nt",
}  # fmt: skip
SITE = "http://test.ckan.net"
WITHDRAWN = EU + "distribution-status/WITHDRAWN"
DEPRECATED = EU + "distribution-status/DEPRECATED"

pytestmark = [
    pytest.mark.ckan_config(
        "ckan.plugins", "loerrach_search loerrach_catalogue loerrach scheming_datasets dcat"
    ),
    pytest.mark.ckan_config("ckanext.dcat.datasets_per_page", 2),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """No page of an earlier test."""
    service.forget()


@pytest.fixture
def town() -> dict[str, Any]:
    return dict(factories.Organization(name="stadt-loerrach", title="Stadt Lörrach"))


@pytest.fixture
def make(town: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Makes a dataset that lacks nothing."""

    def one(name: str, **fields: Any) -> dict[str, Any]:
        return helpers.call_action("package_create", **{
            "name": name, "strategy_field": "mobility", "owner_org": town["id"],
            "mobility_theme": ["car-parking-availability"],
            "title_translated": {"de": f"Titel {name}"},
            "notes_translated": {"de": f"Beschreibung von {name}."},
            "contact": [{"name": "Daten", "email": "daten@example.org"}],
            "theme": [EU + "data-theme/TRAN"], "personal_data": "none",
            "resources": [{
                "url": f"https://example.org/{name}.csv", "name_translated": {"de": "Liste"},
                "format": "CSV", "license": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
            }],
        } | fields)  # fmt: skip

    return one


@pytest.fixture
def five(make: Callable[..., dict[str, Any]]) -> list[str]:
    """Five datasets: three pages of two. Their URIs in the order of the feed."""
    return [f"{SITE}/dataset/{make(f'nummer-{n}')['id']}" for n in range(1, 6)]


def parsed(answer: Any, ending: str = "ttl") -> Graph:
    assert answer.status_code == 200, answer.body
    return Graph().parse(data=answer.get_data(), format=FORMATS[ending])


def datasets(graph: Graph) -> list[str]:
    return sorted(map(str, graph.subjects(RDF.type, DCAT.Dataset)))


def link(graph: Graph, name: str) -> str | None:
    found = [str(value) for value in graph.objects(None, HYDRA[name])]
    assert len(found) < 2
    return found[0] if found else None


def local(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def crawl(
    app: Any, address: str, between: Callable[[int], Any] = lambda _: None
) -> Iterator[Graph]:
    """All pages as a harvester follows them."""
    number = 0
    while address:
        graph = parsed(app.get(address))
        yield graph
        number += 1
        between(number)
        following = link(graph, "next")
        address = local(following) if following else ""


def test_pages_hold_everything_once(app: Any, five: list[str]) -> None:
    pages = list(crawl(app, "/catalog.ttl"))
    assert [datasets(one) for one in pages] == [sorted(five[:2]), sorted(five[2:4]), five[4:]]
    for one in pages:
        assert [link(one, name) for name in ("totalItems", "itemsPerPage")] == ["5", "2"]
        assert link(one, "next") == link(one, "nextPage")
    first, middle, last = pages
    assert link(first, "previous") is None
    assert link(last, "next") is None
    assert datasets(parsed(app.get(local(link(first, "last") or "")))) == five[4:]
    assert datasets(parsed(app.get(local(link(last, "first") or "")))) == sorted(five[:2])
    assert datasets(parsed(app.get(local(link(last, "previous") or "")))) == sorted(five[2:4])
    assert datasets(parsed(app.get(local(link(middle, "previous") or "")))) == sorted(five[:2])


def test_numbered_pages_need_no_snapshot(app: Any, five: list[str]) -> None:
    assert datasets(parsed(app.get("/catalog.ttl?page=2"))) == sorted(five[2:4])


def test_who_pages_while_the_town_writes_misses_nothing(
    app: Any, five: list[str], make: Callable[..., dict[str, Any]]
) -> None:
    """Edits move nothing, what is deleted takes nothing with it, what is new comes later."""

    def write(after: int) -> None:
        if after == 1:
            helpers.call_action("package_patch", id="nummer-5", title_translated={"de": "Neu"})
            helpers.call_action("package_delete", id="nummer-1")
            make("nummer-6")
        if after == 2:
            helpers.call_action("package_delete", id="nummer-2")

    pages = list(crawl(app, "/catalog.ttl", write))
    assert sorted(uri for one in pages for uri in datasets(one)) == sorted(five)
    assert [link(one, "totalItems") for one in pages] == ["5", "5", "5"]
    assert len(datasets(parsed(app.get("/catalog.ttl")))) == 2
    assert sum(len(datasets(one)) for one in crawl(app, "/catalog.ttl")) == 4


@pytest.mark.parametrize("way", ["private", "delete", "bulk", "purge", "sql"])
def test_what_is_not_public_is_out_at_once(app: Any, five: list[str], way: str) -> None:
    """Out of pages that were made and kept before, too, whichever way it was done."""
    before = [app.get(f"/catalog.ttl?page={page}") for page in (1, 2, 3)]
    tag = before[0].headers["ETag"]
    id_ = five[0].rpartition("/")[2]
    if way == "private":
        helpers.call_action("package_patch", id=id_, private=True)
    elif way == "delete":
        helpers.call_action("package_delete", id=id_)
    elif way == "bulk":
        org = helpers.call_action("package_show", id=id_)["owner_org"]
        helpers.call_action("bulk_update_private", datasets=[id_], org_id=org)
    elif way == "purge":
        helpers.call_action("dataset_purge", id=id_)
    else:
        model.Session.execute(
            sa.text("UPDATE package SET private = true WHERE id = :i"), {"i": id_}
        )
        model.Session.commit()
    shown = [
        app.get(f"/catalog.ttl?page={page}", headers={"If-None-Match": tag}) for page in (1, 2)
    ]
    assert [one.status_code for one in shown] == [200, 200]
    assert not any("nummer-1" in one.body or id_ in one.body for one in shown)
    assert "nummer-1" in before[0].body
    gone = app.get(f"/dataset/{id_}.ttl")
    assert gone.status_code == 410
    assert "no-store" in gone.headers["Cache-Control"]
    record = parsed(app.get("/catalog/deleted.ttl"))
    assert [str(uri) for uri in record.objects(None, FOAF.primaryTopic)] == [five[0]]
    assert datasets(record) == []


def test_what_comes_back_is_in_again(app: Any, five: list[str]) -> None:
    id_ = five[0].rpartition("/")[2]
    for private in (True, False):
        helpers.call_action("package_patch", id=id_, private=private)
        there = five[0] in datasets(parsed(app.get("/catalog.ttl")))
        assert there is not private
    assert not list(parsed(app.get("/catalog/deleted.ttl")).objects(None, FOAF.primaryTopic))


def test_drafts_and_private_ones_never_come_in(app: Any, make: Any) -> None:
    draft, hidden = make("entwurf", state="draft"), make("geheim", private=True)
    for one in (draft, hidden):
        answer = app.get(f"/dataset/{one['id']}.ttl")
        assert answer.status_code == 404
        assert one["title_translated"]["de"] not in answer.body
    assert datasets(parsed(app.get("/catalog.ttl"))) == []
    assert app.get("/catalog/deleted.ttl").status_code == 200


def test_who_may_see_a_private_dataset_gets_it_uncached(app: Any, make: Any) -> None:
    hidden = make("geheim", private=True)
    token = factories.SysadminWithToken()["token"]
    answer = app.get(f"/dataset/{hidden['id']}.ttl", headers={"Authorization": token})
    assert datasets(parsed(answer)) == [f"{SITE}/dataset/{hidden['id']}"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    assert app.get(f"/dataset/{hidden['id']}.ttl").status_code == 404


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


def test_renaming_keeps_the_uri(app: Any, make: Any) -> None:
    made = make("alter-name")
    helpers.call_action("package_patch", id=made["id"], name="neuer-name")
    uri = f"{SITE}/dataset/{made['id']}"
    for reference in (made["id"], "neuer-name"):
        graph = parsed(app.get(f"/dataset/{reference}.ttl"))
        assert datasets(graph) == [uri]
        assert str(graph.value(URIRef(uri), DCTERMS.identifier)) == made["id"]


def test_an_identifier_from_elsewhere_is_passed_on(app: Any, make: Any) -> None:
    """Also to those who read what was deleted."""
    theirs = "urn:uuid:andere-stadt/7"
    made = make("fremd", identifier=theirs)
    subject = URIRef(f"{SITE}/dataset/{made['id']}")
    graph = parsed(app.get("/catalog.ttl"))
    assert [str(i) for i in graph.objects(subject, DCTERMS.identifier)] == [
        "urn:uuid:andere-stadt/7"
    ]
    helpers.call_action("package_delete", id=made["id"])
    record = parsed(app.get("/catalog/deleted.ttl"))
    assert [str(one) for one in record.objects(None, DCTERMS.identifier)] == [theirs]


@pytest.mark.parametrize("ending", list(FORMATS))
def test_formats_say_the_same(app: Any, five: list[str], ending: str) -> None:
    """Save for the addresses of further pages, which have the format in them."""

    def content(of: str) -> Graph:
        graph = parsed(app.get(f"/catalog.{of}"), of)
        for page in list(graph.subjects(RDF.type, HYDRA.PagedCollection)):
            graph.remove((page, None, None))
        return graph

    assert isomorphic(content(ending), content("ttl"))


@pytest.mark.parametrize("ending", list(FORMATS))
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


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
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
    ],
)
def test_what_cannot_be_answered_is_said(
    app: Any, five: list[str], path: str, status: int, word: str
) -> None:
    answer = app.get(path)
    assert answer.status_code == status, answer.body
    assert word in answer.body
    assert len(answer.body) < 500
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("query", ["fq=a:[", "q=%7B!frange%20l=0%7Dx", "fq=)(", "q=%00"])
def test_queries_that_make_no_sense(app: Any, five: list[str], query: str) -> None:
    assert app.get(f"/catalog.ttl?{query}").status_code in (200, 400)


def test_a_search_chooses_datasets(app: Any, five: list[str]) -> None:
    """q and fq as ckanext-dcat has them, in the order and with the pages of the feed."""
    found = parsed(app.get("/catalog.ttl?fq=name:(nummer-2 OR nummer-4 OR nummer-5)"))
    assert datasets(found) == sorted([five[1], five[3]])
    assert link(found, "totalItems") == "3"
    following = parsed(app.get(local(link(found, "next") or "")))
    assert datasets(following) == [five[4]]
    assert datasets(parsed(app.get("/catalog.ttl?q=gibtesnicht"))) == []


def test_modified_since(app: Any, five: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts from when a dataset changed in the feed; edits come in, old ones stay out."""
    app.get("/catalog.ttl")
    with model.meta.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE loerrach_catalogue_fragment SET modified = '2020-01-01'")
        )
    helpers.call_action("package_patch", id="nummer-3", title_translated={"de": "Geändert"})
    found = parsed(app.get("/catalog.ttl?modified_since=2021-01-01"))
    assert datasets(found) == [five[2]]
    assert link(found, "totalItems") == "1"
    everything = parsed(app.get("/catalog.ttl?modified_since=2019-01-01T00:00:00Z"))
    assert link(everything, "totalItems") == "5"
    assert "modified_since=2019-01-01" in (link(everything, "next") or "")


def test_an_empty_catalogue_is_one_page(app: Any) -> None:
    graph = parsed(app.get("/catalog.ttl"))
    assert len(list(graph.subjects(RDF.type, DCAT.Catalog))) == 1
    assert link(graph, "totalItems") == "0"
    assert app.get("/catalog.ttl?page=2").status_code == 404


def test_one_dataset_that_fails_breaks_nothing(
    app: Any, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left out, the reason is kept, and it is back as soon as it can be written."""
    from ckanext.loerrach.catalogue.views.view import View

    write = View.write

    def failing(self: View, dataset: Any) -> Any:
        if dataset["name"] == "nummer-2":
            raise ValueError("broken on purpose")
        return write(self, dataset)

    monkeypatch.setattr(View, "write", failing)
    pages = list(crawl(app, "/catalog.ttl"))
    assert sorted(u for one in pages for u in datasets(one)) == sorted({*five} - {five[1]})
    assert app.get("/dataset/nummer-2.ttl").status_code == 404
    [view] = [one for one in report.status()["views"] if one["view"] == DEFAULT]
    assert view["left_out"] == [
        {"name": "nummer-2", "kind": "error", "why": "ValueError: broken on purpose"}
    ]
    monkeypatch.undo()
    helpers.call_action("package_patch", id="nummer-2", title_translated={"de": "Wieder da"})
    assert datasets(parsed(app.get("/dataset/nummer-2.ttl"))) == [five[1]]


def test_what_the_gate_refuses_is_in_no_view(app: Any, make: Any) -> None:
    """With the reason for whoever asks, and back again as soon as it is mended."""
    made = make("ohne-lizenz")
    resource = {**made["resources"][0], "license": ""}
    model.Session.execute(
        sa.text("UPDATE resource SET extras = '{}' WHERE id = :i"), {"i": resource["id"]}
    )
    model.Session.execute(
        sa.text("UPDATE package SET license_id = NULL WHERE id = :i"), {"i": made["id"]}
    )
    model.Session.commit()
    for slug in VIEWS:
        assert datasets(parsed(app.get(f"/catalog/{slug}.ttl"))) == []
    answer = app.get("/dataset/ohne-lizenz.ttl")
    assert (answer.status_code, "DCAT-AP.de" in answer.body) == (404, True)
    left_out = [one for view in report.status()["views"] for one in view["left_out"]]
    assert {one["kind"] for one in left_out} == {"must"}
    assert {one["name"] for one in left_out} == {"ohne-lizenz"}
    mended = {**resource, "license": "http://dcat-ap.de/def/licenses/cc-zero"}
    helpers.call_action("package_patch", id=made["id"], resources=[mended])
    assert len(datasets(parsed(app.get("/catalog.ttl")))) == 1


def test_addresses_that_are_none_break_no_page(app: Any, make: Any) -> None:
    """Fields that no form lets through, as an older version or a repair by hand leaves them."""
    made, whole_one = make("krumm"), make("gerade")
    extras = {"contributorID": json.dumps(["https://exa mple.org/<krumm>"])}
    model.Session.execute(
        sa.text("UPDATE package SET extras = extras || cast(:x AS jsonb) WHERE id = :i"),
        {"x": json.dumps(extras), "i": made["id"]},
    )
    model.Session.execute(
        sa.text(
            "UPDATE resource SET url = 'http://[krumm' || chr(7) || '> ' WHERE package_id = :i"
        ),
        {"i": made["id"]},
    )
    model.Session.commit()
    for ending in FORMATS:
        graph = parsed(app.get(f"/catalog.{ending}"), ending)
        assert datasets(graph) == [f"{SITE}/dataset/{whole_one['id']}"]
    [view] = [one for one in report.status()["views"] if one["view"] == DEFAULT]
    assert view["left_out"] == [
        {"name": "krumm", "kind": "error", "why": "ValueError: Invalid IPv6 URL"}
    ]


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


def test_the_whole_catalogue_in_one_file(app: Any, five: list[str]) -> None:
    """Streamed the first time, kept from then on; older than ten minutes or fuller: anew."""
    streamed = app.get("/catalog-full.ttl.gz")
    graph = Graph().parse(data=gzip.decompress(streamed.get_data()), format="turtle")
    assert datasets(graph) == sorted(five)
    file = whole.kept(DEFAULT)
    assert file
    assert file.datasets == 5
    kept = app.get("/catalog-full.ttl.gz")
    assert kept.get_data() == streamed.get_data()
    again = app.get("/catalog-full.ttl.gz", headers={"If-None-Match": kept.headers["ETag"]})
    assert again.status_code == 304
    helpers.call_action("package_patch", id="nummer-1", title_translated={"de": "Anders"})
    assert app.get("/catalog-full.ttl.gz").get_data() == kept.get_data()
    helpers.call_action("package_patch", id="nummer-2", private=True)
    without = gzip.decompress(app.get("/catalog-full.ttl.gz").get_data()).decode()
    assert "nummer-2" not in without
    assert "Anders" in without
    assert len(list(whole.folder().glob("*.gz"))) == 1


def test_without_a_place_for_files_it_is_streamed(
    app: Any, five: list[str], ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "ckan.storage_path", None)
    for _ in range(2):
        packed = app.get("/catalog-full.ttl.gz").get_data()
        assert len(datasets(Graph().parse(data=gzip.decompress(packed), format="turtle"))) == 5


def test_the_background_job_writes_what_waits(app: Any, five: list[str]) -> None:
    app.get("/catalog.ttl")
    helpers.call_action("package_patch", id="nummer-1", title_translated={"de": "Anders"})
    assert store.state(DEFAULT).stale
    jobs.work()
    assert not store.state(DEFAULT).stale
    file = whole.kept(DEFAULT)
    assert file
    assert b"Anders" in gzip.decompress(file.path.read_bytes())


def test_a_thousand_edits_are_one_job(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckan.lib.redis import connect_to_redis

    connect_to_redis().delete(jobs._key())
    begun: list[Any] = []
    monkeypatch.setattr(jobs, "enqueue_job", lambda work, **_: begun.append(work))
    for number in range(4):
        make(f"nummer-{number}")
    assert begun == [jobs.work]


def test_a_job_that_died_with_its_worker_is_begun_anew(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits an hour for it: kill -9 between the queue and the first line of the job."""
    from ckan.lib.redis import connect_to_redis

    connect_to_redis().delete(jobs._key())
    begun: list[Any] = []
    monkeypatch.setattr(jobs, "enqueue_job", lambda work, **_: begun.append(work))
    make("nummer-1")
    jobs.run_due()
    assert begun == [jobs.work]
    left = connect_to_redis().ttl(jobs._key())
    assert 0 < left <= 60
    connect_to_redis().expire(jobs._key(), 0)
    jobs.run_due()
    assert begun == [jobs.work, jobs.work]


def test_half_a_catalogue_is_not_given_out(
    app: Any, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A neighbour would take the missing half for deleted."""
    with monkeypatch.context() as impatient:
        impatient.setattr(service, "LONG_PATIENCE", 0)
        answer = app.get("/catalog.ttl")
    assert answer.status_code == 503
    assert "0" in answer.body
    assert answer.headers["Retry-After"] == "60"
    assert len(datasets(parsed(app.get("/catalog.ttl")))) == 2


def test_an_edit_while_its_dataset_is_written_is_not_lost(
    app: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark of an edit that comes after the reading stays."""
    made = make("nummer-1")
    app.get("/catalog.ttl")
    helpers.call_action("package_patch", id=made["id"], title_translated={"de": "Erster"})
    read = build._read

    def slow(package_id: str) -> Any:
        found = read(package_id)
        with model.meta.engine.begin() as connection:
            connection.execute(
                sa.text("UPDATE package SET notes = 'x', metadata_modified = now() WHERE id = :i"),
                {"i": package_id},
            )
        return found

    with monkeypatch.context() as slowly:
        slowly.setattr(build, "_read", slow)
        build.one(made["id"])
    assert store.stale(10) == [made["id"]]


def test_what_its_source_no_longer_has_leaves_and_comes_back(app: Any, make: Any) -> None:
    """The harvest engine archives it: it stays in the portal, and neighbours hear that it left."""
    made = make("abschied")
    uri = f"{SITE}/dataset/{made['id']}"

    def listed() -> list[list[str]]:
        gone = parsed(app.get("/catalog/deleted.ttl")).objects(None, FOAF.primaryTopic)
        return [datasets(parsed(app.get("/catalog.ttl"))), [str(one) for one in gone]]

    assert listed() == [[uri], []]
    helpers.call_action("package_patch", id=made["id"], archived="2026-11-22T20:00:00+00:00")
    assert listed() == [[], [uri]]
    (out,) = report.status()["views"][0]["left_out"]
    assert (out["kind"], out["why"]) == ("archived", "its source no longer has it")
    answer = app.get(f"/dataset/{made['id']}.ttl", expect_errors=True)
    assert answer.status_code == 404
    helpers.call_action("package_patch", id=made["id"], archived="")
    assert listed() == [[uri], []]


def test_withdrawing_takes_notice(app: Any, make: Any) -> None:
    """Deprecated for 30 days, withdrawn for 30, then gone and listed."""
    made = make("abschied")
    resource = made["resources"][0]["id"]
    helpers.call_action("resource_patch", id=resource, status=WITHDRAWN)
    node = URIRef(f"{SITE}/dataset/{made['id']}/resource/{resource}")
    status = URIRef("http://www.w3.org/ns/adms#status")

    def said() -> list[str]:
        return [str(one) for one in parsed(app.get("/catalog.ttl")).objects(node, status)]

    def days_pass(days: int) -> None:
        with model.meta.engine.begin() as connection:
            for table, column in (("retiring", "since"), ("fragment", "due")):
                connection.execute(sa.text(
                    f"UPDATE loerrach_catalogue_{table} SET {column} = "
                    f"{column} - interval '{days} days'"
                ))  # fmt: skip

    assert said() == [DEPRECATED]
    days_pass(29)
    assert said() == [DEPRECATED]
    days_pass(2)
    assert said() == [WITHDRAWN]
    days_pass(30)
    assert said() == []
    assert app.get("/dataset/abschied.ttl").status_code == 404
    topics = parsed(app.get("/catalog/deleted.ttl")).objects(None, FOAF.primaryTopic)
    assert [str(one) for one in topics] == [f"{SITE}/dataset/{made['id']}"]
    helpers.call_action("resource_patch", id=resource, status=EU + "distribution-status/COMPLETED")
    assert said() == [EU + "distribution-status/COMPLETED"]


@pytest.mark.parametrize("slug", list(VIEWS))
def test_every_view_has_its_addresses(app: Any, make: Any, slug: str) -> None:
    """Pages, the profile's name, one dataset and the whole file: just what the view takes."""
    other = {"strategy_field": "environment", "theme": [EU + "data-theme/ENVI"]}
    made = [make(f"nummer-{n}") for n in (1, 2, 3)] + [make("luft", mobility_theme=[], **other)]
    shown = [helpers.call_action("package_show", id=one["id"]) for one in made]
    taken = [f"{SITE}/dataset/{one['id']}" for one in shown if VIEWS[slug].takes(one)]
    assert len(taken) >= 3
    for address in (f"/catalog/{slug}.ttl", f"/catalog.ttl?profiles={VIEWS[slug].profile}"):
        pages = list(crawl(app, address))
        assert sorted(uri for one in pages for uri in datasets(one)) == sorted(taken)
        assert link(pages[0], "totalItems") == str(len(taken))
    packed = app.get(f"/catalog/{slug}-full.ttl.gz").get_data()
    whole_graph = Graph().parse(data=gzip.decompress(packed), format="turtle")
    assert datasets(whole_graph) == sorted(taken)
    answer = app.get(f"/dataset/luft.ttl?profiles={VIEWS[slug].profile}")
    assert answer.status_code == (200 if len(taken) == 4 else 404)
    assert report.status()["views"][-1]["complete"]


def test_other_profiles_still_answer(app: Any, five: list[str]) -> None:
    """What ckanext-dcat can write without us, in the same pages."""
    pages = list(crawl(app, "/catalog.ttl?profiles=euro_dcat_ap_2"))
    assert [len(datasets(one)) for one in pages] == [2, 2, 1]
    assert "profiles=euro_dcat_ap_2" in (link(pages[0], "next") or "")
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
