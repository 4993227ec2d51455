"""What a portal needs once before it can serve: tables, rights, the town, its first data.

Every step can be repeated. `state.json` remembers which are done and for which version, so a start
that was cut off goes on where it was.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import urlsplit

from . import configuration, database, first_data
from .home import Home
from .ini import PLUGINS
from .progress import Report, step
from .settings import Settings
from .steps import run_child, run_step


def fingerprint() -> str:
    """Changes with the versions of CKAN and its extensions, the plugins, and the migrations."""
    parts = sorted(
        f"{found.name}={found.version}"
        for found in distributions()
        if found.name.startswith("ckan")
    )
    parts += PLUGINS
    parts += sorted(path.name for folder in _migrations() for path in folder.glob("*.py"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _migrations() -> Iterable[Path]:
    for package in ("ckan", "ckanext.activity", "ckanext.harvest", "ckanext.loerrach"):
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations if spec else None) or []:
            yield from Path(place).glob("migration/**/versions")


def place(settings: Settings) -> str:
    """Which database the steps were done in: its address without user and password.

    Nothing for the embedded one, whose port may change.
    """
    address = urlsplit(settings.database_url)
    return f" in {address.netloc.rpartition('@')[2]}{address.path}" if address.netloc else ""


class Preparation:
    """The steps, in order, that are not done yet."""

    def __init__(self, home: Home, settings: Settings, report: Report) -> None:
        self.home, self.settings, self.report = home, settings, report
        self.log = home.log("setup")

    def run(self, urls: dict[str, str]) -> None:
        """Do what is not done. Raises StepFailed and ServerAway."""
        version = fingerprint()
        self._once("Tables of CKAN and its plugins", version, migrate)
        if not self._is_done("DataStore", version):
            with step(self.report, "Rights in the DataStore"):
                database.grant_datastore(
                    urls["database_url"], urls["datastore_write_url"], urls["datastore_read_url"]
                )
            self._mark("DataStore", version)
        self._once("Search index", self._search_version(), rebuild)
        self._once("Datasets of the schema", _schema_version(), upgrade_datasets)
        self._once("Organisation, fields of the strategy, administrator", "1", _settle)

    def data(self, kind: str, base: str) -> None:
        """Register the harvest sources and harvest them once; `base` is where samples are."""
        self.sources(kind, base)
        if self._is_done("First data", "1"):
            return
        run_child("First data", first_data.harvest_all, self.log, self.report)
        self._mark("First data", "1")

    def sources(self, kind: str, base: str) -> None:
        """Register the harvest sources; the scheduler harvests them when they are due."""
        version = first_data.sources_version(kind, base)
        self._once("Harvest sources", version, partial(first_data.register, base))

    def _is_done(self, name: str, version: str) -> bool:
        return bool(self.home.state().get("done", {}).get(name) == version + place(self.settings))

    def _search_version(self) -> str:
        """The addresses of uploaded files stand in the index: another address, another index."""
        from ckanext.loerrach.search.schema import VERSION

        where = self.settings.solr_url or f"postgres {VERSION}"
        return f"{where} {configuration.read_option(self.home, 'ckan.site_url')}"

    def _once(self, name: str, version: str, work: Callable[[Report], None]) -> None:
        if self._is_done(name, version):
            return
        run_step(name, work, self.log, self.report)
        self._mark(name, version)

    def _mark(self, name: str, version: str) -> None:
        self.home.remember(
            done=self.home.state().get("done", {}) | {name: version + place(self.settings)}
        )


def migrate(report: Report) -> None:
    """Bring the tables of CKAN and of every plugin up to date."""
    from ckan import model
    from ckan.cli.db import _get_pending_plugins, _run_migrations

    report("progress", done=0, total=None, text="CKAN")
    model.repo.upgrade_db()
    pending = sorted(_get_pending_plugins())
    for number, plugin in enumerate(pending):
        report("progress", done=number, total=len(pending), text=plugin)
        _run_migrations(plugin)


def rebuild(report: Report) -> None:
    """Fill the search index with what is in the database."""
    from ckan.lib import search

    search.rebuild(force=True)


def _schema_version() -> str:
    # without CKAN, which every command would have to load
    from ckanext.loerrach.schemas import version

    return str(version())


def upgrade_datasets(report: Report) -> None:
    """Bring stored datasets to the schema of today; what only people can decide is said."""
    from ckanext.loerrach.logic import migration

    done = migration.migrate(
        tell=lambda text, n, of: report("progress", done=n, total=of, text=text)
    )
    for sentence in done.sentences() if done.changed or done.notes else []:
        report("say", text=f"  {sentence}")


def _settle(report: Report) -> None:
    from . import town

    town.settle()
