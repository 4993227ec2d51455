"""Where units come from: the public list of the register page by page, or an extract in CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from .._core import csv
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord
from .ignored import IGNORED
from .unit import NAMES

#: units of one page; the register gives at most 5,000
SIZE = 1000
#: pages that a municipality can have: a million units
MOST = 1000


def pages(feed: Feed, key: str) -> Iterator[Any]:
    """The units of a municipality in the public list; WrongContent where some are missing."""
    count, page, total = 0, 0, 1
    while count < total:
        page += 1
        listed, total = _page(feed, key, page)
        if not listed or page > MOST:
            found = f"{count} of {total}"
            if total:
                raise WrongContent(feed.url, f"all units of {key}", found)
            return
        count += len(listed)
        yield from listed


def _page(feed: Feed, key: str, page: int) -> tuple[list[Any], int]:
    question = {
        "sort": "MaStRNummer-asc", "page": page, "pageSize": SIZE,
        "filter": f"Gemeindeschlüssel~eq~'{key}'",
    }  # fmt: skip
    said = feed.json(f"{feed.asked}?{urlencode(question)}")
    listed = said.get("Data") if isinstance(said, Mapping) else None
    total = said.get("Total") if isinstance(said, Mapping) else None
    if not isinstance(listed, list) or not isinstance(total, int) or isinstance(total, bool):
        raise WrongContent(feed.url, "a list of units ('Data', 'Total')", "other JSON")
    for one in listed:
        if isinstance(one, Mapping):
            feed.unknown(one, IGNORED.union(*NAMES.values()))
    return listed, total


def extract(feed: Feed) -> Iterator[Mapping[str, Any] | BadRecord]:
    """The rows of an extract in CSV, with the columns of the export."""
    needs = [NAMES[field][-1] for field in ("id", "key", "carrier")]
    sheet = csv.read(feed, feed.get(part=True), csv.Layout(needs=needs))
    for row in sheet.rows:
        yield row if isinstance(row, BadRecord) else row.cells
