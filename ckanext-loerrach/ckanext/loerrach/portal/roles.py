"""The portal in containers: each process alone, in front of servers of one's own.

`setup` runs once and ends; `run` is one process for ever; `alive` is what a health check asks.
They share the folder LOERRACH_HOME, which `setup` makes: keys, ckan.ini, uploaded files.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from . import application, aside, configuration, ports, workers
from .errors import NeverStarted, PortalError
from .first_data import LIVE
from .home import Home
from .preparation import Preparation
from .progress import Report, step
from .servers import Servers
from .settings import Settings
from .status import fetch


class OwnServersNeeded(PortalError):
    """Containers have no embedded servers."""

    def __init__(self) -> None:
        super().__init__(
            "Single processes need servers of their own: set LOERRACH_DATABASE_URL, "
            "LOERRACH_DATASTORE_WRITE_URL, LOERRACH_DATASTORE_READ_URL and LOERRACH_REDIS_URL, "
            "or start everything with `loerrach up`."
        )


class NotAlive(PortalError):
    """A process does not run, or cannot do its work."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(f"{role} is not healthy: {reason.rstrip('.')}.")


def setup(settings: Settings, report: Report) -> None:
    """Make folder, keys and ckan.ini, bring the tables up to date, make what is missing.

    Raises OwnServersNeeded and what `loerrach up` raises.
    """
    _own_servers(settings)
    home = Home(settings.home)
    home.open()
    with home.locked():
        aside.mend(home, settings)
        servers = Servers(home, settings)
        with step(report, "PostgreSQL and Valkey"):
            servers.start()
        host, port = settings.listens
        url = settings.site_url or ports.address(host, port)
        with step(report, "CKAN"):
            configuration.write(home, settings, servers.urls, url, port)
            configuration.load(home)
            application.share()
        preparation = Preparation(home, settings, report)
        preparation.run(servers.urls)
        home.remember(data=LIVE)
        preparation.sources(LIVE, "")


def run(role: str, settings: Settings) -> None:
    """Be this process until told to stop. Raises OwnServersNeeded, NeverStarted, PortTaken."""
    _own_servers(settings)
    home = Home(settings.home)
    if not home.ini.is_file():
        raise NeverStarted(home.folder)
    # web server and job worker have handlers of their own, which let what is begun end
    signal.signal(signal.SIGTERM, _leave)
    work(role, settings, home)()


def _leave(signum: int, frame: object) -> None:
    """Open transactions are rolled back; ckanext-harvest hands an unfinished message out again."""
    raise SystemExit(0)


def work(role: str, settings: Settings, home: Home) -> Callable[[], Any]:
    """What the process of a role does, with CKAN loaded and, for the web, its port taken."""
    if role != "web":
        return workers.alone(application.load(home.ini))[role]
    host, port = settings.listens
    listener = ports.take(host, port)
    app = application.load(home.ini)
    ports.listen(listener, host, port)
    return partial(workers.web, app, listener, settings.web_workers)


def alive(role: str, settings: Settings) -> None:
    """Does the process of this role do its work? Raises NotAlive."""
    if role == "web":
        _web_answers(*settings.listens)
        return
    if not _runs(role):
        raise NotAlive(role, "its process does not run")
    try:
        Servers(Home(settings.home), settings).start()
    except PortalError as error:
        raise NotAlive(role, str(error)) from error


def _web_answers(host: str, port: int) -> None:
    address = f"{ports.address(host, port)}/healthz"
    if fetch(address) is None:
        raise NotAlive("web", f"{address} does not answer")


def _runs(role: str) -> bool:
    """Is there a process `loerrach run ROLE` of ours? A container sees only its own processes."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            line = process.cmdline()
            program = Path(line[-3]) if len(line) > 3 else Path()
            # the program with its path: an init process before it names it as it was called
            ours = program.is_absolute() and program.name == "loerrach"
            if ours and line[-2:] == ["run", role] and process.uids().real == os.getuid():
                return True
    return False


def _own_servers(settings: Settings) -> None:
    if settings.embedded_postgres or settings.embedded_valkey:
        raise OwnServersNeeded
