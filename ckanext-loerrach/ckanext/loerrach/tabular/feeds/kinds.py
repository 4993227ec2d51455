"""Which tables can be subscribed to, by names and types of their columns.

``calendar``: ``title`` and ``start`` (timestamp) or ``first_day`` (date); also read are ``end``,
``last_day``, ``place``, ``address``, ``status``, ``link``, ``agenda``, ``description``,
``category``, ``committee``.
``atom``: ``title`` and ``day`` (date), and no start; also read are ``link``, ``result``,
``resolution``, ``reference``, ``kind``, ``committee``, ``originator``, ``description``.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CALENDAR, ATOM = "calendar", "atom"
WEB = re.compile(r"https?://[^\s<>\"]+")
#: what XML does not know (https://www.w3.org/TR/xml/#charsets), and no calendar needs
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class About:
    """What a feed says of itself."""

    #: of the resource; identities of entries follow from it
    id: str
    title: str
    #: who publishes it
    publisher: str
    #: page of the resource, and address of the feed itself
    page: str
    url: str
    language: str
    #: columns that together name a row
    key: Sequence[str]


def kind(types: Mapping[str, str]) -> str:
    """CALENDAR, ATOM or ""; ``types``: column → its type as record.Column names it."""
    if types.get("title") != "text":
        return ""
    if types.get("start") == "timestamp" or types.get("first_day") == "date":
        return CALENDAR
    return ATOM if types.get("day") == "date" else ""


def identity(about: About, row: Mapping[str, Any]) -> str:
    """The same URN (RFC 9562) for the same key each time; of all values where there is none."""
    values = [str(row.get(name)) for name in about.key] or [repr(sorted(row.items()))]
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join([about.id, *values])).urn


def text(row: Mapping[str, Any], *names: str) -> str:
    """The first of these that is there, on one line."""
    for name in names:
        if found := printable(str(row.get(name) or "")):
            return found
    return ""


def printable(value: str) -> str:
    """A text on one line, of what XML and calendars take."""
    return " ".join(CONTROLS.sub(" ", value).split())


def link(row: Mapping[str, Any], *names: str) -> str:
    """The first of these that is an address of the web."""
    found = (text(row, name) for name in names)
    return next((one for one in found if WEB.fullmatch(one)), "")
