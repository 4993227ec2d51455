"""OGC API - Features, part 1 (OGC 17-069r4) and part 2 (18-058r1): one collection as one dataset.

The address of the source is that of the collection. Pages are followed by their links, never made
up; coordinates come in the system that was asked for, in the order of its authority.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from ckanext.loerrach.geo.crs import WGS84

from .._core.answer import Answer
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord, Record
from .._network.crawl import with_query
from .._network.texts import line, paragraphs
from . import gml, wfs
from .csw import bbox
from .dataset import made
from .features import Features, Wanted, enough, take

ACCEPT = "application/geo+json, application/json;q=0.9, */*;q=0.1"
CRS = "http://www.opengis.net/def/crs/"
#: features of one question
PAGE = 1000


def harvest(feed: Feed) -> Iterator[Record | BadRecord]:
    """Bad features first, then the one dataset with all good ones."""
    wanted = Wanted.of(feed.source)
    answer = feed.get(with_query(feed.asked, {"f": "json"}), ACCEPT)
    about = answer.json()
    if not isinstance(about, dict) or not isinstance(about.get("links"), list):
        raise WrongContent(answer.url, "a collection of an OGC API", "JSON without links")
    crs = _system(feed, about)
    found, served = [], ""
    for page, told in _pages(feed, _items(feed, answer, about, crs)):
        found += page.features
        served = served or told
    # what the server says, else what was asked for, unless it has ignored that
    ignored = bool(crs) and wfs.in_degrees(found) and not gml.geographic(crs)
    crs = served or (WGS84 if ignored else crs) or WGS84
    features = Features(gml.plain(crs))
    turned = gml.northing_first(crs)
    for id, properties, geometry in found:
        if turned and isinstance(geometry, dict):
            geometry = geometry | {"coordinates": _turned(geometry.get("coordinates"))}
        take(features, wanted, id, properties, geometry)
    feed.whole([crs, [[id, properties, geometry] for id, properties, geometry in found]])
    notes = about.get("description")
    described = paragraphs(notes) if isinstance(notes, str) else ""
    yield from made(feed, features, wanted, "OGC API", _title(about, feed), described)


def _system(feed: Feed, about: dict[str, Any]) -> str:
    """The system to ask for: the setting's, where the collection has it; "" for its default."""
    asked = str(feed.source.settings.get("crs", ""))
    known = [one for one in about.get("crs", []) if isinstance(one, str)]
    if not asked or asked.startswith("native"):
        return ""
    address = asked if asked.startswith("http") else f"{CRS}{asked.replace(':', '/0/', 1)}"
    if address in known:
        return address
    feed.notice("other system", asked, "the collection does not have it; WGS 84 in its place")
    return ""


def _items(feed: Feed, answer: Answer, about: dict[str, Any], crs: str) -> str:
    """The address of the first page."""
    link = _link(about, "items")
    if link is None:
        raise WrongContent(answer.url, "a collection with a link to its items", "none")
    box = bbox(feed.source)
    query = {"limit": PAGE, **({"crs": crs} if crs else {}),
             **({"bbox": ",".join(f"{one:g}" for one in box)} if box else {})}  # fmt: skip
    return with_query(urljoin(answer.url, link), query)


def _link(value: dict[str, Any], name: str) -> str | None:
    """Where the link of that relation leads; that to GeoJSON before others."""
    links = [one for one in value.get("links") or [] if isinstance(one, dict)
             and one.get("rel") == name and isinstance(one.get("href"), str)]  # fmt: skip
    links.sort(key=lambda one: "geo+json" not in str(one.get("type")))
    return str(links[0]["href"]) if links else None


def _pages(feed: Feed, address: str) -> Iterator[tuple[wfs.Page, str]]:
    """Each page with the system that its header names."""
    got, matched = 0, None
    seen: set[str] = set()
    while address not in seen and len(seen) < wfs.MOST:
        seen.add(address)
        answer = feed.get(address, ACCEPT)
        page = wfs.collection(feed, answer, got)
        matched = page.matched if page.matched is not None else matched
        got += len(page.features)
        enough(feed, got)
        yield page, answer.crs or page.crs
        link = _link(answer.json(), "next")
        if link is None:
            break
        address = urljoin(answer.url, link)
    else:
        feed.incomplete(f"the next page after {got} features is an earlier one")
    if matched is not None and got < matched:
        feed.incomplete(f"the service announced {matched} features and gave {got}")


def _turned(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], int | float):
        return [*value[1::-1], *value[2:]]
    return [_turned(one) for one in value] if isinstance(value, list) else value


def _title(about: dict[str, Any], feed: Feed) -> str:
    title = about.get("title") or about.get("id")
    return line(title) if isinstance(title, str) else feed.source.title["de"]
