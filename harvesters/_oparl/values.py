"""Values of OParl's objects as vendors write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from .._core.clock import BERLIN
from .._core.days import day
from .._core.feed import Feed
from .._core.mail import without_mail
from .._core.values import Values, clean
from .._network import values

#: longest texts; the whole resolution stands in its file
TITLE, TEXT = 500, 4000


def line(given: Values, name: str, longest: int = TITLE) -> str | None:
    """Text on one line without e-mail addresses, cut where it is too long."""
    text = given.text(name, longest=100_000)
    if text is None:
        return None
    text = without_mail(clean(without_mail(text)))
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def moment(feed: Feed, given: Values, name: str) -> datetime | None:
    """A moment in UTC; without a zone it is local time."""
    return given.moment(name, BERLIN, feed.now)


def end(feed: Feed, given: Values, start: datetime) -> datetime | None:
    """When a meeting ended; midnight, or a time before it began, stands for "nobody knows"."""
    found = moment(feed, given, "end")
    if found is None or found <= start or found.astimezone(BERLIN).time() == time(0):
        return None
    return found


def local_day(at: datetime) -> date:
    """The day on which a moment falls here."""
    return at.astimezone(BERLIN).date()


def a_day(given: Values, name: str) -> date | None:
    """A day; moments count by the day that is written."""
    return day(given, name)


def ids(given: Values, name: str) -> list[str]:
    """The ids of what is referred to: one or several, as addresses or as objects."""
    value = given.fields.get(name)
    several = value if isinstance(value, list) else [value]
    found = [one.get("id") if isinstance(one, dict) else one for one in several]
    return [one for one in found if isinstance(one, str) and one.strip()]


def names(given: Values, name: str, known: Mapping[str, str]) -> str | None:
    """The names of the bodies that are referred to; what nobody knows is left out."""
    found = [known[id] for id in ids(given, name) if id in known]
    return "; ".join(dict.fromkeys(found)) or None


def file_address(value: Any) -> str | None:
    """Where to read a file: its accessUrl, else its downloadUrl, which may be empty texts."""
    if not isinstance(value, dict) or value.get("deleted") is True:
        return None
    given = (values.address(value.get(name)) for name in ("accessUrl", "downloadUrl"))
    return next((one for one in given if one), None)


def web(given: Values) -> str | None:
    """The page of an object for people (`web`); None where there is none."""
    return values.address(given.fields.get("web")) or None


def place(value: Any) -> str | None:
    """Where a meeting is: the words of its Location, which may be a mere reference."""
    if not isinstance(value, dict):
        return None
    said = [value.get(name) for name in ("description", "room", "streetAddress")]
    locality = [value.get(name) for name in ("postalCode", "locality")]
    town = " ".join(clean(one) for one in locality if isinstance(one, str) and one.strip())
    parts = [clean(one) for one in said if isinstance(one, str) and one.strip()]
    # the description often says it all, and the other members repeat it
    kept = [one for at, one in enumerate(parts) if not any(one in other for other in parts[:at])]
    whole = ", ".join([*kept, *([town] if town and town not in " ".join(kept) else [])])
    return without_mail(whole)[:TITLE] or None
