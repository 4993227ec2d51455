"""Single values of GTFS: what the standard says of each kind
(https://gtfs.org/schedule/reference/#field-types)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from .rules import mode

TIME = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,17})?|\.\d{1,17})([eE][+-]?\d{1,2})?", re.ASCII)


def day(text: str) -> date | None:
    """The day of "20261123", None for what is none."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{8}", text, re.ASCII) else None
    except ValueError:
        return None


def seconds(text: str) -> int | None:
    """Seconds since noon minus twelve hours; "28:34:00" is the early morning of the next day."""
    found = TIME.fullmatch(text.strip())
    return found and int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])


def degrees(text: str, most: int) -> float | None:
    """Degrees up to ``most``; None for what is none."""
    if not NUMBER.fullmatch(text.strip()):
        return None
    found = float(text)
    return found if abs(found) <= most else None


def _zone(text: str) -> bool:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        return False
    return True


def _url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in text


#: kind -> whether a text is one, and what the standard says
KINDS: dict[str, tuple[Callable[[str], object], str]] = {
    "int": (
        re.compile(r"\d{1,10}", re.ASCII).fullmatch,
        "a whole number that is not negative is needed",
    ),
    "float": (NUMBER.fullmatch, "a number with a decimal point is needed"),
    "date": (day, "a day as YYYYMMDD is needed"),
    "time": (lambda text: seconds(text) is not None, "a time as HH:MM:SS is needed"),
    "zone": (_zone, "a time zone like Europe/Berlin is needed"),
    "url": (_url, "an address with http:// or https:// is needed"),
    "colour": (re.compile(r"[0-9a-fA-F]{6}").fullmatch, "six hexadecimal digits are needed"),
    "lat": (lambda text: degrees(text, 90) is not None, "degrees from -90 to 90 are needed"),
    "lon": (lambda text: degrees(text, 180) is not None, "degrees from -180 to 180 are needed"),
    "mode": (mode, "a route type of GTFS or an extended one is needed"),
    # an unprintable character makes two ids that look the same (mfdz/GTFS-Issues 32)
    "id": (str.isprintable, "an id without control characters is needed"),
}


def check(kind: str, text: str) -> str | None:
    """What is wrong with a value that is there, or None."""
    if kind == "text":
        return None
    if kind in KINDS:
        fits, problem = KINDS[kind]
        return None if fits(text.strip()) else problem
    first, last = kind.split("-")
    return (
        None if len(text) == 1 and first <= text <= last else f"one of {first} to {last} is needed"
    )
