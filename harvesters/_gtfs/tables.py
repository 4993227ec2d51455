"""Rows of stops, routes, agencies and releases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from ckanext.loerrach.geo.crs import Point

from .._core.record import Cell, Series, Table
from .._core.values import BadValue, clean
from .._core.values import Values as Checked
from .columns import AGENCIES, RELEASES, ROUTES, STOPS
from .findings import full
from .kinds import KINDS
from .rules import mode
from .stops import TYPES
from .timetable import Timetable

WHEELCHAIR = {"1": True, "2": False}
#: longest text of a cell
LONGEST = 500


def stops(found: Timetable, places: Mapping[str, Point]) -> Table:
    """One row per stop; the first of several that differ only in what cannot be printed."""
    rows: dict[str, list[Cell]] = {}
    for id, stop in found.stops.items():
        lon, lat = places.get(id, (None, None))
        rows.setdefault(stop["stop_id"], [
            stop["stop_id"], _text(stop["stop_name"]), TYPES.get(stop["location_type"]),
            _text(stop["parent_station"]), _text(stop["platform_code"]),
            WHEELCHAIR.get(stop["wheelchair_boarding"]), found.calls[id],
            _text(stop["zone_id"]), lon, lat,
        ])  # fmt: skip
    return Table(STOPS, list(rows.values()), ["id"])


def routes(found: Timetable) -> Table:
    """One row per route, with the name of its agency."""
    names = {one["agency_id"]: one["agency_name"] for one in found.agencies}
    if len(found.agencies) == 1:
        names[""] = found.agencies[0]["agency_name"]
    rows: dict[str, list[Cell]] = {}
    for id, route in found.routes.items():
        rows.setdefault(route["route_id"], [
            route["route_id"], _text(route["route_short_name"]), _text(route["route_long_name"]),
            mode(route["route_type"]), _text(names.get(route["agency_id"], "")), found.trips[id],
            _colour(route["route_color"]), _colour(route["route_text_color"]),
            _address(route["route_url"]),
        ])  # fmt: skip
    return Table(ROUTES, list(rows.values()), ["id"])


def agencies(found: Timetable) -> Table:
    """One row per agency."""
    only = found.agencies[0]["agency_id"] if len(found.agencies) == 1 else ""
    count = Counter(route["agency_id"] or only for route in found.routes.values())
    rows = [
        [
            clean(one["agency_id"] or one["agency_name"]), _text(one["agency_name"]),
            _address(one["agency_url"]), _text(one["agency_phone"]), _text(one["agency_email"]),
            _text(one["agency_timezone"]),
            count[one["agency_id"]],
        ]
        for one in found.agencies
    ]  # fmt: skip
    return Table(AGENCIES, rows, ["id"])


def releases(found: Timetable, released: date) -> Table:
    """How much each file of this release holds; the rows of earlier ones stay."""
    findings = found.findings.of_file
    rows: list[list[Cell]] = [
        [released, full(name), count, findings[name]]
        for name, count in sorted(found.counts.items())
    ]
    return Table(RELEASES, rows, ["released", "file"], Series("released", steady=False))


def _text(value: str) -> str | None:
    return clean(value)[:LONGEST] or None


def _colour(value: str) -> str | None:
    fits, _ = KINDS["colour"]
    return f"#{value.upper()}" if fits(value) else None


def _address(value: str) -> str | None:
    try:
        return Checked({"url": value}).web_address("url")
    except BadValue:
        return None
