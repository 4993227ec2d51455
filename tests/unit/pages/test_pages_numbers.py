"""Numbers, dates and sizes as people in the reader's language write them."""

import datetime as dt
from decimal import Decimal

import pytest
from ckanext.loerrach.pages import numbers

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        (1234.5, "de", "1.234,5"),
        (1234.5, "fr", f"1{NARROW}234,5"),
        (1234.5, "en", "1,234.5"),
        (0, "de", "0"),
        (-0.25, "de", "-0,25"),
        (Decimal("84.0"), "de", "84"),
        ("1e3", "de", "1.000"),
        (0.1 + 0.2, "de", "0,3"),
        ("viele", "de", "viele"),
        (None, "de", "None"),
        ("NaN", "de", "NaN"),
        ("Infinity", "de", "Infinity"),
    ],
)
def test_a_number_has_the_readers_decimal_sign(value, language, shown):
    assert numbers.number(value, language) == shown


def test_a_year_is_not_grouped_where_groups_are_unwanted():
    assert numbers.number(79539, "de", grouping=False) == "79539"


def test_decimals_stand_in_line():
    column = [84, 94.5, None, 7.25]
    most = max(map(numbers.decimals, column))
    assert most == 2
    assert [numbers.number(v, "de", decimals=most) for v in column[:2]] == ["84,00", "94,50"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11-22", "22. November 2026"),
        ("2026-11", "November 2026"),
        ("2026", "2026"),
        ("2026-11-22T23:30:00+00:00", "23. November 2026"),  # half past midnight in Lörrach
        ("2026-07-01T12:00:00", "1. Juli 2026"),
        (dt.date(2026, 1, 2), "2. Januar 2026"),
        ("2026-13", ""),
        ("2026-02-30", ""),
        ("gestern", ""),
        (None, ""),
        (20261122, ""),
    ],
)
def test_a_day_is_that_of_the_town(value, shown):
    assert numbers.date(value, "de") == shown


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        ("2026-11-22T17:45:00+00:00", "de", "22.11.2026, 18:45"),  # winter: one hour ahead
        ("2026-07-01T17:45:00Z", "de", "01.07.2026, 19:45"),  # summer: two
        ("2026-11-22T17:45:00.123456", "de", "22.11.2026, 18:45"),  # CKAN's own: UTC, unsaid
        ("2026-11-22T17:45:00+00:00", "fr", "22 nov. 2026, 18:45"),
        ("2026-11-22", "de", "22.11.2026"),
        ("", "de", ""),
    ],
)
def test_a_moment_is_on_the_clock_of_the_town(value, language, shown):
    assert numbers.date_time(value, language) == shown


def test_machines_read_the_offset():
    assert numbers.machine_time("2026-11-22T17:45:00") == "2026-11-22T17:45:00+00:00"
    assert numbers.machine_time("2026-11-22") == "2026-11-22"
    assert numbers.machine_time("bald") == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1_400_000, "1,4 MB"), (123_456_789, "123 MB"),
        (5_000_000_000_000, "5.000 GB"), ("2048", "2 kB"), (-1, ""), ("groß", ""), (None, ""),
        (float("nan"), ""), (float("inf"), ""),
    ],
)  # fmt: skip
def test_a_size_has_a_prefix(value, shown):
    assert numbers.size(value, "de") == shown.replace(" ", NBSP)
