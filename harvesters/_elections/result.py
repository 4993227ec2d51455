"""The result of an election: areas, what was voted in each, and whether it adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from .._core.feed import Feed
from .._core.values import BadValue

#: the vote of elections where each voter has one ballot; "first" and "second" where it has two
ONE, FIRST, SECOND = "", "first", "second"
#: what stands where nothing is counted, or nobody stands for election
NOTHING = frozenset(("", "-", "\N{EN DASH}", "\N{EM DASH}", ".", "x"))


@dataclass
class Ballot:
    """One vote of an area; None is what is not counted yet, or not told."""

    invalid: int | None = None
    valid: int | None = None
    votes: dict[str, int] = field(default_factory=dict)
    #: votes at the election before, where the source compares
    before: dict[str, int] = field(default_factory=dict)


@dataclass
class Area:
    """One area of a level: a polling district, a municipality, a constituency."""

    level: str
    number: str
    name: str
    eligible: int | None = None
    voters: int | None = None
    #: reports of polling districts that are in, and that there will be
    reported: int | None = None
    expected: int | None = None
    ballots: dict[str, Ballot] = field(default_factory=dict)

    @property
    def counted(self) -> bool:
        """Is anything counted here?"""
        return any(one.votes for one in self.ballots.values())

    @property
    def turnout(self) -> float | None:
        """Per cent of those who may vote; None where they are not known, as for postal votes."""
        if not self.eligible or self.voters is None or self.voters > self.eligible:
            return None
        return round(100 * self.voters / self.eligible, 2)

    def faults(self) -> Iterator[str]:
        """What does not add up."""
        for vote, ballot in self.ballots.items():
            if ballot.valid is not None and ballot.votes:
                together = sum(ballot.votes.values())
                if together != ballot.valid:
                    which = f" ({vote} votes)" if vote else ""
                    yield f"{together} votes for all, {ballot.valid} valid ones{which}"


@dataclass
class Result:
    """An election as a source gives it; ``state`` is "preliminary", "final" or ""."""

    name: str = ""
    day: date | None = None
    state: str = ""
    areas: dict[tuple[str, str], Area] = field(default_factory=dict)

    def area(self, level: str, number: str, name: str) -> Area:
        """The area of that level and number, which is made where it is not there yet."""
        return self.areas.setdefault((level, number), Area(level, number, name))

    def check(self, feed: Feed) -> None:
        """Tell what does not add up, by the name of the area."""
        for area in self.areas.values():
            for fault in area.faults():
                feed.notice("does not add up", f"{area.level} {area.name}", fault)


def counted(cells: Mapping[str, str], name: str) -> int | None:
    """A number of votes, with or without thousands points; None where nothing is counted."""
    text = "".join(cells.get(name, "").split())
    if text in NOTHING:
        return None
    plain = text.replace(".", "")
    parts = text.split(".")
    grouped = len(parts) == 1 or (len(parts[0]) <= 3 and all(len(one) == 3 for one in parts[1:]))
    if not (plain.isascii() and plain.isdigit() and grouped and len(plain) <= 10):
        raise BadValue(name, text, "a number of votes is needed", "Give whole numbers")
    return int(plain)


def german_day(text: str) -> date | None:
    """A day like 23.02.2025; None for anything else."""
    try:
        return datetime.strptime(text.strip(), "%d.%m.%Y").date()  # noqa: DTZ007
    except ValueError:
        return None


def plain_number(text: str) -> str:
    """The number of an area without the zeros before it; texts as they are."""
    text = text.strip()
    return text.lstrip("0") or "0" if text.isdigit() else text
