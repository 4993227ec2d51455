"""What can go wrong with a whole feed. A bad record is no error but a value: record.BadRecord.

    HarvestError                      one sentence: what, where, what to do
    ├── SettingError                  the source is described wrongly; nothing was asked
    ├── UnknownHarvester              no module of that name
    └── FeedError(url)                the feed cannot be used this time
        ├── NotAllowed                the address is none we may ask
        ├── Unreachable               no connection, no name, no valid certificate   (may pass)
        ├── TooSlow                   a deadline ran out                             (may pass)
        ├── Busy                      429 or 503, come back later                    (may pass)
        ├── Broken                    500, 502, 504, body ended early                (may pass)
        ├── Refused                   any other status than 200
        ├── TooLarge                  body beyond the limit, also after inflating
        └── WrongContent              an answer, but not the one that was expected
            └── Empty                 well-formed, but without a single record

``Unchanged`` is a message, not an error: the feed is as it was at the last good run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class _Whole(Exception):
    """Stays itself when it is pickled, whatever its ``__init__`` wants to know."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[_Whole], args: tuple[Any, ...], facts: Mapping[str, Any]) -> _Whole:
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    return error


class HarvestError(_Whole):
    """Base of all errors of a source; ``str()`` is one sentence for a person."""


class SettingError(HarvestError):
    """A source is described wrongly."""

    def __init__(self, source: str, setting: str, problem: str) -> None:
        super().__init__(f"Source '{source}', setting '{setting}': {problem}.")
        self.source, self.setting, self.problem = source, setting, problem


class UnknownHarvester(HarvestError):
    """There is no harvester of that name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"There is no harvester '{name}'. Known: {', '.join(sorted(known))}.")
        self.name = name


class FeedError(HarvestError):
    """A feed cannot be used this time. ``passing`` says whether trying later may help."""

    passing = False

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"{shown(problem, 400)} ({shown(url)}).")
        self.url, self.problem = url, problem


class NotAllowed(FeedError):
    """The address leads where a harvester must not go."""


class Unreachable(FeedError):
    """There was no answer at all."""

    passing = True


class TooSlow(FeedError):
    """A deadline ran out before the answer was complete."""

    passing = True

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(url, f"The answer was not complete after {seconds:g} seconds")
        self.seconds = seconds


class Busy(FeedError):
    """The server asks to come back later; ``retry_after`` in seconds, None when it did not say."""

    passing = True

    def __init__(self, url: str, status: int, retry_after: float | None) -> None:
        when = "" if retry_after is None else f", try again in {retry_after:g} seconds"
        super().__init__(url, f"The server is busy (status {status}){when}")
        self.status, self.retry_after = status, retry_after


class Broken(FeedError):
    """The server failed, or hung up in the middle of its answer."""

    passing = True


class Refused(FeedError):
    """The server answered, but with a status that gives no data."""

    def __init__(self, url: str, status: int) -> None:
        meaning = MEANINGS.get(status, "the server refuses")
        super().__init__(url, f"Status {status}: {meaning}")
        self.status = status


class TooLarge(FeedError):
    """The body is larger than allowed."""

    def __init__(self, url: str, limit: int) -> None:
        super().__init__(url, f"The answer is larger than {limit} bytes allow")
        self.limit = limit


class Endless(FeedError):
    """All answers of a run together took too long or were too much: seconds and bytes allowed."""

    def __init__(self, url: str, seconds: float, size: int) -> None:
        problem = f"The whole source takes more than {seconds:g} seconds or {size} bytes"
        super().__init__(url, f"{problem}; harvest a part of it")


class WrongContent(FeedError):
    """The answer is not what the format promises."""

    def __init__(self, url: str, expected: str, found: str) -> None:
        super().__init__(url, f"Expected {expected}, found {found}")
        self.expected, self.found = expected, found


class Empty(WrongContent):
    """A valid answer without records: maintenance is likelier than that everything is gone."""

    def __init__(self, url: str, expected: str) -> None:
        super().__init__(url, f"at least one {expected}", "none")


class Unchanged(_Whole):
    """The feed has not changed since the last good run."""

    def __init__(self, url: str) -> None:
        super().__init__(f"Not changed since the last run ({shown(url)}).")
        self.url = url


MEANINGS = {
    401: "the source wants credentials",
    403: "the source does not let us in",
    404: "there is nothing at this address; has the feed moved?",
    405: "the source does not accept this kind of request",
    410: "the source says that this feed is gone for good",
}


def shown(text: str, limit: int = 200) -> str:
    """The text as it may stand in a message: printable, on one line, not endless."""
    clean = "".join(c if c.isprintable() else "?" for c in text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"
