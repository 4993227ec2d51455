"""What units add up to, year by year: the numbers that a climate goal is held against."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .._core.record import Cell
from .unit import Unit


def years(units: Iterable[Unit], today: date) -> list[list[Cell]]:
    """Rows of year, carrier, units and kW that came, and those in operation when it ended.

    A unit counts from its first year to the one before it ended for good, or was paused until now;
    one that is only planned, or of which no beginning is known, does not. One that is out of
    operation without a day came, but nobody knows how long it was there: it counts as added only.
    The current year is counted up to today.
    """
    counted = [one for one in units if _counts(one, today)]
    rows: list[list[Cell]] = []
    for carrier in sorted({one.carrier for one in counted}):
        own = [one for one in counted if one.carrier == carrier]
        first = min(one.begin.year for one in own if one.begin)
        ends = [date(year, 12, 31) for year in range(first, today.year)]
        rows += [_row(until, carrier, own) for until in (*ends, today)]
    return sorted(rows, key=lambda row: (str(row[0]), str(row[1])))


def _counts(one: Unit, today: date) -> bool:
    return one.begin is not None and one.begin <= today and one.status != "planned"


def _row(until: date, carrier: str, units: list[Unit]) -> list[Cell]:
    came = [one for one in units if one.begin and one.begin.year == until.year]
    there = [one for one in units if one.begin and one.begin <= until and _runs(one, until)]
    return [until.year, carrier, len(came), _power(came), len(there), _power(there)]


def _runs(one: Unit, until: date) -> bool:
    """Was it in operation on that day, after it had begun?"""
    if one.stopped is None:
        return not one.rests
    return one.stopped > until


def _power(units: list[Unit]) -> float:
    """Net power in kW; gross power where no other is known."""
    return round(sum(one.net if one.net is not None else one.gross or 0 for one in units), 3)
