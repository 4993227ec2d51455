"""Tables in a real DataStore: what is there after a load, and what the next one writes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.loerrach import tabular
from ckanext.loerrach.harvesters._core.record import Column, Table
from ckanext.loerrach.tabular import cells, errors
from ckanext.loerrach.testing_tables import AT, CAR_PARKS, changed_rows, load, rows

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "datastore"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "permissions"),
]


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
