"""Bundesnetzagentur's register as its own map asks for it: JSON, all of Germany in one list.

https://ladesaeulenregister.bnetza.de/els/service/public/v1/chargepoints has more than a hundred
megabytes, so that stations are read one by one. ``id`` is the identifier that XLSX and CSV call
Ladeeinrichtungs-ID.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from .._core.days import day
from .._core.feed import Feed
from .._core.items import items
from .._core.record import BadRecord
from .._core.values import BadValue, Values
from . import words
from .reading import degrees, inner, objects, optional
from .station import Point, Station, Stations, Wanted

LIST = "chargingStations"
READ = [
    "id", "operator", "street", "house_no", "address_addition", "postal_code", "city",
    "district_independent_city", "type", "max_electric_power_station", "go_live_date", "status",
    "coordinates", "evses",
]  # fmt: skip
#: the land is that of the district; opening hours, paying and parking are sentences or unfilled
IGNORED = [
    "state", "opening_days", "opening_hours_specification", "payment_systems", "location_name",
    "parking_information",
]  # fmt: skip
#: public_key is for measuring devices, not for people
EVSE = ["evse_id", "connectors", "public_key_available", "public_key"]


def read(feed: Feed, url: str, file: IO[bytes], wanted: Wanted) -> Stations:
    """The stations of the document."""
    stations = Stations("JSON", "application/json", ())
    stations.found = _read(feed, stations, items(url, file, LIST), wanted)
    return stations


def _read(
    feed: Feed, stations: Stations, found: Iterator[Any], wanted: Wanted
) -> Iterator[Station | BadRecord]:
    for number, one in enumerate(found, 1):
        stations.seen[0] += 1
        if not isinstance(one, dict):
            yield BadValue("station", one, "no JSON object").record(f"#{number}")
            continue
        # the whole country would tell the same again and again
        where = (one.get(name) for name in ("district_independent_city", "city", "postal_code"))
        if not wanted.takes(*(str(part) if part is not None else None for part in where)):
            continue
        feed.unknown(one, [*READ, *IGNORED])
        try:
            yield _station(feed, Values(one))
        except BadValue as error:
            yield error.record(str(one.get("id") or f"#{number}"))


def _station(feed: Feed, values: Values) -> Station:
    id = values.needed("id", 100)
    operator = Values(inner(values.fields, "operator"))
    place = Values(inner(values.fields, "coordinates"))
    status = Values(inner(values.fields, "status")).text("operational", 100)
    return Station(
        id=id,
        name=operator.text("displayName", 200),
        operator=operator.needed("companyName", 200),
        address=_address(values),
        postcode=values.text("postal_code", 20),
        city=values.text("city", 200),
        district=values.text("district_independent_city", 200),
        kind=words.said(feed, "type", values.text("type", 100), words.KINDS),
        power_kw=optional(feed, id, values.number, "max_electric_power_station"),
        commissioned=optional(feed, id, lambda name: day(values, name), "go_live_date"),
        condition=words.said(feed, "status", status, words.CONDITIONS),
        point=degrees(feed, id, place, "longitude", "latitude"),
        points=tuple(_points(feed, id, objects(values.fields.get("evses")))),
    )


def _address(values: Values) -> str | None:
    number = values.text("house_no", 50)
    parts = [values.text("street", 200), None if number == "0" else number]
    street = " ".join(part for part in parts if part)
    addition = values.text("address_addition", 300)
    return ", ".join(part for part in (street, addition) if part) or None


def _points(feed: Feed, id: str, evses: list[dict[str, Any]]) -> Iterator[Point]:
    for number, evse in enumerate(evses, 1):
        feed.unknown(evse, EVSE)
        connectors = [Values(one) for one in objects(evse.get("connectors"))]
        names = [one.text("connector_type", 200) or "" for one in connectors]
        powers = [
            optional(feed, id, one.number, "max_electric_power_connector") for one in connectors
        ]
        yield Point(
            id=str(number),
            evse=optional(feed, id, Values(evse).text, "evse_id", 100),
            plugs=words.plugs(feed, names),
            power_kw=max((power for power in powers if power), default=None),
        )
