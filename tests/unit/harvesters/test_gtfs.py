"""Timetables: the town's own sample whole, what breaks the rules, releases compared, recordings."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from ckanext.loerrach.harvesters import harvester
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord
from ckanext.loerrach.harvesters._gtfs.rules import FILES, fields, mode
from ckanext.loerrach.testing_records import harvest
from ckanext.loerrach.testing_records import rows as table

FeedOf = Callable[..., Feed]
Files = dict[str, str | bytes]
HBF = "de:08336:6600"


def files(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def packed(members: Mapping[str, str | bytes], day: tuple[int, int, int] = (2026, 6, 14)) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name, (*day, 0, 0, 0)), body)
    return file.getvalue()


@pytest.fixture
def town(own_feeds: Path) -> Files:
    return files(own_feeds / "gtfs-loerrach.zip")


def told(bad: list[BadRecord]) -> list[tuple[str, str]]:
    return [(one.id, one.field) for one in bad]


def changed(town: Files, name: str, old: str, new: str) -> Files:
    text = town[name]
    assert isinstance(text, bytes)
    assert old.encode() in text
    return {**town, name: text.replace(old.encode(), new.encode())}


def test_the_timetable_of_loerrach(feed_of: FeedOf, town: Files) -> None:
    feed = feed_of(packed(town), "gtfs")
    feed.now = datetime(2026, 6, 15, tzinfo=UTC)
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    theme, mobility = (
        "http://publications.europa.eu/resource/authority",
        "https://w3id.org/mobilitydcat-ap",
    )
    assert record.fields == {
        "strategy_field": "mobility",
        "frequency": f"{theme}/frequency/UPDATE_CONT",
        "publisher": [{"name": "Stadt Probe", "email": "probe@example.org"}],
        "contact": [{"name": "Stadt Probe", "email": "probe@example.org"}],
        "theme": [f"{theme}/data-theme/TRAN"],
        "mobility_theme": [f"{mobility}/mobility-theme/public-transport-scheduled-transport"],
        "transport_mode": [f"{mobility}/transport-mode/bus",
                           f"{mobility}/transport-mode/regional-and-local-rail"],
        "conforms_to": ["https://gtfs.org/schedule/"],
        "language": [f"{theme}/language/DEU"],
        "temporal_coverage": [{"start": "2025-12-14", "end": "2026-12-12"}],
        "version": "2026-1",
    }  # fmt: skip
    original = record.resources[0]
    assert (original.key, original.url, original.format, original.mimetype) == (
        "feed", feed.url, "GTFS", "application/zip",
    )  # fmt: skip
    assert [(one.key, len(one.table.rows)) for one in record.resources[1:] if one.table] == [
        ("stops", 15), ("routes", 3), ("agencies", 2), ("releases", 9),
    ]  # fmt: skip
    assert table(record, "stops")[1] == {
        "id": f"{HBF}:1:1", "name": "Lörrach Hauptbahnhof", "kind": "stop", "station": HBF,
        "platform": "1", "wheelchair": True, "calls": 2, "zone": "1", "lon": 7.6654, "lat": 47.6142,
    }  # fmt: skip
    assert table(record, "routes")[1] == {
        "id": "s6", "number": "S6", "name": "Basel – Lörrach – Zell (Wiesental)", "mode": "rail",
        "agency": "SBB GmbH", "trips": 2, "color": None, "text_color": None,
        "url": "https://www.sbb-deutschland.de",
    }  # fmt: skip
    assert table(record, "agencies")[0] == {
        "id": "sbb", "name": "SBB GmbH", "url": "https://www.sbb-deutschland.de", "phone": None,
        "email": None, "timezone": "Europe/Berlin", "routes": 2,
    }  # fmt: skip
    assert table(record, "releases")[5] == {
        "released": date(2026, 6, 14), "file": "stop_times.txt", "rows": 19, "findings": 0,
    }  # fmt: skip
    assert record.places is not None
    assert (record.places.crs, len(record.places.geometries)) == ("OGC:CRS84", 15)
    assert record.places.geometries[0] == (
        HBF, {"type": "Point", "coordinates": [7.6654, 47.6142]},
    )  # fmt: skip


def test_what_breaks_the_rules(feed_of: FeedOf, own_feeds: Path) -> None:
    feed = feed_of(packed(files(own_feeds / "broken/gtfs-loerrach.zip")), "gtfs")
    record, bad = harvest(feed)
    found = {(one.id.removesuffix(".txt").replace(".txt, line ", ":"), one.field) for one in bad}
    assert found == {
        ("agency:2", "agency_url"), ("agency:3", "agency_name"), ("agency:3", "agency_timezone"),
        ("calendar_dates:3", "date"), ("calendar_dates:4", "date"),
        ("calendar_dates:4", "exception_type"),
        ("stops:4", "stop_lat"), ("stops:5", "stop_id"), ("stops:7", "location_type"),
        ("stops:8", "stop_lat"), ("stops:8", "stop_lon"), ("stops:8", "parent_station"),
        ("stops:9", "stop_lat"), ("stops:10", "stop_id"), ("stops:11", "parent_station"),
        ("stops:12", "parent_station"), ("stops:14", "stop_id"), ("stops:15", "*"),
        ("stops:15", "stop_lat"), ("stops:15", "stop_lon"),
        ("routes:2", "route_url"), ("routes:2", "route_color"), ("routes:3", "route_type"),
        ("routes:3", "agency_id"), ("routes:4", "agency_id"), ("routes:4", "route_short_name"),
        ("routes:5", "route_id"),
        ("trips:3", "route_id"), ("trips:4", "service_id"), ("trips:4", "shape_id"),
        ("trips:5", "trip_id"),
        ("stop_times:3", "arrival_time"), ("stop_times:4", "pickup_type"),
        ("stop_times:4", "departure_time"), ("stop_times:5", "stop_id"),
        ("stop_times:6", "stop_id"), ("stop_times:7", "stop_id"), ("stop_times:7", "stop_sequence"),
        ("stop_times:8", "stop_sequence"), ("stop_times:8", "stop_id"),
        ("stop_times:9", "trip_id"), ("stop_times:9", "stop_id"), ("stop_times:10", "*"),
        ("transfers:2", "to_stop_id"), ("transfers:2", "min_transfer_time"),
        ("transfers:3", "to_stop_id"), ("stop_times", "stop_id"),
    }  # fmt: skip
    sentences = {str(one) for one in bad}
    assert (
        "stops.txt, line 5, field 'stop_id' 'mus?eum': an id without control characters is needed."
        in sentences
    )
    assert (
        "stop_times.txt, field 'stop_id': not among the ids of stops.txt: and 2 more." in sentences
    )
    assert {(one.kind, one.name) for one in feed.notices} >= {
        ("unknown column", "einstieg"), ("unknown file", "farben.txt"),
        ("place left out", "de:08336:6635"), ("place left out", "albisrieden"),
    }  # fmt: skip
    rows = {row["id"]: row for row in table(record, "stops")}
    assert (len(rows), rows["museum"]["lon"], rows["haagen"]["name"]) == (
        11,
        None,
        "Lörrach-Haagen/Messe",
    )
    assert [row["color"] for row in table(record, "routes")] == [None, "#E2001A", None]
    assert [row["url"] for row in table(record, "routes")] == [None, None, None]
    assert record.places is not None
    assert [id for id, _ in record.places.geometries] == [
        HBF,
        f"{HBF}:1:1",
        "de:08336:6650",
        "weg",
        "paris",
    ]


def test_trips_that_two_agencies_have_both_delivered(feed_of: FeedOf, town: Files) -> None:
    """S6 once more as another company's: found by its days, stops and times, in any order."""
    head, *rows = str(town["stop_times.txt"], "utf-8").splitlines()  # type: ignore[call-overload]
    again = [row.replace("s6-", "x6-") for row in rows if row.startswith("s6-")]
    again[-1] = again[-1].replace("24:29:00", "24:30:00")
    more: Files = {
        "routes.txt": town["routes.txt"].rstrip() + b"\nx6,sweg,S6,Basel,109,,,\n",  # type: ignore
        "trips.txt": town["trips.txt"].rstrip()  # type: ignore[operator]
        + b"\nx6,daily,x6-1,Basel,1,1,1\nx6,daily,x6-night,Basel,1,1,1\n",
        "stop_times.txt": "\n".join([head, *reversed(again), *rows]),
    }
    record, bad = harvest(feed_of(packed({**town, **more}), "gtfs"))
    assert [str(one) for one in bad] == [
        (
            "trips.txt, field 'trip_id' 's6-1, x6-1': two agencies have the same trip: "
            "the same days, stops and times. Leave one out."
        )
    ]
    assert [row["trips"] for row in table(record, "routes")] == [1, 2, 1, 2]
    # of one and the same agency it may be meant: two trains, one behind the other
    routes = more["routes.txt"].replace(b"x6,sweg", b"x6,sbb")  # type: ignore[union-attr, arg-type]
    _, bad = harvest(feed_of(packed({**town, **more, "routes.txt": routes}), "gtfs"))
    assert bad == []
    # the same id twice is told as such
    trips = more["trips.txt"].replace(b"x6-1", b"s6-1")  # type: ignore[union-attr, arg-type]
    _, bad = harvest(feed_of(packed({**town, **more, "trips.txt": trips}), "gtfs"))
    assert [one.problem for one in bad][:1] == ["the same id twice; the first one counts"]


