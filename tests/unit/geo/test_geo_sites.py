"""The sites of a feed: those with a believable place, and what is said of the others."""

from __future__ import annotations

import math

import pytest
from ckanext.loerrach.geo.sites import placed
from ckanext.loerrach.harvesters._core.dial import Guard
from ckanext.loerrach.harvesters._core.errors import WrongContent
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.http import Client
from ckanext.loerrach.harvesters._core.source import SourceEntry

FACTS = {
    "title": {"de": "Probe"}, "harvester": "parking", "url": "https://example.org/feed",
    "field": "mobility", "frequency": "UPDATE_CONT", "licence": "dl-by-de/2.0",
    "publisher": {"name": "Stadt Probe"},
}  # fmt: skip


@pytest.fixture
def feed() -> Feed:
    """A feed that is never asked."""
    return Feed(SourceEntry.read("probe", FACTS), Client(Guard()))


def test_good_sites_are_placed_and_each_bad_one_is_told(feed: Feed) -> None:
    """The town hall of Lörrach, and what sensors and hands make of such a point."""
    hall = (7.6618, 47.6138)
    sites = [
        ("hall", hall), ("swapped", hall[::-1]), ("blank", (0.0, 0.0)), ("berlin", (13.4, 52.5)),
        ("typo", (7.66, 476.1)), ("nothing", (math.nan, math.nan)),
    ]  # fmt: skip
    assert placed(feed, "OGC:CRS84", iter(sites)) == {"hall": hall}
    assert {(one.kind, one.name): one.message for one in feed.notices} == {
        ("place left out", "swapped"): "has its two coordinates swapped",
        ("place left out", "blank"): "lies at 0°/0°, where devices without a place are",
        ("place left out", "berlin"): "lies far outside the region",
        ("place left out", "typo"): "lies nowhere on earth",
        ("place left out", "nothing"): "lies nowhere on earth",
    }
    assert placed(feed, "OGC:CRS84", [("berlin", (13.4, 52.5))], None) == {"berlin": (13.4, 52.5)}


def test_metres_become_degrees(feed: Feed) -> None:
    places = placed(feed, "EPSG:25832", [("hall", (399_432.06, 5_274_181.77))])
    [(lon, lat)] = places.values()
    assert lon == pytest.approx(7.6618, abs=1e-3)
    assert lat == pytest.approx(47.6138, abs=1e-3)
    assert feed.notices == []


def test_a_system_that_nobody_knows_ends_the_feed(feed: Feed) -> None:
    with pytest.raises(WrongContent, match="Expected a known coordinate system, found 'EPSG:1'"):
        placed(feed, "EPSG:1", [("hall", (1.0, 2.0))])
    assert placed(feed, "EPSG:25832", []) == {}
