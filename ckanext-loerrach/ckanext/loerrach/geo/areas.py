"""Administrative areas around Lörrach, by their official codes.

DCAT-AP.de names German areas by URIs below http://dcat-ap.de/def/politicalGeocoding/; Switzerland's
linked data by the numbers of its statistical office (https://ld.admin.ch/municipality/2701), INSEE
by the Code officiel géographique (http://id.insee.fr/geo/commune/68297).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("areas.tsv")
GERMANY = "http://dcat-ap.de/def/politicalGeocoding/"
#: first part of a code -> what the URI of such an area begins with; "" where there is none
ROOTS = {
    "bfs": "https://ld.admin.ch/municipality/", "insee": "http://id.insee.fr/geo/commune/",
    "loerrach": "",
}  # fmt: skip
#: areas in which a dataset is only where it says so
LARGE = ("governmentDistrictKey/", "stateKey/")


@dataclass(frozen=True)
class Area:
    """An area with a code."""

    code: str
    #: language -> name; German always
    name: Mapping[str, str]
    #: code of the next larger one; "" where that is beyond the list
    part_of: str = ""

    @property
    def uri(self) -> str:
        """Its URI; "" for a part of a town, which has none."""
        kind, _, number = self.code.partition("/")
        if kind not in ROOTS:
            return GERMANY + self.code
        return ROOTS[kind] + number if ROOTS[kind] else ""

    @property
    def is_german(self) -> bool:
        """DCAT-AP.de has its code."""
        return self.uri.startswith(GERMANY)


@cache
def areas() -> Mapping[str, Area]:
    """All areas by their code ("municipalityKey/08336050", "bfs/2701", "loerrach/brombach")."""
    return {one.code: one for one in _read()}


@cache
def by_uri() -> Mapping[str, Area]:
    """The areas that have one by their URI."""
    return {one.uri: one for one in areas().values() if one.uri}


def fields(code: str) -> dict[str, Any]:
    """Dataset fields (names of ``schemas/``) that say where a dataset of this area is about.

    A German area has its key; a part of a town that of its town, and its name beside it; one abroad
    is a place with name and URI. A German key beyond the list is taken as it is.
    """
    area = areas().get(code)
    if area is None:
        return {"politicalGeocodingURI": [GERMANY + code]} if code else {}
    if area.is_german:
        return {"politicalGeocodingURI": [area.uri]}
    if not area.uri:
        return {**fields(area.part_of), "geocodingText": [area.name["de"]]}
    return {"spatial_coverage": [{"uri": area.uri, "text": area.name["de"]}]}


@cache
def by_name() -> Mapping[str, Area]:
    """The areas by their German names; a name of two areas is none."""
    found: dict[str, list[Area]] = {}
    for one in areas().values():
        found.setdefault(one.name["de"], []).append(one)
    return {name: several[0] for name, several in found.items() if len(several) == 1}


def around(said: Iterable[str]) -> list[str]:
    """Codes of the areas with these addresses or German names, then of those they are part of.

    What is of a part of the town is also of the town and of its district, but not of the whole
    state: that would be nearly everything. Those that are named come first.
    """
    known = [by_uri().get(one) or by_name().get(one) for one in said]
    codes = dict.fromkeys(one.code for one in known if one)
    for code in list(codes):
        while (code := areas()[code].part_of) and not code.startswith(LARGE):
            codes[code] = None
    return list(codes)


def _read() -> Iterator[Area]:
    with FILE.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        for code, part_of, de, fr, en in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Area(code, {"de": de, "fr": fr or de, "en": en or de}, part_of)
