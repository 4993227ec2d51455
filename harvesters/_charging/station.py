"""A charging station with its charge points, as every dialect gives it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from .._core.record import BadRecord, Cell

#: kW above which charging is fast (Regulation (EU) 2023/1804, article 2, number 31)
FAST = 22


@dataclass(frozen=True)
class Point:
    """A charge point: where one car can charge at a time (EVSE, or refill point in DATEX II)."""

    id: str
    #: identifier of ISO 15118 and eMI3, e.g. "DE*ABC*E0001*1"
    evse: str | None = None
    #: short words, see ``words.PLUGS``
    plugs: tuple[str, ...] = ()
    power_kw: float | None = None
    #: see ``words.STATES``
    state: str | None = None
    #: when the source learned of it, in UTC
    state_at: datetime | None = None


@dataclass(frozen=True)
class Station:
    """A charging station, or a place with several where the source does not tell them apart."""

    id: str
    name: str | None = None
    operator: str | None = None
    address: str | None = None
    postcode: str | None = None
    city: str | None = None
    #: Landkreis or kreisfreie Stadt, as it is written
    district: str | None = None
    #: "normal" or "fast" as the source says; None: its power tells
    kind: str | None = None
    power_kw: float | None = None
    #: number of charge points as the source says
    count: int | None = None
    commissioned: date | None = None
    #: see ``words.CONDITIONS``
    condition: str | None = None
    #: longitude and latitude (WGS 84)
    point: tuple[float, float] | None = None
    points: tuple[Point, ...] = ()

    @property
    def fast(self) -> str | None:
        """Does one of its charge points give more than 22 kW?"""
        powers = [point.power_kw for point in self.points if point.power_kw is not None]
        strongest = max(powers, default=self.power_kw)
        if self.kind or strongest is None:
            return self.kind
        return "fast" if strongest > FAST else "normal"

    def row(self, place: tuple[float, float] | None) -> list[Cell]:
        """The values of ``columns.STATIONS``; ``place``: longitude and latitude (WGS 84)."""
        lon, lat = place or (None, None)
        plugs = sorted({plug for point in self.points for plug in point.plugs})
        return [
            self.id, self.name, self.operator, self.address, self.postcode, self.city,
            self.district, self.fast, self.power_kw, self.count or len(self.points) or None,
            "; ".join(plugs) or None, self.commissioned, self.condition, lon, lat,
        ]  # fmt: skip

    def point_rows(self) -> Iterator[list[Cell]]:
        """For each charge point the values of ``columns.POINTS``."""
        for one in self.points:
            plugs = "; ".join(one.plugs) or None
            yield [self.id, one.id, one.evse, plugs, one.power_kw, one.state, one.state_at]


@dataclass(frozen=True)
class Wanted:
    """The part of a feed that is asked for; each condition that is set has to be met."""

    #: names without "Landkreis", "Kreis" or "Stadt", in small letters
    districts: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()
    #: how postcodes begin
    postcodes: tuple[str, ...] = ()

    def takes(self, district: str | None, city: str | None, postcode: str | None) -> bool:
        if self.districts and plain(district or "") not in self.districts:
            return False
        if self.cities and (city or "").strip().casefold() not in self.cities:
            return False
        return (postcode or "").startswith(self.postcodes) if self.postcodes else True

    def __str__(self) -> str:
        parts = [*sorted(self.districts), *sorted(self.cities), *self.postcodes]
        return f"charging stations in {', '.join(parts)}" if parts else "charging stations"


@dataclass
class Stations:
    """What a dialect finds: stations and bad ones, one by one, and how many there were at all."""

    format: str
    mimetype: str
    found: Iterable[Station | BadRecord]
    #: does the feed say which charge points are free?
    live: bool = False
    #: stations seen, also those that are not wanted
    seen: list[int] = field(default_factory=lambda: [0])


def plain(district: str) -> str:
    """The name of a district without its kind ("Landkreis Lörrach" and "Lörrach" are the same)."""
    name = " ".join(district.split()).casefold()
    for kind in ("landkreis ", "kreisfreie stadt ", "stadtkreis ", "kreis "):
        name = name.removeprefix(kind)
    return name
