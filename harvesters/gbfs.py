"""Sharing systems in GBFS: one system is one dataset with its stations and vehicles as of now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ._core.describe import licensed, mobility_fields, points, table_of
from ._core.errors import Empty, SettingError, Unchanged, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Cell, Column, Record, Resource, Same, Table
from ._core.source import SourceEntry
from ._core.values import BadValue, Values
from ._gbfs import columns, order
from ._gbfs.discovery import System, systems
from ._gbfs.known import SYSTEM
from ._gbfs.rows import CRS, Row, Rows, read, silent
from ._gbfs.texts import FORMS, LANGUAGE, LANGUAGES, RESOURCES, TAGS
from ._gbfs.words import text, texts
from ._network import words

SPECIFICATION = "https://github.com/MobilityData/gbfs/blob/v{}/gbfs.md"
#: hours without a word from a station
SILENT = 12


class Gbfs(Harvester):
    """Sharing systems in GBFS 1.1, 2 and 3, one of them or a manifest of many."""

    info = HarvesterInfo(
        name="gbfs",
        title="GBFS (bikes, cars and scooters to share)",
        field="mobility",
        documentation="https://gbfs.org/documentation/",
        settings={
            "language": "language of texts, where there are several (de)",
            "systems": "of a manifest only the systems of this list of ids",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord | Same]:
        """Each system with its rows that cannot be used first; Same for an older snapshot."""
        check(feed)
        order.unchanged(feed)
        found = list(systems(feed))
        whole = [one for one in found if isinstance(one, System)]
        older = [one.id for one in whole if order.behind(feed, one)]
        for system in whole:
            order.remember(feed, system, taken=system.id not in older)
        single = len(found) == 1 and whole and whole[0].id == feed.source.name
        if single and older:
            raise Unchanged(feed.url)
        said: list[Any] = [_said(one) for one in found]
        feed.whole([said, feed.now.isoformat() if older else ""])
        for one in found:
            if isinstance(one, BadRecord):
                yield one
            elif one.id in older:
                yield Same(one.id)
            else:
                yield from _dataset(feed, one, bool(single))


def check(feed: Feed) -> None:
    """SettingError for settings that no run can work with."""
    settings = feed.source.settings
    wanted = settings.get("systems", [])
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        raise SettingError(feed.source.name, "systems", "a list of system ids is needed")
    if settings.get("language", "de") not in LANGUAGES:
        raise SettingError(feed.source.name, "language", f"is none of {', '.join(LANGUAGES)}")


def _said(one: System | BadRecord) -> Any:
    """What a system says, without the times at which it says so."""
    if isinstance(one, BadRecord):
        return str(one)
    return [one.id, one.version, {name: found.data for name, found in one.documents.items()}]


def _dataset(feed: Feed, system: System, single: bool) -> Iterator[Record | BadRecord]:
    rows = read(feed, system, system.id)
    problem = _empty(system, rows)
    if problem and single:
        raise problem
    yield from rows.bad
    if problem:
        yield BadRecord(system.id, "data", "", str(problem))
        return
    _silent(feed, system, rows)
    try:
        yield _record(feed, system, rows, single)
    except BadValue as error:
        yield error.record(system.id)


def _empty(system: System, rows: Rows) -> WrongContent | None:
    """Nothing where there should be something is maintenance, or an answer that is broken."""
    if "station_information" in system.documents:
        needed, found = "station", rows.stations
        given = system.objects("station_information", "stations")
    else:
        needed, found = "vehicle", rows.vehicles
        given = system.objects("vehicle_status", "vehicles", "bikes")
    if found:
        return None
    if given and rows.bad:
        return WrongContent(system.url, f"{needed}s", f"none that can be read; {rows.bad[0]}")
    return Empty(system.url, needed)


def _silent(feed: Feed, system: System, rows: Rows) -> None:
    ids = list(silent(feed, rows, SILENT))
    if ids:
        told = f"{len(ids)} of {len(rows.stations)} stations for more than {SILENT} hours"
        feed.notice("silent", system.id, f"{told}; the first: {', '.join(ids[:3])}")


def _record(feed: Feed, system: System, rows: Rows, single: bool) -> Record:
    document = system.documents.get("system_information")
    about = Values(document.data if document else {})
    feed.unknown(about.fields, SYSTEM)
    source = _licensed_source(feed, system, about)
    title = source.title
    if not single:
        names = texts(about.fields.get("name")) or {"": system.id}
        fallback = text(about.fields.get("name"), system.language) or system.id
        title = {language: names.get(language, fallback) for language in source.title}
    return Record(
        id=system.id,
        title=title,
        notes=source.notes,
        tags=TAGS,
        fields=_fields(feed, system, about, rows),
        resources=list(_resources(source, system, rows)),
        places=points(rows.places, CRS),
    )


def _licensed_source(feed: Feed, system: System, about: Values) -> SourceEntry:
    """The source with the licence that counts: its own, or the system's where it says so."""
    source = feed.source
    named = about.text("license_id", 200) or about.text("license_url", 500) or ""
    given = words.licence(named)
    if source.licences == "source":
        if named and given != source.licence:
            feed.notice("licence", system.id, f"the system says '{named}'; the source's counts")
        return source
    if given:
        thanks = about.text("attribution_organization_name", 300) or source.attribution
        return replace(source, licence=given, attribution=thanks)
    if named or source.licences == "records":
        raise BadValue("license_id", named, "no licence that is known")
    return source


