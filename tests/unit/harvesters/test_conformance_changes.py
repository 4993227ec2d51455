"""What becomes of a change in a feed, and of an answer that is none: for every harvester."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach import testing_feeds as spoil
from ckanext.loerrach.harvesters import harvester, sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Cell, Record, Resource
from ckanext.loerrach.harvesters._core.source import SourceEntry

FeedOf = Callable[..., Feed]
#: changes of one value that are tried in each file of a sample, before there is one that counts
TRIES = 150
with_demo = pytest.mark.parametrize(
    "source", [s for s in sources() if s.demo], ids=lambda source: source.name
)


def run(feed: Feed) -> list[Any]:
    return list(harvester(feed.source.harvester)().records(feed))


@with_demo
def test_a_new_column_is_named(source: SourceEntry, of_demo: FeedOf) -> None:
    """Every object, table or element gets one that nobody knows."""
    feed = of_demo(source, spoil.widened)
    run(feed)
    names = {notice.name for notice in feed.notices if notice.kind == "unknown column"}
    assert [name for name in names if spoil.NEW in name], feed.notices


# --- one value ------------------------------------------------------------------------------------


def bare(record: Record) -> Record:
    """A record without its rows and places."""
    parts = [replace(one, table=_without_rows(one)) for one in record.resources]
    return replace(record, resources=parts, places=None)


def _without_rows(resource: Resource) -> Any:
    return resource.table and replace(resource.table, rows=(), series=None)


def rows(record: Record) -> dict[tuple[str, tuple[Cell, ...]], tuple[Cell, ...]]:
    """All rows by table and key; those of tables without a key by their place."""
    found = {}
    for resource in record.resources:
        if resource.table:
            names = [column.name for column in resource.table.columns]
            places = [names.index(name) for name in resource.table.key]
            for number, row in enumerate(resource.table.rows):
                key = tuple(row[place] for place in places) or (number,)
                found[resource.key, key] = tuple(row)
    return found


def difference(before: list[Any], after: list[Any]) -> tuple[int, int]:
    """Numbers of records and of rows that differ; -1 rows where some came or went."""
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    if not all(isinstance(one, Record) for pair in changed for one in pair):
        return len(changed), -1
    texts = sum(bare(one) != bare(other) for one, other in changed)
    count = 0
    for one, other in changed:
        old, new = rows(one), rows(other)
        if old.keys() != new.keys():
            return texts, -1
        count += sum(old[key] != new[key] for key in old)
    return texts, count


@with_demo
def test_a_changed_value_changes_one_row(
    source: SourceEntry, of_demo: FeedOf, own_feeds: Path
) -> None:
    """Of a feed without rows: one dataset."""
    before = run(of_demo(source))
    with_rows = any(rows(one) for one in before if isinstance(one, Record))
    wanted = (0, 1) if with_rows else (1, 0)
    found = set()
    for change in changes(source, own_feeds):
        try:
            after = run(of_demo(source, change))
        except errors.FeedError:
            continue
        if len(after) == len(before):
            found.add(difference(before, after))
        if wanted in found:
            return
    pytest.fail(f"no single value changes just one row; differences were {found}")


def changes(source: SourceEntry, own_feeds: Path) -> Iterator[Any]:
    for path in spoil.files(own_feeds, str(source.demo)):
        for body in islice(spoil.others(path, path.read_bytes()), TRIES):
            yield changed(path, body)


def changed(path: Path, body: bytes) -> Any:
    """Serve this body in the place of a file, which may be a member of a zip file."""

    def change(served: Path, old: bytes) -> bytes:
        if served == path:
            return body
        if served.is_dir():
            return spoil.with_member(old, path.relative_to(served).as_posix(), body)
        return old

    return change


# --- no feed --------------------------------------------------------------------------------------

NONE: dict[str, Callable[[Path, bytes], bytes]] = {
    "empty": lambda _, body: b"",
    "html": lambda _, body: b"<!DOCTYPE html><html><title>Wartung</title></html>",
    "xml": lambda _, body: b"<?xml version='1.0'?><ServiceExceptionReport/>",
    "error": lambda _, body: b'{"success": false, "error": {"message": "x"}}',
    "bytes": lambda _, body: b"\x00\xff" * 100,
    "deep": lambda _, body: b"[" * 50_000,
    "truncated": spoil.truncated,
    "otherwise encoded": spoil.otherwise_encoded,
}


@with_demo
def test_an_answer_that_is_none(source: SourceEntry, of_demo: FeedOf) -> None:
    for name, change in NONE.items():
        with pytest.raises(errors.FeedError) as caught:
            run(of_demo(source, change))
        assert isinstance(caught.value, (errors.WrongContent, errors.Broken)), name
        introduces_itself(caught.value)


@with_demo
def test_a_huge_answer(source: SourceEntry, server: Any, client: Any) -> None:
    """Whatever is asked for announces a terabyte."""

    class Huge(dict[str, Any]):
        def __missing__(self, path: str) -> Any:
            return lambda visit: visit.answer(content_length=str(10**12))

    server.pages = Huge()
    with pytest.raises(errors.TooLarge) as caught:
        run(Feed(source, client, stand_in=server.url(f"/{source.demo}")))
    introduces_itself(caught.value)


def introduces_itself(error: BaseException) -> None:
    sentence = str(error)
    assert sentence.endswith(").")
    assert "\n" not in sentence
    assert len(sentence) < 700
