"""What a neighbour may meet or do, numbered as in the list of fault cases of harvesting: 33 to 36.

Over HTTP, by the requests that a harvester sends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from ckan.lib.redis import connect_to_redis
from ckan.tests import helpers
from ckanext.dcat.processors import HYDRA
from ckanext.loerrach.catalogue.feed import answer, costly, service
from rdflib import Graph
from rdflib.namespace import DCAT, RDF

PLAIN = {"Accept-Encoding": "identity"}


def get(address: str, **headers: str) -> requests.Response:
    return requests.get(address, headers={**PLAIN, **headers}, timeout=60, allow_redirects=False)


def crawl(served: str, query: str = "") -> Iterator[Graph]:
    address = f"{served}/catalog.ttl{query}"
    while address:
        said = get(address)
        assert said.status_code == 200, said.text
        graph = Graph().parse(data=said.text, format="turtle")
        yield graph
        following = [str(one) for one in graph.objects(None, HYDRA.next)]
        address = f"{served}/catalog.ttl?{following[0].partition('?')[2]}" if following else ""


def datasets(graph: Graph) -> list[str]:
    return sorted(str(one).rpartition("/")[2] for one in graph.subjects(RDF.type, DCAT.Dataset))


def test_33_who_pages_while_we_write_gets_a_complete_stable_catalogue(
    served: str, make: Callable[..., dict[str, Any]]
) -> None:
    """A neighbour crawls in a thread of its own, again and again, while people work."""
    before = {make(f"nummer-{n}")["id"] for n in range(1, 8)}
    crawls: list[list[str]] = []
    failed: list[str] = []
    finished = threading.Event()

    def neighbour() -> None:
        try:
            while not finished.is_set() or len(crawls) < 2:
                crawls.append([id for page in crawl(served) for id in datasets(page)])
        except AssertionError as error:
            failed.append(str(error))

    thread = threading.Thread(target=neighbour)
    thread.start()
    for number in range(8, 14):
        made = make(f"nummer-{number}")
        helpers.call_action("package_patch", id="nummer-3", title_translated={"de": f"{number}"})
        helpers.call_action("package_delete", id=made["id"])
        make(f"neu-{number}")
    finished.set()
    thread.join(60)
    assert failed == []
    assert len(crawls) >= 2
    for found in crawls:
        assert before <= set(found)
        assert len(found) == len(set(found))
    names = set(helpers.call_action("package_list"))
    now = [id for page in crawl(served) for id in datasets(page)]
    assert len(now) == len(names) == 13


@pytest.mark.parametrize("ending", ["ttl", "rdf", "jsonld", "nt"])
def test_34_conditional_requests_head_and_pages_beyond_the_end(
    served: str, five: list[str], ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "YOUNG", answer.YOUNG * 0)
    address = f"{served}/catalog.{ending}"
    get(address)
    first = get(address)
    asked: list[Any] = []
    catalogue = service.catalogue
    monkeypatch.setattr(service, "catalogue", lambda *all: asked.append(all) or catalogue(*all))
    tags = f'"other", {first.headers["ETag"]}'
    for condition in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": tags},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = get(address, **condition)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert asked == []
    # an older tag counts more than a date that would still hold (RFC 9110, section 13.2.2)
    both = get(address, **{"If-None-Match": '"other"',
                           "If-Modified-Since": first.headers["Last-Modified"]})  # fmt: skip
    assert both.content == first.content
    head = requests.head(address, headers=PLAIN, timeout=60)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified"):
        assert head.headers[name] == first.headers[name]
    beyond = get(f"{address}?page=4")
    assert (beyond.status_code, beyond.text) == (
        404, "There is no page 4: the last page is 3.\n",
    )  # fmt: skip
    helpers.call_action("package_patch", id="nummer-1", title_translated={"de": "Neu"})
    changed = get(address, **{"If-None-Match": tags})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


@pytest.fixture
def share(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Three costly questions a minute, of which none was asked."""
    monkeypatch.setitem(ckan_config, costly.PER_MINUTE, 3)

    def forget() -> None:
        for key in connect_to_redis().scan_iter("*loerrach_catalogue:costly:*"):
            connect_to_redis().delete(key)

    forget()
    yield 3
    forget()


