"""One date of an event, as a row of the table."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from ckanext.loerrach.geo.crs import Point

from .._core.record import Cell
from .._network.texts import line, paragraphs

Status = Literal["scheduled", "tentative", "cancelled", "postponed", "rescheduled", "online"]
#: longest texts; a novel belongs behind the link
TITLE, TEXT = 300, 2000
MAIL = re.compile(r"(?:mailto:)?[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE)


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


def without_mail(text: str) -> str:
    """The text without e-mail addresses: nobody asked those people."""
    return MAIL.sub("(E-Mail)", text)


def title(text: str) -> str | None:
    """One line, cut where it is too long; None for nothing."""
    return _cut(line(without_mail(text), longest=100_000), TITLE)


def description(text: str) -> str | None:
    """Paragraphs in plain text, cut where they are too long; None for nothing."""
    return _cut(paragraphs(without_mail(text)[:50_000]), TEXT)


def last_day(first: date, end: datetime | None) -> date:
    """The day that a date ends on; a concert until midnight does not end on the next day."""
    if end is None:
        return first
    return max(first, (end - timedelta(microseconds=1)).date())


def _cut(text: str, longest: int) -> str | None:
    return (text if len(text) <= longest else text[: longest - 1].rstrip() + "…") or None
