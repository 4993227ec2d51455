"""What a harvester found in a feed, as its tests ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ckanext.loerrach.harvesters import harvester
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record


def harvest(feed: Feed) -> tuple[Record, list[BadRecord]]:
    """The one dataset of a feed, which comes last, and the parts of it that were refused."""
    *found, record = harvester(feed.source.harvester)().records(feed)
    assert isinstance(record, Record)
    bad = [one for one in found if isinstance(one, BadRecord)]
    assert len(bad) == len(found)
    assert all(one.part_of == feed.source.name for one in bad)
    return record, bad


def rows(record: Record, key: str = "") -> list[dict[str, Any]]:
    """The rows of a table, by the names of its columns; ``key``: its resource (the first one)."""
    (table,) = [
        one.table for one in record.resources if one.key == (key or record.resources[0].key)
    ]
    assert table is not None
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def counts(feed: Feed, records: Sequence[Record], bad: Sequence[BadRecord]) -> dict[str, int]:
    """What a run made of a feed, in numbers.

    Good rows by the key of their table; "repaired" and "refused", also where they are 0; and
    notices of other kinds by their kind. The same repair told twice is told once by the feed.
    """
    good = {
        one.key: len(one.table.rows)
        for record in records for one in record.resources if one.table is not None
    }  # fmt: skip
    told = Counter(notice.kind for notice in feed.notices)
    return {**good, "repaired": told.pop("repaired", 0), "refused": len(bad), **told}
