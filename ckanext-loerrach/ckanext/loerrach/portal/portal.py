"""One running portal: folder, servers, CKAN, processes; from nothing to ready and back."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import redis

from . import (
    application,
    aside,
    configuration,
    feedserver,
    first_data,
    interrupts,
    logs,
    ports,
    tokens,
    workers,
)
from .diary import Diary
from .errors import StepFailed
from .home import Home
from .preparation import Preparation
from .processes import Identity, end_group
from .progress import Report, step
from .servers import Servers
from .services import ForkedService
from .settings import Settings
from .status import fetch
from .supervisor import Supervisor

#: seconds the web server may take until it answers, on a machine that has much else to do
PATIENCE = 180


class Portal:
    """A portal in one folder; `run` does it all."""

    def __init__(self, settings: Settings, report: Report, demo: bool = False) -> None:
        self.settings, self.report, self.demo = settings, report, demo
        self.home = Home(settings.home)
        self.diary = Diary(self.home, report)
        self.supervisor: Supervisor | None = None
        self.application: Any = None
        self.kind = first_data.LIVE
        self.port, self.host, self.url, self.local = 0, "", "", ""

    def run(self) -> None:
        """Start, serve until told to stop, stop. Raises PortalError."""
        with ExitStack() as stack:
            self.home.open()
            stack.enter_context(self.home.locked())
            self._mend()
            listener = stack.enter_context(self._listener())
            self.kind = first_data.decide(self.home, self.settings, self.demo, self.report)
            logs.rotate(self.home)
            servers = Servers(self.home, self.settings)
            stack.callback(self._forget)
            stack.callback(servers.stop)
            self._start(servers, listener, stack)
            self._serve()

    def _listener(self) -> socket.socket:
        self.host, port = self.settings.listens
        self.port = port if self.settings.port else self.home.state().get("port") or port
        listener = ports.take(self.host, self.port)
        self.home.remember(port=self.port)
        self.local = ports.address(self.host, self.port)
        self.url = self.settings.site_url or self.local
        return listener

    def _mend(self) -> None:
        """End what a killed start left behind in this folder."""
        for name, record in self.home.noted().get("services", {}).items():
            left = Identity.read(record)
            if left and left.alive():
                end_group(left.pid)
                self.report("say", text=f"{name} of an earlier start was still there: stopped.")
        if aside.mend(self.home, self.settings):
            self.report("say", text="A restore was killed: the portal from before it is back.")

    def _start(self, servers: Servers, listener: socket.socket, stack: ExitStack) -> None:
        with step(self.report, "PostgreSQL and Valkey"):
            servers.start()
        self.supervisor = Supervisor(self.diary.say, self._note)
        stack.callback(self.supervisor.stop)
        for service in servers.services:
            assert service.server.process
            self.supervisor.adopt(service, service.server.process.pid)
        base = first_data.address(self.home) if self.kind == first_data.DEMO else ""
        with step(self.report, "CKAN"):
            configuration.write(
                self.home, self.settings, servers.urls, self.url, self.port,
                allowed_hosts=[urlsplit(base).netloc] if base else [],
            )  # fmt: skip
            self.application = configuration.load(self.home)
            application.share()
        preparation = Preparation(self.home, self.settings, self.report)
        preparation.run(servers.urls)
        if base:
            self._serve_feeds(urlsplit(base).port or 0)
        preparation.data(self.kind, base)
        with step(self.report, "Web server, workers, scheduler"):
            ports.listen(listener, self.host, self.port)
            self._processes(listener)
            self._until_ready()
        self._ready(servers)

    def _serve_feeds(self, port: int) -> None:
        root = feedserver.folder(self.settings.feeds)
        serve = partial(feedserver.serve, root, port)
        answers = partial(ports.answers, port)
        self._add(ForkedService("feeds", serve, self.home.log("feeds"), answers))
        self._wait(lambda: self.supervisor.running() if self.supervisor else False, "feeds")

    def _processes(self, listener: socket.socket) -> None:
        app, log = self.application, self.home.log
        web = partial(workers.web, app, listener, self.settings.web_workers)
        work: dict[str, Callable[[], None]] = {"web": web, **workers.alone(app)}
        for name, do in work.items():
            answers = self._answers if name == "web" else None
            self._add(ForkedService(name, do, log(name), answers))

    def _add(self, service: ForkedService) -> None:
        assert self.supervisor
        self.supervisor.add(service)

    def _answers(self, path: str = "/healthz") -> bool:
        return fetch(self.local + path, timeout=5) is not None

    def _until_ready(self) -> None:
        supervisor = self.supervisor
        assert supervisor
        self._wait(lambda: supervisor.running() and self._answers("/readyz"), "web")

    def _wait(self, done: Callable[[], bool], service: str) -> None:
        assert self.supervisor
        deadline = time.monotonic() + PATIENCE
        while not done():
            interrupts.heed()
            if time.monotonic() > deadline:
                reason = f"{service} did not answer within {PATIENCE} s"
                raise StepFailed("Start of the processes", reason, self.home.log(service))
            self.supervisor.step(0.1)

    def _ready(self, servers: Servers) -> None:
        queue = redis.Redis.from_url(servers.urls["redis_url"])
        link = tokens.link(self.url, tokens.make(queue, "admin"))
        queue.close()
        self._note()
        if self.kind == first_data.DEMO:
            self.report("say", text="The data are samples; live data need a folder of their own.")
        self.report(
            "ready", Portal=self.url, Login=f"{link} (as admin, once, within 30 minutes)",
            API=f"{self.url}/api/3/action/", Feed=f"{self.url}/catalog.ttl",
        )  # fmt: skip

    def _serve(self) -> None:
        assert self.supervisor
        supervisor = self.supervisor
        for sign in interrupts.SIGNS:
            signal.signal(sign, lambda *_: supervisor.ask_to_stop())
        interrupts.heed()
        supervisor.run()
        self.report("say", text="Stopping …")

    def _note(self) -> None:
        """Write down who runs, for `status` and for the next start."""
        own = Identity.of(os.getpid())
        assert own
        watched = self.supervisor.watched if self.supervisor else {}
        services = {name: one.record() for name, one in watched.items()}
        content = {
            "url": self.url,
            "local": self.local,
            "pid": own.pid,
            "created": own.created,
            "services": services,
        }
        self.diary.note(content)

    def _forget(self) -> None:
        self.home.status_file.unlink(missing_ok=True)
