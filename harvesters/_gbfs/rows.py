"""Rows of stations, vehicles, kinds of vehicles and prices; what cannot be used is a BadRecord."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ckanext.loerrach.geo.crs import Point
from ckanext.loerrach.geo.sites import around, placed

from .._core.errors import shown as printable
from .._core.feed import Feed
from .._core.record import BadRecord, Cell
from .._core.values import BadValue, Values
from . import known
from .discovery import System
from .words import count, degrees, flag, moment, text, web

#: what the standard says of all coordinates
CRS = "OGC:CRS84"
#: degrees around the middle of a system; the largest ones are those of a country
FAR = 6.0
#: refused rows that are named
SHOWN = 20
#: values of one member that are named
NAMED = 5
IDS = ("station_id", "vehicle_id", "bike_id", "vehicle_type_id", "plan_id")
Row = dict[str, Cell]
Read = Callable[[Values], Row]


@dataclass
class Rows:
    """What one system has."""

    stations: list[Row] = field(default_factory=list)
    #: vehicles of each kind at each station
    kinds: list[Row] = field(default_factory=list)
    vehicles: list[Row] = field(default_factory=list)
    types: list[Row] = field(default_factory=list)
    plans: list[Row] = field(default_factory=list)
    places: dict[str, Point] = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)


def read(feed: Feed, system: System, part_of: str) -> Rows:
    """Everything of a system; ``part_of``: id of its dataset."""
    return _Reader(feed, system, part_of).rows()


class _Reader:
    def __init__(self, feed: Feed, system: System, part_of: str) -> None:
        self.feed, self.system, self.part_of = feed, system, part_of
        self.found = Rows()
        self.refused = 0
        #: values that a row does without, by member
        self.left_out: Counter[str] = Counter()

    def rows(self) -> Rows:
        found, feed = self.found, self.feed
        stations = self._list("station_information", "stations", known.STATION, "station_id",
                              self._station)  # fmt: skip
        states = self._list("station_status", "stations", known.STATUS, "station_id", self._status)
        found.types = list(self._list("vehicle_types", "vehicle_types", known.TYPE,
                                      "vehicle_type_id", self._type).values())  # fmt: skip
        found.plans = list(self._list("system_pricing_plans", "plans", known.PLAN, "plan_id",
                                      self._plan).values())  # fmt: skip
        vehicles = self._list("vehicle_status", "vehicles", known.VEHICLE,
                              ("vehicle_id", "bike_id"), self._vehicle, "bikes")  # fmt: skip
        found.vehicles = list(vehicles.values())
        self._joined(stations, states)
        found.stations = list(stations.values())
        found.places = placed_rows(feed, found.stations)
        placed_rows(feed, found.vehicles)
        for name, number in self.left_out.items():
            if number > NAMED:
                feed.notice("left out", f"{self.system.id}: {name}", f"{number:,} values in all")
        if self.refused > SHOWN:
            told = f"and {self.refused - SHOWN:,} more rows that cannot be used"
            found.bad.append(BadRecord(self.part_of, "*", "", told, "", self.part_of))
        return found

    def _list(
        self, feed: str, name: str, members: list[str], key: str | tuple[str, ...], make: Read,
        *older: str,
    ) -> dict[str, Row]:  # fmt: skip
        """The rows of one feed by their ids."""
        keys = (key,) if isinstance(key, str) else key
        found: dict[str, Row] = {}
        for number, one in enumerate(self.system.objects(feed, name, *older), 1):
            if not isinstance(one, dict):
                self._refuse(f"{feed}, #{number}", BadValue(name, one, "an object is needed"))
                continue
            self.feed.unknown(one, members)
            values = Values(one)
            given = next((given for given in keys if values.has(given)), keys[0])
            shown = str(one.get(given) or f"#{number}")
            try:
                id = values.needed(given, 200)
                row = {"id": id, **make(values)}
            except BadValue as error:
                self._refuse(f"{feed}, {shown}", error)
                continue
            if id in found:
                twice = BadValue(given, id, "the same id twice", "Give each its own")
                self._refuse(f"{feed}, {id}", twice)
            found.setdefault(id, row)
        return found

    def _refuse(self, id: str, error: BadValue) -> None:
        self.refused += 1
        if self.refused <= SHOWN:
            bad = error.record(id)
            self.found.bad.append(
                BadRecord(id, bad.field, bad.value, bad.problem, bad.remedy, self.part_of)
            )

    def _optional(self, values: Values, name: str, make: Callable[[], Any]) -> Any:
        """A value that a row can do without; when it is broken, a notice says so."""
        try:
            return make()
        except BadValue as error:
            self.left_out[name] += 1
            if self.left_out[name] <= NAMED:
                id = next((values.fields[one] for one in IDS if one in values.fields), "")
                told = f"'{printable(str(error.value), 80)}': {error.problem}"
                self.feed.notice("left out", f"{printable(str(id), 80)}: {name}", told)
            return None

    def _text(self, values: Values, name: str) -> str | None:
        return text(values.fields.get(name), self.system.language)

    def _station(self, values: Values) -> Row:
        name = self._text(values, "name")
        if not name:
            raise BadValue("name", None, "missing", "Give every station a name")
        kinds = ("capacity", "vehicle_capacity")
        place = self._optional(values, "lat", lambda: degrees(values))
        return {
            "name": name,
            "short_name": self._text(values, "short_name"),
            "address": self._text(values, "address"),
            "postcode": values.text("post_code", 20),
            "capacity": self._optional(values, "capacity", lambda: count(values, *kinds)),
            "virtual": self._optional(
                values, "is_virtual_station", lambda: flag(values, "is_virtual_station")
            ),
            "url": self._optional(values, "rental_uris", lambda: web(values)),
            "lon": place and place[0],
            "lat": place and place[1],
        }

    def _status(self, values: Values) -> Row:
        def optional(name: str, make: Callable[[], Any]) -> Any:
            return self._optional(values, name, make)

        station = values.needed("station_id", 200)
        for one in values.fields.get("vehicle_types_available") or []:
            if isinstance(one, dict):
                self._kind(station, Values(one))
        free = ("num_vehicles_available", "num_bikes_available")
        broken = ("num_vehicles_disabled", "num_bikes_disabled")
        return {
            "vehicles": optional(free[0], lambda: count(values, *free)),
            "vehicles_disabled": optional(broken[0], lambda: count(values, *broken)),
            "docks": optional("num_docks_available", lambda: count(values, "num_docks_available")),
            "installed": optional("is_installed", lambda: flag(values, "is_installed")),
            "renting": optional("is_renting", lambda: flag(values, "is_renting")),
            "returning": optional("is_returning", lambda: flag(values, "is_returning")),
            "reported": optional("last_reported", lambda: moment(values, "last_reported")),
        }

    def _kind(self, station: str, values: Values) -> None:
        self.feed.unknown(values.fields, ["vehicle_type_id", "count"])
        type = self._optional(values, "vehicle_type_id", lambda: values.text("vehicle_type_id"))
        number = self._optional(values, "count", lambda: count(values, "count"))
        if type and number is not None:
            self.found.kinds.append({"station": station, "type": type, "vehicles": number})

    def _vehicle(self, values: Values) -> Row:
        place = self._optional(values, "lat", lambda: degrees(values))
        station = values.text("station_id", 200)
        if place is None and station is None:
            raise BadValue("lat", None, "neither a place nor a station")
        return {
            "type": values.text("vehicle_type_id", 200),
            "station": station,
            "reserved": flag(values, "is_reserved"),
            "disabled": flag(values, "is_disabled"),
            "range": self._optional(
                values, "current_range_meters", lambda: values.number("current_range_meters")
            ),
            "plan": values.text("pricing_plan_id", 200),
            "lon": place and place[0],
            "lat": place and place[1],
        }

    def _type(self, values: Values) -> Row:
        return {
            "name": self._text(values, "name"),
            "form": values.text("form_factor", 100),
            "propulsion": values.text("propulsion_type", 100),
            "range": self._optional(
                values, "max_range_meters", lambda: values.number("max_range_meters")
            ),
            "make": self._text(values, "make"),
            "model": self._text(values, "model"),
            "seats": self._optional(
                values, "rider_capacity", lambda: count(values, "rider_capacity")
            ),
        }

    def _plan(self, values: Values) -> Row:
        price = values.number("price")
        return {
            "name": self._text(values, "name"),
            "currency": values.text("currency", 3),
            "price": price,
            "per_minute": steps(values.fields.get("per_min_pricing")),
            "per_kilometre": steps(values.fields.get("per_km_pricing")),
            "taxable": self._optional(values, "is_taxable", lambda: flag(values, "is_taxable")),
            "description": self._text(values, "description"),
            "url": self._optional(values, "url", lambda: values.web_address("url")),
        }

    def _joined(self, stations: dict[str, Row], states: dict[str, Row]) -> None:
        """Each station with its state, as far as there is one."""
        if "station_information" not in self.system.documents:
            return
        if "station_status" in self.system.documents:
            silent = [id for id in stations if id not in states]
            self._told("without status", silent, "stations have information, but no status")
        for id in [one for one in states if one not in stations]:
            told = "has a status, but is not in station_information"
            self._refuse(f"station_status, {id}", BadValue("station_id", id, told))
        kinds = {(one["station"], one["type"]): one for one in self.found.kinds}
        self.found.kinds = [one for (station, _), one in kinds.items() if station in stations]
        for id, station in stations.items():
            station |= {name: value for name, value in states.get(id, {}).items() if name != "id"}

    def _told(self, kind: str, ids: list[str], told: str) -> None:
        if ids:
            first = ", ".join(ids[:3])
            self.feed.notice(kind, self.system.id, f"{len(ids)} {told}; the first: {first}")


def placed_rows(feed: Feed, rows: list[Row]) -> dict[str, Point]:
    """Places of the rows by id; a row whose place is not believable goes without it."""
    pairs = [
        (str(row["id"]), (row["lon"], row["lat"])) for row in rows
        if isinstance(row["lon"], float) and isinstance(row["lat"], float)
    ]  # fmt: skip
    found = placed(feed, CRS, pairs, around((point for _, point in pairs), FAR))
    for row in rows:
        if row["id"] not in found:
            row["lon"] = row["lat"] = None
    return found


def steps(value: Any) -> str | None:
    """Prices in steps as one text: in "0-60: 1.5/30; 60-: 2/30" 30 units cost 1.5, from 60 on 2."""
    told = []
    for one in value if isinstance(value, list) else []:
        try:
            values = Values(one if isinstance(one, dict) else {})
            start, end = values.number("start"), values.number("end")
            rate, interval = values.number("rate"), values.number("interval")
        except BadValue:
            continue
        if rate is not None:
            last = "" if end is None else f"{end:g}"
            every = f"/{interval:g}" if interval else ""
            told.append(f"{start or 0:g}-{last}: {rate:g}{every}")
    return "; ".join(told) or None


def silent(feed: Feed, rows: Rows, hours: int) -> Iterator[str]:
    """Stations that have not reported for so long; live systems are rarely as live as they say."""
    for row in rows.stations:
        at = row.get("reported")
        if at is not None and (feed.now - at).total_seconds() > hours * 3600:  # type: ignore[operator]
            yield str(row["id"])