@pytest.mark.parametrize(
    "question", ["fq=name:nummer-{}", "q=nummer {}", "profiles=euro_dcat_ap_2&page=1&x={}"]
)
def test_35_an_aggressive_crawler_gets_its_share(
    served: str, five: list[str], share: int, question: str
) -> None:
    """One more question than its share: a sentence, and when it may ask again; others may."""
    said = []
    for number in range(share + 1):
        service.forget()
        said.append(get(f"{served}/catalog.ttl?{question.format(number)}"))
    assert [one.status_code for one in said] == [200] * share + [429]
    last = said[-1]
    assert last.text.startswith("More than 3 questions a minute with q, fq or a profile of others")
    assert 1 <= int(last.headers["Retry-After"]) <= 60
    assert "no-store" in last.headers["Cache-Control"]
    assert len(list(crawl(served))) == 3
    assert get(f"{served}/catalog/dcat-ap-3.ttl").status_code == 200
    other = get(f"{served}/catalog.ttl?fq=name:x", **{"X-Forwarded-For": "6.6.6.6, 192.0.2.7"})
    assert other.status_code == 200


def test_35_what_is_kept_and_further_pages_of_a_search_cost_no_share(
    served: str, five: list[str], share: int
) -> None:
    for _ in range(share + 2):
        assert get(f"{served}/catalog.ttl?fq=name:nummer-1").status_code == 200
    pages = list(crawl(served, "?q=Titel"))
    assert [len(datasets(one)) for one in pages] == [2, 2, 1]


def test_35_costly_answers_are_made_one_after_the_other(
    served: str, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of twelve at once a few wait for their turn; the rest hear when to come again at once."""
    monkeypatch.setattr(costly, "_PATIENCE", 0.1)
    said: list[requests.Response] = []
    address = f"{served}/catalog.ttl?profiles=euro_dcat_ap_2"
    get(f"{served}/catalog.ttl")
    with costly._turn:
        threads = [threading.Thread(target=lambda: said.append(get(address))) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert get(f"{served}/catalog.ttl").status_code == 200
    assert [(one.status_code, one.headers["Retry-After"]) for one in said] == [(503, "10")] * 12
    assert get(address).status_code == 200


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("profiles=euro_dcat_ap,euro_dcat_ap_2,euro_dcat_ap_3,schemaorg",
         "too many"),
        ("q=" + "x" * 2001, "2000 letters"),
        ("fq=" + "(" * 900 + "a" + ")" * 900, "q and fq"),
    ],
)  # fmt: skip
def test_35_what_nobody_needs_is_refused(
    served: str, five: list[str], question: str, word: str
) -> None:
    said = get(f"{served}/catalog.ttl?{question}")
    assert (said.status_code, word in said.text) == (400, True), said.text
    same = get(f"{served}/catalog.ttl?profiles={','.join(['euro_dcat_ap_3'] * 90)}")
    assert same.status_code == 200


@pytest.mark.parametrize("switch", ["private", "draft", "deleted"])
def test_36_what_is_not_public_is_never_in_the_feed_nor_in_a_cache(
    served: str, make: Callable[..., dict[str, Any]], switch: str
) -> None:
    """Every document that held it, asked for again as a cache does: with its tag."""
    made, stays = make("geheimnis"), make("bleibt")
    paths = (
        "/catalog.ttl", "/catalog.rdf", "/catalog.jsonld?page=1", "/catalog/dcat-ap-3.ttl",
        "/catalog.ttl?profiles=euro_dcat_ap_3", "/catalog.ttl?fq=name:geheimnis",
        "/catalog-full.ttl.gz", "/sitemap.xml", f"/dataset/{made['id']}.ttl",
        f"/dataset/{made['id']}.jsonld?profiles=schemaorg",
    )  # fmt: skip
    before = {path: get(served + path) for path in paths}
    again = {path: get(served + path) for path in paths}
    assert {one.status_code for one in [*before.values(), *again.values()]} == {200}
    for one in before.values():
        assert "no-cache" in one.headers["Cache-Control"]
    change = {"private": {"private": True}, "draft": {"state": "draft"}}
    if switch == "deleted":
        helpers.call_action("package_delete", id=made["id"])
    else:
        helpers.call_action("package_patch", id=made["id"], **change[switch])
    for path in paths:
        tag = before[path].headers.get("ETag", '""')
        now = get(served + path, **{"If-None-Match": tag})
        assert now.status_code == (410 if path.startswith("/dataset/") else 200), path
        text = now.content if not path.endswith(".gz") else gunzipped(now.content)
        assert b"Beschreibung von geheimnis" not in text, path
        if not path.startswith("/dataset/"):
            assert made["id"].encode() not in text, path
            known = stays["id"].encode() in text or b"/dataset/bleibt" in text
            assert known is ("fq=" not in path), path
    for id in (made["id"], "geheimnis"):
        answered = get(f"{served}/dataset/{id}", Accept="text/turtle")
        assert answered.status_code == 410
        assert "Beschreibung" not in answered.text


def gunzipped(content: bytes) -> bytes:
    import gzip

    return gzip.decompress(content)
