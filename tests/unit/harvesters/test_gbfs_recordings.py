"""The recordings of sharing systems near Lörrach: the parts of GBFS 2.3 that do not move."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record

FeedOf = Callable[..., Feed]
Harvest = Callable[[Feed], tuple[list[Record], list[BadRecord]]]
MADE = {"last_updated": 1_781_425_490, "ttl": 60, "version": "2.3"}
#: what was not recorded
STATION = {"station_id": "innocel", "name": "Innocel Lörrach", "lat": 47.6102, "lon": 7.6711}


def sections(feed_of: FeedOf, path: Path) -> Feed:
    """A system with the recorded sections, and one station."""
    given = json.loads(path.read_text(encoding="utf-8"))["feed_data"]
    data = {
        "system_information": given["system_information"],
        "system_pricing_plans": {"plans": given["pricing_plans"]},
        "station_information": {"stations": [STATION]},
        "system_alerts": {"alerts": given["alerts"]},
    }
    feeds = [{"name": name, "url": f"{name}.json"} for name in data]
    bodies: dict[str, Any] = {f"{name}.json": {**MADE, "data": one} for name, one in data.items()}
    start = {**MADE, "data": {"de": {"feeds": feeds}}}
    beside = {name: json.dumps(one).encode() for name, one in bodies.items()}
    return feed_of(json.dumps(start).encode(), "gbfs", beside=beside, licences="either")


def plans(record: Record) -> list[dict[str, Any]]:
    table = next(one.table for one in record.resources if one.key == "plans")
    assert table is not None
    return [dict(zip((c.name for c in table.columns), row, strict=True)) for row in table.rows]


def test_naturenergie_sharing(feed_of: FeedOf, harvest: Harvest, samples: Path) -> None:
    path = samples / "mobility/sharing-gbfs-config/naturenergie_sharing.json"
    feed = sections(feed_of, path)
    (record,), bad = harvest(feed)
    assert (bad, feed.notices, len(plans(record))) == ([], [], 14)
    assert plans(record)[0] == {
        "id": "bike_hour_daytime",
        "name": "Lastenrad - pro Stunde",
        "currency": "EUR",
        "price": 0.0,
        "per_minute": "0-: 2/60",
        "per_kilometre": None,
        "taxable": False,
        "description": "Lastenrad Tarif: 2,00€/h.",
        "url": "https://www.my-e-car.de/lastenrad-e-cargosharing/#lastenrad-preise",
    }
    assert record.fields["creator"] == [{"name": "naturenergie sharing GmbH"}]
    assert record.fields["url"] == "https://www.naturenergie-sharing.de/"
    # the system says its licence itself, and whom to name
    assert {(one.licence, one.licence_attribution_by) for one in record.resources} == {
        ("http://dcat-ap.de/def/licenses/dl-by-de/2.0", "naturenergie sharing GmbH")
    }


def test_gruene_flotte(feed_of: FeedOf, harvest: Harvest, samples: Path) -> None:
    path = samples / "mobility/sharing-gbfs-config/gruene-flotte_freiburg.json"
    feed = sections(feed_of, path)
    (record,), bad = harvest(feed)
    assert (bad, feed.notices, len(plans(record))) == ([], [], 20)
    assert plans(record)[0] == {
        "id": "mini_hour_nighttime",
        "name": "Tarif XS - Stunde (0-7 Uhr)",
        "currency": "EUR",
        "price": 0.0,
        "per_minute": "0-420: 0/60",
        "per_kilometre": "0-100: 0.28/1; 100-: 0.25/1",
        "taxable": False,
        "description": (
            "Für jede Buchung setzen sich die Nutzungskosten zusammen aus Zeittarif + "
            "Kilometertarif."
        ),
        "url": "https://gruene-flotte.com/carsharing/mietpreise-gruene-flotte/",
    }
    assert record.fields["creator"] == [{"name": "Autohaus Schmid Waldkirch GmbH"}]
