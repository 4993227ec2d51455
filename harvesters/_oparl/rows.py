"""Objects of a council body as rows of its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .._core.feed import Feed
from .._core.objects import bad_row, items_of, values_of
from .._core.record import BadRecord, Cell
from .._core.values import BadValue, Values
from .lists import Object
from .members import KNOWN
from .values import (
    TEXT,
    a_day,
    end,
    file_address,
    ids,
    line,
    local_day,
    moment,
    names,
    place,
    web,
)

Rows = dict[str, list[Cell]]
Read = Callable[[Values], list[Cell] | None]


@dataclass
class Council:
    """Takes the objects of a body, and keeps their rows by id."""

    feed: Feed
    #: meetings and papers of days before are left out
    first: date
    #: id of a body -> its name
    known: Mapping[str, str] = field(default_factory=dict)
    bodies: Rows = field(default_factory=dict)
    meetings: Rows = field(default_factory=dict)
    items: Rows = field(default_factory=dict)
    papers: Rows = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)
    #: items on agendas that are not public, and those without a subject
    closed: int = 0
    #: kind of object -> members that were seen
    seen: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KNOWN})
    #: id of an item -> id and reference of the paper that was discussed
    _discussed: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def take_bodies(self, found: Mapping[str, Object]) -> None:
        """Bodies, groups and offices; to be taken first, as the others name them."""
        known: dict[str, str] = {}
        for id, one in found.items():
            if row := self._tried(id, "Organization", self._body, one):
                self.bodies[id] = row
                known[id] = str(row[1])
        self.known = known

    def take_papers(self, found: Mapping[str, Object]) -> None:
        """Papers of the time that is shown; to be taken before the meetings that discuss them."""
        for id, one in found.items():
            if row := self._tried(id, "Paper", self._paper, one):
                self.papers[id] = row

    def take_meetings(self, found: Mapping[str, Object]) -> None:
        """Meetings of the time that is shown, with the public items of their agendas."""
        for id, one in found.items():
            if row := self._tried(id, "Meeting", self._meeting, one):
                self.meetings[id] = row

    def told(self) -> None:
        """Say what was left out for good reasons."""
        if self.closed:
            self.feed.notice("not public", "agendaItem", f"{self.closed} items were left out")
        for kind, members in self.seen.items():
            self.feed.unknown(members, KNOWN[kind])

    def _tried(self, id: str, kind: str, read: Read, one: Object) -> list[Cell] | None:
        self.seen[kind].update(one)
        try:
            return read(values_of(one, id))
        except BadValue as error:
            self.bad.append(bad_row(self.feed, error, id))
            return None

    def _body(self, given: Values) -> list[Cell]:
        name = line(given, "name") or line(given, "shortName") or given.needed("name")
        return [
            given.needed("id"), name, line(given, "shortName"),
            line(given, "classification") or line(given, "organizationType"),
            a_day(given, "startDate"), a_day(given, "endDate"), web(given),
        ]  # fmt: skip

    def _paper(self, given: Values) -> list[Cell] | None:
        id, reference = given.needed("id"), line(given, "reference", 100)
        for one in items_of(given, "consultation"):
            for item in ids(Values(one), "agendaItem") if isinstance(one, dict) else ():
                self._discussed[item] = id, reference
        day = a_day(given, "date")
        if day and day < self.first:
            return None
        files = [given.fields.get("mainFile"), *items_of(given, "auxiliaryFile")]
        addresses = [found for one in files if (found := file_address(one))]
        title = line(given, "name") or given.needed("name")
        return [
            id, reference, title, line(given, "paperType"), day,
            names(given, "originatorOrganization", self.known)
            or names(given, "underDirectionOf", self.known),
            len(addresses), web(given) or next(iter(addresses), None),
        ]  # fmt: skip

    def _meeting(self, given: Values) -> list[Cell] | None:
        id, start = given.needed("id"), moment(self.feed, given, "start")
        if start is None:
            raise BadValue("start", None, "missing", "Give every meeting its beginning")
        day = local_day(start)
        if day < self.first:
            return None
        committee = names(given, "organization", self.known)
        title = line(given, "name") or committee or given.needed("name")
        items = 0
        for number, one in enumerate(items_of(given, "agendaItem"), 1):
            items += self._item(one, id, day, committee, number)
        minutes = [given.fields.get(name) for name in ("resultsProtocol", "verbatimProtocol")]
        return [
            id, title, committee, day, start, end(self.feed, given, start),
            place(given.fields.get("location")),
            "cancelled" if given.fields.get("cancelled") is True else "scheduled",
            items, file_address(given.fields.get("invitation")),
            next((found for one in minutes if (found := file_address(one))), None), web(given),
        ]  # fmt: skip

    def _item(self, one: Any, meeting: str, day: date, committee: str | None, number: int) -> bool:
        """Take an item of an agenda, if it is public and says what it is about."""
        if isinstance(one, str):
            self.feed.notice("reference left out", "agendaItem", "items stand outside of meetings")
            return False
        try:
            given = values_of(one, "agendaItem")
            self.seen["AgendaItem"].update(given.fields)
            if given.fields.get("deleted") is True:
                return False
            title = line(given, "name")
            if given.fields.get("public") is False or title is None:
                self.closed += 1
                return False
            id = given.needed("id")
            paper, reference = self._discussed.get(id, (None, None))
            order = given.whole("order")
            self.items[id] = [
                id, meeting, day, committee, number if order is None else order,
                line(given, "number", 50), title, line(given, "result"),
                line(given, "resolutionText", TEXT), paper, reference, web(given),
            ]  # fmt: skip
        except BadValue as error:
            self.bad.append(bad_row(self.feed, error, f"{meeting}, item {number}"))
            return False
        return True
