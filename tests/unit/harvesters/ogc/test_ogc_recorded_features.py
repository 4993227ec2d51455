"""Recorded layers of Freiburg's WFS: the first row of each whole, and counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record


@dataclass(frozen=True)
class Recording:
    """What is expected of a layer."""

    id: str
    #: rows, and features that were refused
    good: int
    bad: int
    row: dict[str, Any]
    #: the beginning of the first geometry, and its kind
    place: tuple[str, float, float]


LAYERS = {
    "freiburg.json": Recording(
        "obs_parkid", 19, 0,
        {
            "id": "13", "obs_id": "16162146", "obs_state": "1", "obs_max": "105",
            "obs_free": "56", "obs_ts": datetime(2024, 6, 10, 8, 20, tzinfo=UTC),
            "park_name": "Zur Unterführung", "park_id": "P5", "trend": "0", "prozent": "53",
            "park_url": "http://www.freiburg.de/pb/,Lde/231391.html", "park_zone": "Bahnhof",
            "free_color": "0 255 0", "lon": 7.8447315, "lat": 48.0012862,
        },
        ("Point", 413824.9118544782, 5317088.866013217),
    ),
    "freiburg_disabled_static.geojson": Recording(
        "fid", 312, 0,
        {"id": "280", "strasse": "Franz-Geiler-Platz", "hausnummer": "1", "anzahl": "1",
         "hinweis": "Ecke Draisstrasse", "stadtteil": "Stuehlinger"},
        ("Polygon", 7.834144080669816, 47.99989649432533),
    ),
    "freiburg_disabled_sensors.geojson": Recording(
        "name", 20, 0,
        {"id": "P01 - Erbprinzenstrasse (R)",
         "adresse": "Erbprinzenstraße 9, 79098 Freiburg im Breisgau, Germany", "status": 0,
         "lon": 7.8466803, "lat": 47.9921132},
        ("Point", 7.846680277113961, 47.99211317927683),
    ),
    "freiburg_p_r_sensors.json": Recording(
        "park_id", 5, 0,
        {"id": "PR165", "park_name": "Paduaallee", "obs_free": 72, "belegt": 140, "obs_max": 212,
         "prozent": "34", "obs_state": 0, "obs_ts": datetime(2025, 5, 5, 10, 34, 3, tzinfo=UTC),
         "park_zone": None, "park_url": None, "lon": 7.8064112, "lat": 48.0126632},
        ("Point", 7.80641117750053, 48.01266324463423),
    ),
    "freiburg_p_r_static.json": Recording(
        "ogc_fid", 15, 0,
        {"id": "8", "name": "Parkhaus der Pädagogischen Hochschule", "nummer": "P20",
         "kategorie": "Parkhaus", "kapazitaet": 200, "lon": 7.8908915, "lat": 47.9823613},
        ("Point", 7.890891473099281, 47.982361250861665),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYERS)
def test_a_recorded_layer(ask: Callable[..., Feed], samples: Path, name: str) -> None:
    """Degrees without a name are WGS 84, although EPSG:25832 is asked for."""
    expected = LAYERS[name]
    body = (samples / "mobility" / "parking-freiburg" / name).read_bytes()
    feed = ask(body, service="wfs", layer="x", id=expected.id)
    *bad, record = harvesters()["ogc"]().records(feed)
    assert isinstance(record, Record)
    table, places = record.resources[0].table, record.places
    assert table is not None
    assert (len(table.rows), len(bad)) == (expected.good, expected.bad)
    names = [column.name for column in table.columns]
    assert dict(zip(names, table.rows[0], strict=True)) == expected.row
    assert places is not None
    kind, east, north = expected.place
    shape = places.geometries[0][1]
    start = shape["coordinates"][0][0] if kind == "Polygon" else shape["coordinates"]
    assert (shape["type"], *start) == (kind, east, north)
    assert [notice.kind for notice in feed.notices] == ["types by the values"]
    assert feed.gaps == []
