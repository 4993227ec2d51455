"""What each sensor of a time series has given lately: its last moment, and how much is missing.

A sensor is what the key names beside the time (a station, or a station and what it measures); where
it names nothing else, the table is one. Looked at once when rows have come, not when somebody asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ckanext.loerrach.harvesters._core.record import Table
from psycopg2 import sql

#: days before the newest row in which gaps are counted
DAYS = 7
#: sensors that are told, those first that have been quiet for longest
MOST = 1000
#: rows that a sensor must have before anybody can say what its rhythm is
LEAST = 3
#: types of columns that hold what was measured: a row that has none of it is a gap
MEASURED = ("integer", "number", "boolean")


@dataclass(frozen=True)
class Sensor:
    """One sensor, as it is after a load."""

    #: values of the key beside the time
    key: tuple[str, ...]
    #: moment of its newest row with a value
    last: datetime
    #: rows with a value in the last DAYS before the newest row of the table
    present: int
    #: rows that its rhythm would give in that time; None where it has none yet
    expected: int | None = None
    #: seconds that usually lie between two rows
    rhythm: int | None = None


def look(cursor: Any, resource_id: str, table: Table) -> list[Sensor]:
    """All sensors of a steady series; [] for other tables. Rows of a time to come count for none.

    The rhythm of a sensor is the median of the distances of its rows.
    """
    series = table.series
    if not (series and series.steady):
        return []
    names = [name for name in table.key if name != series.time]
    cursor.execute("SET LOCAL TIME ZONE 'UTC'")
    parts = {
        "own": sql.Identifier(resource_id), "at": sql.Identifier(series.time),
        "texts": sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(n)) for n in names),
        "measured": _measured(table), "days": sql.Literal(DAYS), "most": sql.Literal(MOST),
    }  # fmt: skip
    cursor.execute(sql.SQL(LOOK).format(**parts))
    return [_sensor(row) for row in cursor.fetchall()]


#: one pass for the last moments, one over the window for distances; a day counts from midnight UTC
LOOK = """
    WITH good AS (
        SELECT ARRAY[{texts}]::text[] AS key, {at}::timestamptz AS at FROM {own}
        WHERE {at} <= now() AND {measured}
    ), ends AS (
        SELECT key, min(at) AS first, max(at) AS last, max(max(at)) OVER () AS newest
        FROM good GROUP BY key
    ), steps AS (
        SELECT key, extract(epoch FROM at - lag(at) OVER (PARTITION BY key ORDER BY at)) AS step
        FROM good WHERE at > (SELECT max(at) FROM good) - make_interval(days => {days})
    ), recent AS (
        SELECT key, count(*) AS present,
            percentile_disc(0.5) WITHIN GROUP (ORDER BY step) AS rhythm
        FROM steps GROUP BY key
    )
    SELECT key, first, last, newest, coalesce(present, 0), rhythm
    FROM ends LEFT JOIN recent USING (key) ORDER BY last, key LIMIT {most}
"""


def _measured(table: Table) -> sql.Composable:
    """A row has something that was measured; where nothing can be, every row counts."""
    names = [one.name for one in table.columns if one.type in MEASURED]
    found = [sql.Identifier(name) for name in names if name not in table.key]
    if not found:
        return sql.SQL("true")
    # a function takes a hundred arguments at most
    return sql.SQL("num_nonnulls({}) > 0").format(sql.SQL(", ").join(found[:90]))


def _sensor(row: Sequence[Any]) -> Sensor:
    key, first, last, newest, present, rhythm = row
    step = int(rhythm) if rhythm and present >= LEAST else None
    return Sensor(
        tuple(key), last.astimezone(UTC), present,
        max(present, _expected(first, newest, step)) if step else None, step,
    )  # fmt: skip


def _expected(first: datetime, newest: datetime, step: int) -> int:
    """Rows between the begin of the window, or of the sensor, and the newest row of the table."""
    window = timedelta(days=DAYS)
    if newest - first < window:
        return int((newest - first).total_seconds() // step) + 1
    return int(window.total_seconds() // step)
