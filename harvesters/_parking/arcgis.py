"""Konstanz: a layer of ArcGIS Server, asked by ``query?where=1=1&outFields=*&f=json``.

https://developers.arcgis.com/rest/services-reference/enterprise/query-feature-service-layer/:
values stand under ``attributes``, points as x and y in ``spatialReference`` (``latestWkid`` is
EPSG's code, 102100 is Esri's own), times in milliseconds since 1970. ``exceededTransferLimit`` says
that there is more, from ``resultOffset`` on. Errors come with status 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.errors import Empty, WrongContent
from .._core.feed import Feed
from .._core.values import BadValue, Values
from . import shapes, words
from .answer import Lots
from .hours import opening_hours
from .lot import Lot
from .paging import Page, all_pages
from .words import Words

WORDS = Words(
    id="id", name="name", capacity="max_cap", capacity_disabled="capacity_d", free="real_fcap",
    kind="type", kinds={"Parkhaus": "garage", "Tiefgarage": "underground", "Parkplatz": "ground"},
    state="opening_s", states={"ja": "open", "nein": "closed"}, updated="updated",
    url="public_url", opening_hours="opening_h", address=[["address"]],
    # real_capa repeats max_cap; lat and lon the geometry; fees and heights are prose
    ignored=[
        "OBJECTID", "lat", "lon", "has_fee", "operator", "max_stay", "capacity_c", "capacity_s",
        "capacity_w", "has_light", "descript", "fee_descr", "park_ride", "has_live", "max_hei",
        "real_capa",
    ],
)  # fmt: skip
DOCUMENT = frozenset((
    "displayFieldName", "fieldAliases", "geometryType", "spatialReference", "fields", "features",
    "exceededTransferLimit", "objectIdFieldName", "globalIdFieldName", "uniqueIdField",
    "hasZ", "hasM", "geometryProperties",
))  # fmt: skip


def recognises(value: Any) -> bool:
    """Is this the dialect?"""
    return isinstance(value, dict) and ("spatialReference" in value or "geometryType" in value)


def read(feed: Feed, value: dict[str, Any]) -> Lots:
    """The car parks of a layer, all pages of it."""
    lots = Lots(_crs(feed, value), "JSON", "application/json")
    items = all_pages(feed, value, lambda answer, before: _page(feed, answer, before))
    if not items:
        raise Empty(feed.url, "car park")
    for number, item in enumerate(items, 1):
        fields = item.get("attributes") if isinstance(item, dict) else None
        name = words.called(fields, WORDS.id, number)
        lots.take(name, lambda one=item: _lot(feed, one))  # type: ignore[misc]
    return lots


def _page(feed: Feed, answer: Any, before: int) -> Page:
    if isinstance(answer, dict) and isinstance(answer.get("error"), dict):
        raise WrongContent(feed.url, "car parks", f"the error {answer['error'].get('message')}")
    if not isinstance(answer, dict) or not isinstance(answer.get("features"), list):
        raise WrongContent(feed.url, "features of ArcGIS", "none")
    feed.unknown(answer, DOCUMENT)
    items = answer["features"]
    more = answer.get("exceededTransferLimit") is True and items
    return Page(items, {"resultOffset": before + len(items)} if more else None)


def _crs(feed: Feed, value: Mapping[str, Any]) -> str:
    reference = value.get("spatialReference")
    known = reference if isinstance(reference, dict) else {}
    code = known.get("latestWkid", known.get("wkid"))
    if code == 102100:
        return "EPSG:3857"
    return f"EPSG:{code}" if isinstance(code, int) else str(feed.source.settings.get("crs") or "")


def _id(fields: Mapping[str, Any]) -> str:
    return words.identity(Values(fields), WORDS.id)


def _lot(feed: Feed, item: Any) -> Lot:
    fields = item.get("attributes") if isinstance(item, dict) else None
    if not isinstance(fields, dict):
        raise BadValue("attributes", fields, "missing")
    geometry = item.get("geometry")
    known = geometry if isinstance(geometry, dict) else {}
    if isinstance(hours := fields.get("opening_h"), str):
        fields = {**fields, "opening_h": opening_hours(feed, _id(fields), hours)}
    return words.lot(feed, WORDS, fields, shapes.point(known.get("x"), known.get("y")))
