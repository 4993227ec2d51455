"""Tables that cannot be, or hardly: refused with a sentence, or there as they were given."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.loerrach import tabular
from ckanext.loerrach.harvesters._core.record import Column, Table
from ckanext.loerrach.tabular import errors
from ckanext.loerrach.testing_tables import AT, CAR_PARKS, load, rows

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "datastore"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "permissions"),
]


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
