"""How often a source promises something new, in seconds, and when that promise is broken."""

from __future__ import annotations

from datetime import timedelta

MINUTE, HOUR, DAY = 60, 3_600, 86_400

#: short name from the EU's list of frequencies (dct:accrualPeriodicity,
#: http://publications.europa.eu/resource/authority/frequency) -> seconds between two deliveries;
#: names that are not here (IRREG, AS_NEEDED, UPDATE_CONT, …) promise nothing that can be counted
SECONDS = {
    "1MIN": MINUTE, "5MIN": 5 * MINUTE, "10MIN": 10 * MINUTE, "15MIN": 15 * MINUTE,
    "30MIN": 30 * MINUTE, "HOURLY": HOUR, "BIHOURLY": 2 * HOUR, "TRIHOURLY": 3 * HOUR,
    "12HRS": 12 * HOUR, "DAILY_2": 12 * HOUR, "DAILY": DAY,
    # five times a week leaves out the weekend, three times two days
    "WEEKLY_5": 3 * DAY, "WEEKLY_3": 3 * DAY, "WEEKLY_2": 4 * DAY, "WEEKLY": 7 * DAY,
    "BIWEEKLY": 14 * DAY, "MONTHLY_3": 11 * DAY, "MONTHLY_2": 16 * DAY, "MONTHLY": 31 * DAY,
    "BIMONTHLY": 62 * DAY, "QUARTERLY": 92 * DAY, "ANNUAL_3": 123 * DAY, "ANNUAL_2": 184 * DAY,
    "ANNUAL": 366 * DAY, "BIENNIAL": 731 * DAY, "TRIENNIAL": 1096 * DAY,
    "QUADRENNIAL": 1461 * DAY, "QUINQUENNIAL": 1827 * DAY, "DECENNIAL": 3653 * DAY,
    "BIDECENNIAL": 7305 * DAY, "TRIDECENNIAL": 10958 * DAY,
}  # fmt: skip
#: a source in real time may have nothing new for so long, at night for example
SHORTEST = timedelta(hours=1)
#: a sensor may have nothing new for so long
QUIET = timedelta(days=1)


def promise(frequency: str) -> int | None:
    """Seconds between two deliveries; None where nothing is promised."""
    return SECONDS.get(frequency)


def late_after(frequency: str, every: int, own: int = 0) -> timedelta | None:
    """How old the newest delivery may be; None for a source that promises nothing.

    ``own``: what the source's entry says, 0 for nothing. Without it two deliveries may be missed,
    and the time that lies between two polls (``every``) is no fault of the source.
    """
    if own:
        return timedelta(seconds=own)
    promised = promise(frequency)
    return max(SHORTEST, timedelta(seconds=2 * promised + every)) if promised else None


def silent_after(frequency: str, rhythm: int | None, own: int = 0) -> timedelta:
    """How old the last row of a sensor may be before it counts as silent.

    ``rhythm``: seconds that usually lie between two rows of the sensor. Without an ``own`` time of
    the source three of those, or of the source's deliveries, may be missed, and a day at least.
    """
    if own:
        return timedelta(seconds=own)
    longest = max(promise(frequency) or 0, rhythm or 0)
    return max(QUIET, timedelta(seconds=3 * longest))
