"""Values as the versions of GBFS write them, which differ most between 2.3 and 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .._core.values import BadValue, Values, clean

#: a year that no clock of a vehicle shows rightly
FIRST = datetime(2010, 1, 1, tzinfo=UTC)
LONGEST = 1000


def texts(value: Any) -> dict[str, str]:
    """Texts by language: ``[{"text": …, "language": "de"}]`` since 3.0, a text without one before.

    A text whose language nobody says stands under "".
    """
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        told = clean(str(value))[:LONGEST]
        return {"": told} if told else {}
    found: dict[str, str] = {}
    for one in value if isinstance(value, list) else []:
        if isinstance(one, dict) and isinstance(one.get("text"), str) and clean(one["text"]):
            language = str(one.get("language") or "")[:2].lower()
            found.setdefault(language, clean(one["text"])[:LONGEST])
    return found


def text(value: Any, language: str) -> str | None:
    """The text in the wanted language, in English, or in any."""
    found = texts(value)
    for wanted in (language, "", "en"):
        if wanted in found:
            return found[wanted]
    return next(iter(found.values()), None)


def moment(values: Values, name: str) -> datetime | None:
    """A moment in UTC: seconds since 1970 until 2.3, RFC 3339 since 3.0; None for 0."""
    value = values.fields.get(name)
    if value is None or value in ("", 0, "0") or isinstance(value, bool):
        return None
    try:
        if isinstance(value, str) and not value.isdigit():
            found = datetime.fromisoformat(value)
            # RFC 3339 always has a zone
            found = found if found.tzinfo else found.replace(tzinfo=UTC)
        else:
            found = datetime.fromtimestamp(int(value), UTC)
        found = found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, OSError) as error:
        told = "seconds since 1970, or a moment as RFC 3339, are needed"
        raise BadValue(name, value, told) from error
    if found < FIRST:
        raise BadValue(name, value, "a moment of our times is needed, in seconds")
    return found.replace(microsecond=0)


def flag(values: Values, name: str) -> bool | None:
    """Yes or no: true and false since 2.0, 1 and 0 before; some write them as texts."""
    value = values.fields.get(name)
    if value is None or value == "":
        return None
    known = {"true": True, "1": True, "false": False, "0": False}
    word = str(value).lower()
    if isinstance(value, dict | list) or word not in known:
        raise BadValue(name, value, "true or false is needed")
    return known[word]


def count(values: Values, *names: str) -> int | None:
    """The first of the names that is there; a number below nothing is none."""
    for name in names:
        found = values.whole(name)
        if found is not None:
            if found < 0:
                raise BadValue(name, found, "a number below nothing")
            return found
    return None


def degrees(values: Values) -> tuple[float, float] | None:
    """Longitude and latitude, or None where one of them is missing."""
    lon, lat = values.number("lon"), values.number("lat")
    return None if lon is None or lat is None else (lon, lat)


def web(values: Values) -> str | None:
    """Where a station or vehicle can be rented with a browser."""
    uris = values.fields.get("rental_uris")
    return Values(uris).web_address("web") if isinstance(uris, Mapping) else None
