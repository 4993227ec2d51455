"""One series of a gauge: what it measures, and its last value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from .._core.feed import Feed
from .._core.objects import inner
from .._core.record import Cell
from .._core.values import BadValue, Values
from .._measuring.units import ucum

#: of a series on the wire; characteristicValues are only there when asked for
MEMBERS = ["shortname", "longname", "unit", "equidistance", "currentMeasurement", "gaugeZero",
           "comment", "start", "end"]  # fmt: skip
IGNORED = ["characteristicValues"]
READING = ["timestamp", "value", "stateMnwMhw", "stateNswHsw", "trend"]
#: how a value lies between mean low and mean high water; "commented" says that a comment does
STATES = {name: name for name in ("low", "normal", "high", "unknown", "commented", "out-dated")}


@dataclass(frozen=True)
class Reading:
    """One measurement."""

    at: datetime
    value: float | None
    #: against mean low and mean high water, and against what shipping needs
    state: str | None = None
    state_shipping: str | None = None

    @classmethod
    def of(cls, feed: Feed, values: Values, zone: ZoneInfo) -> Reading:
        """BadValue for one without a time, or with one to come."""
        feed.unknown(values.fields, READING)
        at = values.moment("timestamp", zone, feed.now)
        if at is None:
            raise BadValue("timestamp", None, "missing")
        return cls(at, values.number("value"), _state(feed, values, "stateMnwMhw"),
                   _state(feed, values, "stateNswHsw"))  # fmt: skip


def _state(feed: Feed, values: Values, name: str) -> str | None:
    try:
        return values.one_of(name, STATES)
    except BadValue as error:
        feed.notice("unknown word", f"{name}: {error.value}", error.problem)
        return None


@dataclass(frozen=True)
class GaugeSeries:
    """A series as the list of gauges shows it."""

    #: short name: W water level, Q discharge, WT temperature of the water, …
    quantity: str
    name: str
    unit: str | None
    #: minutes between two values
    every: float | None
    zero: float | None = None
    zero_unit: str | None = None
    last: Reading | None = None
    comment: str | None = None
    #: what there is to keep of the last value
    readings: list[Reading] = field(default_factory=list)

    def row(self, station: str) -> list[Cell]:
        """The values of columns.SERIES."""
        last = self.last
        now = (last.at, last.value, last.state, last.state_shipping) if last else (None,) * 4
        return [station, self.quantity, self.name, self.unit, self.every, *now, self.zero,
                self.zero_unit, self.comment]  # fmt: skip


def series(feed: Feed, values: Values, zone: ZoneInfo, gauge: str) -> GaugeSeries:
    """One series; BadValue where it has no name, or its members are others than objects."""
    feed.unknown(values.fields, [*MEMBERS, *IGNORED])
    now, zero, comment = (inner(values, name) for name in
                          ("currentMeasurement", "gaugeZero", "comment"))  # fmt: skip
    quantity = values.needed("shortname", 40)
    last = _last(feed, now, zone, f"{gauge} {quantity}")
    return GaugeSeries(
        quantity=quantity,
        name=values.text("longname", 200) or quantity,
        unit=ucum(feed, values.text("unit", 40)),
        every=values.number("equidistance"),
        zero=zero.number("value") if zero else None,
        zero_unit=zero.text("unit", 40) if zero else None,
        last=last,
        comment=_comment(comment),
        readings=[last] if last else [],
    )


def _last(feed: Feed, now: Values | None, zone: ZoneInfo, name: str) -> Reading | None:
    """The value of now; a broken one is told, and the gauge goes on."""
    if now is None:
        return None
    try:
        return Reading.of(feed, now, zone)
    except BadValue as error:
        feed.notice("left out", f"{name}: {error.field}", f"'{error.value}': {error.problem}")
        return None


def _comment(comment: Values | None) -> str | None:
    if comment is None:
        return None
    return comment.text("longDescription", 5000) or comment.text("shortDescription", 5000)
