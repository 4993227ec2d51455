"""Every recording of culture: the first row whole; good rows, repairs and refusals counted.

Of the long texts that tourism writes begin, end and length are told here, as they are not ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.mail import MAIL
from ckanext.loerrach.testing_records import counts, harvest, rows

FeedOf = Callable[..., Feed]
ERFURT = "https://thuecat.org/resources"


@dataclass(frozen=True)
class Recording:
    """What has to be found in a file below ``culture/``."""

    harvester: str
    #: the day on which it is read
    now: datetime
    first: dict[str, Any]
    counts: dict[str, int]
    #: rows with a place that can be drawn
    places: int = 0
    settings: dict[str, Any] = field(default_factory=dict)
    #: of a description that is longer than 300 characters: begin, end, and length
    long: tuple[str, str, int] | None = None


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type,misc]


def event(**known: Any) -> dict[str, Any]:
    """A row of dates of one day; what is not ``known`` is empty."""
    empty = dict.fromkeys(
        ("id", "occurrence", "title", "first_day", "last_day", "start", "end", "place", "address",
         "lon", "lat", "category", "free", "price", "status", "link", "description")
    )  # fmt: skip
    return empty | known


RECORDINGS = {
    # its events have an empty rule of recurrence
    "ics/Germany_Holidays.ics": Recording(
        "icalendar", utc(2019, 1, 10), event(
            id="e2adf056d474cf0e", occurrence="2019-01-01", title="New Year's Day",
            first_day=date(2019, 1, 1), last_day=date(2019, 1, 1), place="Germany",
            status="scheduled",
            description="Visit https://calendarlabs.com/holidays/us/new-years-day.php to know more"
            " about New Year's Day. Like us on Facebook: http://fb.com/calendarlabs to get updates",
        ), {"events": 17, "repaired": 1, "refused": 0},
    ),
    "ics/daylight_saving_time.ics": Recording(
        "icalendar", utc(2018, 1, 10), event(
            id="738499123dcf5c60", occurrence="2018-01-02T18:00", title="Freifunktreffen",
            first_day=date(2018, 1, 2), last_day=date(2018, 1, 2), start=utc(2018, 1, 2, 17),
            end=utc(2018, 1, 2, 20), place="Seminarraum", status="scheduled",
            description="Öffentliches Treffen des Freifunk Potsdam e.V.",
        ), {"events": 211, "repaired": 0, "refused": 0},
    ),
    # all of its events have one UID, two of them also one start
    "ics/fablab_cottbus.ics": Recording(
        "icalendar", utc(2018, 1, 10), event(
            id="0eda4cd3eefc7ae6", occurrence="2018-01-04T17:45",
            title="Der 3D-Donnerstag fällt aus", first_day=date(2018, 1, 4),
            last_day=date(2018, 1, 4), start=utc(2018, 1, 4, 16, 45), end=utc(2018, 1, 4, 18, 45),
            free=True, status="scheduled",
            link="http://blog.fablab-cottbus.de/Veranstaltung/der-3d-donnerstag-faellt-aus-2/",
            description="***ACHTUNG: Der 3D-Donnerstag FÄLLT AM 6.07. AUS!***",
        ), {"events": 28, "repaired": 1, "refused": 1}, places=14,
    ),
    # two single dates, and the fourth Sunday of four months
    "thuecat-schemaorg/cdb.int.thuecat.org__api__resources__e_100771372-hubev.json": Recording(
        "schemaorg", utc(2026, 2, 3), event(
            id="https://int.thuecat.org/resources/e_100771372-hubev", occurrence="2026-02-22T19:00",
            title="Distel-Comedy. Große Stand-up-Comedy-Show", first_day=date(2026, 2, 22),
            last_day=date(2026, 2, 22), start=utc(2026, 2, 22, 18), end=utc(2026, 2, 22, 20),
            place="Distelschänke", address="Am Jenzig 1, 07749 Jena", lon=11.6102608,
            lat=50.9363636, category="CultureEvent", status="scheduled",
            description="Am 28. Juni findet ein CSD-Special statt.",
        ), {"events": 6, "repaired": 0, "refused": 0}, places=6,
    ),
    "thuecat-schemaorg/cdb.int.thuecat.org__api__resources__e_19542-hubev.json": Recording(
        "schemaorg", utc(2026, 2, 3), event(
            id="https://int.thuecat.org/resources/e_19542-hubev", occurrence="2026-11-29T18:00",
            title="Konzert des Dresdner Kreuzchores", first_day=date(2026, 11, 29),
            last_day=date(2026, 11, 29), start=utc(2026, 11, 29, 17), place="Margarethenkirche",
            address="Neumarkt, 99867 Gotha", lon=10.7050084, lat=50.9502678,
            category="CultureEvent", status="scheduled",
            link="http://www.kirchengemeinde-gotha.de/",
            description="Der Dresdner Kreuzchor ist einer der ältesten und berühmtesten Knabenchöre"
            " der Welt.",
        ), {"events": 1, "repaired": 0, "refused": 0}, places=1,
    ),
    "thuecat-schemaorg/cdb.int.thuecat.org__api__resources__e_19542-keywords.json": Recording(
        "schemaorg", utc(2026, 2, 3), event(
            id="https://cdb.int.thuecat.org/api/resources/e_19542-keywords",
            occurrence="2026-11-29T18:00", title="Konzert des Dresdner Kreuzchores",
            first_day=date(2026, 11, 29), last_day=date(2026, 11, 29), start=utc(2026, 11, 29, 17),
            place="Margarethenkirche", address="Neumarkt, 99867 Gotha", lon=10.7050084,
            lat=50.9502678, category="CultureEvent", status="scheduled",
            link="http://www.kirchengemeinde-gotha.de/",
            description="Der Dresdner Kreuzchor ist einer der ältesten und berühmtesten Knabenchöre"
            " der Welt.",
        ), {"events": 1, "repaired": 0, "refused": 0}, places=1,
    ),
    # five Thursdays without one, and holidays that nobody can work out
    "thuecat-schemaorg/cdb.int.thuecat.org__api__resources__e_7cbe5bb1-tdm.json": Recording(
        "schemaorg", utc(2026, 2, 3), event(
            id=f"{ERFURT}/e_7cbe5bb1-160b-4916-802c-c64dd2f1bf9e-tdm",
            occurrence="2026-12-03T14:00", title="Test-Altstadtführung",
            first_day=date(2026, 12, 3), last_day=date(2026, 12, 3), start=utc(2026, 12, 3, 13),
            end=utc(2026, 12, 3, 15), category="GuidedTourEvent", status="scheduled",
            link="https://www.erfurt-tourismus.de",
            description="Dies ist eine Testveranstaltung der Erfurt Tourismus und Marketing GmbH.",
        ),
        {"events": 4, "repaired": 0, "refused": 0, "reference left out": 1, "unknown word": 1},
    ),
    "thuecat-schemaorg/thuecat.org__resources__043064193523-jcyt.json": Recording(
        "schemaorg", utc(2026, 2, 3), {
            "id": f"{ERFURT}/043064193523-jcyt", "name": "Erfurt",
            "category": "AdministrativeArea, City, Destination, Town", "address": "99084 Erfurt",
            "lon": 11.0275269, "lat": 50.9765885, "free": None,
            "link": "http://www.erfurt-tourismus.de",
        }, {"places": 1, "repaired": 0, "refused": 0}, places=1,
        long=("Krämerbrücke, Dom, Alte Synagoge – die", "treiben. Von Ihrer Neugierde ...", 1213),
    ),
    "thuecat-schemaorg/thuecat.org__resources__165868194223-zmqf.json": Recording(
        "schemaorg", utc(2026, 2, 3), {
            "id": f"{ERFURT}/165868194223-zmqf", "name": "Alte Synagoge",
            "category": "PlaceOfWorship, Museum, TouristAttraction, Synagogue, Building,"
            " ReligiousBuilding, CultureHistoricalMuseum",
            "address": "Waagegasse 8, 99084 Erfurt", "lon": 11.029133, "lat": 50.978765,
            "free": False, "link": "http://www.alte-synagoge.erfurt.de",
            "description": "Beispiel Beschreibung",
        }, {"places": 1, "repaired": 0, "refused": 0}, places=1,
    ),
    "thuecat-schemaorg/thuecat.org__resources__215230952334-yyno.json": Recording(
        "schemaorg", utc(2026, 2, 3), {
            "id": f"{ERFURT}/215230952334-yyno", "name": "Krämerbrücke",
            "category": "Bridge, TouristAttraction, Building, TechnicalMonument, TrafficBuilding,"
            " TrafficHistory",
            "address": "Benediktsplatz 1, 99084 Erfurt", "lon": 11.031622, "lat": 50.978772,
            "free": True, "link": "https://www.erfurt-tourismus.de/sehenswertes/kraemerbruecke",
        }, {"places": 1, "repaired": 0, "refused": 0}, places=1,
        long=("Ein bekanntes Wahrzeichen Erfurts ist die", "laden zum Verweilen ein.", 795),
    ),
    # reduced by who recorded it: without a title and without the namespace of OAI-PMH
    "lido-oai/GetRecord_lido_minimal.xml": Recording(
        "oaipmh", utc(2026, 2, 3), {
            "id": "objects-402798", "title": "PA-F00423-0005", "kind": None, "creator": None,
            "date": None, "year_from": None, "year_to": None, "material": None, "place": None,
            "holder": None, "inventory": "PA-F00423-0005", "rights": None,
            "link": "https://photoarchive.paul-mellon-centre.ac.uk/objects/402798/romney-marsh",
            "image": None, "image_rights": None, "description": None,
        }, {"pieces": 1, "repaired": 1, "refused": 0, "left out": 1},
        settings={"prefix": "lido"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording(name: str, feed_of: FeedOf, samples: Path) -> None:
    expected = RECORDINGS[name]
    feed = feed_of(
        (samples / "culture" / name).read_bytes(), expected.harvester, field="culture",
        settings=expected.settings,
    )  # fmt: skip
    feed.now = expected.now
    record, bad = harvest(feed)
    first = rows(record)[0]
    if expected.long:
        start, end, length = expected.long
        words = first.pop("description")
        assert (words[: len(start)], words[-len(end) :], len(words)) == (start, end, length)
    assert first == expected.first
    assert counts(feed, [record], bad) == expected.counts
    assert len(record.places.geometries if record.places else ()) == expected.places
    assert not MAIL.search(repr([one.table for one in record.resources]))


def test_what_was_repaired_and_refused(feed_of: FeedOf, samples: Path) -> None:
    """The sentences behind the numbers of two calendars."""
    found = {}
    for name, year in (("Germany_Holidays", 2019), ("fablab_cottbus", 2018)):
        feed = feed_of((samples / f"culture/ics/{name}.ics").read_bytes(), "icalendar")
        feed.now = utc(year, 1, 10)
        _, bad = harvest(feed)
        found[name] = [str(one) for one in [*feed.notices, *bad]]
    assert found == {
        "Germany_Holidays": ["repaired 'RRULE': empty; read as an event that does not recur"],
        "fablab_cottbus": [
            "repaired 'UID': several events have the same; told apart by their start",
            (
                "Luftqualität: Ein Workshop zum selber messen (Einsteiger), field 'UID': the same"
                " event twice. Give each event its own UID."
            ),
        ],
    }


def test_a_picture_is_neither_an_event_nor_a_place(feed_of: FeedOf, samples: Path) -> None:
    """The one recording of which nothing is a record: no row, and one sentence."""
    name = "cdb.int.thuecat.org__api__resources__dms_5099196.json"
    feed = feed_of((samples / "culture/thuecat-schemaorg" / name).read_bytes(), "schemaorg")
    with pytest.raises(errors.WrongContent, match="events or places, found none that can be read"):
        harvest(feed)


def test_a_list_of_changes(feed_of: FeedOf, samples: Path, server: Any) -> None:
    """Three things that changed, of which two were recorded, and nineteen that are gone."""
    folder = samples / "culture/thuecat-schemaorg"
    [changes] = folder.glob("*get-updated-nodes*")
    beside = {
        path.stem.rpartition("__")[2]: path.read_bytes() for path in folder.glob("thuecat.org__*")
    }
    feed = feed_of(changes.read_bytes(), "schemaorg", beside=beside, settings={"nodes": "{id}"})
    server.pages["/835224016581-dara"] = lambda visit: visit.answer(b"", 404)
    record, bad = harvest(feed)
    first, second = rows(record, "places")
    synagogue = RECORDINGS["thuecat-schemaorg/thuecat.org__resources__165868194223-zmqf.json"]
    assert first == synagogue.first
    assert second["name"] == "Krämerbrücke"
    assert counts(feed, [record], bad) == {"places": 2, "repaired": 0, "refused": 1}
    assert [(one.id, one.field, one.problem.partition(":")[0]) for one in bad] == [
        ("835224016581-dara", "@id", "Status 404")
    ]
