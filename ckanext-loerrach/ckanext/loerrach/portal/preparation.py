"""What a portal needs once before it can serve: tables, rights, the town, its first data.

Every step can be repeated. `state.json` remembers which are done and for which version, so a start
that was cut off goes on where it was.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Iterable
from importlib.metadata import distributions
from pathlib import Path

from . import database
from .home import Home
from .ini import plugins
from .progress import Report, step
from .settings import Settings
from .steps import Tell, run_step


def fingerprint(solr_url: str) -> str:
    """Changes with the versions of CKAN and its extensions, the plugins, and the migrations."""
    parts = sorted(
        f"{found.name}={found.version}"
        for found in distributions()
        if found.name.startswith("ckan")
    )
    parts += plugins(solr_url)
    parts += sorted(path.name for folder in _migrations() for path in folder.glob("*.py"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _migrations() -> Iterable[Path]:
    for package in ("ckan", "ckanext.activity", "ckanext.harvest", "ckanext.loerrach"):
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations if spec else None) or []:
            yield from Path(place).glob("migration/**/versions")


class Preparation:
    """The steps, in order, that are not done yet."""

    def __init__(self, home: Home, settings: Settings, report: Report) -> None:
        self.home, self.settings, self.report = home, settings, report
        self.log = home.log("setup")

    def run(self, urls: dict[str, str]) -> None:
        """Do what is not done. Raises StepFailed and ServerAway."""
        version = fingerprint(self.settings.solr_url)
        self._once("Tables of CKAN and its plugins", version, migrate)
        if self.home.state().get("done", {}).get("DataStore") != version:
            with step(self.report, "Rights in the DataStore"):
                database.grant_datastore(
                    urls["database_url"], urls["datastore_write_url"], urls["datastore_read_url"]
                )
            self._mark("DataStore", version)
        self._once("Organisation, fields of the strategy, administrator", "1", _settle)

    def _once(self, name: str, version: str, work: Callable[[Tell], None]) -> None:
        if self.home.state().get("done", {}).get(name) == version:
            return
        run_step(name, work, self.log, self.report)
        self._mark(name, version)

    def _mark(self, name: str, version: str) -> None:
        self.home.remember(done=self.home.state().get("done", {}) | {name: version})


def migrate(tell: Tell) -> None:
    """Bring the tables of CKAN and of every plugin up to date."""
    from ckan import model
    from ckan.cli.db import _get_pending_plugins, _run_migrations

    tell(0, None, "CKAN")
    model.repo.upgrade_db()
    pending = sorted(_get_pending_plugins())
    for number, plugin in enumerate(pending):
        tell(number, len(pending), plugin)
        _run_migrations(plugin)


def _settle(tell: Tell) -> None:
    from . import town

    town.settle()
