"""The first step of a run: all records of a source, or a reason why not."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ckanext.loerrach.harvesters import harvester
from ckanext.loerrach.harvesters._core.answer import Validators
from ckanext.loerrach.harvesters._core.errors import shown
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.http import Client
from ckanext.loerrach.harvesters._core.logins import login
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Same, Version

from .early import Early, Packed
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

    def take(self, item: Record | BadRecord | Same | Packed) -> bool:
        """Sort one record in; the first of two with the same identity counts.

        Is it good, and has not been there?
        """
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
        elif item.id in self.same or not self._new(item):
            problem = "the source has this record twice; the first one counts"
            self.refused.append(Refusal(item.id, "id", problem))
        else:
            return True
        return False

    def _new(self, item: Record | Packed) -> bool:
        if isinstance(item, Packed):
            return self.records.add_packed(item.id, item.packed)
        return self.records.add(item.id, item)

    def end(self, crawl: Crawl) -> None:
        """Take what is known of the crawl as a whole."""
        self.notices += crawl.notices
        self.gaps += crawl.gaps
        self.torn = bool(crawl.gaps)
        self.notices += [f"the crawl was not complete: {gap}" for gap in self.gaps]
        self.validators, self.trusted, self.kept = crawl.seen, crawl.trusted, crawl.keep


@dataclass(frozen=True)
class Crawl:
    """What is known of a crawl when it is over; see Feed."""

    notices: list[str]
    gaps: list[str]
    seen: Mapping[str, Validators]
    trusted: bool
    keep: Mapping[str, Any]


def read(
    settings: Settings,
    last: Mapping[str, Validators],
    versions: Callable[[], Mapping[str, Version]] = dict,
    before: Mapping[str, Any] | None = None,
    early: Early | None = None,
    aside: Callable[[], Path] | None = None,
) -> Found:
    """Everything the source has; Unchanged and FeedError as the harvester raises them.

    ``early``: has it read in another process, and does with records what can be done meanwhile.
    ``aside``: where files are put that are needed until the records are written; see Feed.
    """
    found = Found()
    crawl = _crawl(settings, last, versions, before, aside)
    with closing(early.items(crawl) if early else crawl) as items:
        for item in items:
            if isinstance(item, Crawl):
                found.end(item)
            elif found.take(item) and early and isinstance(item, Packed):
                early.take(item)
    if early:
        early.check()
    return found


def _crawl(
    settings: Settings,
    last: Mapping[str, Validators],
    versions: Callable[[], Mapping[str, Version]],
    before: Mapping[str, Any] | None,
    aside: Callable[[], Path] | None,
) -> Generator[Record | BadRecord | Same | Crawl]:
    """The records of the source, and how the crawl was."""
    entry = settings.entry
    client = Client(guard(entry.url, settings.stand_in, entry.settings))
    try:
        feed = Feed(
            entry, client, last, stand_in=settings.stand_in, versions=versions,
            before=before, aside=aside,
            login=login(logins(), settings.stand_in or entry.url), folders=folders(),
        )  # fmt: skip
        yield from harvester(entry.harvester)().records(feed)
        notices = list(map(str, feed.notices))
        yield Crawl(notices, feed.gaps, feed.seen, feed.trusted, feed.keep)
    finally:
        client.close()
