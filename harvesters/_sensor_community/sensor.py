"""One answer of a sensor: where it stands, and what it has measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from .._core.feed import Feed
from .._core.objects import items_of, values_of
from .._core.record import Cell
from .._core.values import BadValue, Values
from .quantities import IGNORED, KNOWN

#: of an answer on the wire, of its place, and of its device
MEMBERS = ["id", "timestamp", "location", "sensor", "sensordatavalues", "sampling_rate"]
LOCATION = ["id", "latitude", "longitude", "altitude", "country", "exact_location", "indoor"]
SENSOR = ["id", "pin", "sensor_type"]
TYPE = ["id", "name", "manufacturer"]
#: decimals of a degree that a home is located by: about a hundred metres
DECIMALS = 3
IMPOSSIBLE, NO_NUMBER = "impossible", "no_number"


@dataclass(frozen=True)
class Sensor:
    """A device at a place."""

    id: str
    kind: str
    manufacturer: str | None
    altitude: float | None
    #: the owner wants it to be seen where it stands
    exact: bool
    point: tuple[float, float]

    def row(self) -> list[Cell]:
        """The values of columns.SENSORS but for the place."""
        return [self.id, self.kind, self.manufacturer, self.altitude, self.exact]


@dataclass(frozen=True)
class Measured:
    """A value at a moment; None with a flag for one that cannot be true."""

    sensor: str
    quantity: str
    at: datetime
    value: float | None
    flag: str | None

    @property
    def key(self) -> tuple[str, str, datetime]:
        return self.sensor, self.quantity, self.at

    def row(self) -> list[Cell]:
        """The values of columns.MEASUREMENTS."""
        return [*self.key, self.value, KNOWN[self.quantity].unit, self.flag]


def indoor(values: Values) -> bool:
    """Does the sensor stand in a room? Then it says nothing about the air outside."""
    return values_of(values.fields.get("location"), "location").whole("indoor") == 1


def sensor(feed: Feed, values: Values) -> Sensor:
    """The device; BadValue where it has no id, no kind or no place."""
    location = values_of(values.fields.get("location"), "location")
    device = values_of(values.fields.get("sensor"), "sensor")
    kind = values_of(device.fields.get("sensor_type"), "sensor_type")
    for one, known in ((values, MEMBERS), (location, LOCATION), (device, SENSOR), (kind, TYPE)):
        feed.unknown(one.fields, known)
    exact = location.whole("exact_location") == 1
    return Sensor(
        id=device.needed("id", 40),
        kind=kind.needed("name", 100),
        manufacturer=kind.text("manufacturer", 100),
        altitude=location.number("altitude"),
        exact=exact,
        point=(_degrees(location, "longitude", exact), _degrees(location, "latitude", exact)),
    )


def _degrees(location: Values, name: str, exact: bool) -> float:
    """As many digits as published, and no more than the owner of a home has agreed to."""
    value = location.number(name)
    if value is None:
        raise BadValue(name, None, "missing")
    return value if exact else round(value, DECIMALS)


def measured(feed: Feed, values: Values, id: str) -> Iterator[Measured]:
    """The values; times are UTC without saying so. BadValue where the time is none."""
    at = values.moment("timestamp", UTC, feed.now)
    if at is None:
        raise BadValue("timestamp", None, "missing")
    for item in items_of(values, "sensordatavalues"):
        one = values_of(item, "sensordatavalues")
        feed.unknown(one.fields, ["id", "value", "value_type"])
        quantity = one.needed("value_type", 60)
        if quantity in KNOWN:
            yield Measured(id, quantity, at, *_value(one, quantity))
        elif quantity not in IGNORED:
            feed.unknown([quantity], [])


def _value(values: Values, quantity: str) -> tuple[float | None, str | None]:
    try:
        value = values.number("value")
    except BadValue:
        # "nan", "unknown": what the firmware writes when the device does not answer
        return None, NO_NUMBER
    known = KNOWN[quantity]
    if value is None:
        return None, NO_NUMBER
    return (value, None) if known.least <= value <= known.most else (None, IMPOSSIBLE)
