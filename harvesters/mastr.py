"""Energy units of municipalities from the Marktstammdatenregister of the Bundesnetzagentur."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ckanext.loerrach.geo.crs import WGS84
from ckanext.loerrach.geo.sites import placed

from ._core import settings
from ._core.describe import THEME, dataset_fields, original, page, points, table_of
from ._core.errors import Empty, SettingError, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.objects import bad_row
from ._core.record import BadRecord, Record, Table
from ._core.values import BadValue
from ._mastr import columns
from ._mastr.pages import extract, pages
from ._mastr.unit import NAMES, Unit, unit
from ._mastr.years import years


class Mastr(Harvester):
    """The public list of units by municipality key, or an extract with the export's columns."""

    info = HarvesterInfo(
        name="mastr",
        title="Marktstammdatenregister (energy units by municipality)",
        field="environment",
        documentation="https://www.marktstammdatenregister.de/MaStRHilfe/subpages/GrundlagenDatenbezug.html",
        settings={
            "municipalities": "keys of the municipalities (08336050)",
            "layout": "list (default): the public list in JSON; csv: an extract in CSV",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Units that cannot be read, then the one dataset."""
        keys, layout = _keys(feed), feed.source.settings.get("layout", "list")
        if layout not in ("list", "csv"):
            raise SettingError(feed.source.name, "layout", "list or csv is needed")
        given = extract(feed) if layout == "csv" else (u for key in keys for u in pages(feed, key))
        found, bad = _units(feed, given, keys)
        if not found:
            if bad:
                raise WrongContent(feed.url, "units", f"none that can be used; the first: {bad[0]}")
            raise Empty(feed.url, f"unit of {', '.join(keys)}")
        feed.whole([str(feed.now.year), [repr(one) for _, one in sorted(found.items())]])
        yield from bad
        yield _record(feed, [one for _, one in sorted(found.items())], layout)


def _keys(feed: Feed) -> list[str]:
    keys = settings.words(feed.source, "municipalities")
    if not keys or not all(re.fullmatch(r"\d{8}", key) for key in keys):
        problem = "keys of eight digits are needed, in quotes (08336050)"
        raise SettingError(feed.source.name, "municipalities", problem)
    return keys


def _units(
    feed: Feed, given: Iterator[Any], keys: list[str]
) -> tuple[dict[str, Unit], list[BadRecord]]:
    """The units of the municipalities, each once, and what cannot be read."""
    found: dict[str, Unit] = {}
    bad: list[BadRecord] = []
    for number, fields in enumerate(given, 1):
        if isinstance(fields, BadRecord):
            bad.append(replace(fields, part_of=feed.source.name))
            continue
        try:
            _take(feed, fields, keys, found)
        except BadValue as error:
            bad.append(bad_row(feed, error, _name(fields, number)))
    return found, bad


def _take(feed: Feed, fields: Any, keys: list[str], found: dict[str, Unit]) -> None:
    if not isinstance(fields, Mapping):
        raise BadValue("unit", str(fields), "an object is needed")
    one = unit(feed, fields)
    if one.key in keys and found.setdefault(one.id, one) != one:
        raise BadValue("id", one.id, "the same number twice; the first one counts")


def _name(fields: Any, number: int) -> str:
    """The number of a unit, or its place in the list."""
    known = fields if isinstance(fields, Mapping) else {}
    return next((str(known[name]) for name in NAMES["id"] if known.get(name)), f"#{number}")


def _record(feed: Feed, units: list[Unit], layout: str) -> Record:
    source = feed.source
    given = {one.id: one.point for one in units if one.point}
    places = placed(feed, WGS84, given.items())
    rows = [one.row(*places.get(one.id, (None, None))) for one in units]
    return Record(
        source.name,
        source.title,
        source.notes,
        tags=columns.TAGS,
        fields=dataset_fields(source, theme=[f"{THEME}ENER", f"{THEME}ENVI"], **page(source)),
        resources=[
            table_of(source, "years", columns.YEARS_TITLE, columns.YEARS_NOTES,
                     Table(columns.YEARS, years(units, feed.now.date()), ["year", "carrier"])),
            table_of(source, "units", columns.UNITS_TITLE, columns.UNITS_NOTES,
                     Table(columns.UNITS, rows, ["id"])),
            original(feed, *(("CSV", "text/csv") if layout == "csv"
                             else ("JSON", "application/json"))),
        ],
        places=points(places),
    )  # fmt: skip
