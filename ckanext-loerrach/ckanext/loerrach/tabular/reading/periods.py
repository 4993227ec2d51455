"""Writings that may be months, quarters, two years or numbers; their heading says of which kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

QUARTERS = re.compile(r"quartal|quarter|viertelj|trimest|\bQ\b", re.I)
MONTHS = re.compile(r"monat|month|mois", re.I)
TIMES = re.compile(r"monat|month|mois|zeit|period|datum|date|stichtag|stand\b|jahr|ann[ée]e", re.I)
#: headings of things that are counted within a year: "Vorlage 12/2025"
NUMBERED = re.compile(
    r"nr\b|nummer|zeichen|vorlage|drucksache|beschluss|antrag|rechnung|kennung|\bid\b|num[ée]ro",
    re.I,
)
#: a year, and a month, a quarter or the year after it: "2009/10", "2024-1"
AFTER = re.compile(r"(?P<y>(?:19|20)\d{2})[-/](?P<n>\d{1,2})")
#: a month, a quarter or a number, and a year: "1/2024"
BEFORE = re.compile(r"(?P<n>\d{1,2})[./](?P<y>(?:19|20)\d{2})")
#: a quarter, if its heading says so
BARE = re.compile(r"0?[1-4][./](?:19|20)\d{2}|(?:19|20)\d{2}[-./]0?[1-4]")


def months(heading: str) -> bool:
    """Whether a heading lets such writings be months."""
    return not QUARTERS.search(heading) and (
        bool(MONTHS.search(heading)) or not NUMBERED.search(heading)
    )


def doubt(heading: str, texts: Sequence[str], file: str) -> str:
    """Code of what has to be said of texts that stay texts, as nobody knows what they mean; "".

    ``file``: the decimal sign that the file proves; only beside a comma "1.2024" is no number.
    """
    if MONTHS.search(heading) or QUARTERS.search(heading) or NUMBERED.search(heading):
        return ""
    texts = [text for text in texts if file == "," or "." not in text]
    after = [found for text in texts if (found := AFTER.fullmatch(text))]
    if after and all(_next(found) for found in after):
        return "two_years"
    written = [AFTER.fullmatch(text) or BEFORE.fullmatch(text) for text in texts]
    numbers = [one["n"] for one in written if one]
    if 2 * len(numbers) <= len(texts) or all(len(one) == 2 for one in numbers):
        return ""
    sure = TIMES.search(heading) and any(int(one) > 4 for one in numbers)
    return "" if sure else "month_or_quarter"


def _next(found: re.Match[str]) -> bool:
    return len(found["n"]) == 2 and (int(found["y"]) + 1) % 100 == int(found["n"])
