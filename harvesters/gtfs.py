"""Timetables in GTFS Schedule, Flex included: one feed is one dataset with its stops and routes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from email.utils import parsedate_to_datetime
from typing import IO, Any

from ._core.answer import Answer
from ._core.describe import licensed, mobility_fields, points, table_of
from ._core.errors import WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record, Resource
from ._core.settings import whole
from ._core.values import clean
from ._core.zipped import Unzip, Zipped
from ._gtfs import compare, tables
from ._gtfs.kinds import day
from ._gtfs.rules import mode
from ._gtfs.stops import places
from ._gtfs.texts import LANGUAGES, MODES, RESOURCES, TAGS
from ._gtfs.timetable import Timetable, read

STANDARD = "https://gtfs.org/schedule/"
#: longitude and latitude in WGS 84 is what the standard says
CRS = "OGC:CRS84"
#: what `megabytes` is where a source says nothing; what is unpacked may be 25 times as large
MEGABYTES, SWELLS = 500, 25
#: seconds that a download may take
PATIENCE = 900.0
#: percent that may be lost between two releases
FALL = 20


class Gtfs(Harvester):
    """Timetables in GTFS Schedule, Flex included."""

    info = HarvesterInfo(
        name="gtfs",
        title="GTFS Schedule (timetables)",
        field="mobility",
        documentation="https://gtfs.org/documentation/schedule/reference/",
        settings={
            "megabytes": f"largest zip file ({MEGABYTES}); unpacked {SWELLS} times as much",
            "fall": f"percent of its rows that a file may lose without a notice ({FALL})",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """What breaks the rules of the standard first, then the one dataset."""
        megabytes = whole(feed.source, "megabytes", MEGABYTES, 1, 5000)
        fall = whole(feed.source, "fall", FALL, 1, 100)
        answer, file = feed.download(megabytes, PATIENCE)
        with closing(file):
            _not_realtime(feed, file)
            limits = Unzip(inflated=megabytes * SWELLS * 1024**2)
            found = read(feed, Zipped(feed.url, file, limits))
        compare.remember(feed, found)
        compare.falls(feed, fall)
        _expired(feed, found)
        yield from found.findings.records()
        yield _record(feed, found, _released(answer, found))


def _not_realtime(feed: Feed, file: IO[bytes]) -> None:
    """Somebody took the wrong address: GTFS-Realtime belongs to a timetable, but is none."""
    head = file.read(100_000)
    file.seek(0)
    if head.lstrip().startswith(b"{") and (b"tripUpdate" in head or b"trip_update" in head):
        raise WrongContent(feed.url, "a timetable in GTFS", "GTFS-Realtime, which is none")


def _expired(feed: Feed, found: Timetable) -> None:
    end = _validity(found)[1]
    if end and end < feed.now.date():
        feed.notice("expired", "feed_end_date", f"the timetable ended on {end}")


def _validity(found: Timetable) -> tuple[date | None, date | None]:
    """First and last day of the timetable: as the feed says, or as its services do."""
    begin, end = (day(found.info.get(f"feed_{one}_date", "")) for one in ("start", "end"))
    if begin and end and end < begin:
        begin = end = None
    return begin or found.days[0], end or found.days[1]


def _released(answer: Answer, found: Timetable) -> date | None:
    """When this release was made: its newest file, or as the server says, or its first day."""
    if found.released:
        return found.released
    try:
        return parsedate_to_datetime(answer.validators.last_modified).date()
    except (ValueError, TypeError):
        return _validity(found)[0]


def _record(feed: Feed, found: Timetable, released: date | None) -> Record:
    source, located = feed.source, places(feed, found.stops)
    shown = {"stops": tables.stops(found, located), "routes": tables.routes(found),
             "agencies": tables.agencies(found)}  # fmt: skip
    if released:
        shown["releases"] = tables.releases(found, released)
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes,
        tags=TAGS,
        fields=_fields(feed, found),
        resources=[
            _zip(feed),
            *(table_of(source, key, *RESOURCES[key], table) for key, table in shown.items()),
        ],
        places=points({found.stops[id]["stop_id"]: at for id, at in located.items()}, CRS),
    )


def _fields(feed: Feed, found: Timetable) -> dict[str, Any]:
    begin, end = _validity(found)
    period = {name: value.isoformat() for name, value in (("start", begin), ("end", end)) if value}
    modes = {MODES[word] for route in found.routes.values() if (word := mode(route["route_type"]))}
    flexible = any(name in found.counts for name in ("booking_rules", "locations.geojson"))
    themes = ["public-transport-scheduled-transport"]
    if flexible:
        themes.append("public-transport-non-scheduled-transport")
    language = LANGUAGES.get(found.info.get("feed_lang", "")[:3].rstrip("-_").lower())
    version = clean(found.info.get("feed_version", ""))[:100]
    return mobility_fields(
        feed.source,
        themes,
        sorted(modes),
        conforms_to=[STANDARD],
        language=[language] if language else [],
        **({"temporal_coverage": [period]} if period else {}),
        **({"version": version} if version else {}),
    )


def _zip(feed: Feed) -> Resource:
    title, description = RESOURCES["feed"]
    resource = Resource(
        key="feed",
        title=title,
        description=description,
        url=feed.url,
        format="GTFS",
        mimetype="application/zip",
        fields={"conforms_to": [STANDARD]},
    )
    return licensed(resource, feed.source)
