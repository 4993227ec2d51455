"""What servers and records do wrong, numbered as in the project's notes on harvesting, section 6.

Each test says what the catalogue holds afterwards. Cases that have their test elsewhere are listed
in tests/unit/harvest/test_fault_cases.py.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.loerrach.harvest import reading, scheduler, settings, state, write
from ckanext.loerrach.harvest.sources import ensure_sources
from ckanext.loerrach.harvesters._core.body import Size
from ckanext.loerrach.harvesters._core.http import Client, Limits

Make = Callable[..., Any]
MANY = [f"r{n}" for n in range(3)]
PATH = "/liste.json"
SHORT = Limits(connect=2, read=1, total=2, tries=2, pause=0.01, size=Size(100_000, 200_000))


def catalogue() -> dict[str, tuple[str, str]]:
    """Every dataset with its title and when it was last changed, as search and database say."""
    found = helpers.call_action("package_search", q="", rows=100)["results"]
    shown = {one["name"]: (one["title"], one["metadata_modified"]) for one in found}
    rows = model.Session.query(model.Package).filter_by(type="dataset", state="active")
    assert {one.name: one.metadata_modified.isoformat() for one in rows} == {
        name: modified for name, (_, modified) in shown.items()
    }
    return shown


def titles() -> list[str]:
    return sorted(title for title, _ in catalogue().values())


# --- A. transport: the run fails with a sentence, and the catalogue is as it was ------------------


def drip(visit: Any) -> None:
    visit.send_response(200)
    visit.send_header("Content-Length", "100000")
    visit.end_headers()
    try:
        while True:
            visit.wfile.write(b" ")
            time.sleep(0.2)
    except OSError:
        visit.close_connection = True


def truncated(visit: Any) -> None:
    visit.send_response(200)
    visit.send_header("Content-Length", "5000")
    visit.end_headers()
    visit.wfile.write(b'{"records": [{"id": "r0"},')
    visit.wfile.flush()
    visit.connection.close()


def redirect(location: str) -> Callable[[Any], None]:
    def answer(visit: Any) -> None:
        visit.send_response(302)
        visit.send_header("Location", location)
        visit.send_header("Content-Length", "0")
        visit.end_headers()

    return answer


def bomb(visit: Any) -> None:
    body = gzip.compress(bytes(10_000_000))
    visit.send_response(200)
    visit.send_header("Content-Encoding", "gzip")
    visit.send_header("Content-Length", str(len(body)))
    visit.end_headers()
    visit.wfile.write(body)


def page(status: int, body: bytes) -> tuple[int, str, bytes]:
    return status, "text/html", body


TRANSPORT = {
    "01 hung up": (None, "The server hung up"),
    "02 drip": (drip, "not complete after 2 seconds"),
    "03 status 500": (page(500, b""), "The server failed (status 500)"),
    "03 status 429": (page(429, b""), "The server is busy (status 429)"),
    "04 html": (page(200, b"<h1>Wartung</h1>"), "found a page in HTML"),
    "04 plain text": (page(200, b"Wartung"), "found something else"),
    "04 success false": (page(200, b'{"success": false}'), "Internal error (KeyError)"),
    "05 truncated": (truncated, "ended before it was complete"),
    "06 metadata": (redirect("http://169.254.169.254/latest/"), "inner address"),
    "06 IPv4-mapped": (redirect("http://[::ffff:10.0.0.1]/"), "inner address"),
    "06 decimal": (redirect("http://2130706433/"), "inner address"),
    "06 file": (redirect("file:///etc/passwd"), "Only addresses with http"),
    "07 bomb": (bomb, "larger than 200000 bytes"),
    "19 nesting": (page(200, b"[" * 100_000), "endless nesting"),
    "19 NaN": (page(200, b'{"records": [NaN]}'), "NaN is no JSON number"),
}


def test_faults_of_transport_change_nothing(
    source: Make, feeds: Any, monkeypatch: pytest.MonkeyPatch
):
    """Cases 1 to 7 and 19, one after the other on one catalogue, which stays the same."""
    monkeypatch.setattr(reading, "Client", lambda guard: Client(guard, SHORT))
    one = source()
    one.has(*MANY)
    one.run()
    before, known = catalogue(), state.load(one.id)
    for name, (answer, sentence) in TRANSPORT.items():
        feeds.answers[PATH] = answer
        report = one.run()
        assert sentence in str(report.failure), name
        assert (catalogue(), state.load(one.id)) == (before, known), name
        assert not report.changed, name
    one.has(*MANY, "r3")
    assert one.run().added == ["r3"]


def test_01_nobody_listens_and_nobody_knows_the_name(source: Make, feeds: Any, ckan_config: Any):
    one = source()
    one.has(*MANY)
    one.run()
    before = catalogue()
    ckan_config["ckanext.loerrach.harvest.allowed_hosts"] = ["127.0.0.1:1"]
    for address, sentence in (("http://127.0.0.1:1", "refused"), ("http://x.invalid", "not known")):
        ensure_sources([one.entry], address)
        assert sentence in str(one.run().failure)
        assert catalogue() == before


# --- C. content: the record is refused or repaired, the others go on ------------------------------


def test_14_one_invalid_record_among_many(source: Make):
    one = source()
    one.has(
        "r0", {"id": "no title", "title": " "}, {"id": "theme", "fields": {"theme": ["nothing"]}},
        {"id": "long", "title": "x" * 1_000_000}, {"id": "number", "fields": {"contact": 7}}, "r1",
    )  # fmt: skip
    report = one.run()
    assert report.failure is None
    assert {"r0", "r1"} <= set(report.added)
    refused = {refusal.record for refusal in report.refused}
    assert {"no title", "theme"} <= refused
    assert set(report.added) | refused == {"r0", "no title", "theme", "long", "number", "r1"}
    assert len(catalogue()) == len(report.added)


def test_15_the_same_id_twice(source: Make):
    one = source()
    one.has({"id": "a", "title": "Erster"}, "b", {"id": "a", "title": "Zweiter"})
    report = one.run()
    assert (report.added, [str(refusal) for refusal in report.refused]) == (
        ["a", "b"], ["a, id: the source has this record twice; the first one counts"],
    )  # fmt: skip
    assert titles() == ["Erster", "b"]
    assert one.run(full=True).changed is False


def test_17_a_source_says_only_what_a_source_may_say(source: Make, town: dict[str, Any]):
    one = source()
    wishes = {
        "state": "deleted", "private": True, "owner_org": "somebody", "name": "admin", "id": "x",
        "type": "harvest", "sample_data": False, "archived": "2020", "uri": "http://a.de/x",
        "extras": [{"key": "harvest_source_id", "value": "x"}], "groups": [{"name": "mobility"}],
        "creator_user_id": "x", "metadata_created": "1990-01-01", "resources": [{"id": "x"}],
    }  # fmt: skip
    one.has({"id": "a", "title": "Wunsch", "fields": wishes})
    report = one.run()
    assert report.added == ["a"]
    made = one.dataset("a")
    assert (made["name"], made["state"], made["private"], made["type"]) == (
        "wunsch", "active", False, "dataset",
    )  # fmt: skip
    assert (made["owner_org"], made["sample_data"]) == (town["id"], True)
    assert "archived" not in made
    assert "uri" not in made
    assert [group["name"] for group in made["groups"]] == ["culture"]
    (resource,) = made["resources"]
    assert resource["url"] == "https://example.org/x"
    assert resource.get("url_type") in (None, "")
    assert "field 'state' is not in the schema; left out" in " ".join(report.notices)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"records": [{"id": "ö", "title": "Lörrach"}]}'.encode("utf-8-sig"), "Lörrach"),
        (b'{"records": [{"id": "a", "title": "L\\u0000ou\\ud800x"}]}', "L�ou�x"),
    ],
    ids=["byte order mark", "NUL and half a character"],
)
def test_18_encodings(source: Make, feeds: Any, body: bytes, expected: str):
    one = source()
    feeds.put(PATH, body)
    report = one.run()
    assert (len(report.added), report.refused, titles()) == (1, [], [expected])
    assert one.run(full=True).changed is False


def test_18_identities_that_no_index_takes(source: Make):
    one = source()
    one.has("r0", "nul\0", "half\ud800", "x" * 501, "")
    report = one.run()
    assert (report.added, len(report.refused), titles()) == (["r0"], 4, ["r0"])
    assert json.dumps(report.as_dict(), ensure_ascii=False).encode()


def test_21_scripts_and_formulas_are_texts(source: Make, app: Any):
    one = source()
    one.has(
        {"id": "a", "title": "<script>alert(1)</script>",
         "notes": "[klick](javascript:alert(2)) <img src=x onerror=alert(3)>"},
        {"id": "b", "title": "B", "url": "javascript:alert(4)"},
        {"id": "c", "title": "C", "fields": {"url": "data:text/html,<script>alert(5)</script>"}},
    )  # fmt: skip
    report = one.run()
    assert (report.added, {refusal.record for refusal in report.refused}) == (["a"], {"b", "c"})
    shown = app.get(f"/dataset/{one.dataset('a')['name']}").body
    for danger in ("<script>alert(1)", "javascript:alert", "onerror=alert(3)>"):
        assert danger not in shown.replace("&lt;", "‹").replace("&#34;", "")


def test_23_metacharacters_in_identities(source: Make):
    ids = ["'; DROP TABLE package; --", 'a" OR *:*', "%_\\", "{!func}1", "a/../b", "$1", ":x"]
    one = source()
    one.has(*ids)
    assert one.run().added == ids
    assert one.run(full=True).unchanged == ids
    assert len(catalogue()) == len(ids)


def test_24_dates_do_not_decide(source: Make):
    one = source()
    for title, modified in (("A", "2030-01-01"), ("B", "1999-01-01"), ("C", None)):
        fields = {"modified": modified} if modified else {}
        one.has({"id": "a", "title": title, "fields": fields})
        report = one.run()
        assert (len(report.added) + len(report.updated), titles()) == (1, [title])


# --- D. runtime -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["_note", "settle", "free_name"])
def test_25_a_run_that_dies_in_the_middle(source: Make, monkeypatch: pytest.MonkeyPatch, step: str):
    """SystemExit goes through every except, as a kill would; then one clean run."""
    one = source()
    one.has(*MANY)
    calls = iter(range(100))
    real = getattr(write, step)

    def dies(*arguments: Any) -> Any:
        if next(calls) == 4:
            raise SystemExit
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(write, step, dies)
        for _ in range(3):
            try:
                one.run()
                one.has(*({"id": id, "notes": "Neu"} for id in MANY))
            except SystemExit:
                # what a dead process cannot do any more, PostgreSQL does
                model.Session.rollback()
                break
    one.has(*({"id": id, "notes": "Ende"} for id in MANY))
    one.run()
    assert titles() == MANY
    assert [one.dataset(id)["notes"] for id in MANY] == ["Ende"] * 3
    assert one.run(full=True).changed is False


def test_28_two_sources_at_once_with_the_same_titles(source: Make, app: Any):
    sources = [source("eins"), source("zwei")]
    for one in sources:
        one.has(*({"id": f"{one.name}-{n}", "title": f"Gleich {n}"} for n in range(3)))
    reports: list[Any] = []

    def work(one: Any) -> None:
        with app.flask_app.test_request_context():
            for _ in range(2):
                reports.append(one.run(full=True))
            model.Session.remove()

    threads = [threading.Thread(target=work, args=[one]) for one in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.failure for report in reports] == [None] * 4
    assert titles() == sorted([f"Gleich {n}" for n in range(3)] * 2)
    assert len(catalogue()) == 6


def test_32_a_source_that_is_removed_leaves_its_datasets(source: Make):
    one = source()
    one.has(*MANY)
    one.run()
    before = catalogue()
    user = helpers.call_action("get_site_user")["name"]
    helpers.call_action("package_delete", {"user": user}, id=settings.find(one.name).id)
    assert scheduler.due() == []
    assert catalogue() == before
