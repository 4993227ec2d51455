"""ParkAPI version 3 (https://github.com/ParkenDD/park-api-v3), as MobiData BW runs it.

An aggregator: it holds the car parks of the towns, so harvest it or them, never both. Some hundred
records a page (``limit``); ``next_id`` is where the next page starts (``start``), ``offset`` is
ignored by newer releases without a word. ``lat``, ``lon`` and ``radius`` (metres) choose a region;
``source_uid`` one town. Car parks, kerbs and bicycle stands are together: ``purpose`` says which.
Some towns push the same fields under the key ``uid``, without pages.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ckanext.loerrach.geo.crs import WGS84

from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._core.values import BadValue
from . import shapes, words
from .answer import Lots
from .listed import objects_of
from .lot import Lot
from .paging import Page, all_pages
from .words import Words

KINDS = {
    "CAR_PARK": "garage", "UNDERGROUND": "underground", "OFF_STREET_PARKING_GROUND": "ground",
    "ON_STREET": "street", "OTHER": None, "WALL_LOOPS": "bicycle", "SAFE_WALL_LOOPS": "bicycle",
    "STANDS": "bicycle", "LOCKERS": "bicycle", "LOCKBOX": "bicycle", "SHED": "bicycle",
    "TWO_TIER": "bicycle", "BUILDING": "bicycle", "FLOOR": "bicycle", "GENERIC_BIKE": "bicycle",
}  # fmt: skip
#: kinds of spaces that are counted apart
SPECIAL = ["woman", "family", "charging", "carsharing", "truck", "bus"]
WORDS = Words(
    id="id", name="name", capacity="capacity", capacity_disabled="capacity_disabled",
    free="realtime_free_capacity", kind="type", kinds=KINDS, state="realtime_opening_status",
    states={"OPEN": "open", "CLOSED": "closed", "UNKNOWN": "unknown"},
    updated="realtime_data_updated_at", url="public_url", opening_hours="opening_hours",
    address=[["address"]],
    read=["lat", "lon", "park_and_ride_type", "purpose", "realtime_capacity", "uid"],
    ignored=[
        "created_at", "modified_at", "source_id", "source", "original_uid", "operator_name",
        "description", "max_stay", "max_height", "max_width", "has_lighting", "is_covered",
        "is_supervised", "supervision_type", "photo_url", "related_location", "group_uid",
        "parking_site_group_id", "has_realtime_data", "fee_description", "has_fee",
        "static_data_updated_at", "orientation", "parking_type", "tags", "restrictions",
        "external_identifiers", "duplicate_of_parking_site_id", "geojson", "is_on_demand",
        "realtime_capacity_disabled", "realtime_free_capacity_disabled",
        "official_region_code", "geometry",
        *(f"capacity_{one}" for one in SPECIAL), *(f"realtime_capacity_{one}" for one in SPECIAL),
        *(f"realtime_free_capacity_{one}" for one in SPECIAL),
    ],
)  # fmt: skip
DOCUMENT = frozenset(("items", "total_count", "next_id", "next_path", "next_url"))


def recognises(value: Any) -> bool:
    """Is this the dialect?"""
    return isinstance(value, dict) and isinstance(value.get("items"), list)


def read(feed: Feed, value: dict[str, Any]) -> Lots:
    """The car parks of all pages, as far as the purpose is asked for (setting ``purpose``)."""
    feed.unknown(value, DOCUMENT)
    items = all_pages(feed, value, lambda answer, before: _page(feed, answer, before))
    _complete(feed, value, items)
    if not items:
        raise Empty(feed.url, "car park")
    purpose = str(feed.source.settings.get("purpose", "CAR"))
    lots = Lots(WGS84, "JSON", "application/json", bicycles=purpose == "BIKE")
    for name, row in objects_of(feed, items, "id", lots):
        if row.get("purpose", "CAR") == purpose:
            lots.take(str(row.get("uid") or name), lambda one=row: _lot(feed, one))  # type: ignore[misc]
    if not lots.good and not lots.bad:
        raise Empty(feed.url, f"car park with the purpose {purpose}")
    return lots


def _page(feed: Feed, answer: Any, before: int) -> Page:
    if not isinstance(answer, dict) or not isinstance(answer.get("items"), list):
        raise WrongContent(feed.url, "'items' of ParkAPI 3", "none")
    items, following = answer["items"], answer.get("next_id")
    if following is not None and not isinstance(following, int | str):
        raise WrongContent(feed.url, "the start of the next page", "something else")
    if following is not None and items:
        return Page(items, {"start": following})
    total = answer.get("total_count")
    if "next_id" not in answer and isinstance(total, int) and items and before + len(items) < total:
        return Page(items, {"offset": before + len(items)})
    return Page(items, None)


def _complete(feed: Feed, value: dict[str, Any], items: list[Any]) -> None:
    """Records may come and go while pages are read, but not a tenth of them."""
    total = value.get("total_count")
    if isinstance(total, int) and len(items) < total * 0.9:
        raise WrongContent(feed.url, f"{total} car parks as announced", str(len(items)))


def _lot(feed: Feed, row: dict[str, Any]) -> Lot:
    fields = dict(row)
    if "id" not in fields:
        fields["id"] = fields.get("uid")
    if fields.get("realtime_capacity") is not None:
        fields["capacity"] = fields["realtime_capacity"]
    shape = shapes.point(row.get("lon"), row.get("lat"), "lon")
    if shape is None:
        raise BadValue("lon", None, "missing", "Give every car park lon and lat")
    found = words.lot(feed, WORDS, fields, shape)
    rides = row.get("park_and_ride_type")
    is_ride = isinstance(rides, list) and bool(rides) and "NO" not in rides
    return replace(found, kind="park_and_ride") if is_ride else found
