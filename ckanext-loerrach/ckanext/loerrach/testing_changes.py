"""What one changed value of a sample changes in the records: for tests of harvesters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from ckanext.loerrach import testing_feeds
from ckanext.loerrach.harvesters._core.errors import FeedError
from ckanext.loerrach.harvesters._core.record import Cell, Record, Resource
from ckanext.loerrach.portal.feedserver import Change

#: changes of one value that are tried in each file of a sample, before there is one that counts
TRIES = 100
Rows = dict[tuple[str, tuple[Cell, ...]], tuple[Cell, ...]]


class NoSingleChange(AssertionError):
    """Every value that was tried changes more than one row, or none."""


def one_row(
    root: Path, demo: str, run: Callable[[Change], list[Any]]
) -> tuple[Change, list[Any], list[Any]]:
    """A change of one value that changes one row of one table, and nothing else at all.

    Of a feed without rows: title or text of one dataset. ``run`` gives the records of the changed
    sample. Gives the change and the records before and after it; NoSingleChange if there is none.
    """
    before = run(lambda path, body: body)
    wanted = (0, 1) if any(map(rows, before)) else (1, 0)
    found = set()
    for change in _changes(root, demo, numbers=wanted[1] == 1):
        try:
            after = run(change)
        except FeedError:
            continue
        if len(after) != len(before):
            continue
        found.add(difference(before, after))
        if difference(before, after) == wanted and (wanted[1] or _told(before) != _told(after)):
            return change, before, after
    raise NoSingleChange(f"{demo}: differences in records and rows were {found}")


def difference(before: list[Any], after: list[Any]) -> tuple[int, int]:
    """Numbers of records and of rows that differ; -1 rows where some came or went."""
    pairs = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    if not all(isinstance(one, Record) for pair in pairs for one in pair):
        return len(pairs), -1
    texts = sum(_bare(one) != _bare(other) for one, other in pairs)
    count = 0
    for one, other in pairs:
        old, new = rows(one), rows(other)
        if old.keys() != new.keys():
            return texts, -1
        count += sum(old[key] != new[key] for key in old)
    return texts, count


def rows(record: Any) -> Rows:
    """All rows by table and key; those of tables without a key by their place."""
    found: Rows = {}
    for resource in record.resources if isinstance(record, Record) else ():
        if resource.table:
            names = [column.name for column in resource.table.columns]
            places = [names.index(name) for name in resource.table.key]
            for number, row in enumerate(resource.table.rows):
                key = tuple(row[place] for place in places) or (number,)
                found[resource.key, key] = tuple(row)
    return found


def _told(records: list[Any]) -> list[Any]:
    return [(one.title, one.notes) for one in records if isinstance(one, Record)]


def _bare(record: Record) -> Record:
    return replace(record, resources=[_without_rows(one) for one in record.resources])


def _without_rows(resource: Resource) -> Resource:
    table = resource.table
    return replace(resource, table=table and replace(table, rows=(), series=None))


def _changes(root: Path, demo: str, numbers: bool) -> Iterator[Change]:
    """Numbers stand in rows; texts of several words say something of a dataset, or of a place."""
    both = (testing_feeds.others, testing_feeds.reworded)
    for vary in both if numbers else both[1:]:
        for path in testing_feeds.files(root, demo):
            for body in islice(vary(path, path.read_bytes()), TRIES):
                yield _served(path, body)


def _served(path: Path, body: bytes) -> Change:
    """Serve this body in the place of a file, which may be a member of a zip file."""

    def change(served: Path, old: bytes) -> bytes:
        if served == path:
            return body
        if served.is_dir() and served in path.parents:
            name = path.relative_to(served).as_posix()
            return testing_feeds.with_member(old, name, body)
        return old

    return change
