"""What holds for every harvester and every source, also for those still to be written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
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
#: what culture, business, administration, services and education cannot do without
NEEDED = {
    "dropzone", "elections", "genesis", "icalendar", "mastr", "oaipmh", "oparl", "schemaorg",
    "tenders", "xzufi",
}  # fmt: skip


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


def test_none_of_these_is_missing() -> None:
    """A harvester that is gone, or has lost its sample, would pass every test below unseen."""
    assert harvesters().keys() >= NEEDED
    assert {source.harvester for source in sources() if source.demo} == harvesters().keys()


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
def test_a_record_can_be_published(source: SourceEntry, of_demo: FeedOf) -> None:
    records = run(of_demo(source))
    assert records
    for record in records:
        assert isinstance(record, Record), record
        assert record.title["de"]
        assert record.notes["de"]
        assert record.fields["strategy_field"] in {field.name for field in strategy_fields()}
        assert record.fields["publisher"][0]["name"]
        # a stock CKAN refuses a dataset with another keyword
        words = [word for several in record.tags.values() for word in several]
        assert [word for word in words if not re.fullmatch(r"[\w .-]{2,100}", word)] == []
        assert record.resources
        assert len({resource.key for resource in record.resources}) == len(record.resources)
        for resource in record.resources:
            assert resource.licence.startswith(LICENCES)
            assert resource.licence_attribution_by
            assert resource.title["de"]
            assert resource.url or resource.table


@with_demo
def test_tables_say_what_they_hold(source: SourceEntry, of_demo: FeedOf) -> None:
    for record in run(of_demo(source)):
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
def test_the_same_answer_gives_the_same_record(source: SourceEntry, of_demo: FeedOf) -> None:
    first, second = (run(of_demo(source)) for _ in range(2))
    assert first == second


@with_demo
def test_an_unchanged_answer_is_not_read_again(source: SourceEntry, of_demo: FeedOf) -> None:
    first = of_demo(source)
    run(first)
    with pytest.raises(errors.Unchanged):
        run(of_demo(source, last=first.seen))
