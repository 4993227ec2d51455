"""oai_dc: the fifteen elements of Dublin Core (https://www.openarchives.org/OAI/2.0/oai_dc.xsd)."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from .._core import xml
from .._core.feed import Feed
from .piece import PICTURE, Piece

ELEMENTS = (
    "title creator subject description publisher contributor date type format identifier source "
    "language relation coverage rights"
)
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read(feed: Feed, root: Element, id: str) -> Piece:
    """The piece that a ``dc`` element tells of."""
    feed.unknown((xml.local(one) for one in root), ELEMENTS.split(" "))
    found: dict[str, list[str]] = {}
    for one in sorted(root, key=_foreign):
        found.setdefault(xml.local(one), []).extend(xml.texts([one]))

    def joined(name: str) -> str:
        return "; ".join(dict.fromkeys(found.get(name, [])))

    links = [one for one in found.get("identifier", []) if re.match("https?://", one)]
    pictures = [
        one
        for name in ("identifier", "relation", "source")
        for one in found.get(name, [])
        if PICTURE.fullmatch(one)
    ]
    rights = found.get("rights", [])
    return Piece(
        id=id,
        title=joined("title"),
        kind=joined("type"),
        creator=joined("creator"),
        date=joined("date"),
        # a format of a file is no material
        material="; ".join(one for one in found.get("format", []) if not MIME.fullmatch(one)),
        place=joined("coverage"),
        inventory="; ".join(one for one in found.get("identifier", []) if one not in links),
        rights="; ".join(rights),
        link=next((one for one in links if one not in pictures), ""),
        image=pictures[0] if pictures else "",
        image_rights=next((one for one in rights if re.match("https?://", one)), "; ".join(rights)),
        description=joined("description"),
    )


MIME = re.compile(r"(image|text|application|audio|video)/[\w.+-]+")


def _foreign(element: Element) -> bool:
    """What is in another language than German comes last."""
    return not element.get(LANGUAGE, "de").lower().startswith("de")
