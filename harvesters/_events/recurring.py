"""When a recurring event takes place: RRULE (RFC 5545, section 3.3.10), within a horizon.

Rules are worked out by dateutil in local time without a zone: a market at eight stays one at eight
when the clocks change. dateutil looks for the next date up to the year 9999, also where a rule has
none at all (every 30 February). So rules are worked out 7,600 years later, which are 19 times the
400 years after which the calendar repeats itself to the day of the week: there the end is near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

from .._core.values import BadValue

LATER = timedelta(days=19 * 146_097)
#: years that a date may lie in; others are slips of the pen, or bombs
YEARS = range(1900, 2101)
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
#: dates of one event within the horizon; a daily one has 1,096 in three years
MOST = 2000
#: longer rules have been made by no calendar
LONGEST = 500
#: times of a day that a rule may name
TIMES = 24


@dataclass(frozen=True)
class Rule:
    """A rule, checked; its end stands apart, as it comes in three ways of writing."""

    text: str
    #: as it is written; "" for none
    until: str

    @classmethod
    def read(cls, text: str) -> Rule | None:
        """From the text of an RRULE; None for an empty one, BadValue for one of no use."""
        text = text.strip().upper().removeprefix("RRULE:").strip(";")
        if not text:
            return None
        if len(text) > LONGEST:
            raise _bad(text, f"longer than {LONGEST} characters")
        parts = dict(part.partition("=")[::2] for part in text.split(";"))
        if parts.get("FREQ") not in FREQUENCIES:
            raise _bad(text, f"FREQ is none of {', '.join(FREQUENCIES)}")
        for name, most in (("INTERVAL", 10_000), ("COUNT", 10**9)):
            value = parts.get(name, "1")
            if not re.fullmatch("[0-9]{1,10}", value) or not 1 <= int(value) <= most:
                raise _bad(text, f"{name} is no number from 1 to {most}")
        times = 1
        for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            times *= parts.get(name, "").count(",") + 1
        if times > TIMES:
            raise _bad(text, f"more than {TIMES} times a day")
        until = parts.pop("UNTIL", "")
        return cls(";".join(f"{name}={value}" for name, value in parts.items()), until)

    def starts(
        self, first: datetime, begin: datetime, end: datetime, last: datetime | None
    ) -> list[datetime]:
        """Local times of all dates from ``begin`` on, before ``end``.

        ``first``: the first one, which counts whether the rule knows it or not; ``last``: after
        which there is none (UNTIL). BadValue for a rule that dateutil cannot work out.
        """
        found = [first] if begin <= first < end else []
        alive = False
        try:
            for one in self._all(first):
                alive = True
                if one >= end or (last is not None and one > last):
                    break
                if one >= begin and one != first:
                    found.append(one)
                if len(found) > MOST:
                    raise _bad(self.text, f"more than {MOST} dates within the horizon")
        except (ValueError, TypeError, ArithmeticError, LookupError) as error:
            if isinstance(error, BadValue):
                raise
            raise _bad(self.text, "no rule that can be worked out") from error
        if not alive:
            raise Barren(self.text)
        return found

    def _all(self, first: datetime) -> Iterator[datetime]:
        for one in rrulestr(self.text, dtstart=first + LATER, ignoretz=True):
            yield one - LATER


class Barren(BadValue):
    """A rule that gives no date at all; to find that out takes a second."""

    def __init__(self, text: str) -> None:
        super().__init__("RRULE", text, "a rule without a single date", "Correct the rule")


def _bad(text: str, problem: str) -> BadValue:
    return BadValue("RRULE", text, problem, "Write the rule as RFC 5545, section 3.3.10 has it")
