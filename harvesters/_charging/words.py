"""Words for plugs and states in all dialects, made the same."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .._core.feed import Feed

#: what a plug is called, by signs in its name; the first that fits counts. Bundesnetzagentur: "AC
#: Typ 2 Steckdose", "DC Fahrzeugkupplung Typ Combo 2 (CCS)", before 2023 "AC Steckdose Typ 2";
#: OCPI 2.2.1, 8.4.5: IEC_62196_T2_COMBO; DATEX II 3, ConnectorTypeEnum: iec62196T2COMBO
PLUGS = (
    ("chademo", r"chademo"),
    ("ccs1", r"t1.?combo|combo.?1"),
    ("ccs", r"combo|ccs"),
    ("tesla", r"tesla"),
    ("schuko", r"schuko|domestic.?f"),
    ("household", r"domestic"),
    ("cee", r"cee|60309"),
    ("type3", r"62196.?t3|typ.?3"),
    ("type1", r"62196.?t1|typ.?1"),
    ("type2_cable", r"typ.?2.*kupplung|kupplung.*typ.?2|62196.?t2.?cable"),
    ("type2", r"62196.?t2|typ.?2"),
    ("mcs", r"\bmcs\b|megawatt"),
    ("gbt", r"gb.?t.?[ad]c"),
    ("pantograph", r"pantograph"),
)
#: states of a charge point: OCPI 2.2.1, section 8.4.21, and DATEX II 3, RefillPointStatusEnum
STATES = {
    "available": "available",
    "charging": "occupied",
    "occupied": "occupied",
    "blocked": "blocked",
    "reserved": "reserved",
    "inoperative": "out_of_order",
    "outoforder": "out_of_order",
    "faulted": "out_of_order",
    "outofstock": "out_of_order",
    "planned": "planned",
    "removed": "removed",
    "unknown": "unknown",
    "static": "unknown",
}
#: conditions of a station: Bundesnetzagentur's "Status", and DATEX II 3, OperationStatusEnum and
#: OpeningStatusEnum, in which "permananentlyClosed" is misspelled by the standard itself
CONDITIONS = {
    "in betrieb": "in_operation",
    "operational": "in_operation",
    "limitedoperation": "in_operation",
    "open": "in_operation",
    "operationalaswarned": "in_operation",
    "in wartung": "out_of_order",
    "außer betrieb": "out_of_order",
    "defekt": "out_of_order",
    "nonoperational": "out_of_order",
    "notoperational": "out_of_order",
    "technicaldefect": "out_of_order",
    "closed": "closed",
    "temporarilyclosed": "closed",
    "permananentlyclosed": "closed",
    "permanentlyclosed": "closed",
    "stillgelegt": "closed",
    "geplant": "planned",
    "planned": "planned",
    "in planung": "planned",
    "unknown": "unknown",
    "statusunknown": "unknown",
}
KINDS = {
    "normalladeeinrichtung": "normal",
    "schnellladeeinrichtung": "fast",
    "normalladepunkt": "normal",
    "schnellladepunkt": "fast",
}


def plugs(feed: Feed, names: Iterable[str]) -> tuple[str, ...]:
    """The short words of some plugs, each once; one that nobody knows stays, and is told."""
    found: dict[str, None] = {}
    for name in names:
        for one in re.split(r"[;,]", name):
            if plain := " ".join(one.split()):
                found[_plug(feed, plain)] = None
    return tuple(found)


def _plug(feed: Feed, name: str) -> str:
    for word, sign in PLUGS:
        if re.search(sign, name.replace("_", " "), re.IGNORECASE):
            return word
    feed.notice("unknown word", f"plug: {name[:80]}", "kept as it is; translate it in words.PLUGS")
    return name[:80]


def said(feed: Feed, what: str, word: str | None, meanings: dict[str, str]) -> str | None:
    """What a word means; "unknown" and a notice for one that nobody has translated."""
    if word is None:
        return None
    meaning = meanings.get(word.casefold().replace("_", ""))
    if meaning is None:
        feed.notice("unknown word", f"{what}: {word[:80]}", "read as unknown; translate it")
    return meaning or "unknown"
