"""What everybody may read of refused records has no e-mail address: page, job and its objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import helpers
from ckanext.harvest.model import HarvestObject
from ckanext.loerrach.harvest import job

Make = Callable[..., Any]


def test_refused_records_are_named_without_addresses(app: Any, source: Make):
    one = source()
    one.has(
        "r0",
        {"id": "erika%40example.org/1", "bad": "'erika (at) example.org' is no title"},
        {"id": "erika@example.org", "bad": "no title, ask erika&#64;example.org"},
    )
    one.run()
    answer = app.get("/harvest/liste/runs")
    cells = [
        [cell.get_text() for cell in row.find_all("td")]
        for row in BeautifulSoup(answer.body, "html.parser")
        .find_all("table")[-1]
        .select("tbody tr")
    ]
    assert cells == [
        ["(E-Mail)/1", "title", "'(E-Mail)' is no title.", "–"],
        ["(E-Mail)", "title", "no title, ask (E-Mail).", "–"],
    ]
    status = helpers.call_action("harvest_source_show_status", id=one.id)
    objects = [
        helpers.call_action("harvest_object_show", id=found.id)
        for found in model.Session.query(HarvestObject).filter_by(state="ERROR")
    ]
    assert len(objects) == 2
    assert "(E-Mail)" in repr(status)
    assert "erika" not in f"{answer.body}{status}{objects}"


def test_a_run_that_was_stored_before_is_shown_without_them(app: Any, source: Make):
    one = source()
    one.has("r0", {"id": "r1", "bad": "no title"})
    one.run()
    old = [{"record": "erika@example.org", "field": "UID", "problem": "erika@example.org",
            "remedy": "", "part_of": None}]  # fmt: skip
    (report,) = model.Session.execute(sa.select(job.RUNS.c.report)).scalars()
    model.Session.execute(sa.update(job.RUNS).values(report={**report, "refused": old}))
    model.Session.commit()
    answer = app.get("/harvest/liste/runs")
    assert "(E-Mail)" in answer.body
    assert "erika" not in answer.body


def test_a_record_that_is_refused_for_a_while_keeps_its_dataset(source: Make, titles: Any):
    """Its identity may be an address; only where people read it is it another."""
    one = source()
    one.has("r0", {"id": "erika@example.org", "title": "Fest"})
    one.run()
    one.has("r0", {"id": "erika@example.org", "bad": "no title"})
    report = one.run(full=True)
    assert (report.missing, report.archived, len(report.refused)) == ([], [], 1)
    assert titles() == ["Fest", "r0"]


def test_why_a_run_failed_is_told_without_addresses(source: Make):
    one = source()
    one.has("r0")
    one.run()
    with_address = "/erika%40example.org/liste.json"
    one.feeds.answers["/liste.json"] = lambda visit: _moved(visit, with_address)
    one.feeds.answers[with_address] = (404, "text/plain", b"")
    report = one.run()
    assert report.failure
    status = helpers.call_action("harvest_source_show_status", id=one.id)
    assert "erika" not in repr(status)


def _moved(visit: Any, there: str) -> None:
    visit.send_response(302)
    visit.send_header("Location", there)
    visit.send_header("Content-Length", "0")
    visit.end_headers()
