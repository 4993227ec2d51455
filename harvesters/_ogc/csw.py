"""Catalogues: CSW 2.0.2 (OGC 07-006r1) with its ISO profile (OGC 07-045), asked by GET.

The end of a result is told by nextRecord="0", by one beyond what is matched, or not at all; how
many were returned is counted, because what servers say of it is not always so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape

from .._core.errors import Empty, SettingError, WrongContent
from .._core.feed import Feed
from .._core.fingerprint import digest
from .._core.record import BadRecord, Record, Same, Version
from .._core.source import SourceEntry
from .._core.values import BadValue
from .._network import words as catalogue
from .._network.foreign import Distribution, Foreign
from .._network.making import Maker
from .._network.settings import Ours, words_of
from . import iso, online
from .document import ask, child, strangers

GMD = "http://www.isotc211.org/2005/gmd"
EXPECTED = "records of a CSW"
#: records of one question, and questions after which a server tells the same again and again
PAGE, MOST = 50, 2000
#: records that a filter may bring; whoever wants a whole country wants its harvester
RECORDS = 20_000
SETTINGS = {
    "bbox": "csw, wfs, features: west, south, east, north in degrees; only what meets this box",
    "organisation": "csw: only records whose organisation is called so (% stands for anything)",
    "text": "csw: only records with this text anywhere",
}


@dataclass
class Found:
    """One record of the catalogue."""

    element: Element
    id: str
    #: hash of what the catalogue gave
    digest: str


def harvest(feed: Feed) -> Iterator[Record | BadRecord | Same]:
    """Every record that the settings ask for; what is not filtered is not asked."""
    query = _query(feed.source)
    found = list(_all(feed, query))
    feed.whole(sorted(one.digest for one in found))
    ours = Ours.of(feed.source)
    maker = Maker(feed, ours)
    services = _coupled(feed, found, ours.language)
    for number, one in enumerate(found, 1):
        if not one.id:
            yield BadRecord(f"#{number}", "fileIdentifier", "", "missing", "Give every record one")
            continue
        served = services.get(one.id, [])
        version = Version(digest=digest([one.digest, [vars(service) for service in served]]))
        if feed.same(one.id, version):
            yield Same(one.id)
            continue
        try:
            foreign = iso.read(one.element, feed, ours.language)
        except BadValue as error:
            yield error.record(one.id)
            continue
        _fitted(foreign, ours)
        for made in maker.make(_with_services(foreign, served)):
            yield made if isinstance(made, BadRecord) else replace(made, version=version)
    maker.told()


def _fitted(one: Foreign, ours: Ours) -> None:
    """Only datasets of the environment have a field for their INSPIRE themes."""
    themes = [uri for word in one.themes for uri in catalogue.themes(word)]
    if ours.field(one, themes) != "environment":
        one.fields = {k: v for k, v in one.fields.items() if k != "inspire_theme"}


# --- asking ---------------------------------------------------------------------------------------


def _query(source: SourceEntry) -> dict[str, str]:
    """The question; SettingError where it would bring the whole catalogue."""
    parts = []
    if box := bbox(source):
        parts.append(
            "<ogc:BBOX><ogc:PropertyName>ows:BoundingBox</ogc:PropertyName><gml:Envelope>"
            f"<gml:lowerCorner>{box[0]:g} {box[1]:g}</gml:lowerCorner>"
            f"<gml:upperCorner>{box[2]:g} {box[3]:g}</gml:upperCorner></gml:Envelope></ogc:BBOX>"
        )
    for setting, name, wild in (
        ("organisation", "OrganisationName", "{}"),
        ("text", "AnyText", "%{}%"),
    ):
        several = [
            f'<ogc:PropertyIsLike wildCard="%" singleChar="_" escapeChar="\\"><ogc:PropertyName>'
            f"{name}</ogc:PropertyName><ogc:Literal>{escape(word)}</ogc:Literal>"
            "</ogc:PropertyIsLike>"
            for word in (
                one if "%" in one else wild.format(one) for one in words_of(source, setting)
            )
        ]
        if several:
            parts.append(_joined("Or", several))
    if not parts:
        problem = "without bbox, organisation or text the whole catalogue would come"
        raise SettingError(source.name, "bbox", problem)
    return {
        "service": "CSW", "version": "2.0.2", "request": "GetRecords", "typeNames":
        "gmd:MD_Metadata", "namespace": f"xmlns(gmd={GMD})", "outputSchema": GMD,
        "elementSetName": "full", "resultType": "results", "constraintLanguage": "FILTER",
        "constraint_language_version": "1.1.0", "maxRecords": str(PAGE), "constraint":
        '<ogc:Filter xmlns:ogc="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml" '
        f'xmlns:ows="http://www.opengis.net/ows">{_joined("And", parts)}</ogc:Filter>',
    }  # fmt: skip


def _joined(name: str, parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"<ogc:{name}>{''.join(parts)}</ogc:{name}>"


def bbox(source: SourceEntry) -> tuple[float, float, float, float] | None:
    """The setting ``bbox``; SettingError for one that is none."""
    given = source.settings.get("bbox")
    if given is None:
        return None
    try:
        west, south, east, north = (float(one) for one in given)
        if -180 <= west < east <= 180 and -90 <= south < north <= 90:
            return west, south, east, north
    except (TypeError, ValueError):
        pass
    raise SettingError(source.name, "bbox", "west, south, east, north in degrees are needed")


def _all(feed: Feed, query: dict[str, str]) -> Iterator[Found]:
    """The records of all pages."""
    start, count, matched, seen = 1, 0, 0, set()
    for number in range(MOST):
        root = ask(feed, EXPECTED, ("GetRecordsResponse",), **query, startPosition=str(start))
        strangers(feed, root)
        results = child(root, "SearchResults")
        if results is None:
            raise WrongContent(feed.url, EXPECTED, "an answer without SearchResults")
        matched = max(matched, _number(results, "numberOfRecordsMatched"))
        if max(matched, count) > RECORDS:
            wanted = f"at most {RECORDS} records (narrow bbox, organisation or text)"
            raise WrongContent(feed.url, wanted, str(max(matched, count)))
        records = [_found(one) for one in iso.records(results)]
        told = digest([one.digest for one in records])
        if records and told in seen:
            feed.incomplete(f"page {number + 1} is an earlier page again")
            return
        seen.add(told)
        count += len(records)
        yield from records
        following = _following(results, start, len(records), matched)
        if not records and not count:
            if matched:
                raise WrongContent(feed.url, EXPECTED, f"the count {matched} only, without any")
            raise Empty(feed.url, "record")
        if following is None or not records:
            break
        if following <= start:
            feed.incomplete(f"after record {start} the catalogue goes back to {following}")
            return
        start = following
    if count < matched:
        feed.incomplete(f"the catalogue announced {matched} records and gave {count}")


def _following(results: Element, start: int, count: int, matched: int) -> int | None:
    """Where the next page begins; None at the end."""
    said = results.get("nextRecord", "").strip()
    if not said:
        following = start + count
        return following if following <= matched else None
    following = _number(results, "nextRecord")
    return None if following == 0 or following > matched else following


def _number(element: Element, name: str) -> int:
    said = element.get(name, "").strip()
    return int(said[:12]) if said.isascii() and said.isdigit() else 0


def _found(element: Element) -> Found:
    hashed = hashlib.blake2b(tostring(element), digest_size=16).hexdigest()
    return Found(element, iso.identity(element), hashed)


# --- services that belong to datasets -------------------------------------------------------------


def _coupled(feed: Feed, found: list[Found], language: str) -> dict[str, list[Distribution]]:
    """fileIdentifier of a dataset -> the services that say to operate on it."""
    names: dict[str, str] = {}
    operating: list[tuple[Found, list[str]]] = []
    for one in found:
        if on := iso.operates_on(one.element):
            operating.append((one, on))
        elif one.id:
            for name in (one.id, *iso.dataset_names(one.element)):
                names.setdefault(name, one.id)
    coupled: dict[str, list[Distribution]] = {}
    for one, on in operating:
        served = {names[name] for name in on if name in names}
        if served:
            foreign = iso.read(one.element, feed, language)
            spoken = [d for d in foreign.resources if d.fields.get("access_services")]
            for id in sorted(served):
                coupled.setdefault(id, []).extend(spoken[:1])
    return coupled


def _with_services(one: Foreign, services: list[Distribution]) -> Foreign:
    """The dataset with the services that it does not name itself."""
    known = {online.endpoint_of(str(each.url)).lower() for each in one.resources}
    more = [s for s in services if online.endpoint_of(str(s.url)).lower() not in known]
    return replace(one, resources=[*one.resources, *more])
