"""SensorThings: whole records, counts of good and bad, and pages that lead astray."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Series
from ckanext.loerrach.testing_records import rows

FeedOf = Callable[..., Feed]
Harvest = Callable[[Feed], tuple[list[Record], list[Any]]]
NOW = datetime(2026, 10, 6, 1, 30, tzinfo=UTC)


def of(feed_of: FeedOf, body: Any, **settings: Any) -> Feed:
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    feed = feed_of(body, "sensorthings", field="environment", settings=settings)
    feed.now = NOW
    return feed


def test_stations_of_the_upper_rhine(feed_of: FeedOf, harvest: Harvest, own_feeds: Path) -> None:
    feed = of(feed_of, (own_feeds / "sensorthings.json").read_bytes())
    (record,), bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert rows(record, "things") == [
        {
            "id": "23",
            "name": "Weil am Rhein (DEBW023)",
            "description": "Luftmessstelle der LUBW",
            "lon": 7.63,
            "lat": 47.59,
        },
        {
            "id": "84",
            "name": "Freiburg (DEBW084)",
            "description": "Luftmessstelle der LUBW",
            "lon": 7.83,
            "lat": 48.0,
        },
    ]
    assert rows(record, "streams")[0] == {
        "id": "no2-23",
        "thing": "23",
        "name": "NO2 in Weil am Rhein",
        "quantity": "NO2",
        "unit": "ug/m3",
        "first": datetime(2026, 10, 5, 22, tzinfo=UTC),
        "last": datetime(2026, 10, 6, 1, tzinfo=UTC),
    }
    assert rows(record, "measurements")[0] == {
        "stream": "no2-23",
        "at": datetime(2026, 10, 5, 22, tzinfo=UTC),
        "until": datetime(2026, 10, 5, 23, tzinfo=UTC),
        "value": 16.9,
        "text": None,
        "unit": "ug/m3",
    }
    # a value that is null stays visible as a row without one
    assert [one["value"] for one in rows(record, "measurements")] == [
        16.9, 15.1, 14.2, None, 41.0, 11.5
    ]  # fmt: skip
    table = record.resources[2].table
    assert table
    assert (table.key, table.series) == (["stream", "at"], Series("at"))


def test_the_source_is_asked_for_all_that_belongs_to_a_thing(
    feed_of: FeedOf, harvest: Harvest, own_feeds: Path, server: Any
) -> None:
    harvest(of(feed_of, (own_feeds / "sensorthings.json").read_bytes(), observations=48))
    assert server.visits[-1][0] == (
        "/feed?$expand=Locations,Datastreams($expand=ObservedProperty,"
        "Observations($orderby=phenomenonTime%20desc;$top=48))"
    )


def test_broken_things(feed_of: FeedOf, harvest: Harvest, own_feeds: Path) -> None:
    feed = of(feed_of, (own_feeds / "broken/sensorthings.json").read_bytes())
    (record,), bad = harvest(feed)
    assert [str(one) for one in bad] == [
        "1, field 'name': missing. Give every record this value.",
        (
            "s2/2, field 'phenomenonTime' 'gestern': a date with time is needed. "
            "Write it as ISO 8601."
        ),
        "s2/3, field 'phenomenonTime': missing.",
        (
            "s2/4, field 'phenomenonTime' '2026-10-05T23:00:00Z/2026-10-06T00:00:00Z/"
            "2026-10-06T01:00:00Z': a time, or two with '/' between them, is needed."
        ),
        "s2/5, field 'result' '{'x': 1}': a number or a text is needed.",
        "s2/#8, field 'Observations' 'nichts': an object is needed.",
        "4/s3, field 'name': missing. Give every record this value.",
        "4, field '@iot.id' '4': the same thing twice.",
        "#6, field 'thing' '7': an object is needed.",
        "True, field '@iot.id' 'True': a text is needed.",
    ]
    assert {one.part_of for one in bad} == {"probe"}
    assert [str(one) for one in feed.notices] == [
        "unknown column 'neu': not read; the harvester does not know it",
        "unknown unit 'Pfund': the unit is left out; translate it into UCUM",
        "place left out '3': is no point",
        "place left out '4': has its two coordinates swapped",
        "silent 's1 tot': the last value is of 2024-12-30 20:34 UTC",
    ]
    assert [(one["stream"], one["value"], one["text"], one["unit"])
            for one in rows(record, "measurements")] == [
        ("s2", 7.5, None, None), ("s2", None, "true", None), ("s2", None, "offen", None),
        ("s4", 3.0, None, "1"),
    ]  # fmt: skip


def thing(id: Any, **more: Any) -> dict[str, Any]:
    return {"@iot.id": id, "name": f"Ding {id}", **more}


def result(id: int, hour: int) -> dict[str, Any]:
    return {"@iot.id": id, "phenomenonTime": f"2026-10-05T{hour:02}:00:00Z", "result": hour}


def test_next_links_are_followed_literally(feed_of: FeedOf, harvest: Harvest, server: Any) -> None:
    """On top, of streams, and of observations; relative to the answer that they stand in."""
    stream = {
        "@iot.id": "s", "name": "S", "Observations": [result(1, 9)],
        "Observations@iot.nextLink": "v1.1/Streams?token=%C3%A4",
    }  # fmt: skip
    late = {"@iot.id": "t", "name": "T"}
    first = {
        "value": [thing(1, Datastreams=[stream], **{"Datastreams@iot.nextLink": "/more"})],
        "@iot.nextLink": "./page?$skip=opaque",
    }
    server.page("/page", json.dumps({"value": [thing("zwei")]}).encode())
    server.page("/more", json.dumps({"value": [late]}).encode())
    server.page(
        "/v1.1/Streams",
        json.dumps({"value": [result(2, 8), result(3, 7)], "@iot.nextLink": "/never"}).encode(),
    )
    (record,), bad = harvest(of(feed_of, first, observations=3))
    assert bad == []
    assert [path for path, _ in server.visits[1:]] == [
        "/page?$skip=opaque",
        "/more",
        "/v1.1/Streams?token=%C3%A4",
    ]
    assert [one["id"] for one in rows(record, "things")] == ["1", "zwei"]
    assert [one["id"] for one in rows(record, "streams")] == ["s", "t"]
    assert [one["value"] for one in rows(record, "measurements")] == [7.0, 8.0, 9.0]


def test_links_that_lead_astray(feed_of: FeedOf, harvest: Harvest, server: Any) -> None:
    server.page("/two", json.dumps({"value": [thing(2)], "@iot.nextLink": "/three"}).encode())
    server.page("/three", json.dumps({"value": [thing(3)], "@iot.nextLink": "/two"}).encode())
    server.page("/same", json.dumps({"value": [thing(1)], "@iot.nextLink": "/two"}).encode())
    server.page("/none", b'{"value": 7}')
    for link, sentence in (
        ("/two", "pages that end"),
        ("/same", "the entities of earlier ones"),
        ("https://elsewhere.example/v1.1/Things", "nextLink to the same server"),
        ("/none", "collection with 'value'"),
        ("http://[", "an address as nextLink"),
        (7, "a text as nextLink"),
    ):
        feed = of(feed_of, {"value": [thing(1)], "@iot.nextLink": link})
        with pytest.raises(errors.WrongContent, match=sentence):
            harvest(feed)


def test_a_proxy_that_changes_the_scheme(feed_of: FeedOf, harvest: Harvest, server: Any) -> None:
    server.page("/two", json.dumps({"value": [thing(2)]}).encode())
    feed = of(feed_of, {"value": [thing(1)], "@iot.nextLink": "https://127.0.0.1/two"})
    (record,), _ = harvest(feed)
    assert len(rows(record, "things")) == 2
    assert [str(one) for one in feed.notices] == ["repaired 'nextLink': https read as http"]


def test_groups_become_datasets(feed_of: FeedOf, harvest: Harvest) -> None:
    streams = [{"@iot.id": n, "name": f"S{n}", "properties": {"serviceName": name},
                "phenomenonTime": "2026-10-06T00:00:00Z"}
               for n, name in enumerate(("HH_Rad", "HH_Luft", "HH_Rad"))]  # fmt: skip
    feed = of(feed_of, {"value": [thing(1, Datastreams=streams)]}, group="serviceName")
    found, _ = harvest(feed)
    assert [(one.id, one.title["de"], len(rows(one, "streams"))) for one in found] == [
        ("probe-hh-luft", "Probe: HH_Luft", 1),
        ("probe-hh-rad", "Probe: HH_Rad", 2),
    ]


def test_the_recording(feed_of: FeedOf, harvest: Harvest, samples: Path) -> None:
    name = "environment/sensorthings-hamburg/Things_7648_expand.json"
    feed = of(feed_of, (samples / name).read_bytes())
    (record,), bad = harvest(feed)
    assert bad == []
    # the thing has no Locations; where its stream observes is in Hamburg
    assert [str(one) for one in feed.notices] == [
        "place left out '7648': lies far outside the region",
        (
            "silent '16183 Fahrradaufkommen an Zählfeld J_52.1_1_I im 5-Min-Intervall': "
            "the last value is of 2024-12-30 20:34 UTC"
        ),
    ]
    assert rows(record, "things") == [
        {
            "id": "7648",
            "name": "Zählfeld J_52.1_1_I",
            "description": ("Zählfeld zur Bestimmung der vom Infrarotdetektor erfassten Fahrräder"),
            "lon": None,
            "lat": None,
        }
    ]
    assert rows(record, "streams") == [
        {
            "id": "16183",
            "thing": "7648",
            "name": "Fahrradaufkommen an Zählfeld J_52.1_1_I im 5-Min-Intervall",
            "quantity": None,
            "unit": "1",
            "first": datetime(2021, 10, 20, 22, tzinfo=UTC),
            "last": datetime(2024, 12, 30, 20, 34, 59, tzinfo=UTC),
        }
    ]
    assert rows(record, "measurements") == []


@pytest.mark.parametrize("body", [b"{}", b"7", b"[]", b"null", b'{"value": []}', b'{"value": [1]}'])
def test_other_json(feed_of: FeedOf, harvest: Harvest, body: bytes) -> None:
    with pytest.raises(errors.WrongContent):
        harvest(of(feed_of, body))
