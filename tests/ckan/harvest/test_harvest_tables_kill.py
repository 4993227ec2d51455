"""kill -9 while a table is written: before its rows, in their midst, and between two commits.

Nothing is patched: the harvest is a process of its own, which a lock in PostgreSQL holds at one
statement until it is killed there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import psycopg2
import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.loerrach import tabular
from ckanext.loerrach.harvest import mapping, settings, tables_repair, tables_state
from ckanext.loerrach.harvest.report import Report
from ckanext.loerrach.harvest.sources import ensure_sources

Run = Callable[..., Report]
SOURCE = "parking-freiburg"
NAME = "freie-parkplaetze-in-freiburg"
CHILD = """
import sys
from pathlib import Path
from ckanext.loerrach.portal import application
app = application.load(Path(sys.argv[1]))
from ckanext.loerrach.harvest.run import run_source
with app._wsgi_app.test_request_context():
    print(run_source(sys.argv[2]).summary())
"""


@pytest.fixture
def child(
    freiburg: Run, feeds: Any, pytestconfig: pytest.Config, tmp_path: Path
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a harvest in a process of its own."""
    # the DataStore is not emptied between tests
    tables_repair.repair()
    lines = Path(pytestconfig.option.ckan_ini).read_text().splitlines()
    kept = [line for line in lines if not line.startswith("ckan.plugins")]
    own = {
        "ckan.plugins": " ".join(tk.config["ckan.plugins"]),
        "ckan.locale_default": "de", "ckanext.loerrach.harvest.allowed_hosts": feeds.host,
    }  # fmt: skip
    ini = tmp_path / "child.ini"
    ini.write_text("\n".join([*kept, *(f"{name} = {value}" for name, value in own.items())]))
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", CHILD, str(ini), SOURCE]
        started.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


@contextmanager
def held(database: str, statement: str, *values: Any) -> Iterator[Any]:
    """Hold a lock on a connection of its own, as long as the block lasts."""
    connection = psycopg2.connect(tk.config[database])
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            yield cursor
    finally:
        connection.close()


WAITING = """SELECT pid FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()
    AND %s = ANY (pg_blocking_pids(pid))"""
GONE = "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)"


def killed_at(
    start: Callable[[], subprocess.Popen[bytes]], database: str, lock: str, *values: Any
) -> None:
    """Let a harvest run into the lock and kill it there; returns when PostgreSQL has noticed."""
    with held(database, lock, *values) as holder:
        process = start()
        waiter = until(lambda: blocked_by(holder), process)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with held(database, "SELECT 1") as cursor:
        # a transaction sees pg_stat_activity as it was at its first look
        cursor.connection.rollback()
        cursor.connection.autocommit = True
        until(lambda: answer(cursor, GONE, waiter))


def blocked_by(holder: Any) -> Any:
    return answer(holder, WAITING, holder.connection.info.backend_pid)


def answer(cursor: Any, query: str, *values: Any) -> Any:
    cursor.execute(query, values)
    row = cursor.fetchone()
    return row[0] if row else None


def until(true: Callable[[], Any], process: subprocess.Popen[bytes] | None = None) -> Any:
    # a machine with much else to do takes a minute to load CKAN
    for _ in range(4800):
        if found := true():
            return found
        assert process is None or process.poll() is None, "it ended before it came to the lock"
        time.sleep(0.05)
    raise AssertionError("it did not come")


def table() -> str:
    entry = settings.find(SOURCE)
    return mapping.resource_id(settings.Settings.of(entry, model.Package.get(entry.id)), SOURCE,
                               "lots")  # fmt: skip


def free(name: str = "Konzerthaus") -> int:
    found = helpers.call_action("datastore_search", resource_id=table(), limit=100)["records"]
    assert len(found) == 7
    return next(row["free"] for row in found if row["name"] == name)


def said() -> list[tuple[str, bool]]:
    model.Session.rollback()
    return [(one.kind, one.mendable) for one in tables_repair.examine()]


def fresh(feeds: Any, number: str) -> None:
    """The source has another number and another description from now on."""
    path = Path(__file__).parents[2] / "feeds" / "parking-freiburg.json"
    body = path.read_bytes().replace(b'"obs_free": "272"', f'"obs_free": "{number}"'.encode())
    assert body != path.read_bytes()
    feeds.put("/parking-freiburg.json", body)


#: where a harvest is killed: database, lock that holds it there, does the lock name the table?
BEFORE = ("ckan.datastore.write_url", "SELECT pg_advisory_lock(hashtextextended(%s, 0))")
AMIDST = ("ckan.datastore.write_url", 'LOCK TABLE "{}" IN SHARE MODE')
BETWEEN = ("sqlalchemy.url", "LOCK TABLE harvest_object IN SHARE MODE")


@pytest.mark.parametrize(
    ("place", "there", "disagreement"),
    [
        (BEFORE, 272, []),
        (AMIDST, 272, [("unsettled", True)]),
        (BETWEEN, 3, [("unsettled", True)]),
    ],
    ids=["before the rows", "in their midst", "between the two commits"],
)
def test_a_killed_update_leaves_the_old_rows_or_the_new_ones(
    freiburg: Run, feeds: Any, child: Any, entry: Any, place: Any, there: int, disagreement: Any
):
    freiburg()
    before = helpers.call_action("package_show", id=NAME)
    ensure_sources([replace(entry, title={**entry.title, "de": "Parkhäuser"})], feeds.url)
    fresh(feeds, "3")
    database, lock = place
    values = [table()] if "%s" in lock else []
    killed_at(child, database, lock.format(table()), *values)
    assert free() == there
    assert helpers.call_action("package_show", id=NAME) == before
    assert said() == disagreement
    assert [one.kind for one in tables_repair.repair()] == [kind for kind, _ in disagreement]
    assert said() == []
    assert tables_state.load([table()])[table()].version == tabular.version(table())
    report = freiburg()
    assert (report.failure, report.updated, free()) == (None, [SOURCE], 3)
    assert helpers.call_action("package_show", id=NAME)["title"] == "Parkhäuser"
    assert said() == []


def test_a_new_dataset_that_was_never_written_leaves_no_table(
    freiburg: Run, feeds: Any, child: Any
):
    killed_at(child, *BETWEEN)
    assert tabular.version(table())
    assert said() == [("orphan", True)]
    assert [one.kind for one in tables_repair.repair()] == ["orphan"]
    assert (said(), tabular.version(table()), tables_state.load()) == ([], None, {})
    report = freiburg()
    assert (report.added, free(), said()) == ([SOURCE], 272, [])


def test_what_a_killed_run_left_is_taken_over_by_the_next_without_the_sweep(
    freiburg: Run, feeds: Any, child: Any
):
    killed_at(child, *BETWEEN)
    version = tabular.version(table())
    assert freiburg().added == [SOURCE]
    assert (tabular.version(table()), said()) == (version, [])


def test_a_table_that_is_being_written_is_left_alone(freiburg: Run, feeds: Any, child: Any):
    with held(*BETWEEN) as holder:
        process = child()
        until(lambda: blocked_by(holder), process)
        assert said() == [("orphan", True)]
        assert tables_repair.repair() == []
        assert tabular.version(table())
    assert process.wait(240) == 0
    assert (free(), said()) == (272, [])
