"""From the address of a source to the feeds of its systems: gbfs.json, or a manifest of many.

Discovery files list their feeds once for each language until 2.3, and once for all since 3.0. A
manifest (3.0) names systems, each in several versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from .._core.answer import Validators
from .._core.errors import Empty, FeedError, Refused, WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord
from .._core.values import BadValue, Values
from .known import DOCUMENT, OTHERS, READ, SPARE
from .words import moment

#: versions that are read, the best one first
VERSIONS = ("3.0", "2.3", "2.2", "2.1", "2.0", "1.1", "1.0")
ACCEPT = "application/json, */*;q=0.1"
MOVING = ("station_status", "vehicle_status")
#: systems of one manifest
MOST = 100
#: a clock that goes wrong by more than this does not count
WRONG = timedelta(minutes=10)


@dataclass
class Document:
    """One feed of a system."""

    url: str
    data: dict[str, Any]
    updated: datetime | None
    #: address that was asked, and what it said of the state
    asked: str
    validators: Validators


@dataclass
class System:
    """One system of shared vehicles: what its feeds say at this moment."""

    id: str
    #: address of its discovery file
    url: str
    version: str
    language: str
    documents: dict[str, Document] = field(default_factory=dict)

    def objects(self, feed: str, name: str, *older: str) -> list[Any]:
        """The list ``name`` of a feed; [] where the system has no such feed."""
        document = self.documents.get(feed)
        if document is None:
            return []
        for one in (name, *older):
            if isinstance(found := document.data.get(one), list):
                return found
        raise WrongContent(document.url, f"'{name}' in GBFS", "none")

    @property
    def snapshots(self) -> dict[str, str]:
        """When the moving feeds were made."""
        moving = self.moving
        return {name: one.updated.isoformat() for name, one in moving.items() if one.updated}

    @property
    def moving(self) -> dict[str, Document]:
        """The feeds that change from minute to minute."""
        return {name: one for name, one in self.documents.items() if name in MOVING}


def systems(feed: Feed) -> Iterator[System | BadRecord]:
    """Every system of the source, with its feeds."""
    value = feed.json()
    data = _data(feed, feed.url, value)
    if "datasets" not in data:
        yield _system(feed, feed.source.name, (feed.asked, feed.url), value)
        return
    for id, url in _listed(feed, data["datasets"]):
        if isinstance(url, BadValue):
            yield url.record(id)
            continue
        here = urljoin(feed.asked, url)
        try:
            yield _system(feed, id, (here, urljoin(feed.url, url)), feed.json(here))
        except FeedError as error:
            # the others go on, and what there is of this one stays
            yield BadValue("url", url, str(error).rstrip(".")).record(id)


def _listed(feed: Feed, datasets: Any) -> Iterator[tuple[str, str | BadValue]]:
    """Systems of a manifest, each in the best version that we read."""
    if not isinstance(datasets, list):
        raise WrongContent(feed.url, "'datasets' in a GBFS manifest", "something else")
    if not datasets:
        raise Empty(feed.url, "system")
    wanted = feed.source.settings.get("systems")
    chosen = [one for one in datasets if not wanted or _id(one) in wanted]
    for missing in sorted(set(wanted or ()) - {_id(one) for one in chosen}):
        feed.incomplete(f"the manifest does not name the system '{missing}'")
    if len(chosen) > MOST:
        feed.incomplete(f"the manifest names {len(chosen)} systems, {MOST} are read")
    for number, one in enumerate(chosen[:MOST], 1):
        id = _id(one)
        if not id:
            yield f"#{number}", BadValue("system_id", one, "missing")
            continue
        feed.unknown(one, ["system_id", "versions", "area", "country_code"])
        offers = [v for v in one.get("versions") or [] if isinstance(v, dict)]
        by = {str(offer.get("version")): str(offer.get("url") or "") for offer in offers}
        best = next((version for version in VERSIONS if by.get(version)), None)
        problem = BadValue("versions", ", ".join(by), "none that is read (1.0 to 3.0)")
        yield id, by[best] if best else problem


def _id(one: Any) -> str:
    id = one.get("system_id") if isinstance(one, dict) else None
    return id if isinstance(id, str) and re.fullmatch(r"[\w.:-]{1,100}", id) else ""


def _system(feed: Feed, id: str, addresses: tuple[str, str], value: Any) -> System:
    """A system by its discovery file; ``addresses``: the one that was asked, and its own."""
    asked, own = addresses
    data = _data(feed, own, value)
    language, listed = _feeds(feed, own, data)
    found = System(id, own, str(value.get("version") or "1.0"), language)
    if found.version.partition("-")[0] not in VERSIONS:
        feed.notice("version", found.version, "a version of GBFS that the harvester does not know")
    known = {*READ, *(name for names in READ.values() for name in names), *OTHERS}
    for name in sorted(listed.keys() - known):
        feed.notice("unknown feed", name, "not read; the harvester does not know it")
    for name, older in READ.items():
        link = next((listed[one] for one in (name, *older) if one in listed), None)
        if link:
            _take(feed, found, name, urljoin(asked, link), urljoin(own, link))
    if not {"station_information", "vehicle_status"} & found.documents.keys():
        raise WrongContent(own, "stations or vehicles in GBFS", f"only {', '.join(sorted(listed))}")
    return found


def _take(feed: Feed, system: System, name: str, asked: str, own: str) -> None:
    try:
        answer = feed.get(asked, accept=ACCEPT)
    except Refused as error:
        if name not in SPARE or error.status not in (404, 410):
            raise
        feed.notice("missing feed", name, "the discovery file names it, but it is not there")
        return
    value = answer.json()
    data = _data(feed, own, value)
    try:
        updated = moment(Values(value), "last_updated")
    except BadValue as error:
        feed.notice("left out", f"{name}: last_updated", str(error))
        updated = None
    if updated and updated > feed.now + WRONG:
        feed.notice("left out", f"{name}: last_updated", f"{updated.isoformat()} is still to come")
        updated = None
    system.documents[name] = Document(own, data, updated, asked, answer.validators)


def _data(feed: Feed, url: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("data"), dict):
        raise WrongContent(url, "GBFS with 'data'", "other JSON")
    feed.unknown(value, DOCUMENT)
    data: dict[str, Any] = value["data"]
    return data


def _feeds(feed: Feed, url: str, data: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Language and feeds by name: of 3.0 the only list, before the one in the wanted language."""
    wanted = str(feed.source.settings.get("language", "de"))
    if isinstance(data.get("feeds"), list):
        language, feeds = wanted, data["feeds"]
    else:
        named = {k: v["feeds"] for k, v in data.items()
                 if isinstance(v, dict) and isinstance(v.get("feeds"), list)}  # fmt: skip
        if not named:
            raise WrongContent(url, "feeds in GBFS", "none")
        language = next((one for one in (wanted, "en") if one in named), next(iter(named)))
        feeds = named[language]
    found = {
        str(one["name"]): str(one["url"])
        for one in feeds
        if isinstance(one, dict) and one.get("name") and one.get("url")
    }
    for one in feeds:
        if isinstance(one, dict):
            feed.unknown(one, ["name", "url"])
    return language, found
