"""What is said about a portal whose servers are away, or that a supervisor does not watch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.portal import metrics
from ckanext.loerrach.portal.home import Home, write_json
from prometheus_client.parser import text_string_to_metric_families

AWAY = "does not answer"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "portal")
    home.open()
    return home


def said(home: Home, monkeypatch: pytest.MonkeyPatch, **found: Any) -> dict[str, dict[str, float]]:
    """The numbers, where database, search and queue are found so."""
    monkeypatch.setattr(metrics, "readiness", lambda: {"seconds_since_good_harvest": {}, **found})
    numbers: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(metrics.exposition(home).decode()):
        numbers[family.name] = {
            sample.labels[max(sample.labels)]: sample.value for sample in family.samples
        }
    return numbers


def test_what_does_not_answer_is_zero_and_what_it_knew_is_left_out(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = said(home, monkeypatch, database=AWAY, search=AWAY, queue=AWAY)
    assert numbers["loerrach_server_up"] == {"database": 0, "search": 0, "queue": 0}
    assert numbers["loerrach_harvest_age_seconds"] == {}
    assert not {"loerrach_datasets", "loerrach_jobs_waiting"} & set(numbers)


def test_a_source_that_was_never_good_is_older_than_any_alarm(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    ages = {'parken "neu"\n': None, "baustellen": 86400}
    numbers = said(
        home, monkeypatch, database=AWAY, search="ok", queue=AWAY, seconds_since_good_harvest=ages
    )  # fmt: skip
    assert numbers["loerrach_server_up"] == {"database": 0, "search": 1, "queue": 0}
    assert numbers["loerrach_harvest_age_seconds"] == {
        'parken "neu"\n': float("inf"),
        "baustellen": 86400,
    }


def test_processes_are_those_that_the_supervisor_wrote_down(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = {
        "web": {"state": "running", "restarts": 0},
        "fetch": {"state": "waiting", "restarts": 3},
    }
    write_json(home.status_file, {"services": services})
    numbers = said(home, monkeypatch, database=AWAY, search=AWAY, queue=AWAY)
    assert numbers["loerrach_process_up"] == {"web": 1, "fetch": 0}
    assert numbers["loerrach_process_restarts"] == {"web": 0, "fetch": 3}
    home.status_file.unlink()
    alone = said(home, monkeypatch, database=AWAY, search=AWAY, queue=AWAY)
    assert alone["loerrach_process_up"] == {}
