"""One running portal: folder, servers, CKAN, processes; from nothing to ready and back."""

from __future__ import annotations

import os
import signal
import socket
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

import redis

from . import application, configuration, ports, tokens, workers
from .errors import StepFailed
from .home import Home, read_json, write_json
from .preparation import Preparation
from .processes import Identity, end_group
from .progress import Report, step
from .servers import Servers
from .services import ForkedService
from .settings import Settings
from .supervisor import Supervisor

#: seconds the web server may take until it answers
PATIENCE = 60


class Portal:
    """A portal in one folder; `run` does it all."""

    def __init__(self, settings: Settings, report: Report, demo: bool = False) -> None:
        self.settings, self.report, self.demo = settings, report, demo
        self.home = Home(settings.home)
        self.supervisor: Supervisor | None = None
        self.application: Any = None
        self.port, self.host, self.url = 0, "", ""

    def run(self) -> None:
        """Start, serve until told to stop, stop. Raises PortalError."""
        signal.signal(signal.SIGTERM, _interrupt)
        signal.signal(signal.SIGHUP, _interrupt)
        with ExitStack() as stack:
            self.home.open()
            stack.enter_context(self.home.locked())
            listener = stack.enter_context(self._listener())
            self._mend()
            servers = Servers(self.home, self.settings)
            stack.callback(self._forget)
            stack.callback(servers.stop)
            self._start(servers, listener, stack)
            self._serve()

    def _listener(self) -> socket.socket:
        state = self.home.state()
        self.host = self.settings.host or ports.LOOPBACK
        self.port = self.settings.port or state.get("port") or 5000
        listener = ports.take(self.host, self.port)
        self.home.remember(port=self.port)
        shown = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 (compared)
        self.url = self.settings.site_url or f"http://{shown}:{self.port}"
        return listener

    def _mend(self) -> None:
        """End what a killed start left behind in this folder."""
        for name, record in self._last_status().get("services", {}).items():
            left = Identity.read(record)
            if left and left.alive():
                end_group(left.pid)
                self.report("say", text=f"{name} of an earlier start was still there: stopped.")
        Servers(self.home, self.settings).mend()

    def _last_status(self) -> dict[str, Any]:
        return read_json(self.home.status_file)

    def _start(self, servers: Servers, listener: socket.socket, stack: ExitStack) -> None:
        with step(self.report, "PostgreSQL and Valkey"):
            servers.start()
        self.supervisor = Supervisor(self._say, self._note)
        stack.callback(self.supervisor.stop)
        for service in servers.services:
            assert service.server.process
            self.supervisor.adopt(service, service.server.process.pid)
        with step(self.report, "CKAN"):
            configuration.write(self.home, self.settings, servers.urls, self.url, self.port)
            self.application = configuration.load(self.home)
        Preparation(self.home, self.settings, self.report).run(servers.urls)
        with step(self.report, "Web server, workers, scheduler"):
            application.share()
            listener.listen(128)
            self._processes(listener)
            self._until_ready()
        self._ready(servers)

    def _processes(self, listener: socket.socket) -> None:
        app, log = self.application, self.home.log
        work: dict[str, Callable[[], None]] = {
            "web": partial(workers.web, app, listener, self.settings.web_workers),
            "worker": workers.job_worker,
            "gather": workers.gather,
            "fetch": workers.fetch,
            "scheduler": partial(workers.scheduler, app),
        }
        for name, do in work.items():
            answers = self._answers if name == "web" else None
            self._add(ForkedService(name, do, log(name), answers))

    def _add(self, service: ForkedService) -> None:
        assert self.supervisor
        self.supervisor.add(service)

    def _answers(self, path: str = "/healthz") -> bool:
        address = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _until_ready(self) -> None:
        assert self.supervisor
        deadline = time.monotonic() + PATIENCE
        while not (self.supervisor.running() and self._answers("/readyz")):
            if time.monotonic() > deadline:
                reason = f"it did not answer within {PATIENCE} s"
                raise StepFailed("Web server", reason, self.home.log("web"))
            self.supervisor.step(0.1)

    def _ready(self, servers: Servers) -> None:
        queue = redis.Redis.from_url(servers.urls["redis_url"])
        link = tokens.link(self.url, tokens.make(queue, "admin"))
        queue.close()
        self._note()
        self.report(
            "ready", Portal=self.url, Login=f"{link} (as admin, once, within 30 minutes)",
            API=f"{self.url}/api/3/action/", Feed=f"{self.url}/catalog.ttl",
        )  # fmt: skip

    def _serve(self) -> None:
        assert self.supervisor
        supervisor = self.supervisor
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, lambda *_: supervisor.ask_to_stop())
        supervisor.run()
        self.report("say", text="Stopping …")

    def _say(self, text: str) -> None:
        stamp = time.strftime("%Y-%m-%d %H:%M:%S")
        with self.home.log("portal").open("a") as log:
            log.write(f"{stamp} {text}\n")
        self.report("say", text=text)

    def _note(self) -> None:
        """Write down who runs, for `status` and for the next start."""
        own = Identity.of(os.getpid())
        assert own
        watched = self.supervisor.watched if self.supervisor else {}
        services = {name: one.record() for name, one in watched.items()}
        content = {"url": self.url, "port": self.port, "pid": own.pid, "created": own.created}
        write_json(self.home.status_file, {**content, "services": services})

    def _forget(self) -> None:
        self.home.status_file.unlink(missing_ok=True)


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
