"""Tables in a real DataStore while others read, write, or end the database."""

from __future__ import annotations

import threading
from dataclasses import replace

import ckan.plugins.toolkit as tk
import psycopg2
import pytest
from ckan.tests import factories
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.loerrach import tabular
from ckanext.loerrach.harvesters._core.record import Column, Table
from ckanext.loerrach.tabular import errors, sql
from ckanext.loerrach.testing_tables import CAR_PARKS, load, rows

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "datastore"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "permissions"),
]


def test_a_reader_never_sees_a_part(resource: str) -> None:
    """While a load is under way, others see the old rows; afterwards the new ones."""
    many = [[str(n), None, n, None, None, None, None] for n in range(2000)]
    load(resource, replace(CAR_PARKS, rows=many))
    seen: set[tuple[int, int]] = set()
    done = threading.Event()

    def watch() -> None:
        connection = psycopg2.connect(tk.config["ckan.datastore.read_url"])
        connection.autocommit = True
        with connection.cursor() as cursor:
            while not done.is_set():
                cursor.execute(f'SELECT count(*), sum(free) FROM "{resource}"')
                seen.add(cursor.fetchone())
        connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    other = [[str(n), None, 1, None, None, None, None] for n in range(1000, 2500)]
    fewer = Table([Column("free", "integer")], [[2]] * 10)
    try:
        for table in (replace(CAR_PARKS, rows=other), fewer, replace(CAR_PARKS, rows=many)):
            load(resource, table)
    finally:
        done.set()
        watcher.join()
    assert seen <= {(2000, 1999000), (1500, 1500), (10, 20)}
    assert seen


def test_two_writers_take_turns(resource: str) -> None:
    tables = [replace(CAR_PARKS, rows=[[str(n), *CAR_PARKS.rows[0][1:]]]) for n in range(8)]
    failed: list[BaseException] = []

    def write(table: Table) -> None:
        try:
            load(resource, table)
        except BaseException as error:  # noqa: BLE001 (reported by the assertion below)
            failed.append(error)

    threads = [threading.Thread(target=write, args=[table]) for table in tables]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(rows(resource)) == 1


def test_a_table_in_use_is_said(resource: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ckanext.loerrach.tabular.loader.PATIENCE", 1)
    load(resource, CAR_PARKS)
    connection = psycopg2.connect(tk.config["ckan.datastore.write_url"])
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{resource}"')
        with pytest.raises(errors.TableInUse, match="is in use; try again later"):
            load(resource, replace(CAR_PARKS, rows=[]))
    connection.close()
    assert len(rows(resource)) == 4


def test_a_datastore_without_permissions_says_what_to_do(resource: str) -> None:
    with get_write_engine().begin() as connection:
        connection.exec_driver_sql("DROP FUNCTION populate_full_text_trigger() CASCADE")
    with pytest.raises(errors.DataStoreNotReady, match="run 'ckan datastore set-permissions'"):
        load(resource, CAR_PARKS)
    assert tabular.version(resource) is None


def end_connections() -> None:
    """What a restart of PostgreSQL does to everybody."""
    with psycopg2.connect(tk.config["ckan.datastore.write_url"]) as connection:
        connection.cursor().execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )
    connection.close()


class Dying(sql.Pipe):
    """Lines in the middle of which PostgreSQL dies."""

    reads = 0

    def read(self, size: int = 8192) -> bytes:
        Dying.reads += 1
        if Dying.reads == 5:
            end_connections()
        return super().read(size)


def test_a_database_that_dies_leaves_the_old_table(
    resource: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(resource, CAR_PARKS)
    many = [[str(n), "x" * 100, n, None, None, None, None] for n in range(5000)]
    with monkeypatch.context() as patch:
        patch.setattr(sql, "Pipe", Dying)
        with pytest.raises(errors.DataStoreNotReady, match="its database does not answer"):
            load(resource, replace(CAR_PARKS, rows=many))
    assert Dying.reads >= 5
    assert [row["id"] for row in rows(resource)] == ["a", "b", "c", "d"]
    assert load(resource, replace(CAR_PARKS, rows=many)).rows == 5000


def test_a_database_that_was_started_anew(resource: str) -> None:
    load(resource, CAR_PARKS)
    end_connections()
    assert load(resource, replace(CAR_PARKS, rows=CAR_PARKS.rows[:2])).removed == 2


def test_who_may_not_write_does_not() -> None:
    owner = factories.Organization()["id"]
    resource = factories.Resource(package_id=factories.Dataset(owner_org=owner)["id"])["id"]
    context = {"user": factories.User()["name"]}
    with pytest.raises(tk.NotAuthorized):
        tabular.load(context, resource, CAR_PARKS)
    assert tabular.version(resource) is None


def test_dropping(resource: str) -> None:
    load(resource, CAR_PARKS)
    assert tabular.drop({"ignore_auth": True}, resource) is True
    assert tabular.version(resource) is None
    assert tabular.drop({"ignore_auth": True}, resource) is False
