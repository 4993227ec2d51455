"""The two that are compared, each with databases and a CKAN process of its own, and the source."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg2
from ckanext.loerrach import testing
from ckanext.loerrach.portal.database import grant_datastore

HERE = Path(__file__).parent
OURS, STOCK = "ours", "stock"
#: plugins of CKAN itself, the same on both sides
CORE = "activity datastore datatables_view text_view image_view"
PLUGINS = {
    OURS: "loerrach_search loerrach_catalogue loerrach loerrach_harvest scheming_datasets dcat"
    f" structured_data harvest ckan_harvester dcat_rdf_harvester {CORE}",
    STOCK: f"harvest ckan_harvester dcat dcat_rdf_harvester {CORE}",
}
MIGRATED = {
    OURS: ("activity", "harvest", "loerrach_harvest", "loerrach_catalogue"),
    STOCK: ("activity", "harvest"),
}
NO_SOLR = "http://127.0.0.1:9/solr/none"


class Source:
    """The catalogue that is harvested, in a process of its own; see source.py."""

    def __init__(self, count: int, first: int = 0) -> None:
        self.port = testing.free_port()
        program = [sys.executable, str(HERE / "source.py")]
        self.process = subprocess.Popen([*program, *map(str, (self.port, count, first))])
        self.part, self.parts = 0, min(count, 100)
        self._wait()
        for number in range(1, count // 100 + 2):
            self._get(f"/catalog.ttl?page={number}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def urls(self) -> dict[str, str]:
        return {"ckan": self.url, "dcat": f"{self.url}/catalog.ttl"}

    def change(self) -> int:
        """Edit the next hundredth part; how many datasets that are."""
        self.part = (self.part + 1) % self.parts
        asked = urllib.request.Request(f"{self.url}/change?part={self.part}", method="POST")
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return int(json.load(answer)["changed"])

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _get(self, path: str) -> None:
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            answer.read()

    def _wait(self) -> None:
        for _ in range(600):
            try:
                return self._get("/")
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the source does not answer")


class Side:
    """PostgreSQL, Valkey and a CKAN process; `solr` is a core's address, "" for our search."""

    def __init__(self, name: str, source: Source, solr: str = "") -> None:
        self.name, self.source, self.solr = name, source, solr
        #: is harvested twice before anything is measured, so that all is imported and read in
        self.warm = Source(4, 1_000_000)
        self.actor: subprocess.Popen[str] | None = None
        self.servers = testing.Servers()

    def start(self) -> None:
        """Databases as they are before the first harvest."""
        self.servers.start()
        # without a Solr our search answers for stock, too
        plugins = PLUGINS[self.name]
        if self.name == STOCK and not self.solr:
            plugins = f"loerrach_search {plugins}"
        hosts = " ".join(f"127.0.0.1:{one.port}" for one in (self.source, self.warm))
        more = f"ckanext.loerrach.harvest.allowed_hosts = {hosts}" if self.name == OURS else ""
        self.ini = self.servers.ini(plugins, self.solr or NO_SOLR, more)
        self._migrate(MIGRATED[self.name])
        self._keep()

    def fresh(self) -> None:
        """Databases without a dataset, an empty index, a new process that knows the sources."""
        self._end()
        self._sql("DROP DATABASE IF EXISTS ckan WITH (FORCE)",
                  "CREATE DATABASE ckan TEMPLATE kept OWNER ckan")  # fmt: skip
        if self.solr:
            body = b'{"delete": {"query": "*:*"}}'
            asked = urllib.request.Request(f"{self.solr}/update?commit=true", body,
                                           {"Content-Type": "application/json"})  # fmt: skip
            urllib.request.urlopen(asked, timeout=60).close()
        log = self.servers.home / f"{self.name}.err"
        self.actor = subprocess.Popen(
            [sys.executable, str(HERE / "actor.py"), str(self.ini), self.name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log.open("w"), text=True,
        )  # fmt: skip
        warm = {f"warm-{kind}": url for kind, url in self.warm.urls.items()}
        self("prepare", sources={**self.source.urls, **warm})
        for kind in warm:
            self("run", kind=kind, full=False)
            self.warm.change()
            self("run", kind=kind, full=False)

    def __call__(self, do: str, **order: Any) -> dict[str, Any]:
        """What the process answers to an order."""
        assert self.actor
        assert self.actor.stdin
        assert self.actor.stdout
        self.actor.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.actor.stdin.flush()
        for line in self.actor.stdout:
            if line.startswith("answer "):
                return dict(json.loads(line.removeprefix("answer ")))
        log = (self.servers.home / f"{self.name}.err").read_text()
        raise SystemExit(f"{self.name}: {do} failed: {log[-3000:]}")

    def stop(self) -> None:
        self._end()
        self.warm.stop()
        self.servers.stop()

    def _end(self) -> None:
        if self.actor:
            self.actor.kill()
            self.actor.wait()

    def _migrate(self, plugins: Sequence[str]) -> None:
        ckan = [sys.executable, "-m", "ckanext.loerrach.portal.ckan_command", "-c", str(self.ini)]
        for more in ([], *(["-p", plugin] for plugin in plugins)):
            done = subprocess.run([*ckan, "db", "upgrade", *more], capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(f"db upgrade {more}: {done.stderr[-2000:]}")
        postgres = self.servers.postgres
        grant_datastore(*(postgres.url(database, user, postgres.password) for database, user in (
            ("ckan", "ckan"), ("datastore", "ckan"), ("datastore", "datastore_ro"))))  # fmt: skip

    def _keep(self) -> None:
        self._sql("CREATE DATABASE kept TEMPLATE ckan OWNER ckan")

    def _sql(self, *statements: str) -> None:
        connection = psycopg2.connect(self.servers.postgres.url())
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()
