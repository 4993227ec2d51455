"""Rows that a second process makes: the same ones, and none is lost with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psutil
import pytest
from ckanext.loerrach.search import ahead
from ckanext.loerrach.search.ahead import Ahead
from ckanext.loerrach.search.document import Made, row
from sqlalchemy.sql.elements import quoted_name

MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678, UTC)


def document(number: int, **more: Any) -> dict[str, Any]:
    title = f"Zählung der Fahrräder am Grüttpark {number} – Fréquentation 🚲"
    return {
        "index_id": f"i-{number}", "id": f"d-{number}", "site_id": "default", "title": title,
        quoted_name("name", quote=None): f"satz-{number}", "notes": f"{title} " * 40,
        "tags": ["Rad", f"Wort {number}"], "metadata_modified": MOMENT,
        "indexed_ts": "2026-01-02T03:04:05.678Z", "extras_x": f'["{number}"]', "res_url": [title],
        "data_dict": '{"a": "b"}', "validated_data_dict": title * 300, **more,
    }  # fmt: skip


DOCUMENTS = [document(number) for number in range(150)]


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ahead]:
    monkeypatch.setattr(ahead, "_cores", lambda: 2)
    found = Ahead()
    found.start()
    yield found
    found.close()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def take(beside: Ahead, documents: list[dict[str, Any]]) -> list[Any]:
    for one in documents:
        beside.take(one)
    return beside.made()


def gone(pid: int) -> bool:
    """Does it run no more? Somebody else may have to take note of its end."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_rows_are_those_that_are_made_here(beside: Ahead):
    for documents in (DOCUMENTS, DOCUMENTS[:3]):
        made = take(beside, documents)
        assert made == documents
        assert all(isinstance(one, Made) for one in made)
        assert [row(one) for one in made] == [row(one) for one in documents]
    assert beside.pid
    assert take(beside, []) == []


def test_a_document_that_does_not_fit_is_left_to_the_writer(beside: Ahead):
    bad = document(7, site_id=None)
    made = take(beside, [DOCUMENTS[0], bad, DOCUMENTS[1]])
    assert [isinstance(one, Made) for one in made] == [True, False, True]
    assert made[1] is bad


@pytest.mark.parametrize("after", [0, 40, 150])
def test_nothing_is_lost_with_the_process(beside: Ahead, after: int):
    assert beside.pid
    for number, one in enumerate([*DOCUMENTS, DOCUMENTS[0]]):
        if number == after:
            os.kill(beside.pid, signal.SIGKILL)
        beside.take(one)
    made = beside.made()
    assert made == [*DOCUMENTS, DOCUMENTS[0]]
    assert not any(isinstance(one, Made) for one in made)
    assert beside.pid is None
    assert take(beside, DOCUMENTS[:2]) == DOCUMENTS[:2]


def test_one_that_hangs_is_ended(beside: Ahead, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ahead, "PATIENCE", 0.5)
    assert beside.pid
    os.kill(beside.pid, signal.SIGSTOP)
    assert take(beside, DOCUMENTS) == DOCUMENTS
    assert beside.pid is None


def test_rows_of_another_version_are_not_taken(beside: Ahead, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ahead, "KIND", (0, ()))
    assert not any(isinstance(one, Made) for one in take(beside, DOCUMENTS[:2]))
    assert beside.pid is None


def test_documents_of_a_batch_that_failed_are_left(beside: Ahead):
    for one in DOCUMENTS[:5]:
        beside.take(one)
    beside.forget()
    assert take(beside, DOCUMENTS[5:7]) == DOCUMENTS[5:7]


def test_without_a_second_core_or_python_there_is_none(monkeypatch: pytest.MonkeyPatch):
    for cores, program in ((1, sys.executable), (2, "/usr/bin/uwsgi"), (2, "/nowhere/python")):
        monkeypatch.setattr(ahead, "_cores", lambda cores=cores: cores)
        monkeypatch.setattr(sys, "executable", program)
        beside = Ahead()
        beside.start()
        assert beside.pid is None
        assert take(beside, DOCUMENTS[:2]) == DOCUMENTS[:2]


def test_it_ends_with_the_run_however_that_ends(beside: Ahead):
    assert beside.pid
    pid = beside.pid
    beside.close()
    assert gone(pid)
    program = (
        "import time; from ckanext.loerrach.search import ahead; ahead._cores = lambda: 2;"
        " one = ahead.Ahead(); one.start(); print(one.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as run:
        assert run.stdout
        pid = int(run.stdout.readline())
        assert not gone(pid)
        run.kill()
    until(lambda: gone(pid))
