"""The first step of a run: all records of a source, or a reason why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.loerrach.harvesters import harvester
from ckanext.loerrach.harvesters._core.answer import Validators
from ckanext.loerrach.harvesters._core.errors import shown
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.http import Client
from ckanext.loerrach.harvesters._core.logins import login
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Same, Version

from .report import Refusal
from .settings import Settings, folders, guard, logins
from .spool import Named

#: longest identity that an index of PostgreSQL surely takes
LONGEST = 500


@dataclass
class Found:
    """What a source has."""

    #: good records by their identity
    records: Named[Record] = field(default_factory=Named)
    #: records that are what they were at the last run
    same: set[str] = field(default_factory=set)
    refused: list[Refusal] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    validators: Mapping[str, Validators] = field(default_factory=dict)
    #: why a record that is not among them may be there all the same; empty: the crawl was complete
    gaps: list[str] = field(default_factory=list)
    #: the source did not give all that it announced: its next answer may be the same and more
    torn: bool = False
    #: records were not read because the source says that they have not changed
    trusted: bool = False
    #: what the harvester wants to know again at the next run
    kept: Mapping[str, Any] = field(default_factory=dict)

    def take(self, item: Record | BadRecord | Same) -> None:
        """Sort one record in; the first of two with the same identity counts."""
        if isinstance(item, Same):
            self.same.add(item.id)
        elif isinstance(item, BadRecord):
            self.refused.append(Refusal.of(item))
            if item.nameless:
                self.gaps.append(f"{shown(item.id)} has no identity that can be read")
        elif item.id != shown(item.id, LONGEST) or not item.id.strip():
            problem = f"an identity of at most {LONGEST} printable characters is needed"
            self.refused.append(Refusal(item.id, "id", problem))
            self.gaps.append("a record has no identity that can be kept")
        elif item.id in self.same or not self.records.add(item.id, item):
            problem = "the source has this record twice; the first one counts"
            self.refused.append(Refusal(item.id, "id", problem))


def read(
    settings: Settings,
    last: Mapping[str, Validators],
    versions: Callable[[], Mapping[str, Version]] = dict,
    before: Mapping[str, Any] | None = None,
) -> Found:
    """Everything the source has; Unchanged and FeedError as the harvester raises them."""
    client = Client(guard())
    try:
        feed = Feed(
            settings.entry, client, last, stand_in=settings.stand_in, versions=versions,
            before=before,
            login=login(logins(), settings.stand_in or settings.entry.url), folders=folders(),
        )  # fmt: skip
        found = Found()
        for item in harvester(settings.entry.harvester)().records(feed):
            found.take(item)
        found.notices += map(str, feed.notices)
        found.gaps += feed.gaps
        found.torn = bool(feed.gaps)
        found.notices += [f"the crawl was not complete: {gap}" for gap in found.gaps]
        found.validators, found.trusted, found.kept = feed.seen, feed.trusted, feed.keep
        return found
    finally:
        client.close()
