"""Tables that grow: parts of a time series in a real DataStore."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ckan.tests import helpers
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.loerrach import tabular
from ckanext.loerrach.harvesters._core.clock import Clock
from ckanext.loerrach.harvesters._core.record import Cell, Column, Series, Table
from ckanext.loerrach.tabular.errors import BadColumn

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "datastore"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "permissions"),
]
ADMIN: Any = {"ignore_auth": True}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
COUNTS = Table(
    [Column("station"), Column("at", "timestamp"), Column("bikes", "integer")],
    [["a", NOON, 5], ["a", NOON + timedelta(hours=1), 7], ["b", NOON, 1]],
    ["station", "at"], Series("at"),
)  # fmt: skip


def counts(resource: str, *names: str) -> list[tuple[Any, ...]]:
    found = helpers.call_action("datastore_search", resource_id=resource, sort="station, at")
    names = names or ("station", "at", "bikes")
    return [tuple(row[name] for name in names) for row in found["records"]]


def load(resource: str, table: Table = COUNTS) -> tuple[int, int, int, int]:
    """Rows there, added, updated, removed."""
    report = tabular.load(ADMIN, resource, table)
    return report.rows, report.added, report.updated, report.removed


def writers(resource: str) -> list[str]:
    """Transaction and place of each row."""
    with get_write_engine().connect() as connection:
        query = f'SELECT xmin::text || ctid::text FROM "{resource}" ORDER BY _id'
        return list(connection.exec_driver_sql(query).scalars())


def test_the_same_part_again_writes_nothing(resource: str) -> None:
    assert load(resource) == (3, 3, 0, 0)
    before = writers(resource)
    assert load(resource) == (3, 0, 0, 0)
    # the rows of another order, and a part that is in there already
    assert load(resource, replace(COUNTS, rows=COUNTS.rows[:2])) == (3, 0, 0, 0)
    assert load(resource, replace(COUNTS, rows=COUNTS.rows[::-1])) == (3, 0, 0, 0)
    assert writers(resource) == before


def test_the_next_part_is_added_and_a_corrected_value_replaces(resource: str) -> None:
    load(resource)
    part = [["a", NOON + timedelta(hours=1), 8], ["a", NOON + timedelta(hours=3), 9]]
    assert load(resource, replace(COUNTS, rows=part)) == (4, 1, 1, 0)
    # the hour between is a gap, and stays one
    assert counts(resource) == [
        ("a", "2026-03-01T12:00:00+00:00", 5), ("a", "2026-03-01T13:00:00+00:00", 8),
        ("a", "2026-03-01T15:00:00+00:00", 9), ("b", "2026-03-01T12:00:00+00:00", 1),
    ]  # fmt: skip
    found = helpers.call_action("datastore_search", resource_id=resource, q="8")
    assert [row["bikes"] for row in found["records"]] == [8]


def test_an_empty_part_takes_nothing_away(resource: str) -> None:
    load(resource)
    assert load(resource, replace(COUNTS, rows=[])) == (3, 0, 0, 0)


def test_rows_go_when_their_time_is_over(resource: str) -> None:
    now = datetime.now(UTC)
    rows = [["a", now - timedelta(days=days), days] for days in (0, 6, 8, 400)]
    assert load(resource, replace(COUNTS, rows=rows)) == (4, 4, 0, 0)
    week = replace(COUNTS, rows=rows[:1], series=Series("at", keep=7))
    assert load(resource, week) == (2, 0, 0, 2)
    # what is too old when it comes does not stay either
    assert load(resource, replace(week, rows=rows))[0] == 2
    assert sorted(row[2] for row in counts(resource)) == [0, 6]


def test_what_a_silent_source_left_stays(resource: str) -> None:
    now = datetime.now(UTC)
    rows = [["a", now - timedelta(days=days), days] for days in (400, 406, 408)]
    week = replace(COUNTS, rows=rows, series=Series("at", keep=7))
    assert load(resource, week)[0] == 2
    # a clock that is years ahead does not take yesterday with it
    rows = [["b", now - timedelta(days=1), 1], ["c", now + timedelta(days=900), 2]]
    assert load(resource, replace(week, rows=rows)) == (2, 2, 0, 2)
    assert sorted(row[2] for row in counts(resource)) == [1, 2]


def test_a_new_column_is_added_and_one_that_is_gone_keeps_its_values(resource: str) -> None:
    load(resource)
    with get_write_engine().begin() as connection:
        connection.exec_driver_sql(f'CREATE VIEW "zaehlungen" AS SELECT * FROM "{resource}"')
    columns = [*COUNTS.columns[:2], Column("cars", "integer", {"de": "Autos"})]
    part = Table(columns, [["a", NOON, 30], ["c", NOON, 31]], COUNTS.key, COUNTS.series)
    assert load(resource, part) == (4, 1, 1, 0)
    assert counts("zaehlungen", "station", "bikes", "cars") == [
        ("a", 5, 30), ("a", 7, None), ("b", 1, None), ("c", None, 31),
    ]  # fmt: skip
    info = helpers.call_action("datastore_info", id=resource)["fields"]
    assert {one["id"]: one.get("info", {}).get("label") for one in info}["cars"] == "Autos"
    # words of the column that the part has not are found as before
    found = helpers.call_action("datastore_search", resource_id=resource, q="5")
    assert [row["cars"] for row in found["records"]] == [30]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (replace(COUNTS, columns=[*COUNTS.columns[:2], Column("bikes", "number")]),
         "Column 'bikes': it was int8 and cannot become float8 in a series."),
        (replace(COUNTS, key=["at", "station"]), "the key of a series cannot change"),
        (replace(COUNTS, key=["station"]), "a series needs its time in the key"),
        (replace(COUNTS, series=Series("station")), "a series needs its time in the key"),
        (replace(COUNTS, series=Series("at", 0)), "one day at least"),
    ],
)  # fmt: skip
def test_what_would_lose_the_rows_of_before_is_refused(
    resource: str, table: Table, problem: str
) -> None:
    load(resource)
    before = writers(resource)
    if table.columns != COUNTS.columns:
        table = replace(table, rows=[[*row[:2], float(row[2])] for row in COUNTS.rows])  # type: ignore[arg-type]
    with pytest.raises(BadColumn) as caught:
        load(resource, table)
    assert problem in str(caught.value)
    assert writers(resource) == before


@pytest.mark.parametrize(
    ("day", "hours", "moments"), [("2026-10-25", [1, 2, 2, 3], 4), ("2026-03-29", [1, 3, 4], 3)]
)
def test_nights_of_the_change(resource: str, day: str, hours: list[int], moments: int) -> None:
    """Hours of a logger that writes local time: none doubled, none lost, none an hour too long."""
    clock = Clock(ZoneInfo("Europe/Berlin"))
    local = [datetime.fromisoformat(f"{day} {hour:02}:00") for hour in hours]
    rows = [["a", clock.moment(one), number] for number, one in enumerate(local)]
    for _ in range(2):
        assert load(resource, replace(COUNTS, rows=rows))[0] == moments
    with get_write_engine().connect() as connection:
        query = f'SELECT DISTINCT at - lag(at) OVER (ORDER BY at) FROM "{resource}" OFFSET 0'
        steps = [step for step in connection.exec_driver_sql(query).scalars() if step]
    assert steps == [timedelta(hours=1)]


def hours(name: str, numbers: Iterable[int]) -> list[list[Cell]]:
    return [[name, NOON + timedelta(hours=hour), hour] for hour in numbers]


def test_gaps_and_last_moments_of_each_sensor(resource: str) -> None:
    """In the seven days before the newest row; rows without a value and of a time to come: none."""
    week = range(7 * 24)
    rows = [
        *hours("whole", week), *hours("gaps", (n for n in week if n % 10)),
        *hours("stopped", range(24)), *hours("new", range(144, 168)), *hours("twice", (0, 166)),
        ["ahead", datetime.now(UTC) + timedelta(days=9), 1],
        *([row[0], row[1], None] for row in hours("empty", week)),
        # what lies before the week counts for nothing but the age of the sensor
        *hours("whole", range(-48, 0)),
    ]  # fmt: skip
    report = tabular.load(ADMIN, resource, replace(COUNTS, rows=rows))
    found = {one.key: (one.last - NOON, one.present, one.expected) for one in report.sensors}
    hour = timedelta(hours=1)
    assert found == {
        ("stopped",): (23 * hour, 24, 168),
        ("twice",): (166 * hour, 2, None),
        ("gaps",): (167 * hour, 151, 167),
        ("new",): (167 * hour, 24, 24),
        ("whole",): (167 * hour, 168, 168),
    }
    assert {one.rhythm for one in report.sensors} == {3600, None}
    assert [one.key[0] for one in report.sensors][:2] == ["stopped", "twice"]
    # nothing new: nothing is looked at
    again = tabular.load(ADMIN, resource, replace(COUNTS, rows=rows))
    assert (again.changed, again.sensors) == (False, [])


def test_a_part_tells_of_all_sensors(resource: str) -> None:
    tabular.load(ADMIN, resource, COUNTS)
    later = NOON + timedelta(days=2)
    [b, a] = tabular.load(ADMIN, resource, replace(COUNTS, rows=[["a", later, 8]])).sensors
    assert (b.key, b.last, a.key, a.last) == (("b",), NOON, ("a",), later)


def test_days_are_a_rhythm_in_the_nights_of_the_change(resource: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    days = [datetime(2025, 10, day, tzinfo=berlin) for day in range(20, 32)]
    [one] = tabular.load(ADMIN, resource, replace(COUNTS, rows=[["a", d, 1] for d in days])).sensors
    assert (one.rhythm, one.present, one.expected) == (86_400, 7, 7)


def test_a_table_can_be_one_sensor_or_none(resource: str) -> None:
    one = Table(COUNTS.columns[1:], [[NOON, 5]], ["at"], Series("at"))
    [sensor] = tabular.load(ADMIN, resource, one).sensors
    assert (sensor.key, sensor.last, sensor.present) == ((), NOON, 1)
    events = replace(one, rows=[[NOON, 6]], series=Series("at", steady=False))
    assert tabular.load(ADMIN, resource, events).sensors == []
