"""Features of a WFS 2.0 (OGC 09-025r2), 1.1 (04-094) or 1.0 (02-058) as one dataset.

GeoJSON is asked for, with SRSNAME; a service that does not know it answers in GML. More pages are
asked only where the service holds back, in the order of a property: without one, pages overlap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from ckanext.loerrach.geo.crs import WGS84, declared

from .._core import xml
from .._core.answer import Answer
from .._core.errors import Refused, WrongContent
from .._core.feed import Feed
from .._core.fingerprint import digest
from .._core.record import BadRecord, ColumnType, Record
from .._core.values import BadValue
from .._network.crawl import whole_number, with_query
from . import gml
from .dataset import made
from .document import Exceptional, children, root_of
from .features import Features, Wanted, enough, geojson, take
from .question import Question

EXPECTED = "features of a WFS"
#: pages after which a server tells the same again and again
MOST = 2000
#: types of XML Schema -> ours; what is not here is text
TYPES: dict[str, ColumnType] = {
    **dict.fromkeys(("int", "integer", "short", "byte", "unsignedInt", "unsignedShort",
                     "nonNegativeInteger", "positiveInteger"), "integer"),
    **dict.fromkeys(("long", "decimal", "double", "float", "unsignedLong"), "number"),
    "boolean": "boolean", "date": "date", "dateTime": "timestamp",
}  # fmt: skip


@dataclass
class Page:
    """What one answer has."""

    features: list[tuple[str, Any, Any]]
    #: how many there are on all pages; None where the service does not say
    matched: int | None
    #: the system that the answer names; "" for none
    crs: str


def harvest(feed: Feed) -> Iterator[Record | BadRecord]:
    """Bad features first, then the one dataset with all good ones."""
    question, wanted = Question.of(feed.source), Wanted.of(feed.source)
    types, order = _schema(feed, question)
    question.sort = question.sort or order
    pages = list(_pages(feed, question))
    found = [one for page in pages for one in page.features]
    crs = _system(question, pages, found)
    features = Features(gml.plain(crs), types=types)
    for id, properties, geometry in found:
        if isinstance(properties, BadValue):
            features.bad.append(properties.record(id))
        else:
            take(features, wanted, id, properties, geometry)
    feed.whole([crs, sorted(types.items()), [[*one[:1], str(one[1]), one[2]] for one in found]])
    yield from made(feed, features, wanted, "WFS", question.layer)


def _system(question: Question, pages: list[Page], found: list[tuple[str, Any, Any]]) -> str:
    """As the answer names it; degrees without a name are WGS 84, as in GeoJSON."""
    named = {page.crs for page in pages if page.crs}
    if named:
        return sorted(named)[0]
    return WGS84 if in_degrees(found) or not question.native else question.native


def in_degrees(found: list[tuple[str, Any, Any]]) -> bool:
    """Can all coordinates be degrees? A metre in our systems is no number below 180."""
    return all(_small(geometry.get("coordinates")) for *_, geometry in found
               if isinstance(geometry, dict))  # fmt: skip


def _small(value: Any) -> bool:
    if isinstance(value, list):
        numbers = [one for one in value if isinstance(one, int | float)]
        return all(abs(one) <= 180 for one in numbers[:2]) and all(
            _small(one) for one in value if isinstance(one, list)
        )
    return True


# --- asking ---------------------------------------------------------------------------------------


def _pages(feed: Feed, question: Question) -> Iterator[Page]:
    """One page, or as many as the service makes of it."""
    got, size, seen = 0, 0, set()
    for number in range(MOST):
        page = _page(feed, question, got, size)
        told = digest([[one[0], str(one[1]), one[2]] for one in page.features])
        if page.features and told in seen:
            feed.incomplete(f"page {number + 1} is an earlier page again")
            return
        seen.add(told)
        got += len(page.features)
        enough(feed, got)
        yield page
        size = size or len(page.features)
        if not page.features or page.matched is None or got >= page.matched:
            break
    if page.matched is not None and got < page.matched:
        feed.incomplete(f"the service announced {page.matched} features and gave {got}")


def _page(feed: Feed, question: Question, start: int, count: int) -> Page:
    try:
        return _read(feed, question, _asked(feed, question, start, count), start)
    except Exceptional as error:
        if not (question.output and "outputformat" in error.text.lower().replace(" ", "")):
            raise
        feed.notice("other format", question.output, "the service has GML only")
        question.output = ""
        return _read(feed, question, _asked(feed, question, start, count), start)


def _asked(feed: Feed, question: Question, start: int, count: int) -> Answer:
    address = with_query(feed.asked, question.features(start, count))
    return feed.get(address, "application/geo+json, application/json, application/gml+xml, */*")


def _read(feed: Feed, question: Question, answer: Answer, start: int) -> Page:
    if answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return collection(feed, answer, start)
    root = root_of(feed, answer, EXPECTED, ("FeatureCollection",))
    return _gml(root, question, start)


def collection(feed: Feed, answer: Answer, start: int) -> Page:
    """A FeatureCollection of GeoJSON (RFC 7946); WrongContent for everything else."""
    value = answer.json()
    features = value.get("features") if isinstance(value, dict) else None
    if not isinstance(features, list):
        raise WrongContent(answer.url, EXPECTED, "JSON without features")
    matched = next((n for key in ("numberMatched", "totalFeatures")
                    if (n := whole_number(value.get(key))) is not None), None)  # fmt: skip
    return Page(list(geojson(feed, features, start)), matched, declared(value) or "")


# --- GML ------------------------------------------------------------------------------------------


def _gml(root: Element, question: Question, start: int) -> Page:
    said = root.get("numberMatched", "")
    if said and not root.get("numberReturned", "0").isdigit():
        said = ""
    members = [one for name in ("member", "featureMember", "featureMembers")
               for part in children(root, name) for one in part]  # fmt: skip
    named = gml.crs_of(root)
    features = [
        _feature(one, named or question.native, start + n) for n, one in enumerate(members, 1)
    ]
    matched = int(said[:12]) if said.isascii() and said.isdigit() else None
    return Page(features, matched, named or question.native)


def _feature(element: Element, crs: str, number: int) -> tuple[str, Any, Any]:
    """Id, properties and geometry; a BadValue for properties where the geometry is broken."""
    names = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
    id = names.get("id") or names.get("fid") or f"#{number}"
    properties: dict[str, Any] = {}
    geometry = None
    for one in element:
        name, inner = xml.local(one), list(one)
        try:
            if inner and gml.is_geometry(inner[0]):
                geometry = geometry or gml.read(inner[0], crs)
            elif name != "boundedBy":
                properties[name] = _value(one)
        except BadValue as error:
            return id, error, None
    return id, properties, geometry


def _value(element: Element) -> Any:
    """The text of a property; parts of a property as a mapping, which no column holds."""
    if list(element):
        return {xml.local(one): _value(one) for one in element}
    return (element.text or "").strip() or None


def _schema(feed: Feed, question: Question) -> tuple[dict[str, ColumnType], str]:
    """Property -> type, and the first property that can order; nothing from a silent service."""
    address = with_query(feed.asked, question.query("DescribeFeatureType"))
    try:
        answer = feed.get(address, "application/xml, text/xml, */*;q=0.1")
        root = root_of(feed, answer, "an XML Schema", ("schema",))
    except (WrongContent, Refused) as error:
        feed.notice("types by the values", question.layer, str(error))
        return {}, ""
    types: dict[str, ColumnType] = {}
    for one in root.iter():
        kind = one.get("type", "").rpartition(":")[2]
        if xml.local(one) == "element" and one.get("name") and not kind.endswith("PropertyType"):
            base = next((inner.get("base", "").rpartition(":")[2] for inner in one.iter()
                         if xml.local(inner) == "restriction"), kind)  # fmt: skip
            types[str(one.get("name"))] = TYPES.get(base, "text")
    # the feature type itself is an element, too
    types.pop(question.layer.rpartition(":")[2], None)
    return types, next(iter(types), "")
