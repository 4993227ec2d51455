"""Fault cases 10 to 13: catalogues of many pages that move, loop, stop early or shrink.

Each says what the catalogue holds afterwards: nothing is lost, and nothing archived on the word of
a crawl that was not complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

Make = Callable[..., Any]
SEARCH = "/api/3/action/package_search"
LICENCE = "http://dcat-ap.de/def/licenses/cc-zero"


class Ckan:
    """A CKAN whose datasets come and go; a test makes it misbehave."""

    def __init__(self, feeds: Any, ids: list[str]) -> None:
        #: id -> title
        self.titles = {id: id for id in ids}
        #: most rows a page, whatever is asked; datasets announced beside those there are
        self.cap, self.announced = 10, 0
        #: does it know filters by id, and the list of fields?
        self.filters, self.fields = True, True
        self.pages = 0
        self.before_page: Callable[[int], None] = lambda _: None
        feeds.answers[SEARCH] = self.answer

    def answer(self, visit: Any) -> None:
        self.pages += 1
        self.before_page(self.pages)
        query = parse_qs(urlsplit(visit.path).query)
        left = self._filtered(" ".join(query.get("fq", []) + query.get("q", [])))
        start = int(query.get("start", ["0"])[0])
        rows = min(int(query.get("rows", ["10"])[0]), self.cap)
        results = [self._record(id, "fl" in query) for id in left[start : start + rows]]
        result = {"count": len(left) + self.announced, "results": results}
        body = json.dumps({"success": True, "result": result}).encode()
        visit.send_response(200)
        visit.send_header("Content-Type", "application/json")
        visit.send_header("Content-Length", str(len(body)))
        visit.end_headers()
        visit.wfile.write(body)

    def _filtered(self, wanted: str) -> list[str]:
        left = sorted(self.titles)
        if not self.filters:
            return left
        if after := re.search(r'id:\{"(.*?)" TO \*\]', wanted):
            left = [id for id in left if id > after[1]]
        if several := re.search(r"id:\((.*?)\)", wanted):
            names = several[1].replace('"', "").split(" OR ")
            left = [id for id in left if id in names]
        return left

    def _record(self, id: str, short: bool) -> dict[str, Any]:
        # what changed has a new date, as in every CKAN
        modified = f"2025-01-01T00:00:{len(self.titles[id]):02}"
        version = {"id": id, "metadata_modified": modified}
        if short and self.fields:
            return version
        resource = {"id": f"{id}-r", "url": f"https://a.de/{id}.csv", "format": "CSV"}
        return {**version, "name": id, "title": self.titles[id], "notes": id,
                "license_id": "cc-zero", "resources": [resource]}  # fmt: skip


@pytest.fixture
def ckan(feeds: Any) -> Ckan:
    return Ckan(feeds, [f"d{number:02}" for number in range(25)])


@pytest.fixture
def neighbour(source: Make, feeds: Any, ckan: Ckan) -> Any:
    return source("nachbar", harvester="ckan", url=feeds.url, licences="records")


# --- 10 -------------------------------------------------------------------------------------------


def test_10_added_edited_and_removed_while_paging(neighbour: Any, ckan: Ckan, titles: Make) -> None:
    neighbour.run()
    all_25 = sorted(ckan.titles)
    assert titles() == all_25
    ckan.pages = 0

    def moves(page: int) -> None:
        if page == 2:
            # before, on and after the pages that were given already
            ckan.titles |= {"d00a": "vorn dazu", "d24a": "hinten dazu", "d20": "d20 neu"}
            for id in ("d01", "d12", "d22"):
                ckan.titles.pop(id, None)

    ckan.before_page = moves
    during = neighbour.run(full=True)
    assert during.failure is None
    # nothing of what was there is lost by the moving of others, and what is gone has its grace
    assert set(all_25) - {"d20"} <= set(titles())
    ckan.before_page = lambda _: None
    neighbour.run(full=True)
    expected = {*all_25, "vorn dazu", "hinten dazu", "d20 neu"} - {"d20"}
    assert titles() == sorted(expected)
    report = neighbour.run(full=True)
    assert (report.added, report.updated, report.archived) == ([], [], [])
    assert sorted(report.missing + report.waiting) == ["d01", "d12", "d22"]


def test_10_removed_between_the_list_and_the_records(
    neighbour: Any, ckan: Ckan, titles: Make
) -> None:
    """The list names a dataset that is not among the records afterwards."""
    neighbour.run()
    pages = ckan.pages
    ckan.pages = 0
    ckan.before_page = lambda page: ckan.titles.pop("d24", None) if page == pages - 1 else None
    ckan.titles["d00"] = "d00 neu"
    report = neighbour.run(full=True)
    assert (report.failure, report.archived, report.deleted) == (None, [], [])
    assert titles() == sorted([f"d{number:02}" for number in range(1, 25)] + ["d00 neu"])


# --- 11 -------------------------------------------------------------------------------------------


def document(name: str, following: str = "", total: int = 0) -> bytes:
    lines = [
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .",
        "@prefix hydra: <http://www.w3.org/ns/hydra/core#> .",
        f'<https://a.de/{name}> a dcat:Dataset ; dct:title "{name}" ; dct:description "x" ;',
        f"dcat:distribution [ dcat:accessURL <https://a.de/{name}.csv> ;",
        f"dct:license <{LICENCE}> ] .",
    ]
    if following:
        lines.append(f"[] a hydra:PartialCollectionView ; hydra:next <{following}> .")
    if total:
        lines.append(f"[] hydra:totalItems {total} .")
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("pages", "gap"),
    [
        ({"a": "/b", "b": "/c", "c": "/b"}, "lead back"),
        ({"a": "/a?page=2"}, "an earlier page again"),
        ({"a": "http://127.0.0.2:1/b"}, "on another server"),
        ({"a": "file:///etc/passwd"}, "on another server"),
        ({"a": "", "total": 3}, "announced 3 datasets and gave 1"),
    ],
    ids=["A-B-C-B", "the same page again", "another server", "a file", "fewer than announced"],
)
def test_11_pages_that_lead_nowhere(
    source: Make, feeds: Any, titles: Make, pages: dict[str, Any], gap: str
) -> None:
    names = ["a", "b", "c"]
    for name, following in zip(names, ["/b", "/c", ""], strict=True):
        feeds.put(f"/{name}", document(name, following), type="text/turtle")
    one = source("nachbar", harvester="dcat", url=f"{feeds.url}/a", licences="records")
    assert len(one.run().added) == 3
    assert titles() == names

    total = pages.pop("total", 0)
    feeds.put("/b", b"", status=404)
    for name, following in pages.items():
        feeds.put(f"/{name}", document(name, following, total), type="text/turtle")
    asked = len(feeds.asked)
    for _ in range(2):
        report = one.run(full=True)
        assert (report.archived, report.deleted, report.waiting) == ([], [], [])
        assert gap in " ".join(report.notices)
        one.age("missing_since", 30)
        assert titles() == names
    assert len(feeds.asked) - asked <= 8


# --- 12 -------------------------------------------------------------------------------------------


def test_12_gives_fewer_than_it_announces(neighbour: Any, ckan: Ckan, titles: Make) -> None:
    neighbour.run()
    before = titles()
    ckan.announced = 5
    for id in ("d03", "d04"):
        del ckan.titles[id]
    ckan.titles["d00"] = "d00 neu"
    for _ in range(2):
        report = neighbour.run(full=True)
        assert (report.archived, report.deleted, report.waiting) == ([], [], [])
        assert "announced" in " ".join(report.notices)
        neighbour.age("missing_since", 30)
    assert titles() == sorted({*before, "d00 neu"} - {"d00"})


def test_12_caps_its_pages_and_ignores_ranges(neighbour: Any, ckan: Ckan, titles: Make) -> None:
    """An answer of four rows where a thousand were asked for, and a filter that does nothing."""
    ckan.cap, ckan.filters = 4, False
    assert neighbour.run().failure is None
    assert titles() == sorted(ckan.titles)
    ckan.titles["d20"] = "d20 neu"
    del ckan.titles["d24"]
    assert neighbour.run(full=True).failure is None
    assert titles() == sorted({*ckan.titles.values(), "d24"})


def test_12_a_list_of_fields_that_is_ignored(neighbour: Any, ckan: Ckan, titles: Make) -> None:
    ckan.fields = False
    neighbour.run()
    ckan.titles["d07"] = "d07 neu"
    assert neighbour.run(full=True).updated == ["d07"]
    assert titles() == sorted(ckan.titles.values())


# --- 13 -------------------------------------------------------------------------------------------


def test_13_far_fewer_or_none_at_once(neighbour: Any, ckan: Ckan, titles: Make) -> None:
    neighbour.run()
    before = titles()
    kept = dict(ckan.titles)
    ckan.titles = {"d00": "d00"}
    report = neighbour.run(full=True)
    neighbour.age("missing_since", 30)
    again = neighbour.run(full=True)
    assert (report.archived, again.archived, len(again.waiting)) == ([], [], 24)
    assert titles() == before
    ckan.titles = {}
    assert "at least one dataset" in str(neighbour.run(full=True).failure)
    assert titles() == before
    ckan.titles = kept
    assert neighbour.run(full=True).failure is None
    assert titles() == before
