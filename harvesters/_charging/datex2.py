"""DATEX II 3, EnergyInfrastructure, in its JSON encoding (AFIR; https://docs.datex2.eu).

Keys carry the prefix of their package, aegi/afac in the German profile of 3.5 and 3.6, egi/fac in
3.7, and members that JSON would confuse end in G (idG, versionG). The publication stands in
``payload``, or in a list ``messageContainer.payload``. States of the charge points come in a
publication of their own, which names sites, stations and points by their identifiers. The
standard's own misspellings (permananentlyClosed) count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord
from .._core.values import BadValue, Values
from . import words
from .reading import inner, objects, optional
from .station import Point, Station, Stations, Wanted

PREFIXES = ("aegi", "egi", "afac", "fac", "aloc", "loc", "")
TABLE = "EnergyInfrastructureTablePublication"
STATUS = "EnergyInfrastructureStatusPublication"
SITE = [
    "idG", "versionG", "name", "additionalInformation", "locationReference", "operator",
    "energyInfrastructureStation",
]  # fmt: skip
#: opening hours, ways to pay and to get help, parking spaces, prices
SITE_IGNORED = [
    "accessibility", "dedicatedParkingSpaces", "helpdesk", "operatingHours", "owner", "brand",
    "lastUpdated", "typeOfSite", "amenities", "supplementalFacility", "entrance", "exit",
    "serviceType", "alias", "description", "externalIdentifier", "urlLinkAddress",
    "paymentMethod", "photo", "photoUrl",
]  # fmt: skip
STATION = [*SITE[:-1], "totalMaximumPower", "numberOfRefillPoints", "refillPoint"]
STATION_IGNORED = [
    *SITE_IGNORED, "authenticationAndIdentificationMethods", "userInterfaceLanguage",
    "energyProvider", "isGreenEnergy", "communicationProtocol", "electricEnergy",
]  # fmt: skip
POINT = ["idG", "versionG", "connector", "availableChargingPower", "externalIdentifier", "name"]
POINT_IGNORED = [
    "deliveryUnit", "currentType", "numberOfConnectors", "availableVoltage", "electricEnergy",
    "usageType", "chargingMode", "vehicleToGridCommunicationType", "smartRechargingServices",
    "locationReference", "accessibility", "lastUpdated", "calibrationInfo", "operatingHours",
    "additionalInformation", "minimumChargingPower", "energyRate", "isGreenEnergy",
]  # fmt: skip
Key = tuple[str, str, str]


def recognises(value: Any) -> bool:
    """Is this the dialect?"""
    return bool(_publications(value, TABLE) or _publications(value, STATUS))


def read(feed: Feed, value: Any, status: Any, wanted: Wanted) -> Stations:
    """The stations of a table publication, with the states of a ``status`` publication or None."""
    tables = _publications(value, TABLE)
    if not tables:
        raise WrongContent(feed.url, f"a {TABLE}", "none")
    found = [*_publications(value, STATUS), *(_publications(status, STATUS) if status else [])]
    if status is not None and not found:
        raise WrongContent(feed.url, f"a {STATUS}", "none")
    states = _States(feed)
    for publication in found:
        states.take(publication)
    sites = [
        site
        for publication in tables
        for table in objects(publication.get("energyInfrastructureTable"))
        for site in objects(table.get("energyInfrastructureSite"))
    ]
    if not sites:
        raise Empty(feed.url, "site with charging stations")
    stations = Stations("JSON", "application/json", (), live=bool(found))
    stations.found = _stations(feed, stations, sites, states, wanted)
    return stations


def named(value: Mapping[str, Any], name: str) -> Any:
    """The member of that name, whatever the prefix of its package."""
    for prefix in PREFIXES:
        if (found := value.get(prefix + name)) is not None:
            return found
    return None


def _publications(value: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(value, dict):
        return []
    payload = inner(value, "messageContainer").get("payload", value.get("payload"))
    payloads = objects(payload) if isinstance(payload, list) else [inner({"p": payload}, "p")]
    found = [named(one, name) for one in payloads]
    return [one for one in found if isinstance(one, dict)]


def _id(value: Mapping[str, Any]) -> str:
    return Values(value).needed("idG", 200)


@dataclass
class _States:
    """What is said of charge points and stations, by the identifiers that lead to them."""

    feed: Feed
    points: dict[Key, tuple[str | None, datetime | None]] = field(default_factory=dict)
    stations: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def take(self, publication: dict[str, Any]) -> None:
        for site in objects(publication.get("energyInfrastructureSiteStatus")):
            for station in objects(site.get("energyInfrastructureStationStatus")):
                try:
                    self._station(_id(inner(site, "reference")), station)
                except BadValue as error:
                    self.feed.notice("left out", "status", str(error))

    def _station(self, site: str, value: dict[str, Any]) -> None:
        station = _id(inner(value, "reference"))
        condition = _enum(value.get("operationStatus")) or _enum(value.get("openingStatus"))
        self.stations[site, station] = words.said(self.feed, "status", condition, words.CONDITIONS)
        for wrapped in objects(value.get("refillPointStatus")):
            point = _unwrapped(wrapped, "RefillPointStatus", "ElectricChargingPointStatus")
            state = words.said(self.feed, "status", _enum(point.get("status")), words.STATES)
            at = optional(
                self.feed, station, Values(point).moment, "lastUpdated", UTC, self.feed.now
            )
            self.points[site, station, _id(inner(point, "reference"))] = (state, at)


def _unwrapped(value: dict[str, Any], *names: str) -> dict[str, Any]:
    """The object behind the name of its class, or the object itself."""
    for name in names:
        if isinstance(found := named(value, name), dict):
            return found
    return value


def _enum(value: Any) -> str | None:
    """A word of an enumeration: {"value": …}, or {"value": "extendedG", "extendedValueG": …}."""
    word = value.get("value") if isinstance(value, dict) else value
    if word == "extendedG" and isinstance(value, dict):
        word = value.get("extendedValueG")
    return word if isinstance(word, str) and word else None


def _words(value: Any) -> str | None:
    """A text in several languages: the German one, else the first."""
    texts = objects(inner({"v": value}, "v").get("values"))
    for one in sorted(texts, key=lambda text: text.get("lang") != "de"):
        if text := Values(one).text("value", 300):
            return text
    return None


def _stations(
    feed: Feed,
    stations: Stations,
    sites: list[dict[str, Any]],
    states: _States,
    wanted: Wanted,
) -> Iterator[Station | BadRecord]:
    met: set[Key] = set()
    for number, site in enumerate(sites, 1):
        feed.unknown(site, [*SITE, *SITE_IGNORED])
        for count, station in enumerate(objects(site.get("energyInfrastructureStation")), 1):
            stations.seen[0] += 1
            feed.unknown(station, [*STATION, *STATION_IGNORED])
            try:
                one, keys = _station(feed, site, station, states)
            except BadValue as error:
                yield error.record(f"{site.get('idG', f'#{number}')}/{station.get('idG', count)}")
                continue
            met.update(keys)
            if wanted.takes(one.district, one.city, one.postcode):
                yield one
    for key in sorted(states.points.keys() - met):
        feed.notice("left out", "/".join(key), "a state without a charge point")


def _station(
    feed: Feed, site: dict[str, Any], station: dict[str, Any], states: _States
) -> tuple[Station, list[Key]]:
    ids = _id(site), _id(station)
    id = "/".join(ids)
    place = _Place.of(station, _Place.of(site, None))
    values = Values(station)
    points, keys = _points(feed, ids, objects(station.get("refillPoint")), states)
    watts = optional(feed, id, values.number, "totalMaximumPower")
    texts = [one for of in (station, site) for one in objects(of.get("additionalInformation"))]
    names = [_words(station.get("name")), _words(site.get("name")), *map(_words, texts)]
    return Station(
        id=id,
        name=next((name for name in names if name), None),
        operator=_operator(station) or _operator(site),
        address=place.address,
        postcode=place.postcode,
        city=place.city,
        power_kw=None if watts is None else watts / 1000,
        count=optional(feed, id, values.whole, "numberOfRefillPoints"),
        condition=states.stations.get(ids),
        point=place.point(feed, id),
        points=tuple(points),
    ), keys


def _operator(value: dict[str, Any]) -> str | None:
    organisation = _unwrapped(
        inner(value, "operator"), "AnOrganisation", "ReferenceableOrganisation"
    )
    return _words(organisation.get("name"))


def _points(
    feed: Feed, ids: tuple[str, str], wrapped: list[dict[str, Any]], states: _States
) -> tuple[list[Point], list[Key]]:
    points, keys = [], []
    for one in wrapped:
        value = _unwrapped(one, "ElectricChargingPoint", "RefillPoint")
        feed.unknown(value, [*POINT, *POINT_IGNORED])
        id = _id(value)
        keys.append((*ids, id))
        state, at = states.points.get(keys[-1], (None, None))
        connectors = objects(value.get("connector"))
        points.append(
            Point(
                id=id,
                evse=id if "*" in id else None,
                plugs=words.plugs(feed, [_plug(connector) for connector in connectors]),
                power_kw=_strongest(feed, id, value, connectors),
                state=state,
                state_at=at,
            )
        )
    return points, keys


def _plug(connector: dict[str, Any]) -> str:
    """The type, with a sign where a cable hangs there (ConnectorFormatTypeEnum: cableMode2, 3)."""
    cable = "cable" in (_enum(connector.get("connectorFormat")) or "")
    return (_enum(connector.get("connectorType")) or "") + ("_cable" if cable else "")


def _strongest(
    feed: Feed, id: str, value: dict[str, Any], connectors: list[dict[str, Any]]
) -> float | None:
    """Kilowatts of the strongest connector, or what the point can give."""
    found = [optional(feed, id, Values(one).number, "maxPowerAtSocket") for one in connectors]
    if not any(found):
        powers = value.get("availableChargingPower")
        listed = powers if isinstance(powers, list) else []
        found = [optional(feed, id, Values({"power": one}).number, "power") for one in listed]
    watts = max((power for power in found if power), default=None)
    return None if watts is None else watts / 1000


@dataclass(frozen=True)
class _Place:
    """Where a site or a station is."""

    display: Mapping[str, Any]
    address: str | None
    postcode: str | None
    city: str | None

    @classmethod
    def of(cls, value: dict[str, Any], outer: _Place | None) -> _Place:
        """The place that an object names itself; what is missing is that of ``outer``."""
        display: Mapping[str, Any] = outer.display if outer else {}
        told: dict[str, Any] = {}
        for part in inner(value, "locationReference").values():
            if isinstance(part, dict):
                display = inner(part, "coordinatesForDisplay") or display
                extension = inner(part, "locLocationExtensionG") or part
                facility = _unwrapped(extension, "FacilityLocation")
                told = inner(facility, "address") or told
        values = Values(told)
        return cls(
            display,
            _street(told) or (outer.address if outer else None),
            values.text("postcode", 20) or (outer.postcode if outer else None),
            _words(told.get("city")) or (outer.city if outer else None),
        )

    def point(self, feed: Feed, id: str) -> tuple[float, float] | None:
        values = Values(self.display)
        x, y = (optional(feed, id, values.number, name) for name in ("longitude", "latitude"))
        return None if x is None or y is None else (x, y)


def _street(address: dict[str, Any]) -> str | None:
    lines = {_enum(one.get("type")): one for one in objects(address.get("addressLine"))}
    parts = [_words(lines[kind].get("text")) for kind in ("street", "houseNumber") if kind in lines]
    return " ".join(part for part in parts if part and part != "0") or None
