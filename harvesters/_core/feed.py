"""A feed as a harvester sees it: guarded HTTP, the source's facts, and a place for notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, cast

from . import fingerprint
from .answer import Answer, Validators
from .body import Size
from .errors import Unchanged
from .http import Client, Room
from .logins import Login
from .record import Notice, Version
from .source import SourceEntry


class Feed:
    """One run of one source.

    ``last``: validators of the last good run by URL; {} asks for everything (a full run).
    After a good run keep ``seen`` for the next one. ``stand_in``: address that is asked in place
    of the source's own, for the samples of ``--demo``; records go on naming the source's.
    ``versions``: gives the Version of each record at its last run, where it can be taken as read.
    ``before``: what the harvester put into ``keep`` at its last good run, also in a full run.
    ``login``: what the operator has for the source's server, or None.
    ``folders``: folders of this machine that the operator has released, by the names they go by.
    ``aside``: gives a folder for files that are needed until the records are written (Original);
    None where nobody will.
    """

    def __init__(
        self,
        source: SourceEntry,
        client: Client,
        last: Mapping[str, Validators] | None = None,
        now: datetime | None = None,
        stand_in: str = "",
        versions: Callable[[], Mapping[str, Version]] = dict,
        before: Mapping[str, Any] | None = None,
        login: Login | None = None,
        folders: Mapping[str, Path] | None = None,
        aside: Callable[[], Path] | None = None,
    ) -> None:
        self.source = source
        self.client = client
        self.now = now or datetime.now(UTC)
        self.seen: dict[str, Validators] = {}
        self.notices: list[Notice] = []
        #: why there may be records that this crawl has not seen
        self.gaps: list[str] = []
        #: records were left unread because of what the source says of their versions
        self.trusted = False
        self.before: Mapping[str, Any] = dict(before or {})
        #: plain values that the next run is to know; only a good run is remembered
        self.keep: dict[str, Any] = {}
        self.login = login
        self.folders: Mapping[str, Path] = dict(folders or {})
        self.aside = aside
        self._last = dict(last or {})
        self._versions = versions
        #: whether `seen` stands for all pages together, and a single one adds nothing
        self._counted = False
        self._asked = stand_in or source.url

    @property
    def url(self) -> str:
        """The source's own address, as records and messages name it."""
        return self.source.url

    def get(self, url: str | None = None, accept: str = "*/*", part: bool = False) -> Answer:
        """The answer at ``url`` (default: the source's own); Unchanged or FeedError otherwise.

        The condition is only put on the source's own address, and not where that is only ``part``
        of the feed: of many pages, one that is unchanged says nothing about the others.
        """
        url = url or self._asked
        last = self._last.get(url) if url == self._asked and not part else None
        answer = self.client.get(url, {"Accept": accept}, last)
        if not self._counted:
            self.seen[url] = answer.validators
        return answer

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """The answer to a form; never conditional: who asks says with ``whole`` what is new."""
        return self.client.post(url, form, headers)

    def download(self, megabytes: int, seconds: float) -> tuple[Answer, IO[bytes]]:
        """The answer at the source's address in a temporary file, which who asked for it closes.

        For what is too large for memory; guarded and conditional as ``get`` is.
        """
        size = Size(megabytes * 1024**2, megabytes * 1024**2)
        with ExitStack() as closing:
            file = closing.enter_context(TemporaryFile())
            room = Room(cast(BinaryIO, file), size, seconds)
            last = self._last.get(self._asked)
            answer = self.client.get(self._asked, {"Accept": "*/*"}, last, room)
            self.seen[self._asked] = answer.validators
            file.seek(0)
            # all went well: from here on it is open for whoever asked
            closing.pop_all()
        return answer, file

    def save(self, url: str, file: BinaryIO, megabytes: int, seconds: float) -> Answer:
        """The answer at one address of many, into a file; guarded, never conditional."""
        size = Size(megabytes * 1024**2, megabytes * 1024**2)
        return self.client.get(url, {"Accept": "*/*"}, None, Room(file, size, seconds))

    def json(self, url: str | None = None) -> Any:
        """The JSON value at ``url`` (default: the source's own)."""
        return self.get(url, accept="application/json, application/geo+json, */*;q=0.1").json()

    @property
    def conditional(self) -> bool:
        """May this run leave unread what a server says has not changed? A full run may not."""
        return bool(self._last)

    @property
    def asked(self) -> str:
        """The address that is asked in truth: the source's own, or that of its sample."""
        return self._asked

    def whole(self, said: Any) -> None:
        """All pages together are ``said`` (plain values): Unchanged if they were at the last run.

        For feeds of many pages, whose server knows no validator for all of them.
        """
        digest = fingerprint.digest(["all pages", said])
        last = self._last.get(self._asked)
        self._counted = True
        self.seen = {self._asked: Validators(digest=digest)}
        if last and last.digest == digest:
            raise Unchanged(self._asked)

    @cached_property
    def known(self) -> Mapping[str, Version]:
        """Versions of the last run, by the identity of the record."""
        return self._versions()

    def same(self, id: str, version: Version) -> bool:
        """Is the record what it was at the last run? Then give a Same in its place.

        Its digest decides; where it was not read, the source's own word, but not in a full run.
        Who leaves a record unread for that sets ``trusted``.
        """
        last = self.known.get(id)
        if last is None:
            return False
        if version.digest:
            return version.digest == last.digest
        return bool(self._last and version.stamp and version.stamp == last.stamp)

    def notice(self, kind: str, name: str, message: str) -> None:
        """Report something that harms nothing; the same thing only once."""
        notice = Notice(kind, name, message)
        if notice not in self.notices:
            self.notices.append(notice)

    def incomplete(self, reason: str) -> None:
        """Say that there may be records that were not seen: nothing is archived then."""
        if reason not in self.gaps:
            self.gaps.append(reason)

    def unknown(self, found: Iterable[str], known: Iterable[str]) -> None:
        """Report columns that nobody has thought about yet, by name."""
        for name in sorted(set(found) - set(known)):
            self.notice("unknown column", name, "not read; the harvester does not know it")
