"""The dataset of a source of culture, and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.loerrach.geo.crs import SURROUNDINGS, WGS84, Point, doubt
from ckanext.loerrach.geo.sites import around, placed

from .._core.describe import THEME, dataset_fields, page, table_of
from .._core.describe import points as shapes
from .._core.feed import Feed
from .._core.record import Record, Resource, Table
from . import columns
from .event import Event

#: degrees from the middle of all places; a region is smaller
SPREAD = 2.5


def table(feed: Feed, events: Sequence[Event]) -> tuple[Resource, dict[str, Point]]:
    """The table of dates in their order, and the place of each that has a believable one."""
    points = believed(feed, [(one.key, one.point) for one in events if one.point])
    ordered = sorted(events, key=lambda one: (one.first_day, one.occurrence, one.id))
    rows = [one.row(points.get(one.key)) for one in ordered]
    made = Table(columns.COLUMNS, rows, columns.KEY)
    return table_of(feed.source, "events", columns.TITLE, columns.NOTES, made), points


def believed(feed: Feed, pairs: Sequence[tuple[str, Point]]) -> dict[str, Point]:
    """The places that lie where those of one region do: in our surroundings, or near each other."""
    if not pairs:
        return {}
    points = [point for _, point in pairs]
    near = sum(doubt(point) is None for point in points)
    area = SURROUNDINGS if near * 2 >= len(points) else around(points, SPREAD)
    return placed(feed, WGS84, pairs, area)


def record(
    feed: Feed,
    resources: Sequence[Resource],
    points: Mapping[str, Point],
    tags: Mapping[str, Sequence[str]],
    kinds: Sequence[str],
    **fields: Any,
) -> Record:
    """The one dataset of a source; ``kinds``: words of culture's field collection_kind."""
    source = feed.source
    own = {"collection_kind": list(kinds)} if source.field == "culture" else {}
    theme = "GOVE" if source.field in ("administration", "citizen-services") else "EDUC"
    more = {"theme": [f"{THEME}{theme}"], **own, **page(source), **fields}
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes,
        tags=tags,
        fields=dataset_fields(source, **more),
        resources=resources,
        places=shapes(points),
    )
