"""The recordings of timetables: the first row of each table whole, good, repaired and refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record
from ckanext.loerrach.harvesters.gtfs import Gtfs

FeedOf = Callable[..., Feed]
MOBILITY = "https://w3id.org/mobilitydcat-ap"
#: empty in each first row
NOTHING = dict.fromkeys(("station", "platform", "wheelchair", "zone"))
PLAIN = dict.fromkeys(("color", "text_color", "url"))


@dataclass(frozen=True)
class Recording:
    """What has to be found in a zip below ``mobility/``."""

    stop: dict[str, Any]
    route: dict[str, Any]
    agency: dict[str, Any]
    release: dict[str, Any]
    #: rows of stops, routes, agencies and releases
    counts: tuple[int, int, int, int]
    period: tuple[str, str]
    modes: list[str]
    themes: list[str] = field(default_factory=lambda: ["public-transport-scheduled-transport"])
    bad: list[str] = field(default_factory=list)


RECORDINGS = {
    "gtfs-flex-bbnavi/gtfs-flex_2023-01.zip": Recording(
        stop={"id": "000008089127", "name": "Tantow(Gr)", "kind": "stop", **NOTHING, "calls": 0,
              "lon": 14.414597, "lat": 53.325756},
        route={"id": "flex-476", "number": "476", "name": "RufBus 476", "mode": "on_demand",
               "agency": "Uckermärkische Verkehrsgesellschaft", "trips": 2, **PLAIN},
        agency={"id": "8583", "name": "Uckermärkische Verkehrsgesellschaft",
                "url": "https://www.delfi.de", "phone": None, "email": None,
                "timezone": "Europe/Berlin", "routes": 5},
        release={"released": date(2024, 1, 9), "file": "agency.txt", "rows": 1, "findings": 0},
        counts=(380, 5, 1, 10), period=("2022-01-01", "2022-12-31"), modes=["ride-pooling"],
        themes=["public-transport-scheduled-transport",
                "public-transport-non-scheduled-transport"],
        bad=[
            ("stops.txt, line 12, field 'parent_station' 'de:12073:900340004': not among the ids "
            "of stops.txt."),
            ("stops.txt, line 13, field 'parent_station' 'de:12073:900340004': not among the ids "
            "of stops.txt."),
            ("stops.txt, line 14, field 'parent_station' 'de:12073:900340004': not among the ids "
            "of stops.txt."),
            "stops.txt, field 'parent_station': not among the ids of stops.txt: and 9 more.",
        ],
    ),
    "gtfs-generic/sample_gtfs.zip": Recording(
        stop={"id": "FUR_CREEK_RES", "name": "Furnace Creek Resort (Demo)", "kind": "stop",
              **NOTHING, "calls": 2, "lon": -117.133162, "lat": 36.425288},
        route={"id": "AB", "number": "10", "name": "Airport - Bullfrog", "mode": "bus",
               "agency": "Demo Transit Authority", "trips": 2, **PLAIN},
        agency={"id": "DTA", "name": "Demo Transit Authority", "url": "http://google.com",
                "phone": None, "email": None, "timezone": "America/Los_Angeles", "routes": 5},
        release={"released": date(2022, 1, 17), "file": "agency.txt", "rows": 1, "findings": 0},
        counts=(9, 5, 1, 13), period=("2007-01-01", "2010-12-31"), modes=["bus"],
    ),
    "gtfs-rt/test_gtfs.zip": Recording(
        stop={"id": "8019", "name": "22 Pt Chevalier Rd", "kind": "stop", **NOTHING, "calls": 140,
              "lon": 174.70964, "lat": -36.87036},
        route={"id": "00502-20160512154122_v40.34", "number": "005",
               "name": "Britomart To Pt Chevalier Via Westmere", "mode": "bus",
               "agency": "Metrolink", "trips": 36, **PLAIN},
        agency={"id": "UE", "name": "Urban Express", "url": "http://www.aucklandtransport.govt.nz",
                "phone": "(09)355-3553", "email": None, "timezone": "Pacific/Auckland",
                "routes": 1},
        release={"released": date(2016, 7, 8), "file": "agency.txt", "rows": 2, "findings": 0},
        counts=(311, 3, 2, 8), period=("2016-04-17", "2016-08-01"), modes=["bus"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDINGS)
def test_recording(feed_of: FeedOf, samples: Path, name: str) -> None:
    expected = RECORDINGS[name]
    feed = feed_of((samples / "mobility" / name).read_bytes(), "gtfs")
    *bad, record = Gtfs().records(feed)
    assert isinstance(record, Record)
    assert all(isinstance(one, BadRecord) for one in bad)
    tables = [one.table for one in record.resources if one.table]
    first = [
        dict(zip((column.name for column in table.columns), table.rows[0], strict=True))
        for table in tables
    ]
    assert first == [expected.stop, expected.route, expected.agency, expected.release]
    assert tuple(len(table.rows) for table in tables) == expected.counts
    assert [str(one) for one in bad] == expected.bad
    assert [str(one) for one in feed.notices] == [
        f"expired 'feed_end_date': the timetable ended on {expected.period[1]}"
    ]
    begin, end = expected.period
    assert record.fields["temporal_coverage"] == [{"start": begin, "end": end}]
    assert record.fields["transport_mode"] == [
        f"{MOBILITY}/transport-mode/{one}" for one in expected.modes
    ]
    assert record.fields["mobility_theme"] == [
        f"{MOBILITY}/mobility-theme/{one}" for one in expected.themes
    ]
    assert record.places is not None
    assert len(record.places.geometries) == expected.counts[0]
    point = {"type": "Point", "coordinates": [expected.stop["lon"], expected.stop["lat"]]}
    assert record.places.geometries[0] == (expected.stop["id"], point)


@pytest.mark.parametrize("name", ["tripUpdates_short.json", "20160519080020.json"])
def test_what_happens_now_is_no_timetable(feed_of: FeedOf, samples: Path, name: str) -> None:
    """GTFS-Realtime belongs to a timetable, but is another thing."""
    feed = feed_of((samples / "mobility/gtfs-rt" / name).read_bytes(), "gtfs")
    with pytest.raises(errors.WrongContent, match="found GTFS-Realtime"):
        list(Gtfs().records(feed))
