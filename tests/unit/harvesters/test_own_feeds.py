"""Our own feeds for culture, business, administration, services and education, read from here.

Of each the first row of every table is spelled out; good rows, repairs and refusals are counted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvester, sources
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record
from ckanext.loerrach.testing_records import counts, harvest, rows

FeedOf = Callable[..., Feed]
FIELDS = {"culture", "business", "administration", "citizen-services", "youth-education"}
COUNCIL = "https://ratsinformation.loerrach.example/oparl/v1.1"
PDM = "http://creativecommons.org/publicdomain/mark/1.0/"
#: what is empty in a row where nothing else is said
EMPTY: dict[str, dict[str, Any]] = {
    "events": dict.fromkeys(
        ("id", "occurrence", "title", "first_day", "last_day", "start", "end", "place", "address",
         "lon", "lat", "category", "free", "price", "status", "link", "description")
    ),
    "services": dict.fromkeys(
        ("id", "service_key", "name", "name_fr", "name_en", "teaser", "description",
         "requirements", "documents", "procedure", "fees", "deadline", "duration", "forms",
         "legal_basis", "hints", "offices", "valid_from", "valid_until")
    ),
}  # fmt: skip


def day_of(id: str, title: str, first: date, last: date | None = None, **more: Any) -> Any:
    """A row of dates about whole days."""
    known = {"id": id, "occurrence": first.isoformat(), "title": title, "first_day": first,
             "last_day": last or first, "status": "scheduled"}  # fmt: skip
    return EMPTY["events"] | known | more


#: source -> the first row of each table, and the numbers of a run
OWN: dict[str, tuple[dict[str, dict[str, Any]], dict[str, int]]] = {
    # 155 markets between 1 November 2026 and 31 October 2027, without 26 December
    "veranstaltungen-loerrach": ({
        "events": day_of(
            "e2c22b8ee344feac", "Wochenmarkt", date(2026, 11, 3), place="Marktplatz, Lörrach",
            lon=7.662, lat=47.614, category="Markt", free=True,
            description="Dienstags, donnerstags und samstags. Fragen an (E-Mail).",
        ),
    }, {"events": 159, "repaired": 1, "refused": 0}),
    "feiertage-baden-wuerttemberg": ({
        "events": day_of("cf1ace8f41e01f42", "Allerheiligen", date(2026, 11, 1),
                         category="Gesetzlicher Feiertag"),
    }, {"events": 12, "repaired": 0, "refused": 0}),
    "abfallkalender-loerrach": ({
        "events": day_of("88255466b6411a21", "Biotonne Bezirk 1", date(2026, 11, 2),
                         category="Biotonne"),
    }, {"events": 117, "repaired": 0, "refused": 0}),
    "schulferien-baden-wuerttemberg": ({
        "events": day_of("11b7e630f23722a0", "Herbstferien", date(2026, 10, 26),
                         date(2026, 10, 31), category="Schulferien"),
    }, {"events": 5, "repaired": 0, "refused": 0}),
    "orte-loerrach": ({
        "events": day_of(
            "https://tourismus.loerrach.example/resources/wochenmarkt", "Wochenmarkt",
            date(2026, 11, 3), place="Marktplatz", address="79539 Lörrach", lon=7.662, lat=47.614,
            category="SaleEvent", free=True,
        ),
        "places": {
            "id": "https://tourismus.loerrach.example/resources/burg-roetteln",
            "name": "Burg Rötteln", "category": "LandmarksOrHistoricalBuildings",
            "address": "Lörrach-Haagen", "lon": 7.669, "lat": 47.638, "free": None, "link": None,
            "description": "Ruine über dem Wiesental, eine der größten Burganlagen Südbadens.",
        },
    }, {"events": 156, "places": 5, "repaired": 0, "refused": 0, "reference left out": 1}),
    "bildungsorte-loerrach": ({
        "places": {
            "id": "https://daten.loerrach.example/bildung/albert-schweitzer-schule",
            "name": "Albert-Schweitzer-Schule", "category": "School", "address": "79539 Lörrach",
            "lon": None, "lat": None, "free": None, "link": None, "description": None,
        },
    }, {"places": 11, "repaired": 0, "refused": 0}),
    "sammlungen-baden-wuerttemberg": ({
        "pieces": {
            "id": "oai:sammlung.example:1", "title": "Topographia Sueviae", "kind": "Buch",
            "creator": "Matthäus Merian (Verleger)", "date": "1643", "year_from": 1643,
            "year_to": 1643, "material": "Papier; Kupferstich", "place": "Frankfurt am Main",
            "holder": "Mustersammlung", "inventory": "M 1", "rights": PDM,
            "link": "https://sammlung.example/objekt/1",
            "image": "https://sammlung.example/bild/1.jpg", "image_rights": PDM,
            "description": "Beschreibung von Orten in Schwaben und am Oberrhein.",
        },
    }, {"pieces": 3, "repaired": 0, "refused": 0}),
    "alte-drucke-basel": ({
        "pieces": {
            "id": "oai:drucke.example:1", "title": "Cosmographia. Beschreibung aller Lender",
            "kind": "Text", "creator": "Münster, Sebastian", "date": "1544", "year_from": 1544,
            "year_to": 1544, "material": None, "place": "Basel", "holder": None,
            "inventory": "doi:10.9999/1", "rights": PDM, "link": "https://drucke.example/titel/1",
            "image": "https://drucke.example/bild/1.jpg", "image_rights": PDM, "description": None,
        },
    }, {"pieces": 4, "repaired": 0, "refused": 0}),
    "bevoelkerung-landkreise": ({
        "values": {
            "time": date(2024, 12, 31), "area": "08311",
            "area_name": "Freiburg im Breisgau, Stadtkreis", "ges": "GESM", "ges_name": "männlich",
            "measure": "BEVSTD", "measure_name": "Bevölkerungsstand", "value": 113047.0,
            "unit_name": "Anzahl", "sign": None, "quality": None,
        },
    }, {"values": 12, "repaired": 0, "refused": 0}),
    "beschaeftigte-arbeitsort": ({
        "values": {
            "time": date(2025, 6, 30), "area": "08", "area_name": "Baden-Württemberg",
            "nat": "NATA", "nat_name": "ausländisch", "ges": "GESM", "ges_name": "männlich",
            "measure": "ERW032",
            "measure_name": "Sozialversicherungspfl. Beschäftigte (Arbeitsort)",
            "value": 596967.0, "unit_name": "Anzahl", "sign": None, "quality": None,
        },
    }, {"values": 18, "repaired": 0, "refused": 0}),
    "ausschreibungen-region": ({
        "notices": {
            "published": date(2026, 10, 5), "notice": "2b7d0a51-6a1e-4f0b-8c53-1d2e3f405162",
            "version": "1", "stage": "result", "kind": "can-standard",
            "title": "Beispiel: Pflege von Grünflächen", "description": None,
            "buyer": "Stadt Rheinfelden (Baden)", "buyer_town": "Rheinfelden (Baden)",
            "town": "Rheinfelden (Baden)", "postcode": "79618", "nuts": "DE139", "nature": None,
            "cpv": None, "method": "de-restricted", "deadline": None, "value": 61200.5,
            "currency": "EUR", "winners": "Beispiel Garten GmbH", "awarded": date(2026, 9, 30),
            "procedure": "7a90c1de-20b4-4b6f-9b0e-6f7e8d9cab10", "link": None,
        },
    }, {"notices": 4, "repaired": 1, "refused": 0, "left out": 1}),
    "energieanlagen-loerrach": ({
        "years": {
            "year": 1998, "carrier": "hydro", "added": 1, "added_power": 115.0, "units": 1,
            "power": 115.0,
        },
        "units": {
            "id": "SEE900000000001", "carrier": "solar", "status": "operating", "gross": 9.9,
            "net": 8.2, "storage": None, "modules": 42, "facing": "Süd",
            "begin": date(2012, 1, 15), "end": None, "postcode": "79539", "town": "Lörrach",
            "municipality": "08336050", "lon": None, "lat": None,
        },
    }, {"years": 69, "units": 6, "repaired": 0, "refused": 0}),
    "gemeinderat-loerrach": ({
        "meetings": {
            "id": f"{COUNCIL}/meeting/104", "title": "Sitzung des Gemeinderates",
            "committee": "Gemeinderat", "day": date(2026, 12, 17),
            "start": datetime(2026, 12, 17, 16, 30, tzinfo=UTC), "end": None, "place": None,
            "status": "scheduled", "items": 1, "agenda": None, "minutes": None, "link": None,
        },
        "items": {
            "id": f"{COUNCIL}/agendaitem/1006", "meeting": f"{COUNCIL}/meeting/104",
            "day": date(2026, 12, 17), "committee": "Gemeinderat", "order": 1, "number": "1",
            "title": "Beschluss des Haushaltsplans 2027", "result": None, "resolution": None,
            "paper": f"{COUNCIL}/paper/201", "reference": "117/2026", "link": None,
        },
        "papers": {
            "id": f"{COUNCIL}/paper/203", "reference": "130/2026",
            "title": "Offene Daten: Stand der Plattform", "kind": "Informationsvorlage",
            "day": date(2026, 11, 2), "originator": "Fachbereich Umwelt und Klimaschutz",
            "files": 1, "link": f"{COUNCIL}/file/14.pdf",
        },
        "bodies": {
            "id": f"{COUNCIL}/organization/ut", "name": "Ausschuss für Umwelt und Technik",
            "short_name": "AUT", "kind": "Ausschuss", "since": None, "until": None, "link": None,
        },
    }, {"meetings": 4, "items": 5, "papers": 3, "bodies": 7, "repaired": 0, "refused": 0,
        "not public": 1}),
    "wahlen-loerrach": ({
        "results": {
            "level": "Gemeinde", "area": "0", "area_name": "Stadt Lörrach", "vote": "only",
            "party": "Liste Rhein", "votes": 1831, "share": 42.89, "votes_before": None,
        },
        "turnout": {
            "level": "Gemeinde", "area": "0", "area_name": "Stadt Lörrach", "vote": "only",
            "eligible": 6110, "voters": 4301, "turnout": 70.39, "valid": 4269, "invalid": 32,
            "reported": 6, "expected": 7, "state": "counting",
        },
    }, {"results": 21, "turnout": 8, "repaired": 0, "refused": 0}),
    "bundestagswahl-2025": ({
        "results": {
            "level": "Bund", "area": "99", "area_name": "Bundesgebiet", "vote": "first",
            "party": "CDU", "votes": 12_604_184, "share": 25.46, "votes_before": 10_445_920,
        },
        "turnout": {
            "level": "Bund", "area": "99", "area_name": "Bundesgebiet", "vote": "first",
            "eligible": 60_510_631, "voters": 49_928_653, "turnout": 82.51, "valid": 49_505_389,
            "invalid": 423_264, "reported": None, "expected": None, "state": "final",
        },
    }, {"results": 54, "turnout": 6, "repaired": 0, "refused": 0}),
    "leistungen-loerrach": ({
        "services": EMPTY["services"] | {
            "id": "L100042:103", "name": "Führungszeugnis beantragen", "fees": "13,00 Euro.",
            "legal_basis": "§ 30 Bundeszentralregistergesetz (BZRG)", "offices": "Bürgerservice",
        },
        "offices": {
            "id": "L100042:1", "name": "Bürgerservice", "street": "Luisenstraße 16",
            "postcode": "79539", "town": "Lörrach", "services": 3,
        },
    }, {"services": 3, "offices": 2, "repaired": 0, "refused": 0, "value left out": 1,
        "no longer valid": 1}),
    "ablage-schulamt-loerrach": ({
        "schulen.csv": {
            "schule": "Gewerbeschule Lörrach", "traeger": "Landkreis Lörrach", "plz": "79539",
            "ort": "Lörrach", "schwerpunkt": "gewerblich-technisch",
        },
        "schularten.csv": {
            "schulart": "Grundschule", "erste_klasse": 1, "letzte_klasse": 4,
            "hoechster_abschluss": "k. A.",
        },
    }, {"schulen.csv": 3, "schularten.csv": 5, "repaired": 0, "refused": 0, "understood": 3}),
}  # fmt: skip


def test_none_is_left_out() -> None:
    """Ten harvesters, every sample of theirs, and every one of the fields."""
    demos = {one.name: one for one in sources() if one.demo}
    read = {demos[name].harvester for name in OWN}
    assert len(read) == 10
    assert set(OWN) == {name for name, one in demos.items() if one.harvester in read}
    assert {demos[name].field for name in OWN} >= FIELDS


@pytest.mark.parametrize("name", OWN)
def test_an_own_feed(name: str, of_demo: FeedOf) -> None:
    first, numbers = OWN[name]
    feed = of_demo(next(one for one in sources() if one.name == name))
    feed.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    if name == "ausschreibungen-region":
        # whose notices are of the days before this one
        feed.now = datetime(2026, 10, 8, 6, tzinfo=UTC)
    found = list(harvester(feed.source.harvester)().records(feed))
    good = [one for one in found if isinstance(one, Record)]
    bad = [one for one in found if isinstance(one, BadRecord)]
    assert {
        one.key: rows(record, one.key)[0]
        for record in good for one in record.resources if one.table
    } == first  # fmt: skip
    assert counts(feed, good, bad) == numbers


#: broken feed -> its harvester, settings, and the numbers of a run
BROKEN: dict[str, tuple[str, dict[str, Any], dict[str, int]]] = {
    "kalender.ics": ("icalendar", {}, {"events": 3, "repaired": 5, "refused": 10}),
    "orte.json": ("schemaorg", {}, {"events": 3, "places": 3, "repaired": 2, "refused": 6}),
    "oai.xml": ("oaipmh", {}, {"pieces": 2, "repaired": 1, "refused": 5}),
    "mastr.json": (
        "mastr", {"municipalities": ["08336050"]},
        {"years": 18, "units": 3, "repaired": 0, "refused": 8},
    ),
    "xzufi.xml": ("xzufi", {}, {"services": 1, "repaired": 0, "refused": 6}),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_feed(name: str, feed_of: FeedOf, own_feeds: Path) -> None:
    """The same numbers where there is much to repair and to refuse; what, tells its own test."""
    kind, settings, numbers = BROKEN[name]
    feed = feed_of((own_feeds / "broken" / name).read_bytes(), kind, settings=settings)
    feed.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    record, bad = harvest(feed)
    found = counts(feed, [record], bad)
    assert {key: found[key] for key in numbers} == numbers
