"""A whole feed, read once: what the tables need, how much there is, and what breaks the rules."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._core.zipped import Zipped
from .findings import Findings
from .kinds import day, seconds
from .reading import File, Row, file_names
from .rules import FILES, NEEDED, SEVERAL, fields
from .stops import check_parents, check_stop
from .twins import Twins

Values = dict[str, str]
#: what GTFS says where a value is empty
STOP = ("", "0")
#: German stop ids (DHID, VDV 432) begin with the country and the number of the Kreis
AREA = re.compile(r"([a-z]{2}:\d{5}):")


@dataclass
class Timetable:
    """What was read of a feed."""

    findings: Findings
    #: rows by file, without suffix
    counts: dict[str, int] = field(default_factory=dict)
    agencies: list[Values] = field(default_factory=list)
    stops: dict[str, Values] = field(default_factory=dict)
    routes: dict[str, Values] = field(default_factory=dict)
    info: Values = field(default_factory=dict)
    #: trips by route, and rows of stop_times by stop and by Kreis
    trips: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    #: first and last day of service
    days: tuple[date | None, date | None] = (None, None)
    #: when the newest file was made
    released: date | None = None

    @property
    def areas(self) -> dict[str, int]:
        """Rows of stop_times by country and Kreis, where stop ids tell."""
        found: Counter[str] = Counter()
        for stop, count in self.calls.items():
            if known := AREA.match(stop):
                found[known[1]] += count
        return dict(sorted(found.items()))


def read(feed: Feed, archive: Zipped) -> Timetable:
    """Read a feed; WrongContent when it is no GTFS, Empty when a file that it needs has no row."""
    paths = file_names(archive.names)
    missing = [f"{name}.txt" for name in NEEDED if name not in paths]
    if not {"stops", "locations.geojson"} & paths.keys():
        missing.append("stops.txt")
    if missing:
        raise WrongContent(feed.url, "a timetable in GTFS", f"no {', '.join(missing)} in the zip")
    return _Reader(feed, archive, paths).timetable()


class _Reader:
    def __init__(self, feed: Feed, archive: Zipped, paths: dict[str, str]) -> None:
        self.feed, self.archive, self.paths = feed, archive, paths
        self.findings = Findings(feed.source.name)
        self.found = Timetable(self.findings)
        #: ids by file
        self.ids: dict[str, set[str]] = {name: set() for name in (*FILES, "service", "locations")}
        self.boarding: set[str] = set()
        self.days: set[str] = set()
        #: where each stop stands
        self.lines: dict[str, int] = {}
        self.twins = Twins()

    def timetable(self) -> Timetable:
        self._places()
        for name in FILES:
            if name in self.paths:
                self._read(name)
        for name in sorted(self.paths.keys() - FILES.keys() - {"locations.geojson"}):
            self.feed.notice("unknown file", self.paths[name], "not read; it is not part of GTFS")
        for name in NEEDED:
            if not self.found.counts[name]:
                raise Empty(self.feed.url, f"row in {name}.txt")
        if not self.found.stops and not self.ids["locations"]:
            raise Empty(self.feed.url, "stop")
        check_parents(self.found.stops, self.lines, self.findings)
        for id, first in self.twins.found():
            problem = "two agencies have the same trip: the same days, stops and times"
            self.findings.add("trips", 0, "trip_id", f"{first}, {id}", problem, "Leave one out")
        found = sorted(filter(None, map(day, self.days)))
        self.found.days = (found[0], found[-1]) if found else (None, None)
        made = [self.archive.made(path) for path in self.paths.values()]
        # 1980 is what programs write that do not know
        newest = max((one for one in made if one[0] > 1980), default=None)
        self.found.released = date(*newest) if newest else None
        return self.found

    def _places(self) -> None:
        """Flex: areas that are served, by their ids (locations.geojson)."""
        path = self.paths.get("locations.geojson")
        if path is None:
            return
        try:
            features = json.loads(self.archive.read(path))["features"]
            ids = [str(feature["id"]) for feature in features]
        except (ValueError, TypeError, KeyError, RecursionError):
            problem = "a FeatureCollection whose features have ids is needed"
            self.findings.add("locations.geojson", 0, "features", "", problem)
            return
        self.ids["locations"] |= set(ids)
        self.found.counts["locations.geojson"] = len(ids)

    def _read(self, name: str) -> None:
        targets = {**self.ids, "boarding": self.boarding}
        file = File(self.feed, self.archive, self.paths[name], name, targets, self.findings)
        steps = [*self._key(file), *self._rules(file)]
        for row in file.rows():
            for step in steps:
                step(row)
        self.found.counts[name] = file.count
        if name == "stops":
            self._stoppable()
        if name == "location_groups":
            # in drafts of Flex stop_times points to groups as if they were stops
            self.boarding |= self.ids[name]

    def _stoppable(self) -> None:
        """Where a vehicle can stop: stops and platforms, or in drafts of Flex also areas."""
        stops = self.found.stops.items()
        self.boarding |= {id for id, stop in stops if stop["location_type"] in STOP}
        self.boarding |= self.ids["locations"]

    def _key(self, file: File) -> list[Callable[[Row], None]]:
        """Notes the ids of a file; the same id twice is reported."""
        known = fields(file.name)
        key = next((one.name for one in known.values() if one.kind == "id"), None)
        index = file.index.get(key or "")
        if key is None or index is None:
            return []
        ids = self.ids[file.name]
        service = self.ids["service"] if key == "service_id" else set()
        # a draft of Flex has a row for each place of a group
        several = file.name in SEVERAL.get(key, ()) or "location_id" in file.index

        def note(row: Row) -> None:
            id = row[index]
            if id in ids and not several:
                file.report(key, id, "the same id twice; the first one counts")
            ids.add(id)
            service.add(id)

        return [note]

    def _rules(self, file: File) -> list[Callable[[Row], None]]:
        """What is to be done with each row of a file."""
        takes: dict[str, Callable[[File], Callable[[Row], None]]] = {
            "agency": self._agency, "feed_info": self._info, "calendar": self._calendar,
            "calendar_dates": self._dates, "stops": self._stop, "routes": self._route,
            "trips": self._trip, "stop_times": self._call, "transfers": self._transfer,
        }  # fmt: skip
        return [takes[file.name](file)] if file.name in takes else []

    def _agency(self, file: File) -> Callable[[Row], None]:
        agencies, known = self.found.agencies, self.ids["agency"]

        def take(row: Row) -> None:
            values = file.values(row)
            if agencies and not values["agency_id"]:
                file.report("agency_id", "", "missing, and needed where there are several agencies")
            if agencies and values["agency_timezone"] != agencies[0]["agency_timezone"]:
                problem = "another time zone than the first agency's; a feed has one"
                file.report("agency_timezone", values["agency_timezone"], problem)
            id = values["agency_id"] or values["agency_name"]
            if id and id not in {one["agency_id"] or one["agency_name"] for one in agencies}:
                agencies.append(values)

        # a feed of one agency needs no agency_id at all, and its routes point to nothing
        known.add("")
        return take

    def _info(self, file: File) -> Callable[[Row], None]:
        def take(row: Row) -> None:
            if self.found.info:
                file.report("*", "", "a second row; the file has one")
                return
            self.found.info = file.values(row)
            begin, end = (day(self.found.info[f"feed_{one}_date"]) for one in ("start", "end"))
            if begin and end and end < begin:
                file.report("feed_end_date", str(end), "the feed ends before it begins")

        return take

    def _calendar(self, file: File) -> Callable[[Row], None]:
        def take(row: Row) -> None:
            values = file.values(row)
            begin, end = day(values["start_date"]), day(values["end_date"])
            if begin and end and end < begin:
                file.report("end_date", values["end_date"], "the service ends before it begins")
            elif begin and end:
                self.days |= {values["start_date"], values["end_date"]}

        return take

    def _dates(self, file: File) -> Callable[[Row], None]:
        seen: set[tuple[str, str]] = set()

        def take(row: Row) -> None:
            values = file.values(row)
            key = values["service_id"], values["date"]
            if key in seen:
                file.report("date", values["date"], "the same day of the same service twice")
            seen.add(key)
            if values["exception_type"] == "1":
                self.days.add(values["date"])

        return take

    def _stop(self, file: File) -> Callable[[Row], None]:
        def take(row: Row) -> None:
            values = file.values(row)
            check_stop(file, values)
            id = values["stop_id"]
            if id and id.isprintable():
                # as it is written, as other files point to it; the first of two counts
                id = row[file.index["stop_id"]]
                self.found.stops.setdefault(id, values)
                self.lines.setdefault(id, file.line)

        return take

    def _route(self, file: File) -> Callable[[Row], None]:
        several = len(self.found.agencies) > 1

        def take(row: Row) -> None:
            values = file.values(row)
            if several and not values["agency_id"]:
                file.report("agency_id", "", "missing, and needed where there are several agencies")
            if not values["route_short_name"] and not values["route_long_name"]:
                file.report("route_short_name", "", "neither a short nor a long name")
            id = values["route_id"]
            if id and id.isprintable():
                self.found.routes.setdefault(row[file.index["route_id"]], values)

        return take

    def _trip(self, file: File) -> Callable[[Row], None]:
        index, trips = file.index.get("route_id"), self.found.trips
        if index is None:
            return lambda row: None
        if len(self.found.agencies) < 2 or not file.index.keys() >= {"trip_id", "service_id"}:

            def count(row: Row) -> None:
                trips[row[index]] += 1

            return count
        id, service = file.index["trip_id"], file.index["service_id"]
        agencies = {route: values["agency_id"] for route, values in self.found.routes.items()}
        note = self.twins.trip

        def take(row: Row) -> None:
            trips[row[index]] += 1
            note(row[id], agencies.get(row[index], ""), row[service])

        return take

    def _call(self, file: File) -> Callable[[Row], None]:
        """A row of the largest file by far: tens of millions of them for a whole state."""
        names = ("trip_id", "stop_sequence", "stop_id", "arrival_time", "departure_time")
        if not file.index.keys() >= set(names):
            return lambda row: None
        trip, sequence, stop, arrival, departure = (file.index[name] for name in names)
        others = [file.index[one] for one in ("location_group_id", "location_id")
                  if one in file.index]  # fmt: skip
        calls, note = self.found.calls, self.twins.caller() if self.twins.marks else None
        last = ("", "")

        def take(row: Row) -> None:
            nonlocal last
            calls[row[stop]] += 1
            if note:
                note(row[trip], row[stop], row[arrival], row[departure])
            now = row[trip], row[sequence]
            if now == last:
                file.report("stop_sequence", now[1], "the same number twice in a trip")
            last = now
            if not row[stop] and not any(row[other] for other in others):
                file.report("stop_id", "", "missing, and no area in its place")
            if row[arrival] != row[departure]:
                begin, end = seconds(row[arrival]), seconds(row[departure])
                if begin is not None and end is not None and end < begin:
                    file.report("departure_time", row[departure], "departs before it arrives")

        return take

    def _transfer(self, file: File) -> Callable[[Row], None]:
        def take(row: Row) -> None:
            values = file.values(row)
            # in-seat transfers (4 and 5) are between trips
            if values["transfer_type"] in ("4", "5"):
                return
            for name in ("from_stop_id", "to_stop_id"):
                if not values[name] and not values[name.replace("stop", "route")]:
                    file.report(name, "", "missing, and needed for such a transfer")
            if values["transfer_type"] == "2" and not values["min_transfer_time"]:
                file.report("min_transfer_time", "", "missing, and needed for transfer_type 2")

        return take
