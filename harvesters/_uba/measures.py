"""Measurements of a station: asked for one component and scope, over a window of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode, urljoin

from .._core.feed import Feed
from .._core.record import Cell
from .._core.values import Values
from .arrays import Row
from .clock import CET, moment
from .stations import Station
from .terms import Wanted

KNOWN = ["station id", "date start", "component id", "scope id", "value", "date end", "index"]
#: days that one question may be about; longer times are several questions
WINDOW = 31


@dataclass(frozen=True)
class Measure:
    """A mean over a time; None where it is missing."""

    at: datetime
    until: datetime
    value: float | None
    index: int | None

    def row(self, station: str, wanted: Wanted) -> list[Cell]:
        """The values of columns.MEASUREMENTS."""
        component = wanted.component
        return [station, component.code, wanted.scope.code, self.at, self.until, self.value,
                component.unit, self.index]  # fmt: skip


def questions(feed: Feed, station: Station, wanted: Wanted, days: int) -> Iterator[str]:
    """The addresses to ask, oldest window first; ids go as text, hours from 1 to 24."""
    last = feed.now.astimezone(CET).date()
    first = last - timedelta(days=days - 1)
    while first <= last:
        end = min(first + timedelta(days=WINDOW - 1), last)
        yield _question(feed, station, wanted, first, end)
        first = end + timedelta(days=1)


def _question(feed: Feed, station: Station, wanted: Wanted, first: date, last: date) -> str:
    asked = {
        "date_from": first.isoformat(), "time_from": "1",
        "date_to": last.isoformat(), "time_to": "24",
        "station": station.id, "component": wanted.component.id, "scope": wanted.scope.id,
    }  # fmt: skip
    return urljoin(feed.asked, f"?{urlencode(asked)}")


def measure(feed: Feed, row: Row, station: Station, wanted: Wanted) -> Measure | None:
    """None for a row of another station or component; BadValue for times or values that are none.

    Ids are numbers in the data and texts in the question.
    """
    feed.unknown(row, KNOWN)
    ids = [str(row.get(name)) for name in ("station id", "component id", "scope id")]
    if ids != [station.id, wanted.component.id, wanted.scope.id]:
        return None
    values = Values(row)
    return Measure(
        moment(values, "date start"),
        moment(values, "date end"),
        values.number("value"),
        values.whole("index"),
    )
