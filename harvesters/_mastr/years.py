"""What units add up to, year by year: the numbers that a climate goal is held against."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .._core.record import Cell
from .unit import Unit


def years(units: Iterable[Unit], today: date) -> list[list[Cell]]:
    """Rows of year, carrier, units and kW that came, and those in operation when it ended.

    A unit counts from its first year to the one before it ended for good; one that is only planned,
    or of which no beginning is known, does not. The current year is counted up to today.
    """
    counted = [one for one in units if _counts(one, today)]
    rows: list[list[Cell]] = []
    for carrier in sorted({one.carrier for one in counted}):
        own = [one for one in counted if one.carrier == carrier]
        first = min(one.begin.year for one in own if one.begin)
        rows += [_row(year, carrier, own) for year in range(first, today.year + 1)]
    return sorted(rows, key=lambda row: (str(row[0]), str(row[1])))


def _counts(one: Unit, today: date) -> bool:
    return one.begin is not None and one.begin <= today and one.status != "planned"


def _row(year: int, carrier: str, units: list[Unit]) -> list[Cell]:
    came = [one for one in units if one.begin and one.begin.year == year]
    there = [
        one
        for one in units
        if one.begin and one.begin.year <= year and not (one.end and one.end.year <= year)
    ]
    return [year, carrier, len(came), _power(came), len(there), _power(there)]


def _power(units: list[Unit]) -> float:
    """Net power in kW; gross power where no other is known."""
    return round(sum(one.net if one.net is not None else one.gross or 0 for one in units), 3)
