"""What a source promises and delivers: on pages, in the API, for the operator; silent sensors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import factories, helpers
from ckanext.loerrach.harvest import downloads, fresh_words, freshness, poll, sensors, tables_state
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core.describe import dataset_fields, licensed
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.harvester import Harvester, HarvesterInfo
from ckanext.loerrach.harvesters._core.record import (
    BadRecord,
    Column,
    Record,
    Resource,
    Series,
    Table,
)
from ckanext.loerrach.pages.numbers import LOCAL_TIME
from ckanext.loerrach.portal import checkup
from ckanext.loerrach.tabular.sensors import Sensor

Make = Callable[..., Any]
HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Air(Harvester):
    """Stations and what they measured, as JSON; for tests of the engine only."""

    info = HarvesterInfo("air", "Air", "environment", "https://example.org/air")

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """One dataset: names of stations, and their values as a series."""
        given, source = feed.json(), feed.source
        names = Table([Column("station"), Column("name")], [*given["names"].items()], ["station"])
        rows = [[id, datetime.fromisoformat(at), value] for id, at, value in given["values"]]
        columns = [Column("station"), Column("at", "timestamp"), Column("value", "number")]
        series = Table(columns, rows, ["station", "at"], Series("at", 31))
        files = [
            licensed(Resource(key, {"de": key}, source.url, table=table), source)
            for key, table in (("stations", names), ("values", series))
        ]
        fields = dataset_fields(source)
        yield Record(source.name, source.title, source.notes, fields=fields, resources=files)


@pytest.fixture
def air(source: Make, feeds: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A live source that promises something every hour."""
    monkeypatch.setitem(harvesters(), "air", Air)
    one = source(
        "luft", url=f"{feeds.url}/luft.json", harvester="air", frequency="HOURLY", every=3600,
        field="environment", notes={"de": "Werte der Luft."},
    )  # fmt: skip

    def gives(**ages: range) -> Any:
        """Values so many hours ago of each station; what came of the run."""
        now = datetime.now(UTC).replace(microsecond=0)
        values = [[id, (now - n * HOUR).isoformat(), 20.5] for id, old in ages.items() for n in old]
        names = {"a": "Rathaus", "b": "Tumringer Straße"}
        feeds.put("/luft.json", {"names": names, "values": values})
        return one.run()

    one.gives = gives
    return one


def section(app: Any, where: str, what: str) -> str:
    found = BeautifulSoup(app.get(where).body, "html.parser").select_one(what)
    return " ".join(found.get_text(" ", strip=True).split()) if found else ""


def at(moment: datetime) -> str:
    """A moment as a page says it, for a regular expression; the day turns at midnight."""
    return rf"(heute|gestern|am \d+\. \w+ \d+) um {moment.astimezone(LOCAL_TIME):%H:%M}"


def pass_by(hours: float, *columns: str) -> None:
    """Let so many hours pass for what is remembered of the polls."""
    moved = ", ".join(f"{name} = {name} - interval '{hours} hours'" for name in columns)
    model.Session.execute(sa.text(f"UPDATE loerrach_harvest_poll SET {moved}"))
    model.Session.commit()


def test_a_silent_sensor_is_named_until_it_delivers_again(air: Any, app: Any):
    report = air.gives(a=range(1, 49), b=range(30, 49))
    [notice] = [one for one in report.notices if "silent" in one]
    assert notice.startswith("luft: silent: Tumringer Straße (last ")
    name = air.dataset("luft")["name"]
    shown = section(app, f"/dataset/{name}", ".l-fresh")
    told = freshness.of_dataset(air.dataset("luft")["id"])
    assert re.fullmatch(
        rf"Aktualität Wird stündlich erneuert; zuletzt geliefert {at(told.delivered_at)}\. "
        r"1 von 2 Messreihen bringt keine neuen Werte: "
        rf"Tumringer Straße, zuletzt {at(told.silent[0].last_at)} "
        # 48 of the 48 hours of a, 19 of those of b
        r"69\s% der Werte der letzten 7 Tage liegen vor\. Lücken jeder Messreihe",
        shown,
    )
    table = section(app, "/harvest/luft/runs", "#sensors + p + details tbody tr")
    assert "Tumringer Straße" in table
    assert "keine neuen Werte" in table
    assert table.endswith("jede Stunde 39 % (19 von 48)")
    finding = checkup._freshness()
    assert finding.ok
    assert finding.text.startswith("silent: luft: Tumringer Straße (last ")

    assert not [one for one in air.gives(b=range(1, 3)).notices if "silent" in one]
    assert "keine neuen Werte" not in section(app, f"/dataset/{name}", ".l-fresh")
    assert checkup._freshness().text == "all 1 sources keep what they promise"


def test_a_source_that_does_not_answer_makes_no_sensor_silent(air: Any):
    air.gives(a=range(1, 49), b=range(1, 49))
    pass_by(100, "answered_at", "delivered_at")
    found = helpers.call_action("loerrach_harvest_freshness", id="luft")
    assert found["state"] == "unreachable"
    assert [one["silent"] for one in found["sensors"]] == [False, False]


