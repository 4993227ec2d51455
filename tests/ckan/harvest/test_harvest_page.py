"""The page of a source: what everybody sees, what the administration sees, and its one button."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import factories, helpers
from ckanext.harvest.model import HarvestObjectError
from ckanext.loerrach.harvest import job, poll, report
from flask import g

Make = Callable[..., Any]
MANY = [f"r{n}" for n in range(6)]
URL = "/harvest/liste/runs"


def sent(user: dict[str, Any] | None) -> dict[str, str]:
    """Headers of a user's request; the fixtures' own request context remembers the last one."""
    g.pop("_login_user", None)
    return {"Authorization": user["token"]} if user else {}


def page(app: Any, user: dict[str, Any] | None = None) -> BeautifulSoup:
    answer = app.get(URL, headers=sent(user))
    assert answer.status_code == 200
    return BeautifulSoup(answer.body, "html.parser").select_one(".primary, main")


def test_the_page_before_the_first_run(app: Any, source: Make):
    source()
    text = page(app).get_text(" ", strip=True)
    assert "Noch kein Lauf dieser Quelle hat etwas gefunden." in text
    assert "noch nicht abgefragt" in text
    assert page(app).find("svg", role="img") is None


def test_runs_are_a_picture_with_a_twin_in_words(app: Any, source: Make):
    one = source()
    one.has(*MANY, {"id": "r6", "bad": "no <b>title</b>"})
    one.run()
    one.feeds.answers["/liste.json"] = (404, "text/plain", b"")
    one.run()
    one.has(*MANY, "r7")
    one.run()
    found = page(app)
    picture = found.find("svg", role="img")
    assert len(picture.find_all("rect")) == 4
    rows = [
        [cell.get_text(strip=True) for cell in row.find_all("td")][1:]
        for row in found.select("details tbody tr")
    ]
    assert rows == [
        ["1", "0", "0", "0", "0", "0", "0", "vollständig"],
        ["0", "0", "0", "0", "0", "0", "0", "gescheitert; nichts ging verloren"],
        ["6", "0", "0", "0", "0", "1", "0", "vollständig"],
    ]
    heads = [one.get_text(strip=True) for one in found.select("details thead th")]
    assert heads == [
        "Wann", "neu", "geändert", "zurückgekehrt", "archiviert", "gelöscht", "abgelehnt",
        "Tabellen erneuert", "Ergebnis",
    ]  # fmt: skip
    assert picture.title.string.startswith("Die letzten 3 Läufe; ")
    text = found.get_text(" ", strip=True)
    assert "jeden Tag abgefragt" in text
    assert "Beispieldaten" in text
    admin = factories.SysadminWithToken()
    assert "Status 404: there is nothing at this address" in page(app, admin).get_text()


def test_refused_records_are_told_and_cannot_run_in_the_page(app: Any, source: Make):
    one = source()
    one.has("r0", {"id": "<script>alert(1)</script>", "bad": "no <b>title</b>"})
    one.run()
    found = page(app)
    assert found.find("script", string="alert(1)") is None
    cells = [cell.get_text() for cell in found.find_all("table")[-1].find_all("td")]
    assert cells == ["<script>alert(1)</script>", "title", "no <b>title</b>.", "–"]


def test_of_very_many_records_the_first_are_kept_and_all_counted(
    app: Any, source: Make, monkeypatch: pytest.MonkeyPatch
):
    for module in (job, report):
        monkeypatch.setattr(module, "KEPT", 2)
    one = source()
    one.has(*MANY, *({"id": f"bad{n}", "bad": "no title"} for n in range(150)))
    assert len(one.run().refused) == 150
    found = page(app)
    (row,) = found.select("details tbody tr")
    cells = [cell.get_text(strip=True) for cell in row.find_all("td")]
    assert (cells[1], cells[6]) == ("6", "150")
    listed = found.find_all("table")[-1].select("tbody tr")
    assert [one.td.get_text() for one in listed] == ["bad0", "bad1"]
    (kept,) = model.Session.execute(sa.select(job.RUNS.c.report)).scalars()
    assert (len(kept["refused"]), kept["added"], kept["unchanged"]) == (2, ["r0", "r1"], [])
    assert (kept["counts"]["refused"], kept["counts"]["added"]) == (150, 6)
    errors = model.Session.query(HarvestObjectError.message).order_by(HarvestObjectError.created)
    assert [message for (message,) in errors][2:] == ["148 more records were refused."]


def test_a_waiting_plan_has_a_button_for_the_administration_only(app: Any, source: Make):
    one = source()
    one.has(*MANY)
    one.run()
    one.has("r0")
    one.run()
    one.age("missing_since", 8)
    one.run(full=True)
    assert "5 Datensätze fehlen in der Quelle." in page(app).get_text()
    assert page(app).find("form", action="/harvest/liste/confirm") is None
    admin, editor = factories.SysadminWithToken(), factories.UserWithToken()
    assert page(app, admin).find("form", action="/harvest/liste/confirm")
    for who in (None, editor):
        url = "/harvest/liste/confirm"
        answer = app.post(url, headers=sent(who), follow_redirects=False)
        assert answer.status_code in (302, 403)
        assert poll.load(one.id).confirmed == ()
    app.post("/harvest/liste/confirm", headers=sent(admin))
    last = poll.load(one.id)
    assert (sorted(last.confirmed), last.confirmed_by) == (MANY[1:], admin["name"])
    assert sorted(one.run().archived) == MANY[1:]
    assert "5 davon archiviert" in page(app).get_text()
    assert page(app, admin).find("form", action="/harvest/liste/confirm") is None


def test_other_sources_have_no_such_page(app: Any, source: Make):
    source()
    assert app.get("/harvest/nowhere/runs").status_code == 404
    assert app.get("/harvest/stadt-loerrach/runs").status_code == 404


def test_what_is_missing_is_told_with_its_last_day(app: Any, source: Make):
    one = source()
    one.has(*MANY)
    one.run()
    assert "Nicht mehr in der Quelle" not in page(app).get_text()
    one.has(*MANY[1:])
    one.run()
    one.age("missing_since", 3)
    missing = page(app).find("h2", string="Nicht mehr in der Quelle").find_next("ul")
    name = one.dataset("r0")["name"]
    assert [link["href"] for link in missing.select("a")] == [f"/dataset/{name}"]
    assert re.fullmatch(r"r0, bis \d+\. \w+ 20\d\d", missing.get_text(strip=True))
    one.age("missing_since", 5)
    one.run()
    assert "Nicht mehr in der Quelle" not in page(app).get_text()
    assert "1 davon archiviert" in page(app).get_text()


def test_a_confirmed_plan_is_told_and_asked_for_at_once(app: Any, source: Make):
    one = source()
    one.has(*MANY)
    one.run()
    one.has("r0")
    one.run()
    one.age("missing_since", 8)
    one.run()
    admin = factories.SysadminWithToken()
    app.post("/harvest/liste/confirm", headers=sent(admin))
    last = poll.load(one.id)
    assert last.again_at > last.asked_at
    told = "5 Einträge wurden von {} freigegeben: der nächste Lauf archiviert ihre Datensätze"
    assert told.format(admin["name"]) in page(app, admin).get_text()
    assert told.format("der Administration") in page(app).get_text()
    one.run()
    assert "freigegeben" not in page(app, admin).get_text()


def test_the_legend_names_every_kind_of_column(app: Any, source: Make):
    one = source()
    one.has("r0", {"id": "r1", "bad": "no title"})
    one.run()
    one.feeds.answers["/liste.json"] = (404, "text/plain", b"")
    one.run()
    found = page(app)
    used = {bar["fill"] for bar in found.select("svg rect")}
    legend = {
        one.span["style"].removeprefix("color: "): one.get_text(" ", strip=True)
        for one in found.select("ul.l-facts li")
    }
    assert len(legend) == 9
    assert {legend[colour] for colour in used} == {"■ neu", "■ abgelehnt", "■ gescheitert"}


def test_edits_are_told_with_the_sources_policy(app: Any, source: Make):
    user = helpers.call_action("get_site_user")["name"]
    one = source(edits="overwrite")
    one.has("r0")
    one.run()
    helpers.call_action("package_patch", {"user": user}, id=one.dataset("r0")["id"],
                        notes_translated={"de": "Neu"})  # fmt: skip
    text = page(app).get_text(" ", strip=True)
    assert "Beim nächsten vollständigen Lesen überschreibt die Quelle" in text