def test_times_after_midnight_marks_and_quotes_are_legal(feed_of: FeedOf, town: Files) -> None:
    text = town["stop_times.txt"]
    assert isinstance(text, bytes)
    quoted = b"\r\n".join(
        b",".join(b'"%s"' % one for one in line.split(b",")) for line in text.splitlines()
    )
    record, bad = harvest(
        feed_of(packed({**town, "stop_times.txt": b"\xef\xbb\xbf" + quoted}), "gtfs")
    )
    assert bad == []
    assert sum(row["calls"] for row in table(record, "stops")) == 19


def test_latin_1_and_one_folder(feed_of: FeedOf, town: Files) -> None:
    text = town["stops.txt"]
    assert isinstance(text, bytes)
    inner = {f"feed/{name}": body for name, body in town.items()}
    inner["feed/stops.txt"] = text.decode().encode("latin-1")
    feed = feed_of(packed(inner), "gtfs")
    record, bad = harvest(feed)
    assert (bad, table(record, "stops")[0]["name"]) == ([], "L\ufffdrrach Hauptbahnhof")
    assert [one.kind for one in feed.notices] == ["not UTF-8"]


def test_flex(feed_of: FeedOf, town: Files) -> None:
    """Areas that are served on demand, as the adopted standard and as drafts of it have them."""
    more: Files = {
        "locations.geojson": '{"type": "FeatureCollection", "features": [{"type": "Feature",'
        ' "id": "salzert", "properties": {}, "geometry": null}]}',
        "booking_rules.txt": "booking_rule_id,booking_type\nrufbus,1\n",
        "location_groups.txt": "location_group_id,location_id,location_group_name\n"
        "hills,museum,Tumringen\nhills,haagen,\n",
        "stop_times.txt": "trip_id,stop_sequence,stop_id,location_id,location_group_id,"
        "start_pickup_drop_off_window,pickup_booking_rule_id,arrival_time,departure_time\n"
        "s6-1,1,,salzert,,08:00:00,rufbus,,\ns6-1,2,,,hills,08:00:00,rufbus,,\n"
        "s6-1,3,hills,,,08:00:00,rufbus,,\ns6-1,4,salzert,,,08:00:00,nobody,,\ns6-1,5,,,,,,,\n",
    }  # fmt: skip
    record, bad = harvest(feed_of(packed({**town, **more}), "gtfs"))
    assert told(bad) == [
        ("stop_times.txt, line 5", "pickup_booking_rule_id"), ("stop_times.txt, line 6", "stop_id"),
    ]  # fmt: skip
    assert len(record.fields["mobility_theme"]) == 2
    assert {"file": "locations.geojson", "rows": 1}.items() <= table(record, "releases")[6].items()
    broken = {**town, **more, "locations.geojson": "[" * 100_000}
    _, bad = harvest(feed_of(packed(broken), "gtfs"))
    assert told(bad)[0] == ("locations.geojson", "features")


