"""What counts as a change, and what does not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from ckanext.loerrach.harvesters._core.fingerprint import (
    fingerprint,
    places_fingerprint,
    table_fingerprint,
)
from ckanext.loerrach.harvesters._core.record import Column, Places, Record, Resource, Table

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
TABLE = Table([Column("id"), Column("free", "integer")], [["a", 1], ["b", 2]], ["id"])
RECORD = Record(
    id="r",
    title={"de": "Titel", "fr": "Titre"},
    notes={"de": "Text"},
    fields={"theme": ["x", "y"], "modified": AT},
    resources=[Resource("lots", {"de": "Tabelle"}, table=TABLE)],
)
POINT = {"type": "Point", "coordinates": [7.66, 47.61]}


def test_the_same_in_every_process() -> None:
    """Hash seeds differ from process to process."""
    program = (
        "from ckanext.loerrach.harvesters._core.fingerprint import fingerprint;"
        "from ckanext.loerrach.harvesters._core.record import Record;"
        "print(fingerprint(Record('r', {'de': 'ö', 'fr': 'é'}, {}, fields={'s': {'b', 'a'}})))"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(prints) == 1
    assert len(prints.pop().strip()) == 32


@pytest.mark.parametrize(
    "same",
    [
        replace(RECORD, title={"fr": "Titre", "de": "Titel"}),
        replace(RECORD, resources=tuple(RECORD.resources)),
        replace(RECORD, resources=[replace(RECORD.resources[0], table=None)]),
        replace(RECORD, places=Places("EPSG:4326", [("a", POINT)])),
        replace(
            RECORD,
            fields={"modified": AT.astimezone(timezone(timedelta(hours=1))), "theme": ["x", "y"]},
        ),
    ],
)
def test_no_change(same: Record) -> None:
    assert fingerprint(same) == fingerprint(RECORD)


@pytest.mark.parametrize(
    "other",
    [
        replace(RECORD, id="s"),
        replace(RECORD, title={"de": "Titel"}),
        replace(RECORD, fields={**RECORD.fields, "theme": ["y", "x"]}),
        replace(RECORD, fields={**RECORD.fields, "modified": AT + timedelta(seconds=1)}),
        replace(RECORD, resources=[]),
        replace(RECORD, resources=[replace(RECORD.resources[0], licence="x")]),
    ],
)
def test_a_change(other: Record) -> None:
    assert fingerprint(other) != fingerprint(RECORD)


def test_rows_in_another_order_are_the_same_where_there_is_a_key() -> None:
    turned = replace(TABLE, rows=[["b", 2], ["a", 1]], observed=AT)
    assert table_fingerprint(turned) == table_fingerprint(TABLE)
    without = replace(TABLE, key=[])
    assert table_fingerprint(replace(turned, key=[])) != table_fingerprint(without)


@pytest.mark.parametrize(
    "other",
    [
        replace(TABLE, rows=[["a", 1], ["b", 3]]),
        replace(TABLE, rows=[["a", 1]]),
        replace(TABLE, rows=[["a", "1"], ["b", 2]]),
        replace(TABLE, rows=[["a", None], ["b", 2]]),
        replace(TABLE, key=[]),
        replace(TABLE, columns=[Column("id", label={"de": "Kennung"}), TABLE.columns[1]]),
    ],
)
def test_another_table(other: Table) -> None:
    assert table_fingerprint(other) != table_fingerprint(TABLE)


def test_places() -> None:
    first = Places("EPSG:4326", [("a", POINT), ("b", POINT)])
    turned = Places("EPSG:4326", [("b", POINT), ("a", POINT)])
    assert places_fingerprint(first) == places_fingerprint(turned)
    assert places_fingerprint(first) != places_fingerprint(replace(first, crs="EPSG:25832"))


def test_lone_surrogates_have_a_fingerprint_too() -> None:
    assert fingerprint(replace(RECORD, id="\ud800")) != fingerprint(replace(RECORD, id="\ud801"))


def test_what_has_no_place_in_a_record() -> None:
    with pytest.raises(TypeError, match="object has no place in a record"):
        fingerprint(replace(RECORD, fields={"x": object()}))
