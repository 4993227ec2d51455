"""One date of an event, as a row of the table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from ckanext.loerrach.geo.crs import Point

from .._core.feed import Feed
from .._core.mail import MASK, UNSEEN, has_mail, without_mail
from .._core.objects import bad_row
from .._core.record import BadRecord, Cell
from .._core.values import BadValue
from .._network.texts import TAGS, from_html, line, paragraphs

Status = Literal["scheduled", "tentative", "cancelled", "postponed", "rescheduled", "online"]
#: longest texts; a novel belongs behind the link
TITLE, TEXT = 300, 2000
#: longest text that is looked at at all
MOST = 50_000


@dataclass(frozen=True)
class Event:
    """What is known of one date.

    ``first_day`` and ``last_day`` are local days, both included; ``start`` and ``end`` carry a zone
    and are None for what takes whole days.
    """

    id: str
    #: which date of a recurring event: its day or local time as first planned
    occurrence: str
    title: str
    first_day: date
    last_day: date
    start: datetime | None = None
    end: datetime | None = None
    place: str | None = None
    address: str | None = None
    point: Point | None = None
    category: str | None = None
    free: bool | None = None
    price: str | None = None
    status: Status = "scheduled"
    link: str | None = None
    description: str | None = None

    @property
    def key(self) -> str:
        """What its place is called."""
        return f"{self.id}/{self.occurrence}"

    def row(self, point: Sequence[float] | None) -> list[Cell]:
        """In the order of the columns; ``point``: longitude and latitude that are believed."""
        lon, lat = point or (None, None)
        start, end = (moment and moment.astimezone(UTC) for moment in (self.start, self.end))
        return [
            self.id, self.occurrence, self.title, self.first_day, self.last_day, start, end,
            self.place, self.address, lon, lat, self.category, self.free, self.price, self.status,
            self.link, self.description,
        ]  # fmt: skip


def identity(uid: str) -> str:
    """A name for an event that stays the same, and tells nothing: UIDs hold addresses of people."""
    return hashlib.blake2b(uid.encode("utf-8", "replace"), digest_size=8).hexdigest()


def title(text: str) -> str | None:
    """One line without e-mail addresses, cut where it is too long; None for nothing."""
    return _cut(without_mail(line(_plain(text), longest=2 * MOST)), TITLE)


def description(text: str) -> str | None:
    """Paragraphs in plain text without e-mail addresses, cut where too long; None for nothing."""
    return _cut(without_mail(paragraphs(_plain(text))), TEXT)


def link(feed: Feed, title: str, address: str | None) -> str | None:
    """The address of a page; None, and told, for one that has somebody's e-mail address in it."""
    if address and has_mail(address):
        feed.notice("link left out", title, "there is an e-mail address in it")
        return None
    return address


def refused(feed: Feed, error: BadValue, name: str | None, number: int = 0) -> BadRecord:
    """A thing that cannot be read, by its name, else by its place in the feed.

    What everybody may read of it has no e-mail addresses either.
    """
    value = None if error.value is None else without_mail(str(error.value))
    hidden = BadValue(error.field, value, without_mail(error.problem), error.remedy)
    known = title(name) if name else None
    return bad_row(feed, hidden, f"#{number}" if known in (None, MASK) else known)


def last_day(first: date, end: datetime | None) -> date:
    """The day that a date ends on; a concert until midnight does not end on the next day."""
    if end is None:
        return first
    return max(first, (end - timedelta(microseconds=1)).date())


def _plain(text: str) -> str:
    """Without HTML and what it hides; the end of a text that is far too long is no whole word."""
    if len(text) > MOST:
        text = text[:MOST].rpartition(" ")[0]
    bare = from_html(text) if TAGS.search(text) else text
    return without_mail(UNSEEN.sub("", bare))


def _cut(text: str, longest: int) -> str | None:
    return (text if len(text) <= longest else text[: longest - 1].rstrip() + "…") or None
