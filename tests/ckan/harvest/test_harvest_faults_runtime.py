"""Fault cases 25 to 32: processes and servers that die, runs that meet, people, rings, removals.

Each says what the catalogue holds after one clean run. The processes of a real portal are killed by
tests/chaos; here the same happens at chosen statements.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.tests import helpers
from ckanext.harvest.logic import HarvestJobExists
from ckanext.harvest.model import HarvestJob
from ckanext.loerrach.harvest import lock, lost, scheduler, settings
from ckanext.loerrach.harvest.lanes import Lanes
from ckanext.loerrach.harvest.sources import ensure_sources

Make = Callable[..., Any]
MANY = [f"r{n}" for n in range(3)]
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH", "COPY")


@contextmanager
def at_write(number: int, act: Callable[[], None]) -> Iterator[list[str]]:
    """Do something before the ``number``-th statement that writes; gives all that came."""
    came: list[str] = []

    def watch(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            came.append(statement)
            if len(came) == number:
                act()

    sa.event.listen(model.meta.engine, "before_cursor_execute", watch)
    try:
        yield came
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", watch)


def die() -> None:
    """Goes through every except, as a kill would."""
    raise SystemExit


def restart() -> None:
    """All other connections of this database end, as when PostgreSQL restarts."""
    engine = sa.create_engine(model.meta.engine.url)
    query = """SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()"""
    with engine.connect() as connection:
        connection.execute(sa.text(query)).all()
    engine.dispose()


@pytest.mark.parametrize(
    ("act", "step"), [(die, 3), (restart, 9)], ids=["25 killed", "26 PostgreSQL restarted"]
)
def test_25_and_26_ends_at_any_write(
    source: Make, titles: Make, act: Callable[[], None], step: int
) -> None:
    """At every so many-th write of a run that adds, changes and leaves datasets as they are."""
    one = source()
    one.has(*MANY)
    one.run()
    number, expected = 1, dict.fromkeys(MANY, "Text")
    while True:
        new = f"neu-{number}"
        expected |= {"r0": f"Text {number}", new: "Text"}
        one.has(*({"id": id, "notes": notes} for id, notes in expected.items()))
        with at_write(number, act) as came:
            try:
                one.run()
            except SystemExit:
                # what a dead process cannot do any more, PostgreSQL does
                model.Session.remove()
        model.Session.remove()
        report = one.run()
        assert (report.failure, report.refused) == (None, []), number
        assert titles() == sorted(expected), number
        assert {id: one.dataset(id)["notes"] for id in expected} == expected, number
        assert one.run(full=True).changed is False, number
        if len(came) < number:
            break
        number += step
    assert number > 20


def test_26_valkey_forgets_everything(source: Make, titles: Make) -> None:
    one = source()
    one.has(*MANY)
    one.run()
    user = helpers.call_action("get_site_user")["name"]
    job = helpers.call_action("harvest_job_create", {"user": user}, source_id=one.id, run=True)
    connect_to_redis().flushdb()
    one.has(*MANY, "r3")
    assert one.run().added == ["r3"]
    assert one.run(full=True).changed is False
    assert titles() == [*MANY, "r3"]
    # a job that was waiting there does not keep the source from having others
    with pytest.raises(HarvestJobExists):
        helpers.call_action("harvest_job_create", {"user": user}, source_id=one.id, run=False)
    lost.Lost().look(HarvestJob.get(job["id"]).created + timedelta(days=1))
    helpers.call_action("harvest_job_create", {"user": user}, source_id=one.id, run=False)


def test_27_two_workers_a_double_click_and_a_schedule(source: Make, app: Any, titles: Make) -> None:
    one = source()
    one.has(*MANY)
    one.run()
    one.has(*({"id": id, "notes": "Neu"} for id in MANY), "r3")
    reports: list[Any] = []

    def work() -> None:
        with app.flask_app.test_request_context():
            reports.append(one.run(full=True))
            model.Session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [report for report in reports if not report.busy]
    assert [report.failure for report in done] == [None] * len(done)
    assert [report.added for report in done].count(["r3"]) == 1
    assert titles() == [*MANY, "r3"]
    lanes = Lanes(app.flask_app.test_request_context)
    with lock.alone(one.id, one.name):
        lanes.start_due(datetime.now(UTC) + timedelta(days=2))
        lanes.wait()
        assert one.run().busy
    assert titles() == [*MANY, "r3"]


def test_27_two_processes_at_once(
    source: Make, feeds: Any, ckan_config: Any, tmp_path: Path, titles: Make
) -> None:
    """The second one says that the first is at it, and ends; nothing is there twice."""
    file = {"id": "f", "url": "https://a.de/x.csv", "format": "CSV"}
    records = [{"id": id, "name": id, "title": id, "notes": "x", "license_id": "cc-zero",
                "resources": [file]} for id in MANY]  # fmt: skip
    result = {"success": True, "result": {"count": len(records), "results": records}}
    body = json.dumps(result).encode()
    asked, go = threading.Event(), threading.Event()

    def slow(visit: Any) -> None:
        asked.set()
        go.wait(60)
        visit.send_response(200)
        visit.send_header("Content-Type", "application/json")
        visit.send_header("Content-Length", str(len(body)))
        visit.end_headers()
        visit.wfile.write(body)

    feeds.answers["/api/3/action/package_search"] = slow
    source("nachbar", harvester="ckan", url=feeds.url, licences="records")
    lines = Path(ckan_config["__file__"]).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("ckan.plugins")]
    kept[kept.index("[app:main]") + 1 : kept.index("[app:main]") + 1] = [
        f"ckan.plugins = {' '.join(tk.aslist(ckan_config['ckan.plugins']))}",
        f"ckanext.loerrach.harvest.allowed_hosts = {feeds.host}",
    ]
    ini = tmp_path / "ckan.ini"
    ini.write_text("\n".join(kept), encoding="utf-8")
    model.Session.remove()

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-c", RUN, str(ini)], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip

    first, second = start(), start()
    try:
        assert asked.wait(60)
        # whoever came first waits for the source; the other ends meanwhile
        ended = None
        for _ in range(600):
            ended = next((one for one in (first, second) if one.poll() is not None), None)
            if ended:
                break
            time.sleep(0.1)
        assert ended
        assert ended.communicate()[0].split()[-2:] == ["True", "0"]
    finally:
        go.set()
        told = [one.communicate()[0].split()[-2:] for one in (first, second) if one is not ended]
    assert told == [["False", "3"]]
    assert titles() == MANY


RUN = """
import sys
from ckan.cli import load_config
from ckan.config.middleware import make_app
app = make_app(load_config(sys.argv[1]))
from ckanext.loerrach.harvest.run import run_source
with app._wsgi_app.test_request_context():
    report = run_source("nachbar")
