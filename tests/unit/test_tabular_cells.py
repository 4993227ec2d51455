"""The two ways to write cells for COPY: value by value, and with pyarrow."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ckanext.loerrach.harvesters._core.record import Column, Table
from ckanext.loerrach.tabular import arrow, cells, errors

BERLIN = ZoneInfo("Europe/Berlin")
NAIVE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
VALUES: dict[str, list[Any]] = {
    "text": ["", "Süd", "\\N", "a\tb\nc\rd\\.", "\\.", "=1+1", "0815", "\U0001f6b2", None],
    "integer": [0, -1, cells.SMALLEST, cells.LARGEST, None],
    "number": [0.0, -0.0, 0.1, 1e-7, 1e300, 5e-324, 12, 2**53 + 1, -1 / 3, None],
    "boolean": [True, False, None],
    "timestamp": [
        datetime(2026, 3, 1, 8, 20, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC),
        datetime(2025, 10, 26, 2, 30, tzinfo=BERLIN),
        datetime(2025, 10, 26, 2, 30, fold=1, tzinfo=BERLIN),
        datetime(2026, 1, 1, 1, 2, 3, 45, tzinfo=timezone(timedelta(hours=5, minutes=30))), None,
    ],
    "date": [date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31), None],
}  # fmt: skip


def read(text: str, type: str) -> Any:
    """What PostgreSQL would read."""
    if text == r"\N":
        return None
    if type in ("integer", "number"):
        return (float(text), math.copysign(1, float(text))) if type == "number" else int(text)
    if type == "timestamp":
        return datetime.fromisoformat(text)
    return text[0] if type == "boolean" else text


@pytest.mark.parametrize("type", VALUES)
def test_both_ways_write_the_same_values(type: Any) -> None:
    values = VALUES[type]
    slow = cells._written([[value] for value in values], [type], fast=False)
    fast = arrow.written([values], [type])
    assert [read(text, type) for text in fast.decode().split("\n")[:-1]] == [
        read(text, type) for text in slow.decode().split("\n")[:-1]
    ]


class Kind(StrEnum):
    ROAD = "Straße"


def test_what_is_refused_by_pyarrow_is_written_value_by_value() -> None:
    refused: list[tuple[Any, Any]] = [
        ("text", Kind.ROAD), ("text", 5), ("text", "a\0b"), ("text", "\ud800"), ("integer", True),
        ("integer", 2**63), ("integer", 1.0), ("number", math.nan), ("number", math.inf),
        ("number", True), ("number", 10**400), ("boolean", 1), ("date", NAIVE),
        ("timestamp", NAIVE), ("timestamp", date(2026, 1, 1)),
    ]  # fmt: skip
    for type, value in refused:
        with pytest.raises((TypeError, ValueError, OverflowError)):
            arrow.written([[value]], [type])
    assert cells._written([[Kind.ROAD]], ["text"], fast=True) == "Straße\n".encode()


def test_a_large_table_tells_its_first_bad_cell_and_its_version_whatever_its_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cells, "MANY", 0)
    monkeypatch.setattr(cells, "PIECE", 7)
    columns = [Column("id", "integer"), Column("name")]
    rows: list[list[Any]] = [[n, f"Straße {n}"] for n in range(20)]
    table, turned = Table(columns, rows, ["id"]), Table(columns, rows[::-1], ["id"])
    assert len(list(cells.pieces(table))) == 3
    version = cells.version(table, cells.pieces(table))
    assert cells.version(turned, cells.pieces(turned)) == version
    changed = Table(columns, [*rows[:-1], [19, "Straße"]], ["id"])
    assert cells.version(changed, cells.pieces(changed)) != version
    for bad, sentence in [
        ([["15", ""]], "Row 21, column 'id': '15' is no integer."),
        ([[20, "x", "y"]], "Row 21, column '*': '3 values' is no row of 2."),
    ]:
        with pytest.raises(errors.BadCell) as caught:
            list(cells.pieces(Table(columns, rows + bad, ["id"])))
        assert str(caught.value) == sentence


def test_keys_are_looked_at() -> None:
    columns = [Column("id", "integer"), Column("name")]
    for key, rows, sentence in [
        (["id"], [[1, "a"], [1, "b"]], "Two rows have the same key: id 1."),
        (["id"], [[1, "a"], [None, "b"]], "Row 2, column 'id': 'None' is no key."),
        (["id", "name"], [[1, "a"], [1, None]], "Row 2, column 'name': 'None' is no key."),
        (["name"], [[1]], "Row 1, column '*': '1 values' is no row of 2."),
        (["name"], [[1, {}]], "Row 1, column 'name': '{}' is no text."),
    ]:
        with pytest.raises(errors.TabularError) as caught:
            cells.check_keys(Table(columns, rows, key))  # type: ignore[arg-type]
        assert str(caught.value) == sentence
    cells.check_keys(Table(columns, [[1, None], [1, None]], []))
