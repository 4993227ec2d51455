"""What a portal's folder and its web server say about how it is."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from typing import Any

from .errors import NOT_READY, NOT_RUNNING, NotRunning, NotYours, PortalError
from .home import Home
from .processes import Identity, end_group, memory

#: our own web server is asked directly, whatever proxy the environment names
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def status(home: Home) -> dict[str, Any]:
    """`ready`, `running`, `url`, `datasets` (None: unknown), `memory` in bytes, `services`."""
    home.look()
    pid = home.holder()
    noted = home.noted() if pid else {}
    services = noted.get("services", {})
    answer: dict[str, Any] = {
        "ready": False, "running": pid is not None, "url": noted.get("url"),
        "sample_data": home.state().get("data") == "demo", "datasets": None,
        "memory": memory(pid) if pid else 0,
        "services": {
            name: {key: value for key, value in record.items() if key != "created"}
            for name, record in services.items()
        },
    }  # fmt: skip
    if noted.get("local"):
        found = fetch(f"{noted['local']}/readyz")
        all_run = all(record["state"] == "running" for record in services.values())
        answer["ready"] = bool(found and found.get("ready")) and all_run
        answer["datasets"] = _datasets(noted["local"])
    return answer


def exit_code(answer: dict[str, Any]) -> int:
    """0 ready, 3 not running, 4 running but not ready."""
    if answer["ready"]:
        return 0
    return NOT_READY if answer["running"] else NOT_RUNNING


def fetch(address: str, timeout: float = 10) -> dict[str, Any] | None:
    """The JSON object at an address of our own web server, None where there is none."""
    try:
        with DIRECT.open(address, timeout=timeout) as answer:
            content = json.load(answer)
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _datasets(local: str) -> int | None:
    found = fetch(f"{local}/api/3/action/package_search?rows=0") or {}
    count = found.get("result", {}).get("count")
    return count if isinstance(count, int) else None


def running(home: Home) -> dict[str, Any]:
    """The status file of a running portal. Raises NotRunning."""
    home.look()
    noted = home.noted() if home.holder() else {}
    if not noted:
        raise NotRunning(home.folder)
    return noted


def down(home: Home, timeout: float = 60) -> bool:
    """Stop the portal and wait until it is gone; False where none ran. Raises NotYours."""
    home.look()
    pid = home.holder()
    if not pid:
        return False
    _send(home, pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout
    while home.holder() == pid:
        if time.monotonic() > deadline:
            _force(home, pid)
            break
        time.sleep(0.1)
    return True


def _send(home: Home, pid: int, sign: int) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        # it was about to end by itself
        pass
    except PermissionError as error:
        raise NotYours(home.folder) from error


def _force(home: Home, pid: int) -> None:
    records = home.noted().get("services", {})
    _send(home, pid, signal.SIGKILL)
    for record in records.values():
        left = Identity.read(record)
        if left and left.alive():
            end_group(left.pid)
    deadline = time.monotonic() + 10
    while home.holder() == pid:
        if time.monotonic() > deadline:
            raise PortalError(f"Process {pid} could not be stopped.")
        time.sleep(0.1)
