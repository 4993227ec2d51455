"""Pytest plugin: a real PostgreSQL and Valkey for one test session.

Load it before CKAN's own plugin: ``pytest -p ckanext.loerrach.testing tests/ckan``. It starts both
servers in a temporary folder on free ports, makes the databases and roles of CKAN and the
DataStore, runs the migrations, writes a ``test.ini``, and points CKAN's ``--ckan-ini`` at it.
``--loerrach-plugins "a b"`` sets ``ckan.plugins`` of that file; ``--loerrach-settings`` may
name a file of further ``key = value`` lines. At the end all of it is gone.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pylibmagic  # noqa: F401  (carries libmagic: has to come before CKAN imports magic)
import pytest
from ckanext.loerrach.portal import ports
from ckanext.loerrach.portal.ini import NO_SOLR
from ckanext.loerrach.portal.postgres import Postgres
from ckanext.loerrach.portal.valkey import Valkey

#: marks of CKAN's own pytest plugin, which does not declare them
CKAN_MARKS = ("ckan_config", "provide_plugin", "with_plugins")

#: CKAN needs a search to start with; tests add what they are about
PLUGINS = "loerrach_search"

CKAN_INI = """\
[DEFAULT]
debug = false
[app:main]
use = egg:ckan
ckan.site_url = http://test.ckan.net
ckan.site_id = default
ckan.site_title = CKAN
ckan.site_intro_text =
SECRET_KEY = {secret}
WTF_CSRF_SECRET_KEY = {secret}
api_token.jwt.encode.secret = string:{secret}
api_token.jwt.decode.secret = string:{secret}
sqlalchemy.url = {ckan_url}
ckan.datastore.write_url = {write_url}
ckan.datastore.read_url = {read_url}
ckan.redis.url = {redis_url}
solr_url = {solr_url}
ckan.plugins = {plugins}
ckan.storage_path = {storage}
ckan.auth.public_user_details = true
ckan.auth.user_delete_groups = true
ckan.auth.user_create_groups = true
ckan.auth.user_create_organizations = true
ckan.auth.create_user_via_web = true
ckan.auth.create_dataset_if_not_in_organization = true
ckan.auth.create_unowned_dataset = true
ckan.auth.anon_create_dataset = false
ckan.hide_activity_from_users = default
ckan.legacy_route_mappings = {{"my_route": "my_blueprint.my_view"}}
ckan.datastore.sqlsearch.enabled = true
ckan.jobs.timeout = 180
ckan.resource_proxy.max_file_size = 1048576
ckanext.stats.cache_enabled = false
testing = true
who.timeout = 3600
{more}
"""


def free_port() -> int:
    """A TCP port on the loopback address that nobody listens on now."""
    return ports.free()


class Servers:
    """PostgreSQL and Valkey of one test session, in a temporary folder."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="loerrach-test-"))
        self.home.chmod(0o755)
        password = secrets.token_urlsafe(16)
        self.postgres = Postgres(
            self.home / "postgres", free_port(), password,
            # a test database may be lost
            settings=("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
        )  # fmt: skip
        self.valkey = Valkey(self.home / "valkey", free_port(), password)

    def start(self) -> None:
        self.postgres.init()
        self.postgres.start()
        self.valkey.start()
        self._databases()

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def ini(self, plugins: str, solr_url: str, more: str = "") -> Path:
        """Write a CKAN configuration for these servers."""
        path = self.home / "test.ini"
        password = self.postgres.password
        path.write_text(
            CKAN_INI.format(
                secret=secrets.token_urlsafe(24),
                ckan_url=self.postgres.url("ckan", "ckan", password),
                write_url=self.postgres.url("datastore", "ckan", password),
                read_url=self.postgres.url("datastore", "datastore_ro", password),
                redis_url=self.valkey.url,
                solr_url=solr_url,
                plugins=plugins,
                storage=self.home / "storage",
                more=more,
            )
        )
        return path

    def _databases(self) -> None:
        import psycopg2

        connection = psycopg2.connect(self.postgres.url())
        connection.autocommit = True
        with connection.cursor() as cursor:
            for role in ("ckan", "datastore_ro"):
                cursor.execute(f"CREATE ROLE {role} LOGIN PASSWORD %s", (self.postgres.password,))
            for database in ("ckan", "datastore"):
                cursor.execute(f"CREATE DATABASE {database} OWNER ckan")
        connection.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--loerrach-plugins", default=PLUGINS, help="ckan.plugins of the test.ini")
    parser.addoption(
        "--loerrach-solr", default=os.environ.get("LOERRACH_SOLR_URL", ""),
        help="address of a Solr core; without it the session searches in PostgreSQL",
    )  # fmt: skip
    parser.addoption(
        "--loerrach-settings", default="",
        help="file of further `key = value` lines for the test.ini",
    )  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    for mark in CKAN_MARKS:
        config.addinivalue_line("markers", f"{mark}: of CKAN's pytest plugin")
    servers = Servers()
    config.stash[SERVERS] = servers
    config.add_cleanup(servers.stop)
    servers.start()
    more = config.getoption("--loerrach-settings")
    ini = servers.ini(
        config.getoption("--loerrach-plugins"),
        config.getoption("--loerrach-solr") or NO_SOLR,
        Path(more).read_text() if more else "",
    )
    # In a process of its own: CKAN's pytest plugin wants to load CKAN itself.
    ckan = [sys.executable, "-m", "ckanext.loerrach.portal.ckan_command", "-c", str(ini)]
    subprocess.run([*ckan, "db", "upgrade"], check=True, capture_output=True)
    config.option.ckan_ini = str(ini)
    # the fixture that is registered last is the one that tests get
    from . import testing_kept

    config.pluginmanager.register(testing_kept, "loerrach-kept")


SERVERS = pytest.StashKey[Servers]()
