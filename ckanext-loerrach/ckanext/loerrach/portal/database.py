"""Roles and databases of the embedded PostgreSQL, and the DataStore's permissions."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from .errors import ServerAway
from .postgres import Postgres

CKAN, DATASTORE = "ckan", "datastore"
#: role -> the secret that is its password
ROLES = {"ckan": "ckan", "datastore_rw": "datastore_rw", "datastore_ro": "datastore_ro"}
OWNERS = {CKAN: "ckan", DATASTORE: "datastore_rw"}


def urls(server: Postgres, secrets: Mapping[str, str]) -> dict[str, str]:
    """Addresses of the embedded databases, by placeholder of ckan.ini."""
    return {
        "database_url": server.url(CKAN, "ckan", secrets["ckan"]),
        "datastore_write_url": server.url(DATASTORE, "datastore_rw", secrets["datastore_rw"]),
        "datastore_read_url": server.url(DATASTORE, "datastore_ro", secrets["datastore_ro"]),
    }


def create(server: Postgres, secrets: Mapping[str, str]) -> None:
    """Make roles and databases where they are missing; passwords become those of `secrets`.

    Raises ServerFailed.
    """
    try:
        connection = psycopg2.connect(server.url())
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                _all(cursor, secrets)
        finally:
            connection.close()
    except psycopg2.Error as error:
        raise server.refused(_sentence(error)) from error


def _all(cursor: Any, secrets: Mapping[str, str]) -> None:
    for role, secret in ROLES.items():
        _role(cursor, role, secrets[secret])
    for database, owner in OWNERS.items():
        _database(cursor, database, owner)


def _role(cursor: Any, role: str, password: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    statement = sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}")
    cursor.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def _database(cursor: Any, name: str, owner: str) -> None:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
    database = sql.Identifier(name)
    if not cursor.fetchone():
        make = sql.SQL("CREATE DATABASE {} OWNER {}")
        cursor.execute(make.format(database, sql.Identifier(owner)))
    # PUBLIC may connect to every new database, and with it the reader of the DataStore
    cursor.execute(sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))


def check(variable: str, url: str) -> None:
    """Does a database of one's own answer? Raises ServerAway."""
    try:
        psycopg2.connect(url, connect_timeout=10).close()
    except psycopg2.Error as error:
        raise ServerAway(variable, _sentence(error)) from error


def has_user(url: str, name: str) -> bool:
    """Is there a person of this name in CKAN who may log in? Raises ServerAway."""
    try:
        connection = psycopg2.connect(url, connect_timeout=10)
        try:
            with connection, connection.cursor() as cursor:
                active = """SELECT 1 FROM "user" WHERE name = %s AND state = 'active'"""
                cursor.execute(active, (name,))
                return cursor.fetchone() is not None
        finally:
            connection.close()
    except psycopg2.Error as error:
        raise ServerAway("LOERRACH_DATABASE_URL", _sentence(error)) from error


def grant_datastore(database_url: str, write_url: str, read_url: str) -> None:
    """Run CKAN's own permission script of the DataStore. Raises ServerAway.

    Every statement runs as the owner of its database, so no superuser is needed.
    """
    # carries libmagic: has to come before CKAN imports magic
    importlib.import_module("pylibmagic")
    from ckanext.datastore.cli import permissions_sql

    main, write, read = urlsplit(database_url), urlsplit(write_url), urlsplit(read_url)
    script = permissions_sql(
        maindb=main.path[1:], datastoredb=write.path[1:],
        mainuser=main.username, writeuser=write.username, readuser=read.username,
    )  # fmt: skip
    lines = [line for line in script.splitlines() if not line.startswith("\\connect")]
    away = [line for line in lines if line.startswith("REVOKE CONNECT ON DATABASE")]
    _execute("LOERRACH_DATABASE_URL", database_url, "\n".join(away))
    rest = "\n".join(line for line in lines if line not in away)
    _execute("LOERRACH_DATASTORE_WRITE_URL", write_url, rest)


def _execute(variable: str, url: str, script: str) -> None:
    try:
        connection = psycopg2.connect(url, connect_timeout=10)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(script)
        finally:
            connection.close()
    except psycopg2.Error as error:
        raise ServerAway(variable, _sentence(error)) from error


def _sentence(error: psycopg2.Error) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
