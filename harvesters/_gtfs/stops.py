"""Rules of stops, stations, entrances and platforms (stops.txt)."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.loerrach.geo.crs import Point, doubt
from ckanext.loerrach.geo.sites import around

from .._core.feed import Feed
from .findings import Findings
from .kinds import degrees
from .reading import File

#: location_type -> our word
TYPES = {
    "": "stop",
    "0": "stop",
    "1": "station",
    "2": "entrance",
    "3": "node",
    "4": "boarding_area",
}
#: location_type -> that of the parent
PARENTS = {"": ("1",), "0": ("1",), "2": ("1",), "3": ("1",), "4": ("", "0")}
#: degrees from the middle of a feed: trains go far, devices without a place farther
FAR = 15.0


def check_stop(file: File, values: Mapping[str, str]) -> None:
    """What one row has to have, which depends on what it is."""
    type = values["location_type"]
    if type in ("", "0", "1", "2"):
        if not values["stop_name"]:
            file.report("stop_name", "", "missing, and needed for stops, stations and entrances")
        for name in ("stop_lat", "stop_lon"):
            if not values[name]:
                file.report(name, "", "missing, and needed for stops, stations and entrances")
    if type in ("2", "3", "4") and not values["parent_station"]:
        file.report("parent_station", "", "missing, and needed for what is part of a station")
    if type == "1" and values["parent_station"]:
        file.report("parent_station", values["parent_station"], "a station is not part of another")
    place = point(values)
    if place and (problem := doubt(place, None)):
        told = f"{place[1]:g}, {place[0]:g}"
        file.report("stop_lat", told, f"{problem}; the stop goes without its place")


def check_parents(
    stops: Mapping[str, Mapping[str, str]], lines: Mapping[str, int], findings: Findings
) -> None:
    """Whether what stops are part of exists, and is what it has to be."""
    for id, stop in stops.items():
        parent, type = stop["parent_station"], stop["location_type"]
        if not parent or type not in PARENTS:
            continue
        if parent not in stops:
            problem = "not among the ids of stops.txt"
        elif stops[parent]["location_type"] not in PARENTS[type]:
            problem = "not what a row of this location_type can be part of"
        else:
            continue
        findings.add("stops", lines[id], "parent_station", parent, problem)


def point(values: Mapping[str, str]) -> Point | None:
    """Longitude and latitude as far as they are numbers on earth."""
    lon, lat = degrees(values["stop_lon"], 180), degrees(values["stop_lat"], 90)
    return None if lon is None or lat is None else (lon, lat)


def places(feed: Feed, stops: Mapping[str, Mapping[str, str]]) -> dict[str, Point]:
    """Longitude and latitude of each stop that has a believable place."""
    known = {id: place for id, stop in stops.items() if (place := point(stop))}
    known = {id: place for id, place in known.items() if not doubt(place, None)}
    area = around(known.values(), FAR)
    found = {}
    for id, place in known.items():
        if problem := doubt(place, area):
            feed.notice("place left out", id, problem)
        else:
            found[id] = place
    return found
