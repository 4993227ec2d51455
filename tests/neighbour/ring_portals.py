"""The portals of the ring: one PostgreSQL and one Valkey, a database and a process for each."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ckanext.loerrach.testing import Servers, free_port

HERE = Path(__file__).parent
NOBODY = "http://127.0.0.1:9/solr/none"
OURS = (
    "loerrach_search loerrach_catalogue loerrach loerrach_harvest scheming_datasets dcat harvest"
    " ckan_harvester dcat_rdf_harvester activity datastore"
)
#: nothing of ours but the search index, which no CKAN can be without
STOCK = "loerrach_search harvest ckan_harvester dcat dcat_rdf_harvester"


class Member:
    """One portal of the ring."""

    def __init__(self, ring: Ring, name: str, port: int, ours: bool, number: int) -> None:
        self.ring, self.name, self.port, self.ours = ring, name, port, ours
        ini = ring.ini(name, OURS if ours else STOCK, port, number)
        self.log = (ring.servers.home / f"{name}.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "ring_actor.py"), str(ini), str(port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
        )  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self) -> Any:
        """What the process answers; its log when it has died."""
        assert self.process.stdout
        for line in self.process.stdout:
            # ckanext-harvest prints now and then
            if line.startswith('{"answer"'):
                return json.loads(line)["answer"]
        self.log.seek(0)
        raise AssertionError(self.log.read()[-4000:])

    def tell(self, do: str, **told: Any) -> Any:
        """Have the process do something."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"do": do, **told}) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def act(self, action: str, **data: Any) -> Any:
        return self.tell("act", action=action, data=data)

    def harvest(self, source: str) -> dict[str, Any]:
        """One run of a source, which must not fail."""
        report = dict(self.tell("harvest", source=source))
        assert not report["failure"], (self.name, source, report)
        return report

    def datasets(self) -> list[dict[str, Any]]:
        """What anybody sees over HTTP."""
        with urllib.request.urlopen(
            f"{self.url}/api/3/action/package_search?rows=1000&sort=id+asc", timeout=60
        ) as answer:
            return list(json.load(answer)["result"]["results"])

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.log.close()


class Ring:
    """All portals, started; ``ours`` are names of portals of ours, ``stock`` of the others."""

    def __init__(self, ours: tuple[str, ...], stock: tuple[str, ...], more: str = "") -> None:
        self.servers = Servers()
        self.members: dict[str, Member] = {}
        self.ports = {name: free_port() for name in (*ours, *stock)}
        self.more = more
        try:
            self.servers.start()
            self._databases(ours, stock)
            for number, (name, port) in enumerate(self.ports.items(), 1):
                self.members[name] = Member(self, name, port, name in ours, number)
            for member in self.members.values():
                assert member.answer() == {"ready": True}
        except BaseException:
            self.stop()
            raise

    def ini(self, database: str, plugins: str, port: int, number: int) -> Path:
        """A configuration for one of them."""
        allowed = " ".join(f"127.0.0.1:{one}" for one in self.ports.values())
        more = f"ckanext.loerrach.harvest.allowed_hosts = {allowed}\n{self.more}"
        made = self.servers.ini(plugins, NOBODY, more)
        text = made.read_text()
        for before, after in (
            (self._url("ckan"), self._url(database)),
            ("ckan.site_url = http://test.ckan.net", f"ckan.site_url = http://127.0.0.1:{port}"),
            ("ckan.site_id = default", f"ckan.site_id = {database}"),
            (self.servers.valkey.url, self.servers.valkey.url.rsplit("/", 1)[0] + f"/{number}"),
            (str(self.servers.home / "storage"), str(self.servers.home / f"storage-{database}")),
        ):
            assert before in text, before
            text = text.replace(before, after)
        own = made.with_name(f"{database}.ini")
        own.write_text(text)
        return own

    def _url(self, database: str) -> str:
        return self.servers.postgres.url(database, "ckan", self.servers.postgres.password)

    def _databases(self, ours: tuple[str, ...], stock: tuple[str, ...]) -> None:
        """Migrate one of each kind, and copy it."""
        self._sql(f"CREATE DATABASE {stock[0]} OWNER ckan", f"CREATE DATABASE {ours[0]} OWNER ckan")
        first = [self.ini(ours[0], OURS, 1, 0), self.ini(stock[0], STOCK, 1, 0)]
        with ThreadPoolExecutor() as pool:
            list(pool.map(upgrade, first))
        for kind in (ours, stock):
            self._sql(*(f"CREATE DATABASE {name} TEMPLATE {kind[0]} OWNER ckan"
                        for name in kind[1:]))  # fmt: skip

    def _sql(self, *statements: str) -> None:
        import psycopg2

        connection = psycopg2.connect(self.servers.postgres.url())
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()

    def stop(self) -> None:
        for member in self.members.values():
            member.stop()
        self.servers.stop()


def upgrade(ini: Path) -> None:
    """Make the tables of CKAN and of all plugins."""
    ckan = [sys.executable, "-m", "ckanext.loerrach.portal.ckan_command", "-c", str(ini)]
    done = subprocess.run([*ckan, "db", "upgrade"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
