"""Solr's dates and date maths."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from ckanext.loerrach.search.dates import parse, stored
from ckanext.loerrach.search.errors import BadQuery

NOW = datetime(2024, 3, 31, 14, 35, 50, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NOW", "2024-03-31T14:35:50.123456+00:00"),
        ("NOW/DAY", "2024-03-31T00:00:00+00:00"),
        ("NOW/DAY+1DAY", "2024-04-01T00:00:00+00:00"),
        ("NOW-7DAYS", "2024-03-24T14:35:50.123456+00:00"),
        ("NOW/MONTH-1MONTH", "2024-02-01T00:00:00+00:00"),
        ("NOW-1MONTH", "2024-02-29T14:35:50.123456+00:00"),
        ("NOW/YEAR", "2024-01-01T00:00:00+00:00"),
        ("NOW-1YEAR", "2023-03-31T14:35:50.123456+00:00"),
        ("NOW/HOUR", "2024-03-31T14:00:00+00:00"),
        ("NOW/MINUTE", "2024-03-31T14:35:00+00:00"),
        ("NOW/SECOND", "2024-03-31T14:35:50+00:00"),
        ("NOW+6MONTHS+3DAYS/DAY", "2024-10-03T00:00:00+00:00"),
        ("2020-02-29T00:00:00Z", "2020-02-29T00:00:00+00:00"),
        ("2020-02-29T00:00:00.5Z", "2020-02-29T00:00:00.500000+00:00"),
        ("2020-02-29T00:00:00Z+1YEAR", "2021-02-28T00:00:00+00:00"),
        ("2020-01-31T00:00:00Z+1MONTH/DAY", "2020-02-29T00:00:00+00:00"),
        ("2020-01-01T02:00:00+02:00", "2020-01-01T00:00:00+00:00"),
        ("NOW+999999YEARS", "9999-12-31T23:59:59+00:00"),
        ("NOW-999999YEARS", "0001-01-01T00:00:00+00:00"),
        ("-0044-03-15T00:00:00Z", "0001-01-01T00:00:00+00:00"),
        ("0001-01-01T00:00:00+02:00", "0001-01-01T00:00:00+00:00"),
        ("9999-12-31T23:59:59-05:00", "9999-12-31T23:59:59+00:00"),
        ("2020-01-01T00:00:00." + "1" * 5000 + "Z", "2020-01-01T00:00:00.111111+00:00"),
    ],
)
def test_moments(text: str, expected: str) -> None:
    assert parse(text, NOW).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["", "gestern", "2020", "2020-01-01", "2020-13-01T00:00:00Z", "2020-02-30T00:00:00Z", "NOW+1",
     "NOW-DAY", "NOW/WEEK", "NOW7DAYS", "now", "2020-01-01T00:00:00", "2020-01-01T25:00:00Z"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(BadQuery, match="Invalid Date"):
        parse(text, NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014-06-10T08:24:12.782257Z", "2014-06-10T08:24:12.782Z"),
        ("2014-06-10T08:24:12Z", "2014-06-10T08:24:12Z"),
        ("2014-06-10T08:24:12.000900Z", "2014-06-10T08:24:12Z"),
        ("0987-06-10T08:24:12Z", "0987-06-10T08:24:12Z"),
        ("0001-01-01T00:00:00+02:00", "0001-01-01T00:00:00Z"),
    ],
)
def test_how_solr_gives_a_date_back(text: str, expected: str) -> None:
    assert stored(text) == expected
