"""German opening hours, as towns write them, in OpenStreetMap's notation.

https://wiki.openstreetmap.org/wiki/Key:opening_hours
"""

from __future__ import annotations

import re

from .._core.feed import Feed
from .words import NOTHING

DAYS = {"Mo": "Mo", "Di": "Tu", "Mi": "We", "Do": "Th", "Fr": "Fr", "Sa": "Sa", "So": "Su"}
ALWAYS = frozenset(("ganztägig", "durchgehend geöffnet", "24 Stunden", "00:00-24:00"))
LINE = re.compile(
    r"(?P<first>Mo|Di|Mi|Do|Fr|Sa|So)\.?(\s*(-|–|bis)\s*(?P<last>Mo|Di|Mi|Do|Fr|Sa|So)\.?)?\s*:\s*"
    r"((?P<begin>\d\d:\d\d)\s*[-–]\s*(?P<end>\d\d:\d\d)(\s*Uhr)?|(?P<closed>geschlossen))"
)


def opening_hours(feed: Feed, id: str, text: str) -> str | None:
    """The hours, or None with a notice for what this does not understand."""
    if text.strip() in NOTHING:
        return None
    if text.strip() in ALWAYS:
        return "24/7"
    lines = [LINE.fullmatch(line.strip()) for line in text.splitlines() if line.strip()]
    if all(lines):
        return "; ".join(_rule(line) for line in lines if line)
    feed.notice("left out", f"{id}: opening hours", " ".join(text.split())[:80])
    return None


def _rule(line: re.Match[str]) -> str:
    last = line["last"]
    days = DAYS[line["first"]] + (f"-{DAYS[last]}" if last else "")
    return f"{days} off" if line["closed"] else f"{days} {line['begin']}-{line['end']}"
