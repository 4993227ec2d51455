"""The first harvest of a catalogue is read in a fork: the same is written, and nothing is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psutil
import pytest
from ckan import model
from ckanext.loerrach.harvest import beside, bulk, checking
from ckanext.loerrach.harvest.bulk import valid
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core.errors import Busy
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Same

from .conftest import Listed

Make = Callable[..., Any]
#: bad by the harvester, by the schema, by its identity; twice; characters and fields to leave out
AWKWARD: list[Any] = [
    "r0", {"id": "r1", "bad": "no title at all"}, "r2",
    {"id": "r3", "fields": {"frequency": "now and then"}}, "r0", {"id": "r\0"},
    {"id": "r4", "notes": "ein\0Zeichen", "fields": {"nobody": "knows"}},
]  # fmt: skip


class Catalogue(Listed):
    """The same as a catalogue, which notes where it is read."""

    info = replace(Listed.info, name="catalogue", catalogue=True)

    def records(self, feed: Feed) -> Iterator[Record | BadRecord | Same]:
        feed.keep["pid"] = os.getpid()
        yield from super().records(feed)


@pytest.fixture
def catalogue(source: Make, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes sources that are catalogues, on a machine with two cores."""
    monkeypatch.setitem(harvesters(), "catalogue", Catalogue)
    monkeypatch.setattr(beside, "cores", lambda: 2)
    return lambda name="katalog", **facts: source(name, harvester="catalogue", **facts)


def reader(one: Any) -> int:
    """The process that read the source."""
    query = "SELECT kept FROM loerrach_harvest_poll WHERE source_id = %s"
    with model.meta.engine.connect() as connection:
        return int(connection.exec_driver_sql(query, (one.id,)).scalar_one()["pid"])


def told(report: Any) -> tuple[Any, ...]:
    return (
        report.failure, report.added, sorted(map(str, report.refused)), sorted(report.notices),
        report.plan,
    )  # fmt: skip


@pytest.mark.parametrize("batch", [2, 100])
def test_a_first_harvest_gives_the_same_with_and_without(
    catalogue: Make, monkeypatch: pytest.MonkeyPatch, batch: int
):
    for module in (bulk, checking.bulk):
        monkeypatch.setattr(module, "SIZE", batch)
    with_it, without = catalogue("eins"), catalogue("zwei")
    for one in (with_it, without):
        one.has(*AWKWARD)
    first = with_it.run()
    assert reader(with_it) != os.getpid()
    assert not psutil.pid_exists(reader(with_it))
    monkeypatch.setattr(beside, "cores", lambda: 1)
    second = without.run()
    assert reader(without) == os.getpid()
    assert first.added == ["r0", "r2", "r4"]
    assert told(first) == told(second)
    assert len(first.refused) == 4
    # what is each one's own, and the extras that name its harvest object and source
    aside = {"id", "name", "metadata_created", "metadata_modified", "resources", "uri", "extras"}
    for id in first.added:
        shown, other = with_it.dataset(id), without.dataset(id)
        assert {key for key in shown if shown[key] != other.get(key)} <= aside


def test_each_record_is_checked_once(catalogue: Make, monkeypatch: pytest.MonkeyPatch):
    checked = []
    before = valid.validated

    def counted(run: Any, call: Any, package: Any, known: Any) -> Any:
        checked.append(call["title_translated"]["de"])
        return before(run, call, package, known)

    monkeypatch.setattr(valid, "validated", counted)
    one = catalogue()
    one.has("r0", "r1", "r2")
    assert one.run().added == ["r0", "r1", "r2"]
    assert sorted(checked) == ["r0", "r1", "r2"]


def test_only_the_first_harvest_has_one(catalogue: Make):
    one = catalogue()
    one.has("r0")
    one.run()
    one.has("r0", "r1")
    assert one.run().added == ["r1"]
    assert reader(one) == os.getpid()


def test_a_dry_run_writes_nothing(catalogue: Make, portal: Make):
    one = catalogue()
    one.has(*AWKWARD)
    report = one.run(dry_run=True)
    assert (report.added, len(report.refused)) == (["r0", "r2", "r4"], 4)
    assert portal() == {}


class Breaks(Catalogue):
    """Ends after two records, by an error or by death."""

    end: Any = None

    def records(self, feed: Feed) -> Iterator[Record | BadRecord | Same]:
        for number, one in enumerate(super().records(feed)):
            yield one
            if number == 1 and self.end:
                self.end()


def busy() -> None:
    raise Busy("https://example.org/katalog.json", 503, 3600)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crashed() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("end", "failure"),
    [
        (busy, "The server is busy (status 503), try again in 3600 seconds"),
        (killed, "The process that read the source ended before it was done (signal 9)"),
        (crashed, "Internal error (ZeroDivisionError); the log says more."),
    ],
)
def test_a_crawl_that_breaks_off_changes_nothing(
    catalogue: Make, portal: Make, monkeypatch: pytest.MonkeyPatch, end: Any, failure: str
):
    monkeypatch.setitem(harvesters(), "catalogue", Breaks)
    monkeypatch.setattr(Breaks, "end", staticmethod(end))
    one = catalogue()
    one.has("r0", "r1", "r2")
    report = one.run()
    assert str(report.failure).startswith(failure)
    assert portal() == {}
    monkeypatch.setattr(Breaks, "end", None)
    assert one.run().added == ["r0", "r1", "r2"]
