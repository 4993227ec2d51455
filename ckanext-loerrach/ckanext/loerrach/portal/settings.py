"""What the environment says: every variable, its default and its meaning, said once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .errors import BadVariable, IncompleteServers

#: what holds where nothing is chosen
HOST, PORT, WEB_WORKERS = "127.0.0.1", 5000, 2

#: the processes of a portal; containers run each of them alone
ROLES = ("web", "worker", "gather", "fetch", "scheduler")


@dataclass(frozen=True)
class Variable:
    """An environment variable: its name, what holds without it, and what it means."""

    name: str
    default: str
    meaning: str


#: docs/environment.md shows this table; tests/unit/portal compares the two
VARIABLES = (
    Variable("LOERRACH_HOME", ".portal", "Folder that holds everything the portal keeps."),
    Variable(
        "LOERRACH_PORT", str(PORT), "Port of the web server; the last one used is remembered."
    ),
    Variable("LOERRACH_HOST", HOST, "Address the web server listens on."),
    Variable(
        "LOERRACH_SITE_URL", "http://HOST:PORT", "Address under which people reach the portal."
    ),
    Variable(
        "LOERRACH_WEB_WORKERS", str(WEB_WORKERS), "Number of web processes, each with four threads."
    ),
    Variable(
        "LOERRACH_DATABASE_URL", "embedded", "PostgreSQL database of CKAN on a server of your own."
    ),
    Variable(
        "LOERRACH_DATASTORE_WRITE_URL", "embedded", "Database of the tables, as its owner."
    ),
    Variable(
        "LOERRACH_DATASTORE_READ_URL", "embedded", "The same database, as a user who only reads."
    ),
    Variable("LOERRACH_REDIS_URL", "embedded", "Valkey or Redis of your own: queue and cache."),
    Variable("LOERRACH_SOLR_URL", "", "Solr core to search in; without it PostgreSQL searches."),
    Variable("LOERRACH_FEEDS", "tests/feeds", "Folder of the sample feeds that --demo serves."),
)  # fmt: skip

#: schemes an address may have, by variable
SCHEMES = {
    "LOERRACH_DATABASE_URL": ("postgresql",),
    "LOERRACH_DATASTORE_WRITE_URL": ("postgresql",),
    "LOERRACH_DATASTORE_READ_URL": ("postgresql",),
    "LOERRACH_REDIS_URL": ("redis", "rediss", "unix"),
    "LOERRACH_SOLR_URL": ("http", "https"),
    "LOERRACH_SITE_URL": ("http", "https"),
}

DATABASES = (
    "LOERRACH_DATABASE_URL", "LOERRACH_DATASTORE_WRITE_URL", "LOERRACH_DATASTORE_READ_URL",
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What an operator chose; None or "" where nothing was chosen."""

    home: Path
    port: int | None = None
    host: str = ""
    site_url: str = ""
    web_workers: int = WEB_WORKERS
    database_url: str = ""
    datastore_write_url: str = ""
    datastore_read_url: str = ""
    redis_url: str = ""
    solr_url: str = ""
    feeds: Path | None = None

    @property
    def listens(self) -> tuple[str, int]:
        """Host and port of the web server, where no other port is remembered."""
        return self.host or HOST, self.port or PORT

    @property
    def embedded_postgres(self) -> bool:
        """Do we run PostgreSQL ourselves?"""
        return not self.database_url

    @property
    def embedded_valkey(self) -> bool:
        """Do we run Valkey ourselves?"""
        return not self.redis_url


def load(
    environ: Mapping[str, str] | None = None, port: int | None = None, host: str = ""
) -> Settings:
    """Settings from the environment; `port` and `host` of the command line go before it.

    Raises BadVariable and IncompleteServers.
    """
    env = os.environ if environ is None else environ
    urls = {name: _url(name, env.get(name, "").strip()) for name in SCHEMES}
    given = [name for name in DATABASES if urls[name]]
    if given and len(given) < len(DATABASES):
        raise IncompleteServers([name for name in DATABASES if not urls[name]])
    feeds = env.get("LOERRACH_FEEDS", "")
    return Settings(
        home=Path(env.get("LOERRACH_HOME") or ".portal").expanduser().absolute(),
        port=_number("LOERRACH_PORT", env, 1, 65535) if port is None else port,
        host=host or env.get("LOERRACH_HOST", "").strip(),
        site_url=urls["LOERRACH_SITE_URL"].rstrip("/"),
        web_workers=_number("LOERRACH_WEB_WORKERS", env, 1, 64) or WEB_WORKERS,
        database_url=urls["LOERRACH_DATABASE_URL"],
        datastore_write_url=urls["LOERRACH_DATASTORE_WRITE_URL"],
        datastore_read_url=urls["LOERRACH_DATASTORE_READ_URL"],
        redis_url=urls["LOERRACH_REDIS_URL"],
        solr_url=urls["LOERRACH_SOLR_URL"],
        feeds=Path(feeds).expanduser().absolute() if feeds else None,
    )


def _number(name: str, env: Mapping[str, str], least: int, most: int) -> int | None:
    text = env.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise BadVariable(name, text, f"a whole number from {least} to {most}")
    return int(text)


def _url(name: str, text: str) -> str:
    if text and (urlsplit(text).scheme not in SCHEMES[name] or any(c.isspace() for c in text)):
        wanted = " or ".join(f"{scheme}://…" for scheme in SCHEMES[name])
        raise BadVariable(name, _without_password(text), f"an address like {wanted}")
    return text


def _without_password(url: str) -> str:
    """The address as it may stand in a message or a log."""
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":…@") if parts.password else url
