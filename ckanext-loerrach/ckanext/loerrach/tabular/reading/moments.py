"""Days, moments, months and quarters as they are written in German tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Berlin")
TIME = (
    r"(?:[T ,]+(?P<h>\d{1,2}):(?P<n>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?(?: Uhr)?"
    r"\s*(?P<z>Z|[+-]\d{2}:?\d{2})?)?"
)
DAYS = {
    "d.m.y": re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})" + TIME),
    "y-m-d": re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})" + TIME),
    "d/m/y": re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}|\d{2})" + TIME),
    "m/d/y": re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d{2})" + TIME),
}
MONTHS = (
    "jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"
)  # fmt: skip
MONTH = (
    re.compile(r"(?P<y>(?:19|20)\d{2})[-M/](?P<m>\d{1,2})"),
    re.compile(r"(?P<m>\d{1,2})[/.](?P<y>(?:19|20)\d{2})"),
    re.compile(r"(?P<name>[A-Za-zä]{3,9})\.?[ -](?P<y>(?:19|20)\d{2})"),
)
QUARTER = (
    re.compile(r"(?P<y>(?:19|20)\d{2})[-/ ]?Q(?P<q>[1-4])", re.I),
    re.compile(r"Q(?P<q>[1-4])[-/ ]?(?P<y>(?:19|20)\d{2})", re.I),
    re.compile(
        r"(?P<q>[1-4])\. ?(?:Quartal|Qu\.?|Q|Vj\.?|Vierteljahr) ?(?P<y>(?:19|20)\d{2})", re.I
    ),
    re.compile(r"(?P<r>IV|I{1,3})\.?[-/ ](?:Quartal )?(?P<y>(?:19|20)\d{2})"),
)
#: quarters where the heading says that they are
BARE_QUARTER = (
    re.compile(r"0?(?P<q>[1-4])[./](?P<y>(?:19|20)\d{2})"),
    re.compile(r"(?P<y>(?:19|20)\d{2})[-./]0?(?P<q>[1-4])"),
)


def day(text: str, format: str) -> datetime:
    """A day or moment, with a zone where one is written; ValueError for any other writing."""
    found = DAYS[format].fullmatch(text)
    if not found:
        raise ValueError(text)
    year = int(found["y"])
    if len(found["y"]) == 2:
        year += 2000 if year < 50 else 1900
    # its zone, if none is written, is for the caller to say
    at = datetime(year, int(found["m"]), int(found["d"]))  # noqa: DTZ001
    if not found["h"]:
        return at
    hour, minute, second = (int(found[name] or 0) for name in "hns")
    if (hour, minute, second) == (24, 0, 0):
        return at + timedelta(days=1)
    at = at.replace(hour=hour, minute=minute, second=second)
    return datetime.fromisoformat(f"{at.isoformat()}{found['z']}") if found["z"] else at


def timed(text: str, format: str) -> bool:
    found = DAYS[format].fullmatch(text)
    return bool(found and found["h"])


def as_date(format: str) -> Callable[[str], date]:
    def read(text: str) -> date:
        if timed(text, format):
            raise ValueError(text)
        return day(text, format).date()

    return read


def as_moment(format: str) -> Callable[[str], datetime]:
    """Moments without zone are Lörrach's; one that the clock leaves out in March is none."""

    def read(text: str) -> datetime:
        at = day(text, format)
        if at.tzinfo:
            return at.astimezone(UTC)
        moment = at.replace(tzinfo=LOCAL).astimezone(UTC)
        if moment.astimezone(LOCAL).replace(tzinfo=None) != at:
            raise ValueError(text)
        return moment

    return read


def month(text: str) -> str:
    """'2025-12' for a month in any writing."""
    for pattern in MONTH:
        if found := pattern.fullmatch(text):
            named = found.groupdict().get("name")
            number = MONTHS.index(_short(named)) + 1 if named else int(found["m"])
            if 1 <= number <= 12:
                return f"{found['y']}-{number:02d}"
    raise ValueError(text)


def _short(name: str) -> str:
    short = name.lower().replace("mrz", "mär").replace("maerz", "mär")[:3]
    return {"mar": "mär", "may": "mai", "oct": "okt", "dec": "dez"}.get(short, short)


def quarter(text: str) -> str:
    """'2025-Q4' for a quarter in any writing."""
    for pattern in QUARTER + BARE_QUARTER:
        if found := pattern.fullmatch(text):
            roman = found.groupdict().get("r")
            number = ("I", "II", "III", "IV").index(roman) + 1 if roman else int(found["q"])
            return f"{found['y']}-Q{number}"
    raise ValueError(text)
