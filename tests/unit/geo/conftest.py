"""A small table with places, as a harvester hands it over."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from ckanext.loerrach.harvesters._core.record import Column, Places, Table

#: 200 characters, 400 bytes
WIDE = "ä" * 200
AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.fixture
def trees() -> tuple[Table, Places]:
    """Four trees around the town hall of Lörrach (EPSG:25832), one of them without a place."""
    table = Table(
        columns=[
            Column("nummer", "text"), Column("Baumart (deutsch)", "text"),
            Column("Baumart (botanisch)", "text"), Column("höhe", "number"),
            Column("jahr", "integer"), Column("geschützt", "boolean"),
            Column("gemessen", "timestamp"), Column("gepflanzt", "date"), Column("name"),
            Column("NAME"),
        ],
        rows=[
            ["0003", "Linde, »alte«", "Tilia", 12.5, 1950, True, AT, date(1950, 5, 1), "a", "b"],
            ["0001", "Ahorn\x01; =1+1", "Acer", None, None, None, None, None, None, "x" * 300],
            ["0002", "", "Ginkgo\nbiloba", -1.0, 2**40, False, AT, date(2001, 2, 28), WIDE, None],
            ["0004", None, None, 0.1, 0, False, AT, date(2020, 2, 29), "", None],
        ],
        key=["nummer"],
    )  # fmt: skip
    places = Places(
        "EPSG:25832",
        [
            ("0001", {"type": "Point", "coordinates": [398_500.0, 5_274_300.0]}),
            ("0002", {"type": "Point", "coordinates": [398_510.5, 5_274_310.5, 294.0]}),
            ("0003", {"type": "Point", "coordinates": [398_520.0, 5_274_320.0]}),
        ],
    )
    return table, places
