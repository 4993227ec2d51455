"""Try the declared sources: what each address gives at this moment, and nothing is written.

Politely: one source after the other, with a pause before the same host is asked again; what comes
is read as a harvest would, within the limits of a harvest and a shorter time; of a large catalogue
only the first records. No retries. What is read is not kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from ckanext.loerrach.harvesters import harvester
from ckanext.loerrach.harvesters._core.answer import Answer
from ckanext.loerrach.harvesters._core.dial import Guard
from ckanext.loerrach.harvesters._core.errors import FeedError, HarvestError, SettingError
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.http import Client, Limits
from ckanext.loerrach.harvesters._core.record import BadRecord, Record
from ckanext.loerrach.harvesters._core.source import LICENCES, SourceEntry

#: records and broken rows that are looked at, at most
MOST = 500
#: seconds for the records of one source, after its first answer
PATIENCE = 120.0
#: seconds before the same host is asked for another source
PAUSE = 2.0
LIMITS = Limits(total=60, tries=1)


@dataclass
class Tried:
    """What one source gave."""

    name: str
    url: str
    enabled: bool
    verified: bool
    #: one sentence where the source cannot be used; "" where it can
    problem: str = ""
    #: status of HTTP; None where no server has answered
    status: int | None = None
    answers: int = 0
    bytes: int = 0
    seconds: float = 0.0
    records: int = 0
    #: rows of tables
    rows: int = 0
    refused: int = 0
    #: there would have been more
    more: bool = False
    #: the newest date that an answer says of itself
    modified: datetime | None = None
    #: what the records are licensed under, short
    licences: list[str] = field(default_factory=list)
    #: kinds of notices and how many of each
    notices: dict[str, int] = field(default_factory=dict)
    #: the first refused records
    examples: list[str] = field(default_factory=list)

    @classmethod
    def undeclared(cls, error: SettingError) -> Tried:
        """A source that is declared wrongly, and cannot be asked."""
        return cls(error.source, "", enabled=False, verified=False, problem=str(error))

    @property
    def good(self) -> bool:
        """Can the source be harvested as it is?"""
        return not self.problem

    def facts(self) -> dict[str, Any]:
        """Plain values, for programs."""
        modified = self.modified.isoformat() if self.modified else None
        return {**asdict(self), "good": self.good, "modified": modified}


class Counting(Client):
    """A client that counts what it gets."""

    def __init__(self, tried: Tried, guard: Guard, limits: Limits) -> None:
        super().__init__(guard, limits)
        self.tried = tried

    def heard(self, answer: Answer, size: int) -> None:
        """Note an answer."""
        tried = self.tried
        tried.status, tried.answers = 200, tried.answers + 1
        tried.bytes += size
        if moment := _moment(answer.validators.last_modified):
            tried.modified = max(filter(None, (tried.modified, moment)))


def attempt(entry: SourceEntry, guard: Guard, limits: Limits = LIMITS) -> Tried:
    """Try one source; whatever goes wrong at its end is a sentence in ``problem``."""
    tried = Tried(entry.name, entry.url, entry.enabled, entry.verified)
    client = Counting(tried, guard, limits)
    feed = Feed(entry, client)
    began = time.monotonic()
    try:
        for found in _some(harvester(entry.harvester)().records(feed), tried):
            _count(found, tried)
        if not (tried.records or tried.problem):
            tried.problem = "There is an answer, but not one record that can be used."
    except HarvestError as error:
        tried.problem = str(error)
        if isinstance(error, FeedError):
            tried.status = getattr(error, "status", tried.status)
    finally:
        client.close()
        tried.seconds = round(time.monotonic() - began, 1)
    for notice in feed.notices:
        tried.notices[notice.kind] = tried.notices.get(notice.kind, 0) + 1
    return tried


def attempts(
    entries: Iterable[SourceEntry], guard: Guard, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Tried]:
    """Try one source after the other; a host is left alone for PAUSE seconds in between."""
    left: dict[str, float] = {}
    for entry in entries:
        host = urlsplit(entry.url).netloc.lower()
        rest = PAUSE - (time.monotonic() - left[host]) if host in left else 0
        if rest > 0:
            sleep(rest)
        yield attempt(entry, guard)
        left[host] = time.monotonic()


def _some(records: Iterable[Any], tried: Tried) -> Iterator[Any]:
    """The first records, as long as there is time."""
    until = time.monotonic() + PATIENCE
    for number, found in enumerate(islice(records, MOST + 1)):
        if number == MOST or time.monotonic() > until:
            tried.more = True
            return
        yield found


def _count(found: Any, tried: Tried) -> None:
    if isinstance(found, BadRecord):
        tried.refused += 1
        tried.examples += [str(found)] if len(tried.examples) < 3 else []
    elif isinstance(found, Record):
        tried.records += 1
        for resource in found.resources:
            tried.rows += len(resource.table.rows) if resource.table else 0
            licence = resource.licence.removeprefix(LICENCES) or "none"
            if licence not in tried.licences:
                tried.licences.append(licence)


def _moment(header: str) -> datetime | None:
    """A date of HTTP (RFC 9110, section 5.6.7)."""
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
