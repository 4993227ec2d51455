"""A CKAN process that harvests when it is told to on standard input, one line of JSON an order.

    python actor.py INI ours|stock

`{"do": "prepare", "sources": {"ckan": URL, "dcat": URL}}`, `{"do": "run", "kind": "ckan",
"full": true}`, `{"do": "writes"}`; each is answered with a line of JSON.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
from ckanext.loerrach.portal.application import load

Facts = dict[str, Any]


#: our names of the harvesters, and those of ckanext-harvest
TYPES = {"ckan": "ckan", "dcat": "dcat_rdf"}


class Ours:
    """The engine of this extension."""

    def prepare(self, sources: dict[str, str]) -> None:
        from ckanext.loerrach.harvest.sources import ensure_sources
        from ckanext.loerrach.harvesters._core.source import SourceEntry

        act("organization_create", name="stadt-loerrach", title="Stadt Lörrach")
        for kind, url in sources.items():
            facts = {
                "title": {"de": f"Nachbar ({kind})"}, "url": url,
                "harvester": kind.removeprefix("warm-"),
                "field": "administration", "frequency": "DAILY", "licence": "dl-by-de/2.0",
                "publisher": {"name": "Landratsamt", "url": "https://daten.example.org"},
            }  # fmt: skip
            ensure_sources([SourceEntry.read(kind, facts)])

    def run(self, kind: str, full: bool) -> Facts:
        from ckanext.loerrach.harvest.run import run_source

        report = run_source(kind, full=full)
        if report.failure:
            raise SystemExit(report.failure)
        return {
            "added": len(report.added), "updated": len(report.updated),
            "refused": len(report.refused), "first": str((report.refused or [""])[0]),
            "unchanged": report.untouched or len(report.unchanged),
        }  # fmt: skip


class Stock:
    """ckanext-harvest and ckanext-dcat in this process: gather, then each object, no queue."""

    def prepare(self, sources: dict[str, str]) -> None:
        act("organization_create", name="stadt-loerrach", title="Stadt Lörrach")
        for kind, url in sources.items():
            act("harvest_source_create", name=kind, title=kind, url=url, frequency="MANUAL",
                source_type=TYPES[kind.removeprefix("warm-")], owner_org="stadt-loerrach",
                config="{}")  # fmt: skip

    def run(self, kind: str, full: bool) -> Facts:
        from ckan import model
        from ckanext.harvest import queue
        from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource

        source = HarvestSource.get(model.Package.get(kind).id)
        if source.type == "ckan":
            source.config = json.dumps({"force_all": full})
        job = HarvestJob(source=source, status="Running")
        job.save()
        harvester = queue.get_harvester(source.type)
        ids = queue.gather_stage(harvester, job)
        job_id = job.id
        for id in ids:
            one = HarvestObject.get(id)
            one.retry_times += 1
            one.save()
            queue.fetch_and_import_stages(harvester, one)
            model.Session.remove()
        job = HarvestJob.get(job_id)
        job.status = "Finished"
        job.save()
        query = model.Session.query(HarvestObject.report_status).filter_by(harvest_job_id=job_id)
        said = [row[0] for row in query]
        words = {"added": "added", "updated": "updated", "unchanged": "not modified",
                 "refused": "errored"}  # fmt: skip
        return {name: said.count(word) for name, word in words.items()}


def writes() -> Facts:
    """Rows that PostgreSQL has inserted, updated and deleted so far, by table; the newest dataset.

    Sessions hand over what they counted when they end, at the latest.
    """
    import sqlalchemy as sa
    from ckan import model

    model.Session.remove()
    model.meta.engine.dispose()
    query = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables"
    newest = "SELECT max(metadata_modified)::text FROM package WHERE type = 'dataset'"
    time.sleep(0.5)
    with model.meta.engine.connect() as connection:
        rows = {row[0]: row[1] for row in connection.execute(sa.text(query))}
        return {"rows": rows, "newest": connection.execute(sa.text(newest)).scalar()}


class Memory(threading.Thread):
    """Looks now and then how much memory this process and those that it starts need together.

    The kernel walks through all of their pages for it: that costs at most a hundredth of the time.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over, self.highest = threading.Event(), 0

    def run(self) -> None:
        pause = 0.25
        while not self.over.wait(pause):
            begun = time.perf_counter()
            self.look()
            pause = max(0.25, 100 * (time.perf_counter() - begun))

    def look(self) -> None:
        # what several share is counted once: a part of it for each of them (proc(5), Pss)
        self.highest = max(self.highest, sum(map(pss, running())))

    def end(self) -> float:
        """The most that was seen, in MB."""
        self.look()
        self.over.set()
        self.join()
        return self.highest / 2**20


def running() -> list[psutil.Process]:
    own = psutil.Process()
    return [own, *own.children(recursive=True)]


def pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        # it has ended
        return 0


def measured(side: Ours | Stock, kind: str, full: bool) -> Facts:
    """A run, its seconds, and the highest memory of its processes together in MB (PSS)."""
    memory = Memory()
    memory.start()
    begun, used = time.perf_counter(), time.process_time()
    found = side.run(kind, full)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - used
    return {**found, "seconds": seconds, "cpu": cpu, "pss": memory.end()}


def act(action: str, **data: Any) -> Any:
    """An action of the site user's."""
    import ckan.plugins.toolkit as tk

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"ignore_auth": True, "user": user}, data)


def main(ini: str, name: str) -> None:
    application: Any = load(Path(ini))
    logging.disable(logging.INFO)
    side = Ours() if name == "ours" else Stock()
    for line in sys.stdin:
        order = json.loads(line)
        answer: Facts = {}
        with application._wsgi_app.test_request_context():
            if order["do"] == "prepare":
                side.prepare(order["sources"])
            elif order["do"] == "writes":
                answer = writes()
            else:
                answer = measured(side, order["kind"], order["full"])
        sys.stdout.write("answer " + json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
