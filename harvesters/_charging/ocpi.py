"""OCPI 2.x, module locations (https://evroaming.org/ocpi/), also as chargecloud and OCPDB speak it.

By the standard locations stand in ``data``, and a Link header leads to the next page; others call
them ``items``, and give an opaque ``next`` for the next page, which may be the same page again.
Power is in watts. A location is a place with one or more EVSEs, one for each car.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from requests.utils import parse_header_links

from .._core.answer import Answer
from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._core.fingerprint import digest
from .._core.record import BadRecord
from .._core.values import BadValue, Values
from . import words
from .reading import degrees, inner, objects, optional
from .station import Point, Station, Stations, Wanted

#: pages; a country at 50 locations a page
MOST = 2000
LOCATION = [
    "country_code", "party_id", "id", "publish", "name", "address", "city", "postal_code",
    "coordinates", "operator", "suboperator", "owner", "evses",
]  # fmt: skip
#: the rest says how to get there, when it is open, and who supplies the power
IGNORED = [
    "publish_allowed_to", "state", "country", "related_locations", "parking_type", "directions",
    "facilities", "time_zone", "opening_times", "charging_when_closed", "images", "energy_mix",
    "last_updated", "help_phone", "type", "source", "original_id", "parking_places",
    "terms_and_conditions", "dynamic_location_probability",
]  # fmt: skip
EVSE = ["uid", "evse_id", "status", "connectors", "last_updated"]
EVSE_IGNORED = [
    "capabilities", "accepted_service_providers", "physical_reference", "tariffs", "directions",
    "floor_level", "coordinates", "parking_restrictions", "images", "status_schedule",
    "parking", "phone", "presence", "lang", "star_rating", "parking_spot_numbers",
    "parking_uid", "parking_floor_level", "terms_and_conditions", "calibration_info_url",
    "max_reservation", "user_interface_lang", "last_status_update",
]  # fmt: skip
CONNECTOR = ["standard", "format", "max_electric_power"]
CONNECTOR_IGNORED = [
    "id", "power_type", "max_voltage", "max_amperage", "voltage", "amperage", "tariff_id",
    "tariff_ids", "terms_and_conditions", "last_updated",
]  # fmt: skip
#: what surrounds the locations
AROUND = [
    "data", "items", "next", "next_path", "total_count", "status_code", "status_message",
    "timestamp",
]  # fmt: skip


def recognises(value: Any) -> bool:
    """Is this the dialect?"""
    listed = _listed(value)
    return isinstance(listed, list) and all(
        isinstance(one, dict) and ("evses" in one or "coordinates" in one) for one in listed
    )


def read(feed: Feed, first: Answer, value: Any, wanted: Wanted) -> Stations:
    """The locations of all pages; Empty when there are none."""
    locations = _Pages(feed, first.url).all(first, value)
    if not locations:
        raise Empty(feed.url, "charging location")
    feed.whole(locations)
    stations = Stations("JSON", "application/json", (), live=True)
    stations.found = _stations(feed, stations, locations, wanted)
    return stations


def _listed(value: Any) -> Any:
    return value.get("data", value.get("items")) if isinstance(value, dict) else value


@dataclass
class _Pages:
    """The way from page to page."""

    feed: Feed
    start: str

    def all(self, answer: Answer, value: Any) -> list[Any]:
        """The locations of all pages; WrongContent where the pages go round in a circle."""
        found: list[Any] = []
        seen: set[str] = set()
        for number in range(1, MOST + 1):
            page = self._page(value, number)
            told = digest(page)
            if page and told in seen:
                self._fail(f"page {number} is an earlier page again")
            seen.add(told)
            found += page
            further = self._next(answer, value) if page else None
            total = _total(answer, value)
            if further is None or (total is not None and len(found) >= total):
                if total is not None and len(found) < total:
                    self._fail(f"{len(found)} of {total} locations")
                return found
            answer = self.feed.get(further, accept="application/json")
            value = answer.json()
        self._fail(f"more than {MOST} pages")
        return found

    def _fail(self, found: str) -> None:
        raise WrongContent(self.feed.url, "all pages of locations", found)

    def _page(self, value: Any, number: int) -> list[Any]:
        if isinstance(value, dict):
            self.feed.unknown(value, AROUND)
        listed = _listed(value)
        if not isinstance(listed, list):
            self._fail(f"page {number} without a list")
        return list(listed)

    def _next(self, answer: Answer, value: Any) -> str | None:
        """Address of the next page."""
        for link in parse_header_links(answer.headers.get("link", "")):
            if link.get("rel") == "next":
                return urljoin(answer.url, link["url"])
        token = (value.get("next") or value.get("next_path")) if isinstance(value, dict) else None
        if not isinstance(token, str) or not token:
            return None
        if token.startswith(("/", "?", "http://", "https://")):
            return urljoin(answer.url, token)
        name = str(self.feed.source.settings.get("token", "next"))
        parts = urlsplit(self.start)
        query = [pair for pair in parse_qsl(parts.query) if pair[0] != name] + [(name, token)]
        return urlunsplit(parts._replace(query=urlencode(query)))


def _total(answer: Answer, value: Any) -> int | None:
    """How many locations there are on all pages, where that is said."""
    said = value.get("total_count") if isinstance(value, dict) else None
    text = str(answer.headers.get("x-total-count", "") if said is None else said)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _stations(
    feed: Feed, stations: Stations, locations: list[Any], wanted: Wanted
) -> Iterator[Station | BadRecord]:
    for number, one in enumerate(locations, 1):
        stations.seen[0] += 1
        if not isinstance(one, dict):
            yield BadValue("location", one, "no JSON object").record(f"#{number}")
            continue
        feed.unknown(one, [*LOCATION, *IGNORED])
        if one.get("publish") is False:
            feed.notice("left out", str(one.get("id")), "its operator does not publish it")
            continue
        try:
            station = _station(feed, Values(one))
        except BadValue as error:
            yield error.record(str(one.get("id") or f"#{number}"))
            continue
        if wanted.takes(station.district, station.city, station.postcode):
            yield station


def _station(feed: Feed, values: Values) -> Station:
    own = values.needed("id", 100)
    party = [values.text("country_code", 10), values.text("party_id", 10)]
    id = "*".join([*(part for part in party if part), own])
    operator = Values(inner(values.fields, "operator"))
    place = Values(inner(values.fields, "coordinates"))
    return Station(
        id=id,
        name=values.text("name", 300),
        operator=operator.text("name", 200),
        address=values.text("address", 300),
        postcode=values.text("postal_code", 20),
        city=values.text("city", 200),
        point=degrees(feed, id, place, "longitude", "latitude"),
        points=tuple(_points(feed, id, objects(values.fields.get("evses")))),
    )


def _points(feed: Feed, id: str, evses: list[dict[str, Any]]) -> Iterator[Point]:
    for number, evse in enumerate(evses, 1):
        feed.unknown(evse, [*EVSE, *EVSE_IGNORED])
        values = Values(evse)
        state = words.said(feed, "status", values.text("status", 100), words.STATES)
        if state == "removed":
            continue
        connectors = objects(evse.get("connectors"))
        for connector in connectors:
            feed.unknown(connector, [*CONNECTOR, *CONNECTOR_IGNORED])
        powers = [
            optional(feed, id, Values(one).number, "max_electric_power") for one in connectors
        ]
        watts = max((power for power in powers if power), default=None)
        yield Point(
            id=values.text("uid", 100) or str(number),
            evse=values.text("evse_id", 100),
            plugs=words.plugs(feed, [_plug(one) for one in connectors]),
            power_kw=None if watts is None else watts / 1000,
            state=state,
            state_at=optional(feed, id, values.moment, "last_updated", UTC, feed.now),
        )


def _plug(connector: dict[str, Any]) -> str:
    """The standard's name; a socket and a cable of type 2 have the same (section 8.4.4)."""
    cable = "_CABLE" if connector.get("format") == "CABLE" else ""
    return f"{connector.get('standard') or ''}{cable}".strip("_")
