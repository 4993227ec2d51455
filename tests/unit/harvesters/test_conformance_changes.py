"""What becomes of a change in a feed, and of an answer that is none: for every harvester."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach import testing_changes
from ckanext.loerrach import testing_feeds as spoil
from ckanext.loerrach.harvesters import harvester, sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.source import SourceEntry

FeedOf = Callable[..., Feed]
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


@with_demo
def test_a_changed_value_changes_one_row(
    source: SourceEntry, of_demo: FeedOf, own_feeds: Path
) -> None:
    """Of a feed without rows: one dataset."""
    _, before, after = testing_changes.one_row(
        own_feeds, str(source.demo), lambda change: run(of_demo(source, change))
    )
    assert sum(testing_changes.difference(before, after)) == 1


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
