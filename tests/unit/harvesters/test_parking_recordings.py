"""Every recording of a parking feed: the first car park spelled out, good, repaired and refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core.body import Size
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.http import Client
from ckanext.loerrach.harvesters._core.record import BadRecord, Record
from ckanext.loerrach.harvesters.parking import Parking

FeedOf = Callable[..., Feed]


@dataclass(frozen=True)
class Recording:
    """What has to be found in a file below ``mobility/``."""

    first: dict[str, Any]
    good: int
    places: int
    #: sum of the free spaces
    free: int = 0
    #: identities of what is refused, kinds of notices with their number
    bad: list[str] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    #: documents beside this one
    status: str = ""
    #: numbers of features that the server announced, and that were saved
    cut: tuple[bytes, bytes] | None = None


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type,misc]


RECORDINGS = {
    "parking-basel/basel.json": Recording(
        first={"id": "badbahnhof", "name": "Bad. Bahnhof", "kind": "garage", "capacity": 750,
               "free": 286, "occupancy": 61.9, "state": "unknown",
               "updated": utc(2024, 7, 28, 12, 6),
               "url": "https://www.parkleitsystem-basel.ch/parkhaus/badbahnhof",
               "lon": 7.6089067, "lat": 47.5651794},
        good=16, places=16, free=3668, told={"left out": 2},
    ),
    "parking-csv-quirks/bietigheim-bissingen.csv": Recording(
        first={"id": "Parkplatz Mühlwiesenstr.", "name": "Parkplatz Mühlwiesenstr.",
               "capacity": 106, "free": 25, "occupancy": 76.4, "state": "open",
               "updated": utc(2025, 2, 27, 10, 17, 47, 85000)},
        good=14, places=0, free=649, told={"silent": 1},
    ),
    "parking-csv-quirks/reutlingen.csv": Recording(
        first={"id": "76997", "name": "Dietweg", "kind": "ground", "capacity": 110,
               "state": "unknown", "lon": 9.1992897, "lat": 48.5124082},
        good=114, places=114,
    ),
    "parking-csv-quirks/reutlingen_bike.csv": Recording(
        first={"id": "Oberamteistraße / Heimatmuseum @515638,5370830",
               "name": "Oberamteistraße / Heimatmuseum", "kind": "bicycle", "capacity": 6,
               "state": "unknown", "lon": 9.2116541, "lat": 48.4904017},
        good=334, places=334, settings={"crs": "EPSG:25832"},
    ),
    "parking-freiburg/freiburg.json": Recording(
        first={"id": "13", "name": "Zur Unterführung", "capacity": 105, "free": 56,
               "occupancy": 46.7, "state": "open", "updated": utc(2024, 6, 10, 8, 20),
               "url": "http://www.freiburg.de/pb/,Lde/231391.html", "lon": 7.8447315,
               "lat": 48.0012862},
        good=19, places=19, free=2752,
    ),
    "parking-freiburg/freiburg_p_r_sensors.json": Recording(
        first={"id": "PR165", "name": "Paduaallee", "capacity": 212, "free": 72,
               "occupancy": 66.0, "state": "unknown", "updated": utc(2025, 5, 5, 10, 34, 3),
               "lon": 7.8064112, "lat": 48.0126632},
        good=5, places=5, free=209,
    ),
    "parking-freiburg/freiburg_p_r_static.json": Recording(
        first={"id": "8", "name": "Parkhaus der Pädagogischen Hochschule", "kind": "garage",
               "capacity": 200, "state": "unknown", "lon": 7.8908915, "lat": 47.9823613},
        good=15, places=15,
    ),
    "parking-freiburg/freiburg_disabled_sensors.geojson": Recording(
        first={"id": "P01 - Erbprinzenstrasse (R)", "name": "P01 - Erbprinzenstrasse (R)",
               "kind": "disabled",
               "address": "Erbprinzenstraße 9, 79098 Freiburg im Breisgau, Germany",
               "capacity": 1, "free": 1, "occupancy": 0.0, "state": "unknown", "lon": 7.8466803,
               "lat": 47.9921132},
        good=20, places=20, free=18,
    ),
    "parking-freiburg/freiburg_disabled_static.geojson": Recording(
        first={"id": "280", "name": "Franz-Geiler-Platz", "kind": "disabled",
               "address": "Franz-Geiler-Platz 1", "capacity": 1, "state": "unknown",
               "lon": 7.8341674, "lat": 47.9998777},
        good=312, places=312,
    ),
    "parking-freiburg/freiburg_scanner.geojson": Recording(
        first={"id": "0003daf7b1ba174cd8646ade9a9fcd07", "name": "Tiengener Straße",
               "kind": "street", "capacity": 0, "state": "unknown", "lon": 7.776765,
               "lat": 47.980459},
        good=250, places=250, cut=(b"5364", b"250"),
    ),
    "parking-freiburg/freiburg_vag_bike.geojson": Recording(
        first={"id": "3", "name": "Paduaallee", "kind": "bicycle", "capacity": 3,
               "state": "unknown",
               "url": "https://www.vag-freiburg.de/mehr-mobilitaet/mehr-fahrrad/fahrradboxen",
               "lon": 7.8090291, "lat": 48.0282803},
        good=8, places=8,
    ),
    "parking-herrenberg/herrenberg.json": Recording(
        first={"id": "herrenbergaischbachstrasse", "name": "Aischbachstraße", "kind": "ground",
               "address": "71083 Herrenberg", "capacity": 58, "state": "unknown",
               "updated": utc(2025, 2, 25, 12, 20, 3, 588839),
               "opening_hours": "Mo - Su 08:00-17:00",
               "url": "https://www.herrenberg.de/de/Stadtleben/Erlebnis-Herrenberg/Service/"
               "Parkplaetze/Parkplatz?view=publish&item=parkingLocation&id=1016",
               "lon": 8.865461, "lat": 48.596319},
        good=26, places=26, free=163,
    ),
    "parking-herrenberg/herrenberg_bike.json": Recording(
        first={"id": "987", "name": "Firmenparkplatz GWW", "kind": "bicycle", "capacity": 12,
               "state": "unknown", "lon": 8.8577438, "lat": 48.5893834},
        good=222, places=222,
    ),
    "parking-misc/aalen.json": Recording(
        first={"id": "P1 Rathaus", "name": "P1 Rathaus", "capacity": 170, "free": 5,
               "occupancy": 97.1, "state": "open"},
        good=6, places=0, free=260,
    ),
    "parking-misc/kienzler.json": Recording(
        first={"id": "unit1676", "name": "Rastatt, Bahnhof, Schließfächer", "kind": "bicycle",
               "capacity": 11, "free": 10, "occupancy": 9.1, "state": "unknown", "lon": 8.215451,
               "lat": 48.861159},
        good=5, places=5, free=42,
    ),
    "parking-misc/mannheim.json": Recording(
        first={"id": "P8_Parkdeck_Altstadt_Haagstrasse",
               "name": "P8 Parkdeck Altstadt Haagstraße", "kind": "garage",
               "address": "Haagstraße, 74722 Buchen", "capacity": 60, "free": 27,
               "occupancy": 55.0, "state": "unknown", "updated": utc(2024, 2, 20, 16, 5, 33),
               "lon": 9.3265143, "lat": 49.5221108},
        good=1, places=1, free=27,
    ),
    "parking-misc/p_m_bw.json": Recording(
        first={"id": "fcde2f18-c277-11ed-b3ce-0050563bb33b", "name": "A81 Ergenzingen",
               "kind": "carpool", "capacity": 111, "capacity_disabled": 4, "free": 31,
               "occupancy": 72.1, "state": "unknown", "updated": utc(2024, 6, 18, 7, 59, 51),
               "lon": 8.8286353, "lat": 48.5055185},
        good=2, places=2, free=36,
    ),
    "parking-misc/pforzheim.json": Recording(
        first={"id": "19", "name": "Kino Pforzheim", "kind": "underground",
               "address": "Kino Pforzheim Zerrennerstraße 33 75172 Pforzheim", "capacity": 62,
               "capacity_disabled": 4, "state": "unknown", "updated": utc(2023, 10, 30, 10, 40),
               "lon": 8.6961367, "lat": 48.8906699},
        good=15, places=15,
    ),
    "parking-misc/vrn_p_r.json": Recording(
        first={"id": "2-2-2-1222006", "name": "P+R Parkhaus am Bahnhof Wiesloch-Walldorf",
               "kind": "park_and_ride", "address": "Staatsbahnhofstraße 14, 69168 Wiesloch",
               "capacity": 263, "capacity_disabled": 10, "free": 234, "occupancy": 11.0,
               "state": "unknown", "updated": utc(2026, 7, 6, 17, 6, 28, 985000),
               "url": "https://www.parkme.com/lot/1222006/"
               "p-r-parkhaus-am-bahnhof-wiesloch-walldorf-walldorf-bw-germany",
               "lon": 8.66492, "lat": 49.29114},
        good=15, places=15, free=1028, bad=["2-2-2-153768"],
    ),
    "parking-stuttgart-datex2/stuttgart-static.xml": Recording(
        first={"id": "12717375", "name": "Kronprinzstraße", "capacity": 564,
               "capacity_disabled": 0, "free": 528, "occupancy": 6.4, "state": "open",
               "updated": utc(2023, 10, 7, 1, 45, 13), "lon": 9.1740553, "lat": 48.7753356},
        good=49, places=48, free=7182, told={"left out": 1, "silent": 28, "place left out": 1},
        status="parking-stuttgart-datex2/stuttgart-realtime.xml",
    ),
}  # fmt: skip


def test_no_recording_is_left_out(samples: Path) -> None:
    found = {
        str(path.relative_to(samples / "mobility"))
        for path in (samples / "mobility").glob("parking-*/*")
    }
    known = {*RECORDINGS, *(each.status for each in RECORDINGS.values() if each.status)}
    assert found == known


@pytest.mark.parametrize("name", RECORDINGS)
def test_recording(
    feed_of: FeedOf, samples: Path, server: Any, make_client: Callable[..., Client], name: str
) -> None:
    expected = RECORDINGS[name]
    settings = dict(expected.settings)
    if expected.status:
        body = (samples / "mobility" / expected.status).read_bytes()
        settings["status"] = server.page("/status.xml", body)
    body = (samples / "mobility" / name).read_bytes()
    body = body.replace(*expected.cut) if expected.cut else body
    url = server.page("/recording", body)
    source = feed_of(b"", "parking", url=url, settings=settings).source
    feed = Feed(source, make_client(size=Size(500_000, 500_000)))
    *bad, record = Parking().records(feed)
    assert isinstance(record, Record)
    assert all(isinstance(one, BadRecord) for one in bad)
    table = record.resources[0].table
    assert table is not None
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    assert {k: v for k, v in rows[0].items() if v is not None} == expected.first
    assert [one.id for one in bad] == expected.bad
    assert Counter(one.kind for one in feed.notices) == expected.told
    assert (len(rows), sum(row["free"] or 0 for row in rows)) == (expected.good, expected.free)
    assert (len(record.places.geometries) if record.places else 0) == expected.places
