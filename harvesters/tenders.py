"""Public procurement of the region: the daily files of the federal notice service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from ._core import settings, xml
from ._core.answer import Answer
from ._core.describe import THEME, dataset_fields, original, page, table_of
from ._core.errors import Empty, FeedError, Refused, SettingError, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record, Resource, Series, Table
from ._core.values import BadValue
from ._core.zipped import Unzip, Zipped
from ._tenders import eforms, ocds
from ._tenders.notice import COLUMNS, KEY, Notice, Region

FORMATS = ("eforms", "ocds")
LIMITS = Unzip(members=20_000, inflated=1024 * 1024 * 1024)
#: days before today whose files may still grow
OPEN = 2


@dataclass
class _Found:
    """What the files of the days hold."""

    notices: dict[tuple[Any, ...], Notice] = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)
    #: notices that were read, of the region or not
    seen: int = 0
    days: list[str] = field(default_factory=list)


class Tenders(Harvester):
    """Notices of oeffentlichevergabe.de (eForms or OCDS), by region; a series that grows."""

    info = HarvesterInfo(
        name="tenders",
        title="Public procurement: daily files of the federal notice service (eForms, OCDS)",
        field="business",
        documentation="https://oeffentlichevergabe.de/documentation/swagger-ui/opendata/index.html",
        settings={
            "format": "eforms (default) or ocds",
            "nuts": "codes of NUTS that places or buyers begin with (DE139)",
            "postcodes": "beginnings of postcodes (795)",
            "towns": "names of towns, for notices that have neither",
            "days": "days up to yesterday that a full run asks for, 1 to 60 (7)",
            "keep": settings.KEEP,
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Notices that cannot be read, then the one dataset."""
        format, region, keep = _format(feed), _region(feed), settings.keep(feed.source)
        found = _Found()
        for day in _days(feed):
            _read(feed, found, day, format, region)
        rows = sorted((one.row() for one in found.notices.values()), key=lambda row: row[:3])
        if not found.seen:
            first = f"; the first: {found.bad[0]}" if found.bad else ""
            if found.bad:
                raise WrongContent(feed.url, "notices", f"none that can be used{first}")
            raise Empty(feed.url, "notice")
        feed.keep["days"] = sorted({*feed.before.get("days", ()), *found.days})[-90:]
        feed.whole([format, repr(region), [list(map(str, row)) for row in rows]])
        yield from found.bad
        yield _record(feed, rows, format, keep)


def _format(feed: Feed) -> str:
    format = feed.source.settings.get("format", FORMATS[0])
    if format not in FORMATS:
        raise SettingError(feed.source.name, "format", f"one of {', '.join(FORMATS)} is needed")
    return str(format)


def _region(feed: Feed) -> Region:
    nuts, codes, towns = (
        settings.words(feed.source, one) for one in ("nuts", "postcodes", "towns")
    )
    for one in nuts:
        if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", one):
            raise SettingError(feed.source.name, "nuts", f"'{one}' is no code like DE139")
    for one in codes:
        if not re.fullmatch(r"\d{1,5}", one):
            raise SettingError(feed.source.name, "postcodes", f"'{one}' does not begin a postcode")
    return Region(tuple(nuts), tuple(codes), frozenset(one.casefold() for one in towns))


def _days(feed: Feed) -> list[date]:
    """The days that are asked for, the oldest first: what has been read before is left out."""
    count = settings.whole(feed.source, "days", 7, 1, 60)
    today = feed.now.date()
    days = [today - timedelta(days=number) for number in range(count, 0, -1)]
    known = set(feed.before.get("days", ())) if feed.conditional else set()
    return [day for day in days if str(day) not in known or (today - day).days <= OPEN]


def _read(feed: Feed, found: _Found, day: date, format: str, region: Region) -> None:
    """The file of a day; one that is not there is a day without notices."""
    query = urlencode({"pubDay": str(day), "format": f"{format}.zip"})
    try:
        answer = feed.get(f"{feed.asked}?{query}", accept="application/zip", part=True)
    except Refused as error:
        if error.status != 404:
            raise
        feed.notice("no file", str(day), "there is none of this day")
        return
    zipped = Zipped(feed.url, answer.body, LIMITS)
    read = _of_eforms if format == "eforms" else _of_ocds
    for name in zipped.names:
        for one in read(feed, replace(answer, body=zipped.read(name)), name):
            if isinstance(one, BadRecord):
                found.bad.append(one)
                continue
            found.seen += 1
            if region.has(one):
                found.notices.setdefault((one.published, one.id, one.version), one)
    if day < feed.now.date() - timedelta(days=OPEN):
        found.days.append(str(day))


def _of_eforms(feed: Feed, answer: Answer, name: str) -> Iterator[Notice | BadRecord]:
    try:
        yield eforms.read(feed, xml.read(answer, feed, "a notice of eForms"))
    except FeedError as error:
        # one file of thousands
        yield BadRecord(name, "file", "", error.problem, part_of=feed.source.name)
    except BadValue as error:
        yield replace(error.record(name), part_of=feed.source.name)


def _of_ocds(feed: Feed, answer: Answer, name: str) -> Iterator[Notice | BadRecord]:
    for number, release in enumerate(ocds.releases(feed.url, answer.json()), 1):
        try:
            yield ocds.read(feed, release)
        except BadValue as error:
            yield replace(error.record(f"{name} #{number}"), part_of=feed.source.name)


def _record(feed: Feed, rows: list[list[Any]], format: str, keep: int | None) -> Record:
    source = feed.source
    series = Series("published", keep, steady=False)
    table = Table(COLUMNS, rows, KEY, series)
    return Record(
        source.name,
        source.title,
        source.notes,
        tags=TAGS,
        fields=dataset_fields(source, theme=[f"{THEME}ECON", f"{THEME}GOVE"], **page(source)),
        resources=[table_of(source, "notices", TITLE, NOTES, table), _files(feed, format)],
    )


def _files(feed: Feed, format: str) -> Resource:
    """The service of the files: there is one a day, and none of all."""
    return original(feed, "XML" if format == "eforms" else "JSON", "application/zip")


TITLE = {"de": "Bekanntmachungen", "fr": "Avis", "en": "Notices"}
NOTES = {
    "de": "Eine Zeile je Fassung einer Bekanntmachung: Ausschreibungen und Vergaben der Region.",
    "fr": "Une ligne par version d’un avis : appels d’offres et attributions de la région.",
    "en": "One row per version of a notice: calls for tenders and awards of the region.",
}
TAGS = {
    "de": ["Ausschreibung", "Vergabe", "Auftrag"],
    "fr": ["appel d offres", "marché public"],
    "en": ["tender", "procurement"],
}
