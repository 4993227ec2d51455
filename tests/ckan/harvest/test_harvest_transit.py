"""Timetables and sharing through the engine: tables written, counts and snapshots remembered."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.loerrach.catalogue.gate import must
from ckanext.loerrach.harvest import settings, state
from ckanext.loerrach.harvest.run import run_source
from ckanext.loerrach.harvest.sources import ensure_sources
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.portal.samples import zipped

FEEDS = Path(__file__).parents[2] / "feeds"


def source(name: str) -> Any:
    return next(one for one in sources() if one.name == name)


def dataset(name: str) -> dict[str, Any]:
    (known,) = state.load(str(settings.find(name).id)).values()
    return dict(helpers.call_action("package_show", id=known.package_id))


def rows(found: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """The table of a resource."""
    id = found["resources"][number]["id"]
    return list(helpers.call_action("datastore_search", resource_id=id)["records"])


@pytest.fixture
def timetable(feeds: Any) -> Any:
    """Serves the town's timetable with so many copies of its stop times."""
    folder = FEEDS / "gtfs-loerrach.zip"

    def serve(copies: int) -> None:
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        head, *body = files["stop_times.txt"].splitlines()
        files["stop_times.txt"] = b"\n".join([head, *body * copies])
        feeds.put("/gtfs-loerrach.zip", zipped(files), type="application/zip")

    return serve


def test_a_timetable_and_the_next_one(town: Any, feeds: Any, timetable: Any) -> None:
    timetable(3)
    ensure_sources([source("fahrplan-suedbaden")], feeds.url)
    report = run_source("fahrplan-suedbaden")
    assert (report.failure, report.refused, len(report.added)) == (None, [], 1)
    found = dataset("fahrplan-suedbaden")
    assert must(found) == []
    assert [len(rows(found, number)) for number in (1, 2, 3)] == [15, 3, 2]
    assert run_source("fahrplan-suedbaden").untouched
    # two thirds of the stop times are gone: a full run knows the last release, too
    timetable(1)
    report = run_source("fahrplan-suedbaden", full=True)
    assert report.failure is None
    assert [one.partition(" in the")[0] for one in report.notices if "fewer rows" in one] == [
        "fewer rows 'stop_times.txt': 19 rows, 57",
        "fewer rows 'de:08336': 11 rows of stop_times.txt, 33",
    ]


def test_an_older_snapshot_of_a_sharing_system(town: Any, feeds: Any) -> None:
    path = "gbfs-naturenergie/station_status.json"
    status = json.loads((FEEDS / path).read_bytes())

    def serve(minutes: int, vehicles: int) -> None:
        status["last_updated"] = int(time.time()) + minutes * 60
        status["data"]["stations"][0]["num_bikes_available"] = vehicles
        feeds.put(f"/{path}", status)

    serve(-5, vehicles=2)
    ensure_sources([source("sharing-naturenergie")], feeds.url)
    report = run_source("sharing-naturenergie")
    assert (report.failure, report.refused, len(report.added)) == (None, [], 1)
    found = dataset("sharing-naturenergie")
    assert must(found) == []
    assert [len(rows(found, number)) for number in range(1, 6)] == [4, 4, 3, 2, 2]
    # what a slow replica says does not come in, in a full run neither
    serve(-65, vehicles=1)
    for full in (False, True):
        assert run_source("sharing-naturenergie", full=full).untouched
    assert rows(found, 1)[0]["vehicles"] == 2
    serve(-4, vehicles=1)
    assert run_source("sharing-naturenergie").tables == ["sharing-naturenergie"]
    assert rows(found, 1)[0]["vehicles"] == 1
