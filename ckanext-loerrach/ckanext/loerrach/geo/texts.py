"""Geometries as texts: WKT and hexadecimal WKB, also with the system in them (EWKT, EWKB).

WKT and WKB: OGC 06-103r4, sections 7 and 8. EWKT and EWKB are PostGIS' own: "SRID=25832;POINT (…)",
and a flag and a number behind the type (https://postgis.net/docs/using_postgis_dbmanagement.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .problem import Problem

SRID = re.compile(r"\s*SRID\s*=\s*(\d{1,6})\s*;", re.IGNORECASE)
HEX = re.compile(r"\s*(?:[0-9A-Fa-f]{2}){9,}\s*\Z")


@dataclass(frozen=True)
class Read:
    """Geometries from texts; None where there was none, or none that can be read."""

    shapes: list[Any]
    #: EPSG codes that stand in the texts
    srids: set[int]
    problems: list[Problem]


def read(texts: Iterable[tuple[str, str | None]]) -> Read:
    """Read pairs of the id of a row and its text; a text that is no geometry is a Problem."""
    found = Read([], set(), [])
    for id, text in texts:
        shape, srid = (None, 0) if text is None or not text.strip() else _one(text)
        if shape is None and text and text.strip():
            found.problems.append(Problem(id, "is neither WKT nor hexadecimal WKB"))
        found.shapes.append(shape)
        found.srids.update({srid} if srid else ())
    return found


def _one(text: str) -> tuple[Any, int]:
    import shapely

    if HEX.match(text):
        shape = shapely.from_wkb(bytes.fromhex(text.strip()), on_invalid="ignore")
        return shape, int(shapely.get_srid(shape)) if shape is not None else 0
    named = SRID.match(text)
    shape = shapely.from_wkt(text[named.end() :] if named else text, on_invalid="ignore")
    return shape, int(named[1]) if named and shape is not None else 0