print(report.busy, len(report.added))
"""


def test_28_two_sources_at_once_with_the_same_titles(source: Make, app: Any, titles: Make) -> None:
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


def test_29_somebody_edits_during_the_run(source: Make, portal: Make) -> None:
    """An edit in the middle of a run is an edit: kept, though the source has changed the record."""
    one = source()
    one.has(*MANY)
    one.run()
    user = helpers.call_action("get_site_user")["name"]
    name = one.dataset("r2")["name"]

    def work() -> None:
        context = {"user": user, "ignore_auth": True}
        helpers.call_action("package_patch", context, id=name, version="von Hand")
        model.Session.commit()

    editor = threading.Thread(target=work)

    def edit() -> None:
        # like another process; where it has to wait for this run, the run has to go on
        editor.start()
        editor.join(5)

    one.has(*({"id": id, "notes": "Neu"} for id in MANY))
    with at_write(2, edit):
        one.run()
    editor.join()
    one.run(full=True)
    shown = portal()
    assert [shown[name]["notes"] for name in MANY] == ["Neu"] * 3
    assert shown[name].get("version") == "von Hand"


def test_32_a_source_that_is_removed_or_paused_leaves_its_datasets(
    source: Make, portal: Make
) -> None:
    one = source()
    one.has(*MANY)
    one.run()
    before = portal()
    user = helpers.call_action("get_site_user")["name"]
    context = {"user": user, "ignore_auth": True}
    helpers.call_action("package_delete", dict(context), id=settings.find(one.name).id)
    assert scheduler.due() == []
    assert portal() == before
    helpers.call_action("package_patch", dict(context), id=one.id, state="active")
    one.has(*MANY, "r3")
    assert one.run().added == ["r3"]
    assert {name: portal()[name] for name in before} == before


def test_32_a_source_that_is_paused_is_left_alone(
    source: Make, feeds: Any, portal: Make, titles: Make
) -> None:
    """`enabled: false` in sources.yaml; what it has brought stays, as it was."""
    one = source(url=f"{feeds.url}/liste.json")
    one.has(*MANY)
    one.run()
    before = portal()
    ensure_sources([replace(one.entry, enabled=False)])
    one.has({"id": "r0", "title": "Neu"}, "r3")
    later = datetime.now(UTC) + timedelta(days=900)
    assert scheduler.due(later) == []
    assert portal() == before
    ensure_sources([one.entry])
    assert [due.name for due in scheduler.due(later)] == [one.name]
    report = one.run()
    assert (report.added, report.updated, report.missing) == (["r3"], ["r0"], ["r1", "r2"])
    assert titles() == ["Neu", "r1", "r2", "r3"]


@pytest.mark.parametrize("way", ["clear", "purge"])
def test_32_a_source_that_is_cleared_or_purged_leaves_no_orphans(
    source: Make, portal: Make, way: str
) -> None:
    """Neither in the tables of the engine, nor in those of ckanext-harvest; others stay."""
    one, other = source(), source("andere")
    one.has(*MANY)
    other.has("bleibt")
    one.run()
    other.run()
    kept = other.dataset("bleibt")["name"]
    id = one.id
    user = helpers.call_action("get_site_user")["name"]
    context = {"user": user, "ignore_auth": True}
    helpers.call_action("harvest_source_clear", dict(context), id=id)
    assert list(portal()) == [kept]
    if way == "purge":
        helpers.call_action("package_delete", dict(context), id=id)
        helpers.call_action("dataset_purge", dict(context), id=id)
        assert scheduler.due(datetime.now(UTC) + timedelta(days=900))[0].name == other.name
    for table, column in (
        ("loerrach_harvest_state", "source_id"), ("harvest_object", "harvest_source_id"),
        ("harvest_job", "source_id"),
    ):  # fmt: skip
        query = f"SELECT count(*) FROM {table} WHERE {column} = %s"
        found = model.Session.connection().exec_driver_sql(query, (id,)).scalar()
        assert found == 0, table
    assert list(portal()) == [kept]
    assert other.run(full=True).changed is False
