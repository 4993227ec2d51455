"""`loerrach harvest`: what it says, and with which exit code, of a source with faults."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

NAME = "nachbar-mit-fehlern"
FINE, REFUSED, WAITING = 0, 5, 6


class Neighbour(ThreadingHTTPServer):
    """A CKAN with these records."""

    records: list[dict[str, Any]]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.has("r0", "r1", "r2", "r3", "r4")

    def has(self, *ids: str, bad: bool = True) -> None:
        file = {"id": "f", "url": "https://example.org/x.csv", "format": "CSV"}
        self.records = [{"id": id, "name": id, "title": f"Satz {id}", "notes": "x",
                         "license_id": "cc-zero", "resources": [file]} for id in ids]  # fmt: skip
        if bad:
            self.records.append({**self.records[0], "id": "schlecht", "title": None})


class Handler(BaseHTTPRequestHandler):
    server: Neighbour

    def do_GET(self) -> None:
        found = {"count": len(self.server.records), "results": self.server.records}
        body = json.dumps({"success": True, "result": found}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def neighbour(town: Any) -> Iterator[Neighbour]:
    """The source, which only the command line can ask, and whose records leave without grace."""
    server = Neighbour()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    ini = town.folder / "ckan.ini"
    before = ini.read_text(encoding="utf-8")
    option = "ckanext.loerrach.harvest.allowed_hosts ="
    assert option in before
    more = f"ckanext.loerrach.harvest.archive_grace = 0\n{option} 127.0.0.1:{server.server_port}"
    ini.write_text(before.replace(option, more), encoding="utf-8")
    made = town.result(
        "harvest_source_create", name=NAME, title="Nachbar", url=url, source_type="loerrach",
        frequency="MANUAL", owner_org="stadt-loerrach", config=json.dumps({"entry": {
            "title": {"de": "Nachbar"}, "harvester": "ckan", "field": "culture",
            "frequency": "DAILY", "licence": "cc-zero", "licences": "records",
            # not for the scheduler
            "enabled": False, "publisher": {"name": "Nachbar", "url": "https://example.org"},
        }}),
    )  # fmt: skip
    yield server
    server.shutdown()
    server.server_close()
    ini.write_text(before, encoding="utf-8")
    # other tests of the portal count its sources
    for action in ("harvest_source_clear", "harvest_source_delete", "dataset_purge"):
        town.api(action, id=made["id"]).raise_for_status()


def titles(town: Any) -> list[str]:
    found = town.result("package_search", q="title:Satz", rows=100)["results"]
    return sorted(one["title"] for one in found if not one.get("archived"))


def test_exit_codes_plan_and_a_persons_word(town: Any, neighbour: Neighbour) -> None:
    # the plan, then what happened, the bad record with field, reason and mending
    done = town.run("harvest", NAME)
    assert done.returncode == REFUSED, done.stdout + done.stderr
    assert "would add 5" in done.stdout + done.stderr
    assert "refused  schlecht, title: missing. Give every dataset a title." in done.stdout
    all = [f"Satz r{n}" for n in range(5)]
    assert titles(town) == all

    # all but two are gone: a plan that writes nothing, and then a run that waits
    neighbour.has("r0", "r1")
    done = town.run("harvest", NAME, "--dry-run", "--full", "--json")
    assert done.returncode == WAITING, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert sorted(told["waiting"]) == ["r2", "r3", "r4"]
    assert [(one["record"], one["field"]) for one in told["refused"]] == [("schlecht", "title")]
    done = town.run("harvest", NAME)
    assert done.returncode == WAITING, done.stdout + done.stderr
    for id in ("r2", "r3", "r4"):
        assert f"gone     {id}: waits for --confirm to be archived" in done.stdout
    assert titles(town) == all

    done = town.run("harvest", NAME, "--confirm")
    assert done.returncode == REFUSED, done.stdout + done.stderr
    assert titles(town) == ["Satz r0", "Satz r1"]
    neighbour.has("r0", "r1", bad=False)
    assert town.run("harvest", NAME, "--full").returncode == FINE
