"""Records of network sources that are what they were: not read, not mapped, and nothing written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ckan import model
from ckan.lib.search.index import PackageSearchIndex
from ckan.tests import helpers
from ckanext.loerrach.harvest import mapping, versions

Make = Callable[..., Any]
SEARCH, TURTLE = "/api/3/action/package_search", "/catalog.ttl"
COUNT = 8
#: the row that says when the source was asked
POLL = "loerrach_harvest_poll"
LICENCE = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


class Neighbour:
    """A catalogue that is asked as a CKAN or for its pages in Turtle."""

    def __init__(self, feeds: Any) -> None:
        self.feeds = feeds
        #: number -> what its notes say, and when it was modified
        self.notes = {n: (f"Text {n}", "2026-01-01T00:00:00") for n in range(COUNT)}
        #: gives everything, whatever it is asked for
        self.deaf = False
        #: gives so many records at once; names this one in the list and does not give it
        self.most, self.hides = 1000, -1
        feeds.answers[SEARCH] = self._search
        feeds.answers[TURTLE] = self._page

    def says(self, number: int, notes: str, modified: str = "2026-02-02T00:00:00") -> None:
        self.notes[number] = (notes, modified)

    def id(self, number: int) -> str:
        return f"0000000{number}-0000-4000-8000-000000000000"

    def asked(self) -> list[str]:
        """What was asked of the search since the last call: manifest, all, or some ids."""
        found = []
        for path in self.feeds.asked:
            query = parse_qs(urlsplit(path).query)
            among = "id:(" in query.get("fq", [""])[0]
            found.append("some" if among else "manifest" if "fl" in query else "all")
        self.feeds.asked.clear()
        return found

    def _search(self, handler: Any) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        found = [self._package(number) for number in self.notes]
        if not self.deaf and (fq := query.get("fq")):
            wanted = re.findall(r'"([^"]+)"', fq[0])
            found = [one for one in found if one["id"] in wanted or "TO *" in fq[0]]
            found = [one for one in found if "TO *" not in fq[0] or one["id"] > wanted[0]]
        if fields := query.get("fl"):
            found = [{name: one[name] for name in fields} for one in found]
        else:
            found = [one for one in found if one["id"] != self.id(self.hides)]
        result = {"count": len(found), "results": found[: self.most]}
        self._answer(handler, json.dumps({"success": True, "result": result}), "application/json")

    def _package(self, number: int) -> dict[str, Any]:
        notes, modified = self.notes[number]
        return {
            "id": self.id(number), "name": f"n{number}", "title": f"Nummer {number}",
            "notes": notes, "metadata_modified": modified, "type": "dataset", "tags": [],
            "license_url": LICENCE, "organization": {"title": "Landratsamt"},
            "resources": [{"id": f"r{number}", "url": f"https://example.org/{number}.csv",
                           "format": "CSV", "name": "Datei"}],
        }  # fmt: skip

    def _page(self, handler: Any) -> None:
        page = int(parse_qs(urlsplit(handler.path).query).get("page", ["1"])[0])
        numbers = list(self.notes)[(page - 1) * 4 : page * 4]
        here = f"{self.feeds.url}{TURTLE}"
        more = f"; hydra:next <{here}?page={page + 1}>" if page * 4 < len(self.notes) else ""
        text = (
            "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/>"
            " . @prefix hydra: <http://www.w3.org/ns/hydra/core#> ."
            " @prefix foaf: <http://xmlns.com/foaf/0.1/> ."
            f"<{here}?page={page}> a hydra:PartialCollectionView {more} .\n"
            + "".join(self._turtle(number) for number in numbers)
        )
        self._answer(handler, text, "text/turtle")

    def _turtle(self, number: int) -> str:
        notes, modified = self.notes[number]
        uri = f"https://example.org/{number}"
        return f"""<{uri}> a dcat:Dataset ; dct:title "Nummer {number}"@de ;
            dct:description "{notes}"@de ; dct:publisher [ foaf:name "Landratsamt" ] ;
            dct:modified "{modified}" ; dcat:distribution <{uri}/csv> .
            <{uri}/csv> a dcat:Distribution ; dct:license <{LICENCE}> ;
            dcat:accessURL <{uri}.csv> ."""

    def _answer(self, handler: Any, text: str, kind: str) -> None:
        body = text.encode()
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@pytest.fixture
def neighbour(feeds: Any) -> Neighbour:
    return Neighbour(feeds)


@pytest.fixture
def mapped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Identities of the records that are mapped."""
    found: list[str] = []
    make = mapping.dataset

    def dataset(settings: Any, record: Any) -> Any:
        found.append(record.id)
        return make(settings, record)

    monkeypatch.setattr(mapping, "dataset", dataset)
    return found


def of(source: Make, neighbour: Neighbour, kind: str, **facts: Any) -> Any:
    path = TURTLE if kind == "dcat" else ""
    return source(kind, url=f"{neighbour.feeds.url}{path}", harvester=kind, **facts)


def modified() -> list[Any]:
    return list(model.Session.query(model.Package.id, model.Package.metadata_modified).order_by(
        model.Package.id))  # fmt: skip


