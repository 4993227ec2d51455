"""Counts of bicycles at fixed counters: one feed is one dataset, its counts grow run by run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urljoin

from ckanext.loerrach.geo.sites import placed

from ._core.answer import Answer
from ._core.describe import mobility_fields, original, points, table_of
from ._core.errors import SettingError, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Cell, Record, Resource, Series, Table
from ._core.settings import zone
from ._counters import eco, zurich
from ._counters.count import COUNTS, OUTAGES, SITES, Counts


class Counters(Harvester):
    """Bicycle counters: Eco-Counter as MobiData BW has it, and Zürich's hours."""

    info = HarvesterInfo(
        name="counters",
        title="Bicycle counters (Eco-Counter of MobiData BW, Zürich)",
        field="mobility",
        documentation="https://mobidata-bw.de/dataset/eco-counter-fahrradzahler",
        settings={
            "timezone": "zone of times without one (Eco-Counter: Europe/Berlin, Zürich: "
            "Europe/Zurich)",
            "counters": "list of the identifiers of the counters that are asked for",
            "box": "Eco-Counter: west, south, east and north of the area that is asked for",
            "step": "Eco-Counter: what a row counts, quarter, hour or day",
            "keep_days": "days that counts stay; without it for ever",
            "sites": "Zürich: address of the table of counters, as seen from the feed's",
            "outages": "Zürich: address of the log of outages, as seen from the feed's",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Bad rows first, then the one dataset with all good ones."""
        check(feed)
        answer = feed.get(accept="text/csv, */*;q=0.1")
        counts, outages = _read(feed, answer)
        for bad in counts.bad:
            yield replace(bad, part_of=feed.source.name)
        if not counts.found:
            first = f"; the first: {counts.bad[0]}" if counts.bad else ""
            found = f"none of {counts.seen} rows{first}"
            raise WrongContent(feed.url, "counts of the counters that are asked for", found)
        yield _record(feed, counts, outages)


def check(feed: Feed) -> None:
    """SettingError for settings that no run can work with."""
    settings, name = feed.source.settings, feed.source.name
    zone(feed.source, "UTC")
    box = settings.get("box", [0, 0, 0, 0])
    if not isinstance(box, list) or [type(one) in (int, float) for one in box] != [True] * 4:
        raise SettingError(name, "box", "four numbers are needed, as [7.5, 47.5, 8.0, 47.8]")
    counters = settings.get("counters", [])
    if not isinstance(counters, list) or not all(isinstance(one, str) for one in counters):
        raise SettingError(name, "counters", "a list of texts is needed")
    if settings.get("step", "day") not in eco.STEPS:
        raise SettingError(name, "step", f"is none of {', '.join(eco.STEPS)}")
    keep = settings.get("keep_days", 1)
    if type(keep) is not int or keep < 1:
        raise SettingError(name, "keep_days", "a whole number of days is needed")
    for key in ("sites", "outages"):
        if not isinstance(settings.get(key, ""), str):
            raise SettingError(name, key, "a text is needed")


def _read(feed: Feed, answer: Answer) -> tuple[Counts, list[zurich.Outage]]:
    """The counts of an answer, in the dialect that it is in, and the log of outages."""
    if not zurich.recognises(answer.body[:4000]):
        return eco.read(feed, answer), []
    outages, bad = zurich.log(feed, log) if (log := _beside(feed, "outages")) else ([], [])
    counts = zurich.read(feed, answer, outages)
    counts.bad += bad
    if table := _beside(feed, "sites"):
        zurich.sites(feed, table, counts)
    return counts, [one for one in outages if one.counter in counts.sites]


def _beside(feed: Feed, setting: str) -> Answer | None:
    """The file that a setting names, if it names one."""
    address = feed.source.settings.get(setting)
    return feed.get(urljoin(feed.asked, address)) if address else None


def _record(feed: Feed, counts: Counts, outages: list[zurich.Outage]) -> Record:
    source = feed.source
    given = {site.id: site.point for site in counts.sites.values() if site.point}
    places = placed(feed, counts.crs, given.items())
    resources = [_sites(feed, counts, places), _counts(feed, counts)]
    if outages:
        resources.append(_outages(feed, outages))
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes,
        tags=TAGS,
        fields=mobility_fields(source, ["traffic-volume"], ["bicycle"]),
        resources=[*resources, original(feed, "CSV", "text/csv")],
        places=points({id: given[id] for id in places}, counts.crs),
    )


def _sites(feed: Feed, counts: Counts, places: dict[str, tuple[float, float]]) -> Resource:
    rows = [
        [one.id, one.name, one.operator, *places.get(one.id, (None, None))]
        for one in counts.sites.values()
    ]
    return table_of(feed.source, "sites", *TEXTS["sites"], Table(SITES, rows, key=["id"]))


def _counts(feed: Feed, counts: Counts) -> Resource:
    keep = feed.source.settings.get("keep_days")
    rows = [counts.found[key].row() for key in sorted(counts.found)]
    table = Table(COUNTS, rows, key=["counter", "at"], series=Series("at", keep))
    return table_of(
        feed.source, "counts", {"de": "Zählwerte", "fr": "Comptages", "en": "Counts"}, {}, table
    )


def _outages(feed: Feed, outages: list[zurich.Outage]) -> Resource:
    rows: dict[tuple[Any, ...], list[Cell]] = {}
    for one in outages:
        last = None if one.last == date.max else one.last
        rows[one.counter, one.first] = [one.counter, one.first, last, one.about]
    table = Table(OUTAGES, list(rows.values()), key=["counter", "first_day"])
    return table_of(feed.source, "outages", *TEXTS["outages"], table)


#: title and notes of each table
TEXTS = {
    "sites": (
        {"de": "Zählstellen", "fr": "Compteurs", "en": "Counters"},
        {
            "de": "Eine Zeile je Zählstelle, mit ihrer Lage.",
            "fr": "Une ligne par compteur, avec sa situation.",
            "en": "One row per counter, with its place.",
        },
    ),
    "counts": (
        {"de": "Zählwerte", "fr": "Comptages", "en": "Counts"},
        {
            "de": "Eine Zeile je Zählstelle und Zeitpunkt; berichtigte Werte ersetzen die alten.",
            "fr": "Une ligne par compteur et moment ; les valeurs corrigées remplacent les autres.",
            "en": "One row per counter and time; corrected values replace the old ones.",
        },
    ),
    "outages": (
        {"de": "Ausfälle", "fr": "Pannes", "en": "Outages"},
        {
            "de": "Tage, an denen eine Zählstelle nicht gezählt hat.",
            "fr": "Jours où un compteur n’a pas compté.",
            "en": "Days on which a counter did not count.",
        },
    ),
}
TAGS = {
    "de": ["Fahrrad", "Zählstelle", "Radverkehr"],
    "fr": ["vélo", "comptage", "trafic cycliste"],
    "en": ["bicycle", "counter", "cycle traffic"],
}
