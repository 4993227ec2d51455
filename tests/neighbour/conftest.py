"""A whole portal with the project's own feeds, and a neighbour's CKAN, in their own processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.testing import Servers, free_port

HERE = Path(__file__).parent


@dataclass
class Portal:
    """A running portal, as its command line and its visitors see it."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``loerrach`` for this portal."""
        return subprocess.run(
            [Path(sys.executable).with_name("loerrach"), *arguments],
            env={**os.environ, "LOERRACH_HOME": str(self.home)},
            capture_output=True, text=True,
        )  # fmt: skip

    def page(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        request = urllib.request.Request(self.url + path, headers={"Accept-Language": "de"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def api(self, action: str, **query: Any) -> Any:
        """Result of an action."""
        _, text = self.page(f"/api/3/action/{action}?{urllib.parse.urlencode(query)}")
        return json.loads(text)["result"]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal with sample data, as ``loerrach up --demo`` starts it."""
    one = Portal(tmp_path_factory.mktemp("portal") / "home", free_port())
    one.home.mkdir(mode=0o700)
    # several pages with few datasets
    (one.home / "own.ini").write_text("ckanext.dcat.datasets_per_page = 4\n")
    try:
        started = one.command("up", "--demo", "--detach", "--port", str(one.port))
        assert started.returncode == 0, started.stdout + started.stderr
        yield one
    finally:
        one.command("down")


class Neighbour:
    """A stock CKAN with ckanext-harvest and ckanext-dcat, on PostgreSQL and Valkey of its own.

    The only thing of ours in it is the search index, which CKAN cannot be without: a Solr is not
    on every machine that runs tests.
    """

    def __init__(self, servers: Servers) -> None:
        nobody = "http://127.0.0.1:9/solr/none"
        plugins = "loerrach_search harvest ckan_harvester dcat dcat_rdf_harvester"
        ini = str(servers.ini(plugins, nobody))
        ckan = [sys.executable, "-m", "ckanext.loerrach.portal.ckan_command", "-c", ini]
        done = subprocess.run([*ckan, "db", "upgrade"], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        self.log = (servers.home / "neighbour.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "neighbour_ckan.py"), ini],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
        )  # fmt: skip

    def harvest(self, address: str, kind: str = "ckan") -> dict[str, Any]:
        """Harvest an address as "ckan" or "dcat_rdf"; see neighbour_ckan.py for the answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{kind} {address}\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            # ckanext-harvest prints now and then
            if line.startswith("{"):
                return dict(json.loads(line))
        self.log.seek(0)
        raise AssertionError(self.log.read())

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="session")
def neighbour() -> Iterator[Neighbour]:
    servers = Servers()
    try:
        servers.start()
        one = Neighbour(servers)
        yield one
        one.stop()
    finally:
        servers.stop()
