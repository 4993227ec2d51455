"""Two CKAN web processes that differ in one setting: what answers their searches."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
from ckanext.loerrach.testing import free_port

HERE = Path(__file__).parent
PATIENCE = 120


class Web:
    """One gunicorn with one worker, and one connection to it that stays open."""

    def __init__(self, name: str, ini: Path, log: Path) -> None:
        self.name, self.port, self.log = name, free_port(), log
        environment = {**os.environ, "BENCH_INI": str(ini)}
        command = [sys.executable, "-m", "gunicorn", "--workers=1", "--worker-class=gthread"]
        options = [
            "--threads=4",
            f"--bind=127.0.0.1:{self.port}",
            "--timeout=300",
            "--keep-alive=300",
        ]
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [*command, *options, f"--chdir={HERE}", "wsgi:application"],
                env=environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.ask("status_show", {})
            except (ConnectionError, http.client.HTTPException, OSError):
                self.connection.close()
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} did not start, see {self.log}") from None
                time.sleep(0.3)
            else:
                return

    def ask(self, action: str, question: dict[str, Any]) -> tuple[float, Any]:
        """Milliseconds until the whole answer is here, and the result."""
        body = json.dumps(question)
        started = time.perf_counter()
        self.connection.request(
            "POST", f"/api/3/action/{action}", body, {"Content-Type": "application/json"}
        )
        answer = self.connection.getresponse()
        text = answer.read()
        elapsed = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{self.name} {answer.status} to {body}: {text[:300]!r}")
        return elapsed, json.loads(text)["result"]

    def memory(self) -> float:
        """PSS of the process and its children, in MB."""
        return pss(self.process.pid)

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def pss(pid: int) -> float:
    """Proportional set size of a process and its children, in MB."""
    parent = psutil.Process(pid)
    family = [parent, *parent.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in family) / 1e6
