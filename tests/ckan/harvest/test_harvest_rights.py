"""A role of PostgreSQL that really lacks the right to write tables: said, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import psycopg2
import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.harvest.model import HarvestGatherError
from ckanext.loerrach.harvest import poll, settings
from ckanext.loerrach.harvest.report import Report

Run = Callable[..., Report]
NAME, DATASET = "parking-freiburg", "freie-parkplaetze-in-freiburg"
FEED = "/parking-freiburg.json"


@pytest.fixture
def powerless(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on the DataStore is written to by the role that may only read it."""
    read = tk.config["ckan.datastore.read_url"]
    return lambda: monkeypatch.setitem(tk.config, "ckan.datastore.write_url", read)


def rows() -> list[tuple[Any, ...]]:
    """All rows of the town's tables, by table; the reader asks."""
    connection = psycopg2.connect(tk.config["ckan.datastore.read_url"])
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname NOT LIKE '\\_table%'"
            " AND relnamespace = 'public'::regnamespace"
        )
        names = sorted(row[0] for row in cursor.fetchall())
        found: list[tuple[Any, ...]] = []
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}" ORDER BY _id')
            found += [(name, *row) for row in cursor.fetchall()]
    connection.close()
    return found


def test_the_role_is_what_it_is_said_to_be(freiburg: Run):
    connection = psycopg2.connect(tk.config["ckan.datastore.read_url"])
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (a int)")
    connection.close()


def test_the_first_run_writes_nothing_and_says_what_to_do(
    freiburg: Run, powerless: Callable[[], None], monkeypatch: pytest.MonkeyPatch
):
    before = rows()
    powerless()
    report = freiburg()
    assert "The DataStore is not ready" in str(report.failure)
    assert "set-permissions" in str(report.failure)
    assert (report.added, report.refused) == ([], [])
    assert model.Package.get(DATASET) is None
    assert rows() == before
    assert poll.load(settings.find(NAME).id).failures == 1
    messages = [error.message for error in model.Session.query(HarvestGatherError)]
    assert messages == [report.failure]

    monkeypatch.undo()
    assert freiburg().added == [NAME]
    assert len(rows()) == len(before) + 7


def test_a_right_that_is_lost_later_leaves_table_and_dataset_as_they_are(
    freiburg: Run, feeds: Any, powerless: Callable[[], None], monkeypatch: pytest.MonkeyPatch
):
    freiburg()
    before, shown = rows(), helpers.call_action("package_show", id=DATASET)
    _change(feeds)
    powerless()
    assert "set-permissions" in str(freiburg().failure)
    assert rows() == before
    assert helpers.call_action("package_show", id=DATASET) == shown

    monkeypatch.undo()
    report = freiburg()
    assert (report.failure, report.tables) == (None, [NAME])
    changed = rows()
    assert len(changed) == len(before)
    assert changed != before


def _change(feeds: Any) -> None:
    """One car park has another name."""
    folder = Path(__file__).parents[2] / "feeds"
    text = (folder / FEED.lstrip("/")).read_text("utf-8")
    first = json.loads(text)["features"][0]["properties"]["park_name"]
    assert text.count(first) == 1
    feeds.answers[FEED] = (200, "application/json", text.replace(first, "Umbenannt").encode())
