"""Every harvester through the engine: its sample again, with one other value, and broken."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.loerrach import testing_changes
from ckanext.loerrach.harvest.run import run_source
from ckanext.loerrach.harvest.sources import ensure_sources
from ckanext.loerrach.harvesters import harvester, harvesters, sources
from ckanext.loerrach.harvesters._core.dial import Guard
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.http import Client
from ckanext.loerrach.harvesters._core.source import SourceEntry
from ckanext.loerrach.portal import feedserver

FEEDS = Path(__file__).parents[2] / "feeds"
#: a run with something to show writes these
BOOKS = {"public.harvest_object", "public.harvest_gather_error", "public.harvest_object_error"}


class Samples:
    """The sample feeds as a portal started with --demo asks for them, as they are or changed."""

    def __init__(self) -> None:
        self.change: feedserver.Change = lambda path, body: body
        self.server = feedserver.server(FEEDS, change=lambda path, body: self.change(path, body))
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def records(self, source: SourceEntry, change: feedserver.Change) -> list[Any]:
        """What the harvester alone gives."""
        self.change = change
        client = Client(Guard(frozenset([self.host])))
        try:
            feed = Feed(source, client, stand_in=f"http://{self.host}/{source.demo}")
            return list(harvester(source.harvester)().records(feed))
        finally:
            client.close()


@pytest.fixture
def samples(town: dict[str, Any]) -> Iterator[Samples]:
    one = Samples()
    tk.config["ckanext.loerrach.harvest.allowed_hosts"] = [one.host]
    yield one
    one.server.shutdown()
    one.server.server_close()


def stored() -> dict[tuple[str, str], str]:
    """Every row of the DataStore's tables, with the transaction and the place of its last write."""
    found = {}
    with get_write_engine().connect() as connection:
        query = "SELECT tablename FROM pg_tables WHERE tablename ~ '^[0-9a-f]{8}-'"
        for name in list(connection.execute(sa.text(query)).scalars()):
            rows = connection.execute(sa.text(f'SELECT _id, xmin::text, ctid::text FROM "{name}"'))
            found |= {(name, str(id)): f"{xmin} {ctid}" for id, xmin, ctid in rows}
    return found


def modified() -> dict[str, Any]:
    query = model.Session.query(model.Package.name, model.Package.metadata_modified)
    return dict(query.filter_by(type="dataset", state="active").all())


def test_every_harvester_again_and_changed_and_broken(
    samples: Samples, writes: Callable[[Callable[[], Any]], list[str]]
) -> None:
    """A source of each, in one portal: what costs is the setting up."""
    chosen = list(
        {source.harvester: source for source in reversed(sources()) if source.demo}.values()
    )
    assert {source.harvester for source in chosen} == harvesters().keys()
    ensure_sources(chosen, f"http://{samples.host}")
    for source in chosen:
        report = run_source(source.name)
        assert report.ok, f"{source.name}: {report.summary()} {report.refused}"
    again(chosen, writes)
    for source in chosen:
        change, before, after = testing_changes.one_row(
            FEEDS, str(source.demo), lambda change, source=source: samples.records(source, change)
        )
        changed(source, samples, change, testing_changes.difference(before, after))
    broken(chosen, samples, writes)


def again(chosen: list[SourceEntry], writes: Callable[[Callable[[], Any]], list[str]]) -> None:
    """The same feeds, read in full: not a row of portal or DataStore is written."""
    rows, dates = stored(), modified()
    assert rows

    def run() -> None:
        for source in chosen:
            report = run_source(source.name, full=True)
            assert report.ok, f"{source.name}: {report.summary()} {report.refused}"

    assert writes(run) == []
    assert (stored(), modified()) == (rows, dates)


def changed(
    source: SourceEntry, samples: Samples, change: feedserver.Change, expected: tuple[int, int]
) -> None:
    """One value of the feed is another: that row is written, or that dataset, and no other."""
    rows, dates = stored(), modified()
    samples.change = change
    report = run_source(source.name, full=True)
    assert report.ok, f"{source.name}: {report.summary()} {report.refused}"
    now = stored()
    written = sum(now.get(key) != there for key, there in rows.items())
    datasets = sum(modified()[name] != date for name, date in dates.items())
    assert (len(now), written) == (len(rows), expected[1]), source.name
    assert datasets <= 1 if expected[1] else datasets == 1, source.name


def broken(
    chosen: list[SourceEntry],
    samples: Samples,
    writes: Callable[[Callable[[], Any]], list[str]],
) -> None:
    """A page in place of the feed: one sentence, and everything stays as it was."""
    rows, dates = stored(), modified()
    samples.change = lambda path, body: b"<!DOCTYPE html><html><title>Wartung</title></html>"

    def run() -> None:
        for source in chosen:
            report = run_source(source.name, full=True)
            assert not report.ok, source.name
            assert (report.failure or "").endswith(".")

    assert set(writes(run)) <= BOOKS
    assert (stored(), modified()) == (rows, dates)
