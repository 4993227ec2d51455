"""LIDO 1.0 and 1.1 (http://www.lido-schema.org): what museums say of a piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from .._core import xml
from .._core.feed import Feed
from .dublin_core import LANGUAGE
from .piece import Piece

#: words for the making of a piece, beside LIDO's own concept
MADE = re.compile(
    r"herstell|entsteh|produktion|production|creation|fertig|lido00007", re.IGNORECASE
)
#: what stands below the root and its two halves, read or not
KNOWN = frozenset((
    "lidoRecID", "objectPublishedID", "applicationProfile", "category", "descriptiveMetadata",
    "administrativeMetadata", "objectClassificationWrap", "objectIdentificationWrap", "eventWrap",
    "objectRelationWrap", "rightsWorkWrap", "recordWrap", "resourceWrap",
))  # fmt: skip


def read(feed: Feed, root: Element, id: str) -> Piece:
    """The piece that a ``lido`` element tells of."""
    halves = [one for one in root if xml.local(one).endswith("Metadata")]
    feed.unknown((xml.local(one) for part in [root, *halves] for one in part), KNOWN)
    made = _event(root)
    image, image_rights = _image(root)
    repository = _first(root, "repositorySet")
    return Piece(
        id=id,
        title=_text(root, "titleSet", "appellationValue"),
        kind=_text(root, "objectWorkType", "term") or _text(root, "classification", "term"),
        creator=_text(made, "displayActorInRole")
        or _text(made, "nameActorSet", "appellationValue"),
        date=_text(made, "displayDate") or " – ".join(dict.fromkeys(_dates(made))),
        years=_dates(made),
        material=_text(root, "displayMaterialsTech")
        or "; ".join(_texts(root, "termMaterialsTech", "term")),
        place=_text(made, "displayPlace") or _text(made, "namePlaceSet", "appellationValue"),
        holder=_text(repository, "legalBodyName", "appellationValue"),
        inventory=_text(root, "workID") or _text(root, "lidoRecID"),
        rights=_rights(_first(root, "rightsWorkSet")),
        link=_text(root, "recordInfoLink"),
        image=image,
        image_rights=image_rights,
        description=_text(root, "descriptiveNoteValue"),
    )


def _all(root: Element | None, *path: str) -> list[Element]:
    """All elements below, by local names one within the other, German ones first."""
    found: Iterable[Element] = [] if root is None else [root]
    for name in path:
        found = [
            inner
            for one in found
            for inner in one.iter()
            if inner is not one and xml.local(inner) == name
        ]
    return sorted(found, key=lambda one: not one.get(LANGUAGE, "de").lower().startswith("de"))


def _first(root: Element | None, *path: str) -> Element | None:
    return next(iter(_all(root, *path)), None)


def _texts(root: Element | None, *path: str) -> list[str]:
    return list(dict.fromkeys(xml.texts(_all(root, *path))))


def _text(root: Element | None, *path: str) -> str:
    return next(iter(_texts(root, *path)), "")


def _event(root: Element) -> Element | None:
    """The making of the piece; else the first event that has a date."""
    events = _all(root, "event")
    for one in events:
        if any(MADE.search(word) for word in xml.texts(_all(one, "eventType"))):
            return one
    return next((one for one in events if _dates(one) or _text(one, "displayDate")), None)


def _dates(event: Element | None) -> Sequence[str]:
    return [*_texts(event, "eventDate", "earliestDate"), *_texts(event, "eventDate", "latestDate")]


def _rights(element: Element | None) -> str:
    """A statement with an address, where there is one; else its words."""
    found = [*_texts(element, "rightsType", "conceptID"), *_texts(element, "rightsType", "term")]
    return next((one for one in found if re.match("https?://", one)), found[0] if found else "")


def _image(root: Element) -> tuple[str, str]:
    """The first picture, and its licence."""
    for one in _all(root, "resourceSet"):
        kinds = " ".join(xml.texts(_all(one, "resourceType"))).lower()
        if kinds and not re.search("image|bild|foto|photo|digital", kinds):
            continue
        if link := _text(one, "linkResource"):
            return link, _rights(_first(one, "rightsResource"))
    return "", ""
