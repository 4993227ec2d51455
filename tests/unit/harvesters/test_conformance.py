"""What holds for every harvester and every source, also for those still to be written."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvester, harvesters, sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record
from ckanext.loerrach.harvesters._core.source import LICENCES, SourceEntry
from ckanext.loerrach.schemas import strategy_fields

FeedOf = Callable[..., Feed]
LANGUAGES = {"de", "fr", "en"}
every_harvester = pytest.mark.parametrize("name", sorted(harvesters()))
every_source = pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
with_demo = pytest.mark.parametrize(
    "source", [s for s in sources() if s.demo], ids=lambda source: source.name
)


def of_demo(source: SourceEntry, feed_of: FeedOf, own_feeds: Path, change: Any = None) -> Feed:
    """The feed of a source, answered by its sample."""
    assert source.demo
    path = own_feeds / source.demo
    body = zipped(path) if path.is_dir() else path.read_bytes()
    # a sample in a folder of its own is one of several answers, which name each other
    others = path.parent.iterdir() if path.parent != own_feeds else ()
    beside = {one.name: one.read_bytes() for one in others}
    stand_in = feed_of(change(body) if change else body, source.harvester, beside=beside)
    return Feed(source, stand_in.client, stand_in=stand_in.url)


def zipped(folder: Path) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes())
    return file.getvalue()


def run(feed: Feed) -> list[Any]:
    return list(harvester(feed.source.harvester)().records(feed))


@every_harvester
def test_a_harvester_introduces_itself(name: str) -> None:
    info = harvesters()[name].info
    assert info.name == name
    assert info.title
    assert info.field in {field.name for field in strategy_fields()}
    assert info.documentation.startswith("https://")
    assert all(info.settings.values())
    assert (harvesters()[name].__doc__ or "").strip().endswith(".")


@every_harvester
def test_a_harvester_has_a_source_with_a_sample(name: str) -> None:
    assert [source for source in sources() if source.harvester == name and source.demo]


def test_no_harvester_imports_ckan() -> None:
    """In a process of its own: this one may have loaded it for other tests."""
    program = (
        "import sys; from ckanext.loerrach.harvesters import harvesters; harvesters();"
        "print([name for name in sys.modules if name in "
        "('ckan', 'flask', 'sqlalchemy', 'geopandas', 'shapely', 'pandas')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@every_source
def test_a_source_is_told_in_three_languages(source: SourceEntry) -> None:
    assert set(source.title) == set(source.notes) == LANGUAGES
    assert source.licence.startswith(LICENCES)
    assert source.publisher.name
    assert source.publisher.url or source.publisher.email


@every_source
def test_a_source_survives_a_round_trip(source: SourceEntry) -> None:
    facts = json.loads(json.dumps(source.facts()))
    assert SourceEntry.read(source.name, facts) == source


@with_demo
def test_a_record_can_be_published(source: SourceEntry, feed_of: FeedOf, own_feeds: Path) -> None:
    records = run(of_demo(source, feed_of, own_feeds))
    assert records
    for record in records:
        assert isinstance(record, Record), record
        assert record.title["de"]
        assert record.notes["de"]
        assert record.fields["strategy_field"] in {field.name for field in strategy_fields()}
        assert record.fields["publisher"][0]["name"]
        assert record.resources
        assert len({resource.key for resource in record.resources}) == len(record.resources)
        for resource in record.resources:
            assert resource.licence.startswith(LICENCES)
            assert resource.licence_attribution_by
            assert resource.title["de"]
            assert resource.url or resource.table


@with_demo
def test_tables_say_what_they_hold(source: SourceEntry, feed_of: FeedOf, own_feeds: Path) -> None:
    for record in run(of_demo(source, feed_of, own_feeds)):
        for resource in record.resources:
            if resource.table is None:
                continue
            columns = resource.table.columns
            assert {column.name for column in columns} >= set(resource.table.key)
            assert [c.name for c in columns if set(c.label) != LANGUAGES] == []
            assert [
                c.name for c in columns if c.description and set(c.description) != LANGUAGES
            ] == []
            assert all(len(row) == len(columns) for row in resource.table.rows)


@with_demo
def test_the_same_answer_gives_the_same_record(
    source: SourceEntry, feed_of: FeedOf, own_feeds: Path
) -> None:
    first, second = (run(of_demo(source, feed_of, own_feeds)) for _ in range(2))
    assert first == second


def widened(body: bytes) -> bytes:
    if not body.startswith(b"PK"):
        return json.dumps(with_member(json.loads(body))).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            head, *rows = before.read(name).decode().splitlines()
            after.writestr(name, "\n".join([f"{head},ganz_neu", *(f"{row},x" for row in rows)]))
    return file.getvalue()


def with_member(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: with_member(v) for k, v in value.items()} | {"ganz_neu": "x"}
    return [with_member(inner) for inner in value] if isinstance(value, list) else value


@with_demo
def test_a_new_column_is_named(source: SourceEntry, feed_of: FeedOf, own_feeds: Path) -> None:
    """Every JSON object of the sample gets a member, or every table a column, that nobody knows."""
    feed = of_demo(source, feed_of, own_feeds, widened)
    run(feed)
    assert "ganz_neu" in {notice.name for notice in feed.notices if notice.kind == "unknown column"}


@with_demo
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda body: b"", errors.WrongContent),
        (lambda body: b"<!DOCTYPE html><html><title>Wartung</title></html>", errors.WrongContent),
        (lambda body: b"<?xml version='1.0'?><ServiceExceptionReport/>", errors.WrongContent),
        (lambda body: body[: len(body) // 2], errors.WrongContent),
        (lambda body: b'{"success": false, "error": {"message": "x"}}', errors.WrongContent),
        (lambda body: b"\x00\xff" * 100, errors.WrongContent),
        (lambda body: b"[" * 50_000, errors.WrongContent),
    ],
    ids=["empty", "html", "xml", "truncated", "error", "bytes", "deep"],
)
def test_an_answer_that_is_none(
    source: SourceEntry, feed_of: FeedOf, own_feeds: Path, change: Any, expected: type[Exception]
) -> None:
    with pytest.raises(errors.FeedError) as caught:
        run(of_demo(source, feed_of, own_feeds, change))
    assert isinstance(caught.value, expected)
    sentence = str(caught.value)
    assert sentence.endswith(").")
    assert "\n" not in sentence
    assert len(sentence) < 700


@with_demo
def test_an_unchanged_answer_is_not_read_again(
    source: SourceEntry, feed_of: FeedOf, own_feeds: Path
) -> None:
    first = of_demo(source, feed_of, own_feeds)
    run(first)
    again = of_demo(source, feed_of, own_feeds)
    again = Feed(source, again.client, first.seen, stand_in=next(iter(first.seen)))
    with pytest.raises(errors.Unchanged):
        run(again)