def _fields(feed: Feed, system: System, about: Values, rows: Rows) -> dict[str, Any]:
    forms = {str(row["form"]) for row in rows.types} or {"bicycle"}
    known = [FORMS[form] for form in sorted(forms) if form in FORMS]
    themes = ["sharing-and-hiring-services"]
    for theme in dict.fromkeys(theme for theme, _ in known if theme):
        themes += [f"{theme}-locations-and-stations", f"{theme}-availability"]
    modes = sorted({mode for _, mode in known} or {"other"})
    language = LANGUAGES.get(system.language[:2])
    operator = text(about.fields.get("operator"), system.language)
    try:
        url = about.web_address("url")
    except BadValue as error:
        feed.notice("left out", f"{system.id}: url", str(error))
        url = None
    return mobility_fields(
        feed.source,
        themes,
        modes,
        conforms_to=[_specification(system)],
        language=[LANGUAGE + language] if language else [],
        **({"creator": [{"name": operator}]} if operator else {}),
        **({"url": url} if url else {}),
    )


def _specification(system: System) -> str:
    return SPECIFICATION.format(system.version.partition("-")[0])


def _resources(source: SourceEntry, system: System, rows: Rows) -> Iterator[Resource]:
    """Discovery as a service, then a table for each feed that the system has."""
    title, description = RESOURCES["feed"]
    service = {
        "title": f"GBFS {system.version}",
        "endpoint_url": [system.url],
        "conforms_to": [_specification(system)],
    }
    resource = Resource(
        key="feed",
        title=title,
        description=description,
        url=system.url,
        format="JSON",
        mimetype="application/json",
        fields={"conforms_to": [_specification(system)], "access_services": [service]},
    )
    yield licensed(resource, source)
    for key, feed, shown, found, keys in (
        ("stations", "station_information", columns.STATIONS, rows.stations, ["id"]),
        ("kinds", "station_status", columns.KINDS, rows.kinds, ["station", "type"]),
        ("vehicles", "vehicle_status", columns.VEHICLES, rows.vehicles, ["id"]),
        ("types", "vehicle_types", columns.TYPES, rows.types, ["id"]),
        ("plans", "system_pricing_plans", columns.PLANS, rows.plans, ["id"]),
    ):
        if feed in system.documents and (found or key != "kinds"):
            yield table_of(source, key, *RESOURCES[key], _table(shown, found, keys))


def _table(shown: list[Column], rows: list[Row], keys: list[str]) -> Table:
    cells: list[list[Cell]] = [[row.get(column.name) for column in shown] for row in rows]
    return Table(shown, cells, keys)
