"""Things, their streams and what these have observed (OGC 18-088, section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .._core.feed import Feed
from .._core.objects import inner, values_of
from .._core.record import Cell
from .._core.values import BadValue, Values, fits
from .._measuring.units import ucum

ID = "@iot.id"
THING = ["name", "description", "properties", "Datastreams", "Locations", "HistoricalLocations",
         "MultiDatastreams"]  # fmt: skip
STREAM = ["name", "description", "observationType", "unitOfMeasurement", "observedArea",
          "phenomenonTime", "resultTime", "properties", "Sensor", "ObservedProperty",
          "Observations", "Thing"]  # fmt: skip
OBSERVATION = ["phenomenonTime", "resultTime", "result", "resultQuality", "validTime",
               "parameters", "FeatureOfInterest", "Datastream"]  # fmt: skip


@dataclass(frozen=True)
class Span:
    """A moment, or a time from one to the other; open where a side is missing."""

    begin: datetime | None
    end: datetime | None

    @property
    def last(self) -> datetime | None:
        return self.end or self.begin


@dataclass(frozen=True)
class Observation:
    """A result with the time that it is for; a number or a text."""

    at: datetime
    until: datetime | None
    value: float | None
    text: str | None


@dataclass(frozen=True)
class Stream:
    """A Datastream."""

    id: str
    thing: str
    name: str
    quantity: str | None
    unit: str | None
    #: as the server sums it up; it may be wrong where it says nothing
    span: Span
    properties: Mapping[str, Any]

    def row(self, last: datetime | None) -> list[Cell]:
        """The values of columns.STREAMS."""
        return [self.id, self.thing, self.name, self.quantity, self.unit, self.span.begin, last]


@dataclass(frozen=True)
class Thing:
    """A Thing with its place."""

    id: str
    name: str
    description: str | None
    properties: Mapping[str, Any]
    point: tuple[float, float] | None


def known(feed: Feed, values: Values, names: list[str]) -> None:
    """Report members that nobody knows; what the standard names with ``@iot.`` is its own."""
    feed.unknown((name for name in values.fields if "@iot." not in name), names)


def properties(values: Values) -> Mapping[str, Any]:
    """The free part of an entity; null is none."""
    found = inner(values, "properties")
    return found.fields if found else {}


def thing(feed: Feed, values: Values, locations: list[Any], streams: list[Any]) -> Thing:
    """BadValue where it has no id or name."""
    known(feed, values, THING)
    id = values.needed(ID, 200)
    return Thing(
        id=id,
        name=values.needed("name", 500),
        description=values.text("description", 5000),
        properties=properties(values),
        point=_point(feed, id, locations, streams),
    )


def _point(
    feed: Feed, id: str, locations: list[Any], streams: list[Any]
) -> tuple[float, float] | None:
    """The place of a thing; else where its first stream observes; None where nobody says."""
    given = [one.get("location") for one in locations if isinstance(one, dict)]
    given += [one.get("observedArea") for one in streams if isinstance(one, dict)]
    for geometry in given:
        # FROST keeps what it was given: a geometry, or a Feature around it
        if isinstance(geometry, dict) and geometry.get("type") == "Feature":
            geometry = geometry.get("geometry")
        if isinstance(geometry, dict) and geometry.get("type") == "Point":
            return _numbers(feed, id, geometry.get("coordinates"))
    if any(given):
        feed.notice("place left out", id, "is no point")
    return None


def _numbers(feed: Feed, id: str, coordinates: Any) -> tuple[float, float] | None:
    pair = coordinates[:2] if isinstance(coordinates, list) else []
    if len(pair) == 2 and all(
        isinstance(one, int | float) and not isinstance(one, bool) and fits(one) for one in pair
    ):
        return float(pair[0]), float(pair[1])
    feed.notice("place left out", id, "is no pair of numbers")
    return None


def stream(feed: Feed, values: Values, thing: str) -> Stream:
    """BadValue where it has no id or name."""
    known(feed, values, STREAM)
    observed = inner(values, "ObservedProperty")
    return Stream(
        id=values.needed(ID, 200),
        thing=thing,
        name=values.needed("name", 500),
        quantity=observed.text("name", 500) if observed else None,
        unit=_unit(feed, values),
        span=span(feed, values, "phenomenonTime"),
        properties=properties(values),
    )


def _unit(feed: Feed, values: Values) -> str | None:
    """The unit by its definition where that names UCUM, by symbol, or by name; a count has "1"."""
    unit = inner(values, "unitOfMeasurement") or Values({})
    definition = unit.text("definition", 500) or ""
    code = definition.partition("ucum:")[2]
    word = code or unit.text("symbol", 100) or unit.text("name", 100)
    if word is None and str(values.fields.get("observationType")).endswith("OM_CountObservation"):
        return "1"
    return ucum(feed, word)


def span(feed: Feed, values: Values, name: str) -> Span:
    """A time instant or interval ("…/…", ISO 8601); BadValue for what is neither."""
    text = values.text(name, 100)
    parts = (text or "").split("/")
    if len(parts) > 2:
        raise BadValue(name, text, "a time, or two with '/' between them, is needed")
    found = [
        Values({name: None if part in ("", "..") else part}).moment(name, UTC, feed.now)
        for part in parts
    ]
    return Span(found[0], found[1] if len(found) == 2 else None)


def observation(feed: Feed, item: Any) -> Observation:
    """BadValue where it has no time, or a result that is neither number nor text."""
    values = values_of(item, "Observations")
    known(feed, values, OBSERVATION)
    time = span(feed, values, "phenomenonTime")
    at = time.begin or values.moment("resultTime", UTC, feed.now)
    if at is None:
        raise BadValue("phenomenonTime", None, "missing")
    return Observation(at, time.end, *_result(values))


def _result(values: Values) -> tuple[float | None, str | None]:
    result = values.fields.get("result")
    if isinstance(result, bool):
        return None, str(result).lower()
    if result is None or isinstance(result, int | float | str):
        try:
            return values.number("result"), None
        except BadValue:
            return None, values.text("result", 2000)
    raise BadValue("result", str(result)[:80], "a number or a text is needed")