def test_a_release_that_has_lost_rows(feed_of: FeedOf, town: Files) -> None:
    head, *rows = str(town["stop_times.txt"], "utf-8").splitlines()  # type: ignore[call-overload]
    many = {**town, "stop_times.txt": "\n".join([head, *rows * 10])}
    first = feed_of(packed(many), "gtfs")
    harvest(first)
    assert first.keep["counts"]["stop_times.txt"] == 190
    assert first.keep["areas"] == {"ch:23005": 40, "de:08336": 110}
    # what stops in Basel is left out, which is a fifth of the whole
    less = {**many, "stop_times.txt": "\n".join([head, *(r for r in rows * 10 if "ch:" not in r)])}
    second = feed_of(packed(less, (2026, 7, 1)), "gtfs", settings={"fall": 50})
    second.before = first.keep
    harvest(second)
    assert [str(one) for one in second.notices if one.kind == "fewer rows"] == [
        "fewer rows 'ch:23005': 0 rows of stop_times.txt, 40 in the last release; ask the publisher"
    ]
    third = feed_of(packed(less), "gtfs")
    third.before = first.keep
    harvest(third)
    assert [one.message for one in third.notices if one.name == "stop_times.txt"] == [
        "150 rows, 190 in the last release; ask the publisher"
    ]


