"""CKAN: what faults of paging become, answers that are none, and settings."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.source import SourceEntry

SEARCH = "/api/3/action/package_search"


class Catalogue:
    """A CKAN with datasets of one resource; ``pages`` is how a test makes it misbehave."""

    def __init__(self, server: Any, ids: list[str]) -> None:
        self.server, self.ids, self.cap = server, ids, 1000
        self.keyset, self.knows_fl, self.announced = True, True, 0
        self.queries: list[dict[str, list[str]]] = []
        self.before_page: Callable[[int], None] = lambda _: None
        server.pages[SEARCH] = self.answer

    def answer(self, visit: Any) -> None:
        query = parse_qs(urlsplit(visit.path).query)
        self.queries.append(query)
        self.before_page(len(self.queries))
        after = re.search(r'id:\{"(.*?)" TO \*\]', query.get("fq", [""])[0])
        left = sorted(self.ids)
        if after and self.keyset:
            left = [id for id in left if id > after[1]]
        start, rows = int(query.get("start", ["0"])[0]), min(int(query["rows"][0]), self.cap)
        page = [self.record(id, query) for id in left[start : start + rows]]
        body = {"success": True, "result": {"count": len(left) + self.announced, "results": page}}
        visit.answer(json.dumps(body).encode(), content_type="application/json")

    def record(self, id: str, query: dict[str, list[str]]) -> dict[str, Any]:
        versions = {"id": id, "metadata_modified": "2025-01-01T00:00:00"}
        if "fl" in query and self.knows_fl:
            return versions
        resource = {"id": "r", "url": f"https://a.example/{id}.csv", "format": "CSV"}
        return {**versions, "title": id, "notes": id, "license_id": "cc-zero",
                "resources": [resource]}  # fmt: skip


@pytest.fixture
def catalogue(server: Any) -> Catalogue:
    return Catalogue(server, [f"{number:04}" for number in range(25)])


@pytest.fixture
def feed_at(server: Any, client: Any) -> Callable[..., Feed]:
    """The feed of a CKAN at the server's address."""

    def make(last: Any = None, **facts: Any) -> Feed:
        given = {
            "title": {"de": "Probe"}, "harvester": "ckan", "url": server.url("/"),
            "field": "administration", "frequency": "UPDATE_CONT", "licence": "dl-by-de/2.0",
            "licences": "records", "publisher": {"name": "Stadt Probe", "url": "https://p.example"},
            **facts,
        }  # fmt: skip
        return Feed(SourceEntry.read("probe", given), client, last)

    return make


# --- paging ---------------------------------------------------------------------------------------


def test_a_manifest_then_the_records(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    feed = feed_at()
    records, bad = harvest(feed)
    assert ([one.id for one in records], bad, feed.gaps) == (catalogue.ids, [], [])
    assert [query.get("fl") for query in catalogue.queries] == [["id", "metadata_modified"], None]
    assert [query["rows"] for query in catalogue.queries] == [["1000"], ["250"]]


def test_an_unchanged_catalogue_costs_one_request(
    catalogue: Catalogue, feed_at: Any, harvest: Any
) -> None:
    first = feed_at()
    harvest(first)
    catalogue.queries.clear()
    with pytest.raises(errors.Unchanged):
        harvest(feed_at(first.seen))
    assert len(catalogue.queries) == 1
    catalogue.ids.append("0099")
    assert len(harvest(feed_at(first.seen))[0]) == 26


def test_pages_shorter_than_asked_for(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    """A CKAN may cap rows below what it is asked (ckan.search.rows_max)."""
    catalogue.cap = 10
    feed = feed_at()
    assert ([one.id for one in harvest(feed)[0]], feed.gaps) == (catalogue.ids, [])
    assert len(catalogue.queries) == 6


def test_a_range_that_is_ignored(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    catalogue.cap, catalogue.keyset = 10, False
    feed = feed_at()
    assert ([one.id for one in harvest(feed)[0]], feed.gaps) == (catalogue.ids, [])


def test_a_ckan_that_knows_no_fl(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    catalogue.knows_fl = False
    assert len(harvest(feed_at())[0]) == 25
    assert len(catalogue.queries) == 1


def test_records_come_and_go_while_paging(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    """One before the pages' place goes and one comes: none of the others is lost or doubled."""
    catalogue.cap, stayed = 10, catalogue.ids[1:]

    def edit(page: int) -> None:
        if page == 2:
            catalogue.ids.remove("0000")
            catalogue.ids.append("0003a")

    catalogue.before_page = edit
    found = [one.id for one in harvest(feed_at())[0]]
    assert sorted({*stayed, "0003a"}) == found


def test_fewer_than_announced(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    catalogue.announced = 5
    feed = feed_at()
    assert len(harvest(feed)[0]) == 25
    assert feed.gaps == ["the source announced 30 datasets and gave 25"]


def test_the_same_page_for_ever(
    catalogue: Catalogue, feed_at: Any, server: Any, harvest: Any
) -> None:
    page = {"count": 500, "results": [catalogue.record(id, {}) for id in catalogue.ids]}
    body = json.dumps({"success": True, "result": page}).encode()
    server.page(SEARCH, body, content_type="application/json")
    feed = feed_at()
    assert len(harvest(feed)[0]) == 25
    assert feed.gaps == ["the source announced 500 datasets and gave 25"]
    assert len(server.visits) == 3


@pytest.mark.parametrize(
    ("body", "kind", "sentence"),
    [
        (b"<html>Wartung</html>", errors.WrongContent, "found a page in HTML"),
        (b'{"success": false, "error": {"message": "kaputt"}}', errors.WrongContent, "kaputt"),
        (b'{"success": true, "result": {"results": {}}}', errors.WrongContent, "a list of"),
        (b'{"success": true, "result": {"results": [], "count": null}}', errors.WrongContent,
         "'count'"),
        (b'{"success": true, "result": {"results": [], "count": 0}}', errors.Empty, "none"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_of_ckan(
    server: Any, feed_at: Any, body: bytes, kind: type[Exception], sentence: str, harvest: Any
) -> None:
    server.page(SEARCH, body, content_type="application/json")
    with pytest.raises(errors.FeedError, match=sentence) as caught:
        harvest(feed_at())
    assert type(caught.value) is kind


# --- settings -------------------------------------------------------------------------------------


def test_only_some_organizations(catalogue: Catalogue, feed_at: Any, harvest: Any) -> None:
    harvest(feed_at(settings={"organizations": ["lorrach", "weil"], "filter": "tags:rad"}))
    assert catalogue.queries[0]["fq"] == ["organization:(lorrach OR weil) AND (tags:rad)"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"organizations": ["a) OR *:*"]}, "setting 'organizations': 'a) OR"),
        ({"groups": 5}, "setting 'groups': a text or a list of texts is needed"),
        ({"language": "xx"}, "setting 'language': is none of de, fr, en, it"),
        ({"assign": {"TRAN": "traffic"}}, "setting 'assign.TRAN': is none of administration"),
    ],
)
def test_settings_that_cannot_be(feed_at: Any, settings: Any, sentence: str, harvest: Any) -> None:
    with pytest.raises(errors.SettingError) as caught:
        harvest(feed_at(settings=settings))
    assert sentence in str(caught.value)
