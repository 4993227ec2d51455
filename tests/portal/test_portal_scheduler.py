"""The scheduler lives through a restart of its servers, and sees to orders that were lost."""

from __future__ import annotations

import os
import signal
from typing import Any

import requests

SOURCE = "parking-freiburg"


def ready(portal: Any) -> bool:
    try:
        return bool(requests.get(f"{portal.url}/readyz", timeout=5).status_code == 200)
    except requests.RequestException:
        return False


def service(portal: Any, name: str) -> dict[str, Any]:
    return dict(portal.noted().get("services", {}).get(name, {}))


def finished(portal: Any, job: str) -> bool:
    return bool(portal.result("harvest_job_show", id=job)["status"] == "Finished")


def test_an_order_that_was_lost_is_carried_out_after_a_restart_of_both_servers(
    town: Any, until: Any
) -> None:
    """A job that nobody ever sent to the queue, as Valkey's death leaves one."""
    until(lambda: ready(town))
    before = service(town, "scheduler")
    source = town.result("harvest_source_show", id=SOURCE)["id"]
    job = town.result("harvest_job_create", source_id=source, run=False)["id"]
    for name in ("valkey", "postgres"):
        pid = service(town, name)["pid"]
        os.kill(pid, signal.SIGKILL)
        until(lambda name=name, pid=pid: service(town, name).get("pid") not in (None, pid))
        until(lambda: ready(town))

    until(lambda: finished(town, job))
    assert service(town, "scheduler") == before
    later = town.result("harvest_job_create", source_id=source)["id"]
    until(lambda: finished(town, later))
