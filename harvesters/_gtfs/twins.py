"""Trips that stand in a feed twice, as two companies that share a line have each delivered them.

Such trips have ids of their own, so that ids do not show them: they run on the same days, and call
at the same stops at the same times. (Seen in feeds of the whole of Germany: mfdz/GTFS-Issues #140.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

#: bits of a mark that tell the agency, and the bit above them: the trip has calls with times
AGENCY, CALLED = 0xFFFF, 0x10000
SHIFT = 17


class Twins:
    """Notes one number for each trip: a whole state has millions, and tens of millions of calls."""

    def __init__(self) -> None:
        self.marks: dict[str, int] = {}
        self.agencies: dict[str, int] = {}

    def trip(self, id: str, agency: str, service: str) -> None:
        """A trip of trips.txt; the first of two with the same id counts."""
        number = self.agencies.setdefault(agency, len(self.agencies)) & AGENCY
        self.marks.setdefault(id, hash(service) << SHIFT | number)

    def caller(self) -> Callable[[str, str, str, str], None]:
        """What notes a call of a trip: id, stop, arrival and departure; calls in any order."""
        marks = self.marks

        def call(id: str, stop: str, arrival: str, departure: str) -> None:
            mark = marks.get(id)
            if mark is not None and (arrival or departure):
                marks[id] = (mark ^ hash((stop, arrival, departure)) << SHIFT) | CALLED

        return call

    def found(self) -> Iterator[tuple[str, str]]:
        """Trips and the earlier trip of another agency that they are."""
        if len(self.agencies) < 2:
            return
        seen: dict[int, str] = {}
        for id, mark in self.marks.items():
            if mark & CALLED:
                first = seen.setdefault(mark >> SHIFT, id)
                if (self.marks[first] ^ mark) & AGENCY:
                    yield id, first