def test_no_timetable(feed_of: FeedOf, town: Files) -> None:
    def without(name: str) -> bytes:
        return packed({file: body for file, body in town.items() if file != name})

    header = {**town, "trips.txt": "trip_id,route_id,service_id\n"}
    endless = changed(town, "stops.txt", "Steinen", '"' + "x" * 140_000)
    cases = [
        (without("stops.txt"), errors.WrongContent, "no stops.txt"),
        (without("trips.txt"), errors.WrongContent, "no trips.txt"),
        (packed(header), errors.Empty, "at least one row in trips.txt"),
        (packed(endless), errors.WrongContent, "cannot be read"),
        (packed({**town, "../stops.txt": ""}), errors.WrongContent, "plain names"),
        (packed({}), errors.WrongContent, "a timetable in GTFS"),
        (packed(town)[:-300], errors.WrongContent, "a zip file"),
        (packed({**town, "shapes.txt": bytes(30 * 1024**2)}), errors.TooLarge, "larger"),
    ]
    for body, kind, words in cases:
        feed = feed_of(body, "gtfs", settings={"megabytes": 1})
        with pytest.raises(kind, match=words):
            list(harvester("gtfs")().records(feed))
    for value in (0, "1", True, 6000):
        with pytest.raises(errors.SettingError, match="megabytes"):
            list(harvester("gtfs")().records(feed_of(b"", "gtfs", settings={"megabytes": value})))


def test_findings_have_an_end(feed_of: FeedOf, town: Files) -> None:
    rows = "".join(f"s6-1,07:00:00,07:00:00,nowhere-{n},{n},0,0\n" for n in range(5000))
    head = str(town["stop_times.txt"], "utf-8").splitlines()[0]  # type: ignore[call-overload]
    _, bad = harvest(feed_of(packed({**town, "stop_times.txt": f"{head}\n{rows}"}), "gtfs"))
    assert [one.problem for one in bad][2:] == [
        "not among the ids of stops.txt",
        "not among the ids of stops.txt: and 4,997 more",
    ]


def test_modes() -> None:
    words = {"0": "tram", "3": "bus", "109": "rail", "101": "long_distance_rail",
             "715": "on_demand", "1501": "taxi", "200": "coach", "8": None, "109.0": None,
             "": None, "99999": None}  # fmt: skip
    assert {number: mode(number) for number in words} == words


def test_our_rules_beside_those_of_the_validator(samples: Path) -> None:
    """Names of files and fields as the standard has them; what must be there must be there."""
    path = samples / "mobility/gtfs-rules/table_schemas.json"
    theirs = json.loads(path.read_text(encoding="utf-8"))["tables"]
    assert {f"{name}.txt" for name in FILES} == theirs.keys()
    for file, rules in theirs.items():
        ours = fields(file.removesuffix(".txt"))
        assert {one["name"] for one in rules["fields"]} == {
            n for n, one in ours.items() if not one.draft
        }
        needed = {one["name"] for one in rules["fields"] if one["presence"] == "REQUIRED"}
        if file != "feed_info.txt":
            assert needed == {name for name, one in ours.items() if one.needed}, file