def test_promise_and_delivery(air: Any, app: Any, feeds: Any):
    air.gives(a=range(1, 10))
    dataset = air.dataset("luft")
    found = helpers.call_action("loerrach_harvest_freshness", id=dataset["name"])
    assert (found["state"], found["promised_seconds"]) == ("on time", 3600)
    assert found["late_since"] is None
    assert found["frequency"] == dataset["frequency"]
    assert found["delivered_at"] == found["answered_at"]
    assert [(one["name"], one["rows"]) for one in found["sensors"]] == [("Rathaus", 9)]

    # asked again with the same answer: asked, but nothing delivered
    pass_by(2, "answered_at", "delivered_at")
    before = poll.load(air.id)
    assert not air.run().changed
    after = poll.load(air.id)
    assert after.delivered_at == before.delivered_at < before.answered_at + HOUR < after.answered_at

    pass_by(2, "delivered_at")
    [late] = helpers.call_action("loerrach_harvest_freshness")
    since = after.delivered_at - HOUR
    assert (late["source"], late["state"]) == ("luft", "late")
    assert datetime.fromisoformat(late["late_since"]) - since < timedelta(seconds=1)
    shown = section(app, f"/dataset/{dataset['name']}", ".l-fresh-bad")
    assert re.match(
        rf"Aktualität Überfällig seit {at(since)}\. Wird stündlich erneuert; zuletzt geliefert "
        rf"{at(after.delivered_at - 2 * HOUR)}, zuletzt abgefragt {at(after.answered_at)}\.",
        shown,
    )
    listed = section(app, "/harvest", ".primary, main")
    assert "1 Quelle Luft überfällig" in listed
    assert "Datensätze: 1" in listed
    assert "Überfällig seit" in section(app, "/harvest/luft/runs", "dl")
    finding = checkup._freshness()
    assert not finding.ok
    assert "luft is late since " in finding.text
    assert [one.split(" since")[0] for one in freshness.complaints("luft")] == ["is late"]


def test_sensors_are_called_as_the_tables_of_their_record_call_them():
    """A quantity may be named by several columns; what no table names stays as it is."""
    columns = [Column(one) for one in ("station", "part", "mean", "name")]
    stations = Table([Column("id"), Column("name")], [["1", "Rathaus"]], ["id"])
    parts = Table(columns[1:], [["NO2", "h", "Stickstoffdioxid je Stunde"]], ["part", "mean"])
    values = Table([*columns[:3], Column("at", "timestamp")], [], ["station", "part", "mean", "at"],
                   Series("at"))  # fmt: skip
    names = sensors.named(
        [Resource(str(n), {}, table=one) for n, one in enumerate((stations, parts))]
    )
    found = [
        Sensor(key, NOW, 1) for key in (("1", "NO2", "h"), ("1", "O3", "h"), ("2", "NO2", "h"))
    ]
    assert [one.title for one in sensors.kept("r", found, values, names).values()] == [
        "Rathaus, Stickstoffdioxid je Stunde", "Rathaus, O3, h", "2, Stickstoffdioxid je Stunde",
    ]  # fmt: skip
    same = replace(parts, rows=[["NO2", "h", "Luft"], ["O3", "h", "Luft"]])
    names = sensors.named([Resource("s", {}, table=stations), Resource("p", {}, table=same)])
    assert [one.title for one in sensors.kept("r", found, values, names).values()] == [
        "1, NO2, h", "1, O3, h", "2, Luft",
    ]  # fmt: skip


def test_moments_as_people_say_them(air: Any):
    now = datetime(2026, 11, 23, 0, 30, tzinfo=LOCAL_TIME)
    said = [fresh_words.when(now - hours * HOUR, now) for hours in (0.25, 1, 30)]
    assert said == ["heute um 00:15", "gestern um 23:30", "am 21. November 2026 um 18:30"]
    rhythms = [fresh_words.every(one) for one in (30, 60, 300, 3600, 7200, 86_400, 604_800)]
    assert rhythms == [
        "alle 30 Sekunden", "jede Minute", "alle 5 Minuten", "jede Stunde", "alle 2 Stunden",
        "jeden Tag", "alle 7 Tage",
    ]  # fmt: skip


def test_samples_promise_nothing(freiburg: Make, app: Any):
    freiburg()
    pass_by(1000, "answered_at", "delivered_at")
    shown = section(app, "/dataset/freie-parkplaetze-in-freiburg", ".l-fresh")
    assert shown.startswith("Aktualität Wird alle fünf Minuten erneuert; hier mit Beispieldaten,")
    assert checkup._freshness().ok


def test_own_datasets_and_dropped_tables_have_nothing(air: Any):
    air.gives(a=range(1, 10))
    [kept] = sensors.load(air.id)
    assert kept.resource_id in [one["id"] for one in air.dataset("luft")["resources"]]
    own = factories.Dataset(type="other")
    assert helpers.call_action("loerrach_harvest_freshness", id=own["id"]) is None
    tables_state.forget([kept.resource_id])
    assert sensors.load(air.id) == []


def test_files_of_places_that_failed_are_told(freiburg: Make, monkeypatch: pytest.MonkeyPatch):
    """The operator has to look for it nowhere else than in doctor and in the report of a run."""
    freiburg()
    dataset = helpers.call_action("package_show", id="freie-parkplaetze-in-freiburg")
    here = downloads.shelf(dataset["resources"][0]["id"])

    def full(*_: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(type(here), "_make", full)
    with pytest.raises(OSError, match="No space"):
        here.make()
    finding = checkup._places()
    assert not finding.ok
    assert "freie-parkplaetze-in-freiburg" in finding.text
    assert "No space left on device" in finding.text
    notices = freiburg(full=True).notices
    assert [one for one in notices if "could not be made into files" in one and "No space" in one]
    monkeypatch.undo()
    here.remove()
    assert "No space" not in checkup._places().text
