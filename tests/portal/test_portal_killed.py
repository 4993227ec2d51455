"""kill -9 while datasets are written over the API: it runs again by itself, and nothing is lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

import pytest
import requests


class Writer(threading.Thread):
    """Creates datasets as fast as the portal takes them, and keeps what was acknowledged."""

    def __init__(self, portal: Any, prefix: str, minimal: Any) -> None:
        super().__init__(daemon=True)
        self.portal, self.prefix, self.minimal = portal, prefix, minimal
        self.acknowledged: list[str] = []
        self.refused = 0
        self.done = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.done.is_set():
            number += 1
            name = f"{self.prefix}-{number}"
            try:
                answer = self.portal.api("package_create", **self.minimal(name))
                kept = answer.ok and answer.json()["success"]
            except requests.RequestException:
                kept = False
            if kept:
                self.acknowledged.append(name)
            else:
                self.refused += 1
                time.sleep(0.05)


def ready(portal: Any) -> bool:
    try:
        return bool(requests.get(f"{portal.url}/readyz", timeout=5).status_code == 200)
    except requests.RequestException:
        return False


def restarted(portal: Any, service: str, pid: int) -> bool:
    one = portal.noted().get("services", {}).get(service, {})
    return one.get("state") == "running" and one.get("pid") not in (None, pid)


@pytest.mark.parametrize("service", ["web", "postgres", "valkey"])
def test_nothing_acknowledged_is_lost(town: Any, until: Any, minimal: Any, service: str) -> None:
    writers = [Writer(town, f"{service}-{number}", minimal) for number in range(2)]
    for writer in writers:
        writer.start()
    until(lambda: all(len(writer.acknowledged) >= 3 for writer in writers))

    pid = town.noted()["services"][service]["pid"]
    os.kill(pid, signal.SIGKILL)
    until(lambda: restarted(town, service, pid))
    until(lambda: ready(town))
    before = [len(writer.acknowledged) for writer in writers]
    until(
        lambda: all(
            len(writer.acknowledged) >= count + 3
            for writer, count in zip(writers, before, strict=True)
        )
    )
    for writer in writers:
        writer.done.set()
        writer.join(60)

    acknowledged = {name for writer in writers for name in writer.acknowledged}
    assert len(acknowledged) >= 12
    there = set(town.result("package_list"))
    assert acknowledged - there == set()
    assert acknowledged - searched(town, service) == set()
    assert searched(town, service) - there == set()
    log = (town.folder / "log" / "portal.log").read_text()
    assert f"{service} (process {pid}) was ended by signal 9 (SIGKILL)" in log
    assert f"{service} is started again" in log


def searched(portal: Any, prefix: str) -> set[str]:
    """Names in the search that begin so."""
    found = portal.result("package_search", fq=f"name:{prefix}-*", rows=1000, fl="name,id")
    assert found["count"] < 1000
    return {one["name"] for one in found["results"]}


def test_the_job_worker_does_its_work_after_a_restart_of_the_queue(town: Any, until: Any) -> None:
    """Valkey keeps its jobs through a kill, and who listens listens again."""
    until(lambda: ready(town))
    # nobody listens to this queue: its job is still there when Valkey dies
    queued = town.run("ckan", "jobs", "test", "patience")
    assert queued.returncode == 0, queued.stderr
    (kept,) = town.result("job_list", queues=["patience"])
    done = done_jobs(town)

    pid = town.noted()["services"]["valkey"]["pid"]
    os.kill(pid, signal.SIGKILL)
    until(lambda: restarted(town, "valkey", pid))
    until(lambda: all(
        one["state"] == "running" for one in town.noted()["services"].values()
    ))  # fmt: skip
    assert town.run("status").returncode == 0
    assert town.result("job_list", queues=["patience"]) == [kept]

    assert town.run("ckan", "jobs", "test").returncode == 0
    until(lambda: done_jobs(town) == done + 1)
    until(lambda: town.result("job_list", queues=["default"]) == [])
    late = town.run("ckan", "jobs", "worker", "--burst", "patience")
    assert late.stdout.splitlines().count(TEST_JOB) == 1
    assert town.result("job_list", queues=["patience"]) == []


#: what `ckan jobs test` has the worker print
TEST_JOB = "('A test job',)"


def done_jobs(portal: Any) -> int:
    """How many test jobs the worker of the portal has done."""
    return (portal.folder / "log" / "worker.log").read_text().splitlines().count(TEST_JOB)
