"""What a date means, and which texts are dates; no database, no CKAN application."""

from __future__ import annotations

import pytest
from ckanext.loerrach.logic.checks.numbers import DURATION, _number
from ckanext.loerrach.logic.checks.telephone import GLOBAL, SEPARATORS
from ckanext.loerrach.logic.checks.times import span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01T00:00:00+01:00", "2026-12-31T23:59:59+01:00"),
        ("2026-02", "2026-02-01T00:00:00+01:00", "2026-02-28T23:59:59+01:00"),
        ("2026-12", "2026-12-01T00:00:00+01:00", "2026-12-31T23:59:59+01:00"),
        ("2026-07-01", "2026-07-01T00:00:00+02:00", "2026-07-01T23:59:59+02:00"),
        ("2026-07-01Z", "2026-07-01T00:00:00+00:00", "2026-07-01T23:59:59+00:00"),
        ("2026-07-01T10:00:00Z", "2026-07-01T10:00:00+00:00", "2026-07-01T10:00:00+00:00"),
        (
            "2026-07-01T10:00:00.123456789+05:30",
            "2026-07-01T10:00:00.123456+05:30",
            "2026-07-01T10:00:00.123456+05:30",
        ),
    ],
)
def test_a_date_means_a_span_of_time(text: str, first: str, last: str):
    found = span(text)
    assert found
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "", "gestern", "26", "0000", "2026-13", "2026-02-30", "2026-1-1", "20260101", "2026-W01",
        "2026-01-01T25:00:00Z", "2026-01-01T10Z", "2026-01-01T10:00:00+0100", "2026-01-01 10:00",
        "2026-01-01T10:00:00+15:00", "٢٠٢٦", "2026-01-01T10:00:00,5Z", "9999-12-31T23:59:60Z",
    ],
)  # fmt: skip
def test_other_texts_are_no_dates(text: str):
    assert span(text) is None


def test_the_ends_of_time_are_no_error():
    assert span("0001") is not None
    assert span("9999-12-31") is None or span("9999-12-31")


@pytest.mark.parametrize("text", ["P1D", "PT15M", "P1Y2M3DT4H5M6.7S", "PT0.5S", "P10Y"])
def test_durations_are_those_of_xml_schema(text: str):
    assert DURATION.fullmatch(text)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1H", "1D", "P1DT", "-P1D", "P1.5D", "PT1"])
def test_other_texts_are_no_durations(text: str):
    assert not DURATION.fullmatch(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("10", "10"), ("0,5", "0.5"), ("1e-05", "0.00001"), ("x", None), ("1e400000", None),
     ("-1", None), ("1.000,5", None), ("nan", None), ("9" * 40, None)],
)  # fmt: skip
def test_numbers_are_plain_decimals(text: str, number: str | None):
    found = _number(text)
    assert (None if found is None else f"{found:f}") == number


@pytest.mark.parametrize("text", ["+49 (0)7621 415-0", "+49 7621/415 0", "+41 61 123 45 67"])
def test_what_stands_between_the_digits_of_a_telephone_number_does_not_count(text: str):
    assert GLOBAL.fullmatch(SEPARATORS.sub("", text))
