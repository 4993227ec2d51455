"""Dates as Solr writes them: ISO 8601 in UTC, with date maths.

https://solr.apache.org/guide/solr/latest/indexing-guide/date-formatting-math.html
"""

import calendar
import re
from datetime import UTC, datetime, timedelta

from .errors import BadQuery

_ISO = re.compile(
    r"(?P<year>[+-]?\d{4,9})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    r"T(?P<hour>\d\d?):(?P<minute>\d\d?):(?P<second>\d\d?)(?:\.(?P<fraction>\d+))?Z$"
)
_ZONED = re.compile(r"(?P<local>.*\d)(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)$")
_STEP = re.compile(r"/(?P<round>[A-Z]+)|(?P<sign>[+-])(?P<count>\d{1,6})(?P<unit>[A-Z]+)")

_UNITS = {
    "YEAR": "year", "MONTH": "month", "DAY": "day", "DATE": "day", "HOUR": "hour",
    "MINUTE": "minute", "SECOND": "second", "MILLI": "milli", "MILLISECOND": "milli",
}  # fmt: skip
_ORDER = ["year", "month", "day", "hour", "minute", "second", "milli"]
_SECONDS = {"day": 86400.0, "hour": 3600.0, "minute": 60.0, "second": 1.0, "milli": 0.001}


def parse(text: str, now: datetime | None = None) -> datetime:
    """A moment (aware, UTC) of `2024-05-01T00:00:00Z`, `NOW-7DAYS` or `NOW/DAY+1HOUR`.

    Raises BadQuery for anything else. Years beyond 1 to 9999 are cut to that span.
    """
    if text.startswith("NOW"):
        return _maths(text[3:], now or datetime.now(UTC), text)
    moment, separator, rest = text.partition("Z")
    if not separator:
        return _iso(text, text)
    return _maths(rest, _iso(moment + "Z", text), text)


def bound(text: str) -> datetime:
    """A moment of a query as exact as what is stored: milliseconds, the rest is cut off."""
    return _rounded(parse(text), "milli")


def stored(text: str) -> str:
    """The form in which Solr returns a date: milliseconds, no trailing zero group, `Z`."""
    moment = _iso(text.strip(), text)
    fraction = f".{moment.microsecond // 1000:03d}" if moment.microsecond >= 1000 else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + fraction + "Z"


def _iso(text: str, whole: str) -> datetime:
    zoned = None if text.endswith("Z") else _ZONED.match(text)
    found = _ISO.match(zoned["local"] + "Z" if zoned else text)
    if found is None:
        raise BadQuery(f"Invalid Date String: {whole[:100]!r}")
    number = {key: int(value) for key, value in found.groupdict().items() if key != "fraction"}
    micro = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    if not 1 <= number["year"] <= 9999:
        return _FIRST if number["year"] < 1 else _LAST
    try:
        moment = datetime(
            number["year"], number["month"], number["day"],
            number["hour"], number["minute"], number["second"], micro, tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        raise BadQuery(f"Invalid Date String: {whole[:100]!r}") from None
    return earlier(moment, _offset(zoned)) if zoned else moment


def earlier(moment: datetime, offset: timedelta) -> datetime:
    """A moment without its offset from UTC, cut to the years 1 to 9999."""
    try:
        return moment - offset
    except OverflowError:
        return _FIRST if offset > timedelta() else _LAST


def _offset(zoned: "re.Match[str]") -> timedelta:
    offset = timedelta(hours=int(zoned["hours"]), minutes=int(zoned["minutes"]))
    return -offset if zoned["sign"] == "-" else offset


_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def _maths(steps: str, moment: datetime, whole: str) -> datetime:
    at = 0
    while at < len(steps):
        found = _STEP.match(steps, at)
        unit = found and _unit(found["round"] or found["unit"])
        if not found or not unit:
            raise BadQuery(f"Invalid Date Math String: {whole[:100]!r}")
        if found["round"]:
            moment = _rounded(moment, unit)
        else:
            moment = _moved(moment, unit, int(found["sign"] + found["count"]))
        at = found.end()
    return moment


def _unit(name: str) -> str | None:
    return _UNITS.get(name) or _UNITS.get(name.removesuffix("S"))


def _rounded(moment: datetime, unit: str) -> datetime:
    if unit == "milli":
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    parts = {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0}
    lower = _ORDER[_ORDER.index(unit) + 1 : -1]
    cleared = {name: value for name, value in parts.items() if name in lower}
    return moment.replace(**cleared, microsecond=0)  # type: ignore[arg-type]


def _moved(moment: datetime, unit: str, count: int) -> datetime:
    try:
        if unit in _SECONDS:
            return moment + timedelta(seconds=_SECONDS[unit] * count)
        months = moment.year * 12 + moment.month - 1 + (count * 12 if unit == "year" else count)
        year, month = months // 12, months % 12 + 1
        day = min(moment.day, calendar.monthrange(year, month)[1])
        return moment.replace(year=year, month=month, day=day)
    except (OverflowError, ValueError):
        return _FIRST if count < 0 else _LAST