@pytest.mark.parametrize("orders", [{}, {"full": True}], ids=["polled", "read in full"])
@pytest.mark.parametrize("kind", ["ckan", "dcat"])
def test_an_unchanged_catalogue_writes_nothing(
    source: Make, neighbour: Neighbour, mapped: list[str], kind: str, orders: dict[str, bool],
    tuples: Make, monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    one = of(source, neighbour, kind)
    assert len(one.run().added) == COUNT
    before, dates = tuples(), modified()
    mapped.clear()
    posts: list[Any] = []
    monkeypatch.setattr(PackageSearchIndex, "index_package", lambda *a, **_: posts.append(a))
    report = one.run(**orders)
    after = tuples()
    assert {name for name in after if after[name] != before.get(name, 0)} == {POLL}
    assert after[POLL] - before[POLL] == 2
    assert (posts, mapped, modified() == dates) == ([], [], True)
    assert (report.untouched, len(report.unchanged)) == (not orders, COUNT if orders else 0)
    assert report.failure is None


@pytest.mark.parametrize("kind", ["ckan", "dcat"])
def test_only_what_has_changed_is_mapped(
    source: Make, neighbour: Neighbour, mapped: list[str], kind: str
):
    one = of(source, neighbour, kind)
    one.run()
    mapped.clear()
    neighbour.says(3, "anders")
    report = one.run()
    assert mapped == report.updated
    assert (len(report.updated), len(report.unchanged)) == (1, COUNT - 1)
    assert one.dataset(report.updated[0])["notes_translated"] == {"de": "anders"}
    assert (report.plan.update, report.plan.unchanged, report.archived) == (1, COUNT - 1, [])
    assert one.run().untouched


def test_a_ckan_is_asked_for_the_changed_records_only(source: Make, neighbour: Neighbour):
    one = of(source, neighbour, "ckan")
    one.run()
    neighbour.asked()
    neighbour.says(3, "anders")
    one.run()
    assert neighbour.asked() == ["manifest", "some"]
    one.run()
    assert neighbour.asked() == ["manifest"]
    one.run(full=True)
    assert neighbour.asked() == ["manifest", "all"]


def test_a_ckan_that_ignores_what_it_is_asked_for_is_read_in_full(
    source: Make, neighbour: Neighbour
):
    one = of(source, neighbour, "ckan")
    neighbour.deaf = True
    one.run()
    neighbour.says(3, "anders")
    neighbour.asked()
    report = one.run()
    assert neighbour.asked()[:3] == ["manifest", "some", "all"]
    assert (report.updated, len(report.unchanged)) == ([neighbour.id(3)], COUNT - 1)


def test_a_ckan_that_gives_few_records_at_once_is_asked_again(source: Make, neighbour: Neighbour):
    one = of(source, neighbour, "ckan")
    neighbour.most = 2
    assert len(one.run().added) == COUNT
    for number in (1, 4, 6):
        neighbour.says(number, "anders")
    assert sorted(one.run().updated) == [neighbour.id(number) for number in (1, 4, 6)]
    assert one.run().untouched


def test_what_changed_while_it_was_read_is_read_again(source: Make, neighbour: Neighbour):
    """A list that names what is not given afterwards says nothing of the next one."""
    one = of(source, neighbour, "ckan")
    one.run()
    neighbour.says(3, "anders")
    neighbour.hides = 3
    report = one.run()
    assert (report.updated, report.archived) == ([], [])
    assert any("not given afterwards" in notice for notice in report.notices)
    neighbour.hides = -1
    assert one.run().updated == [neighbour.id(3)]


@pytest.mark.ckan_config("ckanext.loerrach.harvest.full_every", 3)
def test_a_date_that_lies_is_found_out(source: Make, neighbour: Neighbour):
    one = of(source, neighbour, "ckan")
    one.run()
    neighbour.says(1, "heimlich anders", "2026-01-01T00:00:00")
    updated = []
    for day in (3, 4, 5):
        neighbour.says(5, "offen anders", f"2026-03-0{day}T00:00:00")
        updated.append(neighbour.id(1) in one.run().updated)
    assert updated == [False, False, True]


@pytest.mark.parametrize("kind", ["ckan", "dcat"])
def test_other_code_maps_everything_anew(
    source: Make, neighbour: Neighbour, mapped: list[str], kind: str,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    one = of(source, neighbour, kind)
    one.run()
    mapped.clear()
    monkeypatch.setattr(versions, "made_by", lambda: "another version")
    report = one.run()
    assert (len(mapped), len(report.unchanged)) == (COUNT, COUNT)


@pytest.mark.parametrize("kind", ["ckan", "dcat"])
def test_an_edit_that_does_not_stay_is_seen_though_the_source_is_the_same(
    source: Make, neighbour: Neighbour, kind: str
):
    one = of(source, neighbour, kind, edits="overwrite")
    (record, *_) = one.run().added
    before = one.dataset(record)
    user = {"user": helpers.call_action("get_site_user")["name"]}
    by_hand = {"id": before["id"], "notes_translated": {"de": "von Hand"}}
    helpers.call_action("package_patch", user, **by_hand)
    report = one.run(full=True)
    assert (report.updated, len(report.unchanged)) == ([record], COUNT - 1)
    assert one.dataset(record)["notes_translated"] == before["notes_translated"]


def test_a_dataset_that_is_gone_is_missed_beside_unread_ones(source: Make, neighbour: Neighbour):
    one = of(source, neighbour, "ckan")
    one.run()
    del neighbour.notes[2]
    report = one.run()
    assert (report.missing, len(report.unchanged)) == ([neighbour.id(2)], COUNT - 1)
