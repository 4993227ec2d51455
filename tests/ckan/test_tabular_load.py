"""Tables in a real DataStore: what is there before, during and after a load."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import psycopg2
import pytest
from ckan.tests import factories, helpers
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.loerrach import tabular
from ckanext.loerrach.harvesters._core.record import Column, Table
from ckanext.loerrach.portal.database import grant_datastore
from ckanext.loerrach.tabular import cells, errors, sql

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "datastore"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "permissions"),
]

AT = datetime(2026, 3, 1, 8, 20, tzinfo=UTC)
CAR_PARKS = Table(
    columns=[
        Column("id"),
        Column("name", label={"de": "Name", "fr": "Nom"}),
        Column("free", "integer", {"de": "Freie Stellplätze"}, {"de": "Zur Zeit frei"}, "1"),
        Column("occupancy", "number", unit="%"),
        Column("open", "boolean"),
        Column("updated", "timestamp"),
        Column("built", "date"),
    ],
    rows=[
        ["a", "Am Aichele, »Süd«", 12, 88.5, True, AT, date(1998, 5, 1)],
        ["b", "back\\slash\ttab\nline", 0, 100.0, False, AT, None],
        ["c", None, None, None, None, None, None],
        ["d", "", -1, 1e-7, True, AT, date(2020, 2, 29)],
    ],
    key=["id"],
)


@pytest.fixture
def permissions(with_plugins: None) -> None:
    """What `ckan datastore set-permissions` prints, as the portal runs it."""
    urls = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
    grant_datastore(*(tk.config[name] for name in urls))


@pytest.fixture
def resource() -> Iterator[str]:
    one = factories.Resource()["id"]
    yield one
    tabular.drop({"ignore_auth": True}, one)


def load(resource: str, table: Table, **more: Any) -> tabular.LoadReport:
    return tabular.load({"ignore_auth": True}, resource, table, **more)


def rows(resource: str, **query: Any) -> list[dict[str, Any]]:
    shown = helpers.call_action("datastore_search", resource_id=resource, **query)
    return [{k: v for k, v in row.items() if k[0] != "_"} for row in shown["records"]]


def changed_rows(resource: str) -> dict[str, str]:
    """Transaction that wrote each row, by id."""
    with get_write_engine().connect() as connection:
        found = connection.exec_driver_sql(f'SELECT id, xmin::text FROM "{resource}"')
        return {row[0]: row[1] for row in found}


def test_a_table_is_there_as_it_was_given(resource: str) -> None:
    report = load(resource, CAR_PARKS)
    assert (report.rows, report.changed, report.added, report.problems) == (4, True, 4, [])
    assert rows(resource) == [
        {
            "id": "a", "name": "Am Aichele, »Süd«", "free": 12, "occupancy": 88.5, "open": True,
            "updated": "2026-03-01T08:20:00+00:00", "built": "1998-05-01",
        },
        {
            "id": "b", "name": "back\\slash\ttab\nline", "free": 0, "occupancy": 100.0,
            "open": False, "updated": "2026-03-01T08:20:00+00:00", "built": None,
        },
        {
            "id": "c", "name": None, "free": None, "occupancy": None, "open": None,
            "updated": None, "built": None,
        },
        {
            "id": "d", "name": "", "free": -1, "occupancy": 1e-07, "open": True,
            "updated": "2026-03-01T08:20:00+00:00", "built": "2020-02-29",
        },
    ]  # fmt: skip


def test_the_data_dictionary_says_label_description_and_unit(resource: str) -> None:
    load(resource, CAR_PARKS)
    fields = helpers.call_action("datastore_info", id=resource)["fields"]
    assert [(field["id"], field["type"]) for field in fields] == [
        ("id", "text"), ("name", "text"), ("free", "int8"), ("occupancy", "float8"),
        ("open", "bool"), ("updated", "timestamptz"), ("built", "date"),
    ]  # fmt: skip
    assert fields[1]["info"] == {"label": "Name", "label_fr": "Nom"}
    assert fields[2]["info"] == {
        "label": "Freie Stellplätze", "notes": "Zur Zeit frei", "unit": "1",
    }  # fmt: skip
    assert fields[3]["info"] == {"unit": "%"}


def test_words_are_found(resource: str) -> None:
    load(resource, CAR_PARKS)
    assert [row["id"] for row in rows(resource, q="Aichele")] == ["a"]
    moved = [["a", "Am Bahnhof", *CAR_PARKS.rows[0][2:]], *CAR_PARKS.rows[1:]]
    load(resource, replace(CAR_PARKS, rows=moved))
    assert rows(resource, q="Aichele") == []
    assert [row["id"] for row in rows(resource, q="Bahnhof")] == ["a"]


def test_words_are_those_that_ckans_trigger_finds(resource: str) -> None:
    load(resource, CAR_PARKS)
    wide = [[*row[:2], 7, *row[3:]] for row in CAR_PARKS.rows]
    load(resource, replace(CAR_PARKS, rows=wide))
    with get_write_engine().begin() as connection:
        query = f'SELECT id, _full_text::text FROM "{resource}" ORDER BY id'
        ours = connection.exec_driver_sql(query).all()
        connection.exec_driver_sql(f'UPDATE "{resource}" SET _full_text = NULL')
        assert connection.exec_driver_sql(query).all() == ours
    assert "'true'" in ours[0][1]
    assert "'t08'" in ours[0][1]


def version(table: Table) -> str:
    return cells.version(table, cells.pieces(table))


def test_the_version_is_about_rows_and_their_order_only_without_a_key() -> None:
    turned = replace(CAR_PARKS, rows=CAR_PARKS.rows[::-1])
    assert version(turned) == version(CAR_PARKS)
    assert version(replace(turned, key=[])) != version(replace(CAR_PARKS, key=[]))


@pytest.mark.parametrize(
    "other",
    [
        replace(CAR_PARKS, rows=CAR_PARKS.rows[:-1]),
        replace(CAR_PARKS, rows=[["a", "", 12, 88.5, True, AT, None], *CAR_PARKS.rows[1:]]),
        replace(CAR_PARKS, rows=[["a", None, 12, 88.5, True, AT, None], *CAR_PARKS.rows[1:]]),
        replace(CAR_PARKS, key=[]),
        replace(CAR_PARKS, key=["id", "name"], rows=CAR_PARKS.rows[:2]),
        replace(CAR_PARKS, columns=[Column("id", unit="1"), *CAR_PARKS.columns[1:]]),
    ],
)
def test_another_table_is_another_version(other: Table) -> None:
    assert version(other) != version(CAR_PARKS)


def test_filters_sorting_and_the_dump(resource: str, app: Any) -> None:
    load(resource, CAR_PARKS)
    assert [row["id"] for row in rows(resource, filters={"free": 12})] == ["a"]
    by_time = rows(resource, sort="updated desc nulls last, id desc")
    assert [row["id"] for row in by_time] == ["d", "b", "a", "c"]
    dump = app.get(f"/datastore/dump/{resource}").body
    assert list(csv.reader(io.StringIO(dump)))[1][:4] == ["1", "a", "Am Aichele, »Süd«", "12"]


def test_an_unchanged_table_is_not_touched(resource: str) -> None:
    first = load(resource, CAR_PARKS)
    before = changed_rows(resource)
    again = load(resource, replace(CAR_PARKS, rows=CAR_PARKS.rows[::-1]))
    assert (again.changed, again.rows, again.version) == (False, 4, first.version)
    assert changed_rows(resource) == before
    assert tabular.version(resource) == first.version


def test_only_rows_that_differ_are_written(resource: str) -> None:
    load(resource, CAR_PARKS)
    before = changed_rows(resource)
    a, b, c, _ = CAR_PARKS.rows
    report = load(resource, replace(CAR_PARKS, rows=[a, [*b[:2], 7, *b[3:]], c, ["e", *a[1:]]]))
    assert (report.added, report.updated, report.removed, report.rows) == (1, 1, 1, 4)
    after = changed_rows(resource)
    assert {id for id in after if after[id] == before.get(id)} == {"a", "c"}
    assert [(row["id"], row["free"]) for row in rows(resource, sort="id")] == [
        ("a", 12), ("b", 7), ("c", None), ("e", 12),
    ]  # fmt: skip


def test_the_count_of_rows_follows(resource: str) -> None:
    """CKAN remembers how many rows a table has; a loader has to tell it."""
    load(resource, CAR_PARKS)
    assert helpers.call_action("datastore_search", resource_id=resource)["total"] == 4
    load(resource, replace(CAR_PARKS, rows=CAR_PARKS.rows[:1]))
    assert helpers.call_action("datastore_search", resource_id=resource)["total"] == 1
    load(resource, replace(CAR_PARKS, rows=[]))
    assert helpers.call_action("datastore_search", resource_id=resource)["total"] == 0


def test_other_columns_make_the_table_anew_and_keep_its_alias(resource: str) -> None:
    load(resource, CAR_PARKS)
    helpers.call_action("datastore_create", resource_id=resource, aliases=["parken"], force=True)
    fewer = Table([Column("id"), Column("free", "text")], [["a", "viele"]], ["id"])
    report = load(resource, fewer)
    assert (report.rows, report.added) == (1, 1)
    assert rows(resource) == [{"id": "a", "free": "viele"}]
    assert rows("parken") == [{"id": "a", "free": "viele"}]


def test_another_key_makes_the_table_anew(resource: str) -> None:
    load(resource, CAR_PARKS)
    twice = replace(CAR_PARKS, rows=[*CAR_PARKS.rows, CAR_PARKS.rows[0]], key=[])
    assert load(resource, twice).rows == 5
    with pytest.raises(errors.DoubleKey):
        load(resource, replace(twice, key=["id"]))
    assert load(resource, replace(CAR_PARKS, key=["id", "name"], rows=CAR_PARKS.rows[:2])).rows == 2


def test_another_label_only_changes_the_dictionary(resource: str) -> None:
    load(resource, CAR_PARKS)
    before = changed_rows(resource)
    named = [Column("id", label={"de": "Kennung"}), *CAR_PARKS.columns[1:]]
    report = load(resource, replace(CAR_PARKS, columns=named))
    assert (report.changed, report.updated, report.added) == (True, 0, 0)
    assert changed_rows(resource) == before
    fields = helpers.call_action("datastore_info", id=resource)["fields"]
    assert fields[0]["info"] == {"label": "Kennung"}


def test_a_table_without_a_key_is_exchanged(resource: str) -> None:
    table = replace(CAR_PARKS, key=[])
    load(resource, table)
    report = load(resource, replace(table, rows=[*table.rows, table.rows[0]]))
    assert (report.rows, report.added, report.removed) == (5, 5, 4)


def test_what_somebody_else_changed_is_mended_by_force(resource: str) -> None:
    load(resource, CAR_PARKS)
    with get_write_engine().begin() as connection:
        connection.exec_driver_sql(f"UPDATE \"{resource}\" SET free = 99 WHERE id = 'a'")
    assert load(resource, CAR_PARKS).changed is False
    report = load(resource, CAR_PARKS, force=True)
    assert (report.changed, report.updated) == (True, 1)
    assert rows(resource, filters={"id": "a"})[0]["free"] == 12


def test_a_table_that_somebody_else_made_is_taken_over(resource: str) -> None:
    fields = [{"id": "old", "type": "text"}]
    helpers.call_action(
        "datastore_create", resource_id=resource, force=True, fields=fields, records=[{"old": "x"}]
    )
    assert tabular.version(resource) == ""
    load(resource, CAR_PARKS)
    assert [row["id"] for row in rows(resource)] == ["a", "b", "c", "d"]


def test_formulas_are_kept_and_told(resource: str) -> None:
    texts = ["=1+1", "@SUM(A1)", "-2+3|cmd", "+49 7621 415-0", "-5", "harmless"]
    report = load(resource, Table([Column("t")], [[text] for text in texts]))
    assert [row["t"] for row in rows(resource)] == texts
    assert report.problems == [
        "Column 't': 3 texts begin like a spreadsheet formula; kept as they are."
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 5), ("text", "nul\0"), ("text", "\ud800"), ("integer", "5"), ("integer", True),
        ("integer", 2**63), ("integer", 1.0), ("number", float("nan")), ("number", "1,5"),
        ("number", 10**400), ("boolean", 1), ("timestamp", datetime(2026, 1, 1)),  # noqa: DTZ001
        ("timestamp", "2026-01-01"), ("date", AT), ("date", "2026-01-01"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_stops_the_load(resource: str, kind: Any, value: Any) -> None:
    columns = [Column("id"), Column("v", kind)]
    load(resource, Table(columns, [["a", None]], ["id"]))
    with pytest.raises(errors.BadCell, match=rf"Row 2, column 'v': .* is no {kind}\.$"):
        load(resource, Table(columns, [["a", None], ["b", value]], ["id"]))
    assert rows(resource) == [{"id": "a", "v": None}]


MANY = [Column(f"c{number}", "integer") for number in range(1599)]
#: more different words than the index of a text can hold
WORDS = " ".join(str(number) for number in range(300_000))


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (Table([], []), "Column '*': a table needs at least one."),
        (Table([Column("a"), Column("a")], []), "Column 'a': there are two of this name."),
        (Table(MANY, []), "Column '*': there are 1599, and a table holds 1598 at most."),
        (
            Table(MANY[:1598], [[2**62] * 1598]),
            "The table is too big for PostgreSQL: row is too big",
        ),
        (
            Table([Column("a")], [[WORDS]]),
            "too big for PostgreSQL: string is too long for tsvector",
        ),
        (Table([Column("a")], [[WORDS]], ["a"]), "The table is too big for PostgreSQL: "),
        (Table([Column("_id")], []), "Column '_id': a name without quotes"),
        (Table([Column('a"; DROP TABLE x')], []), "a name without quotes"),
        (Table([Column("ä" * 32)], []), "at most 63"),
        (Table([Column("a\nb")], []), "at most 63 printable"),
        (Table([Column("a :b")], []), "a word right after a colon"),
        (Table([Column("a", "money")], []), "'money' is none of text, integer"),  # type: ignore
        (Table([Column("a")], [], ["b"]), "Column 'b': the key names a column"),
        (Table([Column("a")], [["x", "y"]]), "Row 1, column '*': '2 values' is no row of 1."),
        (Table([Column("a")], [[None]], ["a"]), "Row 1, column 'a': 'None' is no key."),
        (Table([Column("a")], [["x"], ["x"]], ["a"]), "Two rows have the same key: a 'x'."),
    ],
)
def test_tables_that_cannot_be(resource: str, table: Table, sentence: str) -> None:
    with pytest.raises(errors.TabularError) as caught:
        load(resource, table)
    assert sentence in str(caught.value)
    assert tabular.version(resource) is None


def test_a_table_without_rows_has_its_columns(resource: str) -> None:
    report = load(resource, replace(CAR_PARKS, rows=[]))
    assert (report.rows, report.changed) == (0, True)
    shown = helpers.call_action("datastore_search", resource_id=resource)
    assert [field["id"] for field in shown["fields"]] == [
        "_id", *(column.name for column in CAR_PARKS.columns)
    ]  # fmt: skip
    assert (shown["records"], shown["total"]) == ([], 0)


def test_as_many_columns_as_there_can_be(resource: str) -> None:
    load(resource, Table(MANY[:1598], [[None] * 1597 + [7]]))
    shown = helpers.call_action("datastore_search", resource_id=resource)
    assert shown["records"][0]["c1597"] == 7


def test_odd_names_are_only_names(resource: str) -> None:
    table = Table([Column("a'; %s {} %"), Column("order")], [["x", "y"]], ["a'; %s {} %"])
    load(resource, table)
    load(resource, replace(table, rows=[["x", "z"]]))
    assert rows(resource) == [{"a'; %s {} %": "x", "order": "z"}]


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
