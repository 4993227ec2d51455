"""Local times without an offset, as loggers and counters write them, in the nights of the change.

In autumn an hour comes twice, in spring one does not come at all (Directive 2000/84/EC: the last
Sundays of October and March, at 01:00 UTC).
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

#: the zone of the town, and of all of Germany
BERLIN = ZoneInfo("Europe/Berlin")


class NoSuchTime(ValueError):
    """A local time that the clocks skipped."""

    def __init__(self, local: datetime, zone: tzinfo) -> None:
        super().__init__(f"{local:%Y-%m-%d %H:%M} is not a time of {zone}: the clocks skip it")
        self.local, self.zone = local, zone


class Clock:
    """Reads local times of one station, in their order.

    The order tells the two hours of an autumn night apart: a time that would not be later than the
    one before is that of the second hour.
    """

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self._last: datetime | None = None

    def moment(self, local: datetime) -> datetime:
        """The moment in UTC of a time without a zone; NoSuchTime where there is none."""
        first, second = (
            local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)
        )
        # in the hour that is skipped the two readings are the wrong way round
        if second < first:
            raise NoSuchTime(local, self.zone)
        again = self._last is not None and first <= self._last < second
        self._last = second if again else first
        return self._last
