"""Papers and decisions as an Atom feed (RFC 4287), newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from .kinds import About, identity, link, text

#: days of the town's tables begin here
ZONE = ZoneInfo("Europe/Berlin")
#: what an entry says below its title, in this order
SAID = ("reference", "kind", "committee", "originator", "result", "resolution", "description")
#: characters of one of them
LONGEST = 1000


def atom(about: About, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A feed of the rows, which come newest first; ``updated`` is the beginning of a row's day."""
    from feedgen.feed import FeedGenerator

    made = FeedGenerator()
    made.id(f"urn:uuid:{about.id}")
    made.title(about.title)
    made.language(about.language)
    made.author({"name": about.publisher or about.title})
    made.link(href=about.url, rel="self", type="application/atom+xml")
    made.link(href=about.page, rel="alternate", type="text/html")
    made.generator("ckanext-loerrach")
    newest = datetime(1970, 1, 1, tzinfo=ZONE)
    for row in rows:
        if isinstance(row.get("day"), date):
            newest = max(newest, _entry(made, about, row))
    made.updated(newest)
    return bytes(made.atom_str(pretty=True))


def _entry(feed: Any, about: About, row: Mapping[str, Any]) -> datetime:
    moment = datetime.combine(row["day"], time(), ZONE)
    made = feed.add_entry(order="append")
    made.id(identity(about, row))
    made.title(text(row, "title", "reference") or about.title)
    made.updated(moment)
    made.published(moment)
    made.link(href=link(row, "link") or about.page, rel="alternate")
    said = (text(row, name)[:LONGEST] for name in SAID)
    if summary := " · ".join(filter(None, said)):
        made.summary(summary)
    return moment
