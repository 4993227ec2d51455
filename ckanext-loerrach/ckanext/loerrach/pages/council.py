"""What a council is about to do and has decided, for the page of its dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from . import rows
from .site import safe_address

MEETINGS = ("committee", "start", "place", "status", "agenda")
ITEMS = ("meeting", "day", "committee", "title", "result", "link")
#: meetings ahead and decisions that the page tells of; the tables have all
NEXT, DECIDED = 6, 15


@dataclass(frozen=True)
class Meeting:
    """A meeting to come; ``start`` with its offset."""

    title: str
    start: str
    place: str
    cancelled: bool
    agenda: str


@dataclass(frozen=True)
class Day:
    """What a body decided on a day: subject, result and address of each."""

    day: str
    committee: str
    items: list[rows.Row]


@dataclass(frozen=True)
class Council:
    """Meetings to come and the newest decisions."""

    meetings: list[Meeting]
    decided: list[Day]


def council(package: Mapping[str, Any], now: datetime | None = None) -> Council | None:
    """For a dataset with the tables of a council; None for all others."""
    if not {"calendar", "decision"} & set(package.get("document_kind") or ()):
        return None
    told = Council(list(_meetings(package, now or datetime.now(UTC))), list(_decided(package)))
    return told if told.meetings or told.decided else None


def _meetings(package: Mapping[str, Any], now: datetime) -> Iterator[Meeting]:
    table = rows.with_columns(package, MEETINGS)
    ahead = {"start": {"gte": now.astimezone(UTC).isoformat()}}
    for row in rows.some(table, filters=ahead, sort="start, _id", limit=NEXT) if table else ():
        yield Meeting(
            title=row["committee"] or row["title"],
            start=_with_offset(row["start"]),
            place=row["place"] or "",
            cancelled=row["status"] == "cancelled",
            agenda=safe_address(row["agenda"] or row["link"]),
        )


def _decided(package: Mapping[str, Any]) -> Iterator[Day]:
    table = rows.with_columns(package, ITEMS)
    if table is None:
        return
    found = rows.some(
        table, filters={"result": {"gt": ""}}, sort="day desc, meeting, order", limit=DECIDED
    )
    for (day, committee, _), several in groupby(
        found, key=lambda row: (row["day"], row["committee"], row["meeting"])
    ):
        items = [{**row, "link": safe_address(row["link"])} for row in several]
        yield Day(str(day), committee or "", items)


def _with_offset(text: str) -> str:
    """DataStore gives moments in UTC, with or without saying so."""
    return text if text.endswith("Z") or "+" in text[10:] else f"{text}+00:00"
