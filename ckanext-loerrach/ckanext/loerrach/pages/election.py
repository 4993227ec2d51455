"""The result of an election in a few lines, for the page of its dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import rows

VOTES = ("level", "area", "area_name", "vote", "party", "votes", "share")
TURNOUT = ("level", "area", "vote", "eligible", "voters", "turnout", "state")
#: rows of areas that are looked at for the one that the page tells of, and parties that it names
AREAS, PARTIES = 2_000, 12
#: which vote is told where there are two: the second decides on the seats
ORDER = ("second", "only", "first")


@dataclass(frozen=True)
class Election:
    """Votes and turnout of the largest area that there is."""

    area: str
    vote: str
    state: str
    turnout: float | None
    voters: int | None
    #: districts that are counted, and all of them
    reported: int | None
    expected: int | None
    parties: list[rows.Row]
    #: are there more parties than these
    more: bool


def election(package: Mapping[str, Any]) -> Election | None:
    """For a dataset with the tables of an election; None for all others."""
    if "election" not in (package.get("document_kind") or ()):
        return None
    turnout, votes = rows.with_columns(package, TURNOUT), rows.with_columns(package, VOTES)
    if turnout is None:
        return None
    area = _largest(rows.some(turnout, limit=AREAS))
    if area is None:
        return None
    here = {name: area[name] for name in ("level", "area", "vote")}
    parties = (
        rows.some(votes, filters=here, sort="votes desc, party", limit=PARTIES + 1) if votes else []
    )
    return Election(
        area=area["area_name"], vote=area["vote"], state=area["state"],
        turnout=_number(area["turnout"]), voters=area["voters"],
        reported=area.get("reported"), expected=area.get("expected"),
        parties=[{**row, "share": _number(row["share"])} for row in parties[:PARTIES]],
        more=len(parties) > PARTIES,
    )  # fmt: skip


def _largest(found: list[rows.Row]) -> rows.Row | None:
    """The area with the most electors, by the vote that counts."""
    vote = next((one for one in ORDER if any(row["vote"] == one for row in found)), None)
    those = [row for row in found if row["vote"] == vote]
    return max(those, key=lambda row: (row["eligible"] or 0, -len(str(row["area"]))), default=None)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
