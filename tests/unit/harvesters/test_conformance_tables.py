"""What holds for the tables of every harvester: what a person reads, types, keys, moments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvester, sources
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Column, Table
from ckanext.loerrach.harvesters._core.source import SourceEntry

FeedOf = Callable[..., Feed]
#: names of columns whose values name something, and may begin with zeros
IDENTIFIERS = re.compile(r"(^|_)(id|code|key|number|postcode|ags|nuts|uuid|station|sensor|stop)$")
with_demo = pytest.mark.parametrize(
    "source", [s for s in sources() if s.demo], ids=lambda source: source.name
)


def tables(feed: Feed) -> Iterator[Table]:
    for record in harvester(feed.source.harvester)().records(feed):
        for resource in getattr(record, "resources", ()):
            if resource.table:
                yield resource.table


def explained(column: Column) -> bool:
    """Somebody who reads the data dictionary knows what a number or a moment is."""
    return bool(column.unit or column.description)


@with_demo
def test_columns_are_typed_and_explained(source: SourceEntry, of_demo: FeedOf) -> None:
    for table in tables(of_demo(source)):
        columns = {column.name: column for column in table.columns}
        # identifiers are text, or their zeros are gone
        assert [n for n, c in columns.items() if IDENTIFIERS.search(n) and c.type != "text"] == []
        # people read the label, programs the name
        assert [n for n, c in columns.items() if c.label["de"] in ("", n)] == []
        numbers = [c for c in columns.values() if c.type in ("number", "integer", "timestamp")]
        assert [c.name for c in numbers if not explained(c)] == []
        # every table says what a row is
        assert table.key
        keys = {name: columns[name].type for name in table.key if name != "year"}
        assert set(keys.values()) <= {"text", "timestamp", "date"}


@with_demo
def test_moments_have_a_zone_and_keys_are_whole(source: SourceEntry, of_demo: FeedOf) -> None:
    for table in tables(of_demo(source)):
        names = [column.name for column in table.columns]
        moments = [at for at, column in enumerate(table.columns) if column.type == "timestamp"]
        key = [names.index(name) for name in table.key]
        for row in table.rows:
            times = [value for at in moments if isinstance(value := row[at], datetime)]
            assert all(one.tzinfo for one in times)
            assert None not in [row[at] for at in key]
        assert len({tuple(row[at] for at in key) for row in table.rows}) == len(table.rows)
        if table.series:
            assert table.series.time in table.key


@with_demo
def test_zeros_before_a_number_stay(source: SourceEntry, of_demo: FeedOf) -> None:
    """Nothing that is text in the table was a number on the way: no "79539.0", no "7.0"."""
    texts: list[Any] = []
    for table in tables(of_demo(source)):
        for at, column in enumerate(table.columns):
            if IDENTIFIERS.search(column.name):
                texts += [row[at] for row in table.rows if row[at] is not None]
    assert [one for one in texts if re.fullmatch(r"-?\d+\.0", one)] == []
