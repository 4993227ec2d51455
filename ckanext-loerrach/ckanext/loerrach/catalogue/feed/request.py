"""What a neighbour asks for, checked: view, page, snapshot, date, query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk
from ckanext.dcat.processors import RDFProcessor, RDFProfileException
from dateutil.parser import ParserError, parse  # type: ignore[import-untyped]

from ..views import VIEWS
from .errors import (
    BadDate,
    BadPage,
    BadSnapshot,
    TooManyProfiles,
    UnknownProfile,
    UnknownView,
)

#: the view that is given out when none is asked for
DEFAULT = "dcat-ap-de-3"
_SNAPSHOT = re.compile(r"(\d{1,18})-(\d{1,18})\Z")
#: a page number that no catalogue has and every database can count to
_MOST = 10**9
#: profiles of one question; each costs as much as the first
_MOST_PROFILES = 3


@dataclass(frozen=True)
class Asked:
    """One question to the catalogue."""

    view: str = DEFAULT
    #: profiles of ckanext-dcat that no view of ours has; their pages are written at each question
    profiles: tuple[str, ...] = ()
    #: how the view was named in the question, for the addresses of further pages
    named: str = ""
    page: int = 1
    #: highest position of the feed when the reader began, and the last one it was given
    upto: int | None = None
    after: int | None = None
    since: datetime | None = None
    since_text: str = ""
    q: str = ""
    fq: str = ""

    @property
    def filtered(self) -> bool:
        """Whether a search decides about what is in."""
        return bool(self.q or self.fq)

    def query(self, page: int, upto: int | None = None, after: int | None = None) -> str:
        """The query of another page, of the same snapshot if one is given."""
        values = {
            "profiles": self.named, "modified_since": self.since_text, "q": self.q, "fq": self.fq,
        }  # fmt: skip
        kept = {key: value for key, value in values.items() if value}
        snapshot = {} if upto is None else {"snapshot": f"{upto}-{after}"}
        return urlencode({**kept, "page": page, **snapshot})


def asked(arguments: Mapping[str, str], view: str | None = None) -> Asked:
    """The question in the arguments of an address. Raises FeedError with a sentence."""
    found = _view(arguments.get("profiles", ""), view)
    upto, after = _snapshot(arguments.get("snapshot", ""))
    since = arguments.get("modified_since", "")
    return replace(
        found,
        page=_page(arguments.get("page", "")),
        upto=upto,
        after=after,
        since=_date(since) if since else None,
        since_text=since,
        q=_all(arguments.get("q", "")),
        fq=arguments.get("fq", "").strip(),
    )


def _view(profiles: str, view: str | None) -> Asked:
    if view is not None:
        if view not in VIEWS:
            raise UnknownView(view, VIEWS)
        return Asked(view)
    names = tuple(dict.fromkeys(filter(None, map(str.strip, profiles.split(",")))))
    by_profile = {one.profile: slug for slug, one in VIEWS.items()}
    if not names:
        names = tuple(str(tk.config.get("ckanext.dcat.rdf.profiles") or "").split())
        if len(names) != 1 or names[0] not in by_profile:
            return Asked(DEFAULT, profiles=names)
        return Asked(by_profile[names[0]])
    named = ",".join(names)
    if len(names) == 1 and names[0] in by_profile:
        return Asked(by_profile[names[0]], named=named)
    if len(names) > _MOST_PROFILES:
        raise TooManyProfiles(_MOST_PROFILES)
    try:
        RDFProcessor(profiles=list(names))
    except RDFProfileException as error:
        raise UnknownProfile(named, sorted(by_profile)) from error
    return Asked(DEFAULT, profiles=names, named=named)


def _page(value: str) -> int:
    if not value:
        return 1
    if not (value.isascii() and value.isdigit()) or not 0 < int(value[:20]) < _MOST:
        raise BadPage(value)
    return int(value)


def _snapshot(value: str) -> tuple[int | None, int | None]:
    if not value:
        return None, None
    found = _SNAPSHOT.match(value)
    if not found or int(found[2]) > int(found[1]):
        raise BadSnapshot(value)
    return int(found[1]), int(found[2])


def _date(value: str) -> datetime:
    try:
        found = parse(value[:60], default=datetime(2000, 1, 1))  # noqa: DTZ001 (UTC is added)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ParserError, ValueError, OverflowError) as error:
        raise BadDate(value) from error


def _all(q: str) -> str:
    return "" if q.strip() in ("", "*", "*:*") else q.strip()
