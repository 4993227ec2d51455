"""GeoJSON before GDAL sees it: JSON by the letter, whose coordinate system is named, not fetched.

The GeoJSON of 2008 (https://geojson.org/geojson-spec.html, 3) lets a file name its system by a
link, which GDAL fetches. GDAL also takes what JSON does not have: comments, other quotes, names of
members in capitals.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .errors import Unreadable

STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
#: what JSON does not have outside of texts
STRANGE = re.compile(rb"[^\s\d{}\[\]:,.+\-A-Za-z]")
#: what GDAL would carry out, if it was allowed to
COMMANDS = re.compile(rb"gdal_streamed_alg", re.I)
#: a member "crs" that is an object, however its letters are written
SYSTEM = re.compile(
    rb'"(?:c|\\u0063|\\u0043)(?:r|\\u0072|\\u0052)(?:s|\\u0073|\\u0053)"\s*:\s*(?=\{)', re.I
)
#: names of systems that nobody has to be asked for
NAME = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|EPSG:|OGC:|https?://www\.opengis\.net/(?:def/crs|gml/srs)/)"
    r"[\w.:/#-]{1,100}",
    re.I,
)
#: bytes of an object that names a system
LONGEST = 4000


def check(path: Path) -> None:
    """Unreadable for what is no JSON, and for a system that is not told by its name."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        mark = 3 if data[:3] == b"\xef\xbb\xbf" else 0
        if STRANGE.search(STRINGS.sub(b"", data[mark:])):
            raise Unreadable(path.name, "it is no JSON")
        if COMMANDS.search(data):
            raise Unreadable(path.name, "it is no GeoJSON, but commands for GDAL")
        for system in _systems(data):
            if not _named(system):
                raise Unreadable(
                    path.name,
                    "its coordinate system (crs) is not told by its name, as EPSG:25832; nothing "
                    "else is asked for it. Save it in WGS 84 without crs (RFC 7946)",
                )


def _systems(data: mmap.mmap) -> Iterator[Any]:
    for found in SYSTEM.finditer(data):
        text = data[found.end() : found.end() + LONGEST].decode("utf-8", "replace")
        try:
            yield json.JSONDecoder(object_pairs_hook=_single).raw_decode(text)[0]
        except (ValueError, RecursionError):
            yield None


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Names in small letters, as GDAL does not tell them apart; ValueError for one twice."""
    found = {name.lower(): value for name, value in pairs}
    if len(found) < len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _named(system: Any) -> bool:
    given = system.get("properties") if isinstance(system, dict) else None
    if not isinstance(given, dict) or "href" in given:
        return False
    if str(system.get("type")).lower() == "epsg":
        return isinstance(given.get("code"), int)
    name = given.get("name")
    return system.get("type") == "name" and isinstance(name, str) and bool(NAME.fullmatch(name))
