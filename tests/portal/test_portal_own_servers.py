"""Servers of one's own in the place of the embedded ones; nothing else changes."""

from __future__ import annotations

from typing import Any

from ckanext.loerrach.testing import Servers


def test_a_portal_on_servers_of_ones_own(make: Any) -> None:
    """Same commands, same data; PostgreSQL and Valkey are left alone at the end."""
    servers = Servers()
    try:
        servers.start()
        password = servers.postgres.password
        portal = make("own")
        portal.environment |= {
            "LOERRACH_DATABASE_URL": servers.postgres.url("ckan", "ckan", password),
            "LOERRACH_DATASTORE_WRITE_URL": servers.postgres.url("datastore", "ckan", password),
            "LOERRACH_DATASTORE_READ_URL": servers.postgres.url(
                "datastore", "datastore_ro", password
            ),
            "LOERRACH_REDIS_URL": servers.valkey.url,
        }
        portal.up()
        found = portal.status()
        assert found["ready"]
        assert found["datasets"] > 0
        assert not {"postgres", "valkey"} & set(found["services"])
        assert not (portal.folder / "postgres").exists()
        assert portal.run("backup", str(portal.folder / "portal.backup")).returncode == 0
        assert portal.run("down").returncode == 0
        assert servers.postgres.ready()
        assert servers.valkey.ready()
    finally:
        servers.stop()
