"""Tables of the statistical offices (GENESIS): Destatis, Regionalstatistik, Zensus 2022."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ._core import settings
from ._core.columns import texts
from ._core.describe import THEME, dataset_fields, original, page, table_of
from ._core.errors import Empty, SettingError, Unchanged, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record, Table
from ._core.values import BadValue
from ._genesis import ffcsv, service
from ._genesis import table as tables
from ._genesis.ffcsv import Figure


class Genesis(Harvester):
    """One table of GENESIS is one dataset; the operator's login is asked for by its server."""

    info = HarvesterInfo(
        name="genesis",
        title="GENESIS web service of the statistical offices (RESTful 2020, flat CSV)",
        field="business",
        documentation="https://www-genesis.destatis.de/datenbank/online/docs/GENESIS-Webservices_Einfuehrung.pdf",
        settings={
            "table": "code of the table (12411-01-01-4)",
            "areas": "keys of the areas that stay (08336050); 083* takes all that begin with 083",
            "areas_of": "code of the variable by which GENESIS itself chooses 'areas' (KREISE, "
            "GEMEIN), for tables that are too large as a whole",
            "since": "first year that is asked for; without it the newest state only",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Values that cannot be read, then the one dataset."""
        code = _table(feed)
        wanted = _wanted(feed)
        about = service.about(feed, code)
        state = _state(about)
        # "Updated" alone lies: it was seen a year older than the newest reference day
        if feed.conditional and feed.before.get("state") == state and _same_settings(feed):
            raise Unchanged(feed.url)
        figures, bad = _read(feed, code, wanted)
        feed.keep.update(state=state, settings=_settings(feed))
        feed.whole([state, [repr(one) for one in sorted(figures, key=repr)]])
        yield from bad
        yield _record(feed, figures, about)


def _table(feed: Feed) -> str:
    code = feed.source.settings.get("table")
    if not isinstance(code, str) or not re.fullmatch(r"[0-9A-Za-z-]{4,20}", code):
        raise SettingError(feed.source.name, "table", "a code like 12411-01-01-4 is needed")
    return code


def _wanted(feed: Feed) -> list[str]:
    wanted = settings.words(feed.source, "areas")
    for one in wanted:
        if not re.fullmatch(r"[0-9A-Z]{1,12}\*?", one):
            raise SettingError(feed.source.name, "areas", f"'{one}' is no key like 08336 or 083*")
    return wanted


def _form(feed: Feed, wanted: list[str]) -> dict[str, str]:
    form = {}
    if "since" in feed.source.settings:
        form["startyear"] = str(settings.whole(feed.source, "since", 0, 1900, 2100))
    variable = feed.source.settings.get("areas_of")
    if variable is not None:
        if not isinstance(variable, str) or not re.fullmatch(r"[0-9A-Z]{2,12}", variable):
            problem = "the code of a variable is needed, as KREISE"
            raise SettingError(feed.source.name, "areas_of", problem)
        form |= {"regionalvariable": variable, "regionalkey": ",".join(wanted)}
    return form


def _settings(feed: Feed) -> dict[str, Any]:
    return {name: feed.source.settings[name] for name in sorted(feed.source.settings)}


def _same_settings(feed: Feed) -> bool:
    return bool(feed.before.get("settings") == _settings(feed))


def _state(about: Mapping[str, Any]) -> list[str]:
    """What changes when a table does: when it was changed, and the times it reaches over."""
    time = about.get("Time")
    reach = time if isinstance(time, Mapping) else {}
    return [str(one or "") for one in (about.get("Updated"), reach.get("From"), reach.get("To"))]


def _read(feed: Feed, code: str, wanted: list[str]) -> tuple[list[Figure], list[BadRecord]]:
    """The values that are wanted, each once, and the rows that cannot be read."""
    zipped, name = service.flat(feed, code, **_form(feed, wanted))
    found: dict[tuple[Any, ...], Figure] = {}
    bad: list[BadRecord] = []
    seen = 0
    for one in ffcsv.figures(feed, zipped.lines(name)):
        if isinstance(one, BadRecord):
            bad.append(replace(one, part_of=feed.source.name))
            continue
        seen += 1
        if _is_wanted(one, wanted):
            _take(feed, found, one, bad)
    if not found:
        first = f"; the first: {bad[0]}" if bad else ""
        if not seen and not bad:
            raise Empty(feed.url, "value")
        raise WrongContent(feed.url, "values of the areas that are asked for",
                           f"none of {seen}{first}")  # fmt: skip
    return list(found.values()), bad


def _is_wanted(figure: Figure, wanted: list[str]) -> bool:
    areas = [one.code for one in figure.attributes if one.is_area]
    return not wanted or any(
        area == one or (one.endswith("*") and area.startswith(one[:-1]))
        for area in areas
        for one in wanted
    )


def _take(
    feed: Feed, found: dict[tuple[Any, ...], Figure], one: Figure, bad: list[BadRecord]
) -> None:
    """One value for everything that it stands for; a second one is refused."""
    try:
        when = tables.moment(one.time)
        if one.time_code.upper() == tables.DAY:
            tables.day(one.time)
    except BadValue as error:
        bad.append(replace(error.record(_name(one)), part_of=feed.source.name))
        return
    # of one measure the Zensus gives the number and its share, each with its own unit
    key = (when, tuple((a.variable, a.code) for a in one.attributes), one.measure, one.unit)
    if key in found and found[key] != one:
        problem = "two values for the same time, area and measure; the first one counts"
        bad.append(replace(BadValue("value", one.value, problem).record(_name(one)),
                           part_of=feed.source.name))  # fmt: skip
    found.setdefault(key, one)


def _name(one: Figure) -> str:
    codes = " ".join(a.code or tables.TOTAL for a in one.attributes)
    return f"{one.measure} {one.time} {codes}".strip()


def _record(feed: Feed, figures: list[Figure], about: Mapping[str, Any]) -> Record:
    source, table = feed.source, tables.table(figures)
    first, last = _reach(table)
    fields: dict[str, Any] = {
        "theme": [f"{THEME}{'EDUC' if source.field == 'youth-education' else 'ECON'}"],
        "statistics_code": figures[0].statistics,
        "statistical_dimension": _dimensions(figures),
        **page(source),
        **({"reference_period_start": first} if first else {}),
        **({"reference_period_end": last} if last and last != first else {}),
    }
    if source.field != "business":
        fields = {key: fields[key] for key in ("theme", "url") if key in fields}
    notes = texts(*(NOTES[one] for one in ("de", "fr", "en")))
    values = table_of(source, "values", VALUES, notes, table)
    return Record(
        source.name,
        source.title,
        source.notes,
        tags=TAGS,
        fields=dataset_fields(source, **fields),
        resources=[values, original(feed, "JSON", "application/json")],
    )


def _dimensions(figures: list[Figure]) -> list[str]:
    """What the values are divided by; areas of several levels are one thing."""
    found = {
        "Gebiet" if one.is_area else one.variable_label: None
        for figure in figures
        for one in figure.attributes
    }
    return list(found)


def _reach(table: Table) -> tuple[str, str]:
    """First and last day of the times; "" where they are neither days nor years."""
    times = [row[0] for row in table.rows]
    if all(isinstance(one, date) for one in times):
        return str(min(times, key=str)), str(max(times, key=str))
    years = [str(one) for one in times if re.fullmatch(r"\d{4}", str(one))]
    if len(years) < len(times):
        return "", ""
    return f"{min(years)}-01-01", f"{max(years)}-12-31"


VALUES = {"de": "Werte", "fr": "Valeurs", "en": "Values"}
NOTES = {
    "de": "Eine Zeile je Wert. _T steht für die Summe über alle Ausprägungen eines Merkmals, _Z "
    "für „trifft nicht zu“.",
    "fr": "Une ligne par valeur. _T désigne le total de toutes les modalités, _Z « sans objet ».",
    "en": "One row per value. _T is the total over all attributes of a variable, _Z 'not "
    "applicable'.",
}
TAGS = {
    "de": ["Statistik", "amtliche Statistik"],
    "fr": ["statistique", "statistique officielle"],
    "en": ["statistics", "official statistics"],
}
