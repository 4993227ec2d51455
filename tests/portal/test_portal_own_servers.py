"""Servers of one's own in the place of the embedded ones; nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg2
from ckanext.loerrach.testing import Servers


def names(url: str) -> set[str]:
    """The datasets in the database."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT name FROM package")
            return {name for (name,) in cursor.fetchall()}
    finally:
        connection.close()


def test_a_portal_on_servers_of_ones_own(make: Any, forge: Any, tmp_path: Path) -> None:
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
        saved = tmp_path / "portal.backup"
        assert portal.run("backup", str(saved)).returncode == 0
        assert portal.run("down").returncode == 0

        # what a restore cannot load does not cost the databases what they hold
        before = names(portal.environment["LOERRACH_DATABASE_URL"])
        assert len(before) >= found["datasets"]
        done = portal.run("restore", str(saved))
        assert "already holds a portal; use --force" in done.stderr
        done = portal.run("restore", str(forge(saved, "ckan.dump")), "--force")
        assert done.returncode == 1
        assert "pg_restore failed" in done.stderr
        assert names(portal.environment["LOERRACH_DATABASE_URL"]) == before
        done = portal.run("restore", str(saved), "--force")
        assert done.returncode == 0, done.stderr
        assert names(portal.environment["LOERRACH_DATABASE_URL"]) == before
        assert servers.postgres.ready()
        assert servers.valkey.ready()
    finally:
        servers.stop()
