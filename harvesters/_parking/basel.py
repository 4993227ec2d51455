"""Basel: the export of dataset 100088 of data.bs.ch (Opendatasoft explore API 2.1, exports/json).

Each row has its own time (``published``, UTC). Shares are derived from the numbers, so they are not
read; they are below zero where more spaces are free than there are. While a car park sends nothing,
a row without values stands in its place, with a sentence as title.
"""

from __future__ import annotations

from typing import Any

from ckanext.loerrach.geo.crs import WGS84

from .._core.feed import Feed
from .._core.values import BadValue, clean
from . import shapes, words
from .answer import Lots
from .listed import objects_of
from .lot import Lot
from .words import Words

WORDS = Words(
    id="id2", name="name", capacity="total", free="free", updated="published", url="link",
    all_kind="garage", read=["geo_point_2d", "title"],
    ignored=["anteil_frei", "auslastung", "auslastung_prozent", "description"],
)  # fmt: skip


def recognises(value: Any) -> bool:
    """Is this the dialect?"""
    return isinstance(value, list) and any(
        isinstance(one, dict) and "id2" in one and "published" in one for one in value
    )


def read(feed: Feed, value: list[Any]) -> Lots:
    """The car parks of an export."""
    lots = Lots(WGS84, "JSON", "application/json")
    for name, row in objects_of(feed, value, WORDS.id, lots):
        if all(one is None for key, one in row.items() if key != "title") and row.get("title"):
            feed.notice("left out", name, clean(str(row["title"]))[:200])
        else:
            lots.take(name, lambda one=row: _lot(feed, one))  # type: ignore[misc]
    return lots


def _lot(feed: Feed, row: dict[str, Any]) -> Lot:
    place = row.get("geo_point_2d")
    if not isinstance(place, dict | None):
        raise BadValue("geo_point_2d", place, "an object with lon and lat is needed")
    shape = shapes.point(place.get("lon"), place.get("lat"), "geo_point_2d") if place else None
    return words.lot(feed, WORDS, row, shape)
