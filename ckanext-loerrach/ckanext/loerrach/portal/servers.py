"""The servers behind a portal: embedded ones, or the operator's own."""

from __future__ import annotations

import redis

from . import database, ports
from .errors import ServerAway
from .home import Home
from .ini import NO_SOLR
from .postgres import Postgres
from .services import ServerService
from .settings import Settings
from .valkey import Valkey

#: settings of the embedded PostgreSQL. Nothing here weakens fsync or synchronous_commit: what was
#: acknowledged is on the disk.
TUNING = ("shared_buffers=64MB", "max_connections=200", "log_min_messages=warning")


def postgres(home: Home) -> Postgres:
    """The embedded PostgreSQL of a portal."""
    return Postgres(
        home.postgres, ports.remembered(home, "postgres"), home.secrets()["superuser"],
        settings=TUNING, log=home.log("postgres"),
    )  # fmt: skip


def valkey(home: Home) -> Valkey:
    """The embedded Valkey of a portal."""
    port = ports.remembered(home, "valkey")
    return Valkey(home.valkey, port, home.secrets()["valkey"], log=home.log("valkey"))


class Servers:
    """PostgreSQL and Valkey of one portal; `urls` holds their addresses once they are up."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self.home, self.settings = home, settings
        self.services: list[ServerService] = []
        self.urls = {"solr_url": settings.solr_url or NO_SOLR}

    def mend(self) -> None:
        """Stop what a killed start left behind."""
        if self.settings.embedded_postgres:
            Postgres(self.home.postgres, 0, "").mend()

    def start(self) -> None:
        """Start the embedded servers and look whether the others answer.

        What was started is in `services` even when this raises.
        """
        if self.settings.embedded_postgres:
            self._postgres()
        else:
            self._own_databases()
        if self.settings.embedded_valkey:
            self._valkey()
        else:
            self._own_redis()

    def _postgres(self) -> None:
        server = postgres(self.home)
        server.init()
        self.services.append(ServerService("postgres", server))
        server.start()
        secrets = self.home.secrets()
        database.create(server, secrets)
        self.urls |= database.urls(server, secrets)

    def _own_databases(self) -> None:
        chosen = self.settings
        self.urls |= {
            "database_url": chosen.database_url,
            "datastore_write_url": chosen.datastore_write_url,
            "datastore_read_url": chosen.datastore_read_url,
        }
        database.check("LOERRACH_DATABASE_URL", chosen.database_url)
        database.check("LOERRACH_DATASTORE_WRITE_URL", chosen.datastore_write_url)
        database.check("LOERRACH_DATASTORE_READ_URL", chosen.datastore_read_url)

    def _valkey(self) -> None:
        server = valkey(self.home)
        self.services.append(ServerService("valkey", server))
        server.start()
        self.urls["redis_url"] = server.url

    def _own_redis(self) -> None:
        self.urls["redis_url"] = self.settings.redis_url
        client = redis.Redis.from_url(self.settings.redis_url, socket_timeout=10)
        try:
            client.ping()
        except redis.RedisError as error:
            raise ServerAway("LOERRACH_REDIS_URL", str(error).rstrip(".")) from error
        finally:
            client.close()

    def check_own(self) -> None:
        """Do the servers of one's own answer? Raises ServerAway."""
        if not self.settings.embedded_postgres:
            self._own_databases()
        if not self.settings.embedded_valkey:
            self._own_redis()

    def stop(self) -> None:
        """Stop the embedded servers, the last started first."""
        for service in reversed(self.services):
            service.server.stop()
