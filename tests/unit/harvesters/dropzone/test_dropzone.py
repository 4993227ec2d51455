"""Drop zones: what becomes of folders, of new deliveries, of other layouts and of mistakes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvesters, sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Same

Harvest = Callable[[Feed], tuple[list[Record], list[BadRecord]]]
DESCRIPTION = "titel: Plätze\nbeschreibung: Plätze je Ortsteil\n"
TABLE = "Jahr;Ortsteil;Plätze\n2024;Stetten;48\n2025;Stetten;1120\n2025;Haagen;63\n"


def run(feed: Feed) -> list[Any]:
    return list(harvesters()["dropzone"]().records(feed))


def rows(record: Record) -> list[tuple[Any, ...]]:
    table = record.resources[0].table
    assert table
    return [tuple(row) for row in table.rows]


def refused(found: list[Any]) -> BadRecord:
    (bad,) = found
    assert isinstance(bad, BadRecord)
    assert bad.part_of is None
    return bad


def test_the_first_record_of_our_own_zone(of_demo: Any, harvest: Harvest) -> None:
    source = next(one for one in sources() if one.name == "ablage-schulamt-loerrach")
    feed = of_demo(source)
    good, bad = harvest(feed)
    assert [one.id for one in good] == ["berufliche-schulen", "schularten"]
    assert bad == []
    record = good[1]
    assert record.title == {
        "de": "Schularten und ihre Abschlüsse",
        "fr": "Types d'écoles et leurs diplômes",
        "en": "Kinds of schools and their leaving certificates",
    }
    assert record.tags["en"] == ["school", "certificate"]
    assert record.fields["temporal_coverage"] == [{"start": "2026-09-01", "end": "2027-07-31"}]
    assert record.fields["modified"] == "2026-09-04"
    assert record.fields["frequency"].endswith("/ANNUAL")
    table, original = record.resources
    assert original.url == "https://daten.loerrach.example/ablage/schularten/schularten.csv"
    assert table.title["de"] == "Schularten"
    assert table.description["de"] == ("Eine Zeile je Schulart.\n\nStand der Angaben: 04.09.2026")
    assert table.table
    assert list(table.table.key) == ["schulart"]
    assert [(one.name, one.type) for one in table.table.columns] == [
        ("schulart", "text"), ("erste_klasse", "integer"), ("letzte_klasse", "integer"),
        ("hoechster_abschluss", "text"),
    ]  # fmt: skip
    assert rows(record)[0] == ("Grundschule", 1, 4, "k. A.")
    assert rows(record)[4] == ("Gymnasium", 5, 13, "Allgemeine Hochschulreife")


def test_a_delivery_like_the_last_one(zone: Any, feed_in: Any) -> None:
    root = zone({"a/dataset.yaml": DESCRIPTION, "a/t.csv": TABLE})
    first = feed_in(root)
    (record,) = run(first)
    assert [row[2] for row in rows(record)] == [48, 1120, 63]
    with pytest.raises(errors.Unchanged):
        run(feed_in(root, last=first.seen, before=first.keep))
    # in a full run only the bytes count, in the others the file's date and size do
    again = feed_in(root, versions=lambda: {"a": record.version})
    assert run(again) == [Same("a")]
    assert not again.trusted
    conditional = feed_in(
        root, last={"https://elsewhere.example/": next(iter(first.seen.values()))},
        versions=lambda: {"a": record.version},
    )  # fmt: skip
    assert run(conditional) == [Same("a")]
    assert conditional.trusted
    zone({"a/t.csv": TABLE + "2025;Tumringen;12\n"})
    (more,) = run(feed_in(root, last=first.seen, before=first.keep,
                          versions=lambda: {"a": record.version}))  # fmt: skip
    assert len(rows(more)) == 4


def test_another_layout_stops_until_it_is_meant(zone: Any, feed_in: Any) -> None:
    root = zone({"a/dataset.yaml": DESCRIPTION, "a/t.csv": TABLE})
    first = feed_in(root)
    run(first)
    changed = {
        "moved": TABLE.replace("Jahr;Ortsteil", "Ortsteil;Jahr"),
        "new": "Jahr;Ortsteil;Träger;Plätze\n2025;Haagen;Stadt;3\n",
        "gone": "Jahr;Plätze\n2025;3\n2026;4\n",
        "shifted": "Jahr;Ortsteil;Plätze\n2025;48;Haagen\n2025;63;Stetten\n",
    }
    for table in changed.values():
        zone({"a/t.csv": table})
        feed = feed_in(root, before=first.keep)
        bad = refused(run(feed))
        assert bad.field == "t.csv"
        assert bad.remedy.endswith("erhöhen Sie „aufbau“ in der Beschreibung auf 2")
        # what is kept stays that of the last good delivery
        assert feed.keep["folders"]["a"] == first.keep["folders"]["a"]
    assert "Ortsteil" in bad.problem or "Plätze" in bad.problem
    zone({"a/t.csv": changed["new"], "a/dataset.yaml": DESCRIPTION + "aufbau: 2\n"})
    meant = feed_in(root, before=first.keep)
    (record,) = run(meant)
    assert rows(record) == [(2025, "Haagen", "Stadt", 3)]
    assert meant.keep["folders"]["a"]["layout"] == 2


def test_a_folder_that_is_still_copied_waits(zone: Any, feed_in: Any) -> None:
    root = zone({"a/dataset.yaml": DESCRIPTION, "a/t.csv": TABLE,
                 "b/dataset.yaml": DESCRIPTION, "b/t.csv": TABLE, "b/u.csv.part": "x"})  # fmt: skip
    now = feed_in(root).now.timestamp()
    os.utime(root / "a/t.csv", (now - 5, now - 5))
    feed = feed_in(root)
    assert run(feed) == []
    assert feed.gaps == [
        "somebody is still copying into the folder 'a'",
        "somebody is still copying into the folder 'b'",
    ]


def test_a_zone_that_is_not_there_is_an_error(zone: Any, feed_in: Any, tmp_path: Path) -> None:
    """An unmounted drive must not look like a zone whose datasets have all gone."""
    with pytest.raises(errors.WrongContent, match="is its drive connected"):
        run(feed_in(tmp_path / "nowhere"))
    with pytest.raises(errors.Empty, match="at least one folder"):
        run(feed_in(zone({})))
    with pytest.raises(errors.SettingError, match="released are: probe"):
        run(feed_in(zone({}), {"folder": "other"}))
    with pytest.raises(errors.SettingError, match="setting 'folder'"):
        run(feed_in(zone({}), {"folder": ["x"]}))


def test_nothing_outside_of_the_zone_is_read(zone: Any, feed_in: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "dataset.yaml").write_text(DESCRIPTION)
    (secret / "t.csv").write_text(TABLE)
    root = zone({"a/dataset.yaml": DESCRIPTION, "b/dataset.yaml": DESCRIPTION, "b/t.csv": TABLE})
    (root / "linked").symlink_to(secret)
    (root / "a/t.csv").symlink_to(secret / "t.csv")
    os.mkfifo(root / "a/pipe.csv")
    feed = feed_in(root)
    bad, good = run(feed)
    assert (bad.id, bad.problem.partition(";")[0]) == (
        "a", "der Ordner enthält keine Tabelle und keine Geodaten",
    )  # fmt: skip
    assert good.id == "b"
    assert ("left out", "linked") in {(one.kind, one.name) for one in feed.notices}
    for name in ("../secret", "/etc", "..", "a/../../secret"):
        with pytest.raises(errors.SettingError):
            run(feed_in(root, {"folder": name}))


def test_litter_and_templates_are_no_datasets(zone: Any, feed_in: Any) -> None:
    root = zone({
        "_vorlage/dataset.yaml": DESCRIPTION, ".trash/t.csv": TABLE, "liesmich.txt": "x",
        "a/dataset.yaml": DESCRIPTION, "a/t.csv": TABLE, "a/~$t.xlsx": "lock", "a/Thumbs.db": "x",
        "a/.~lock.t.csv#": "x", "a/README.txt": "Nur für uns", "a/notiz.pdf": b"%PDF-1.7",
    })  # fmt: skip
    feed = feed_in(root)
    (record,) = run(feed)
    assert [one.key for one in record.resources] == ["t.csv"]
    assert [(one.kind, one.name) for one in feed.notices] == [("left out", "a/notiz.pdf")]


def test_a_correction_beside_the_table(zone: Any, feed_in: Any) -> None:
    root = zone({"a/dataset.yaml": DESCRIPTION, "a/t.csv": "Nr;Wert\n1;1.120\n2;3.400\n"})
    feed = feed_in(root)
    (found,) = run(feed)
    # thousands or thousandths? nobody can know, so the texts stay as they are
    assert [row[1] for row in rows(found)] == ["1.120", "3.400"]
    schema = feed.keep["folders"]["a"]["schemas"]["t.csv"]
    schema["schema"]["fields"][1] |= {"type": "integer", "groupChar": "."}
    zone({"a/t.csv.schema.json": json.dumps(schema)})
    (corrected,) = run(feed_in(root))
    assert [row[1] for row in rows(corrected)] == [1120, 3400]
    typed = DESCRIPTION + "spalten: {Wert: {typ: Ganzzahl}}"
    other = zone({"b/dataset.yaml": typed, "b/t.csv": "Nr;Wert\n1;1.120\n2;3.400\n"})
    assert [row[1] for row in rows(run(feed_in(other))[1])] == [1120, 3400]
    shutil.rmtree(root / "b")
    for wrong in ("{", "[]", '{"fields": [{"name": "x", "type": "magic"}]}'):
        zone({"a/t.csv.schema.json": wrong})
        assert refused(run(feed_in(root))).remedy


def test_types_keys_and_coordinates_that_the_description_names(zone: Any, feed_in: Any) -> None:
    description = DESCRIPTION + (
        "schluessel: Kennung\nspalten:\n  Wert: {typ: text, einheit: m}\n"
        "dateien:\n  t.csv:\n    koordinaten: {x: Ost, y: Nord, system: EPSG:25832}\n"
    )
    table = "Kennung;Wert;Ost;Nord\nA1;12;399000,5;5274000,25\nB2;13;399100;5274100\n"
    (record,) = run(feed_in(zone({"a/dataset.yaml": description, "a/t.csv": table})))
    assert rows(record)[0] == ("A1", "12", 399000.5, 5274000.25)
    assert record.resources[0].table.columns[1].unit == "m"
    assert record.places.crs == "EPSG:25832"
    assert record.places.geometries[0] == (
        "A1", {"type": "Point", "coordinates": [399000.5, 5274000.25]},
    )  # fmt: skip


def test_geodata(zone: Any, feed_in: Any) -> None:
    feature = {
        "type": "Feature", "properties": {"name": "Rathaus", "stockwerke": 17, "baujahr": None},
        "geometry": {"type": "Point", "coordinates": [7.6614, 47.6154]},
    }  # fmt: skip
    collection = json.dumps({"type": "FeatureCollection", "features": [feature, feature]})
    description = DESCRIPTION + "spalten:\n  stockwerke: Zahl der Stockwerke\n"
    root = zone({"a/dataset.yaml": description, "a/haus.geojson": collection})
    (record,) = run(feed_in(root))
    table = record.resources[0].table
    assert [(one.name, one.type) for one in table.columns][:3] == [
        ("nr", "integer"), ("name", "text"), ("stockwerke", "integer"),
    ]  # fmt: skip
    assert table.columns[2].description["de"] == "Zahl der Stockwerke"
    assert rows(record)[1][:3] == (2, "Rathaus", 17)
    assert record.places.geometries[0] == ("1", feature["geometry"])
    zone({"a/haus2.geojson": collection})
    assert "nur eine Datei mit Geodaten" in refused(run(feed_in(root))).problem
    (root / "a/haus2.geojson").unlink()
    zone({"a/haus.geojson": '{"type": "FeatureCollection", "features": ['})
    assert "haus.geojson" in refused(run(feed_in(root))).problem


def test_other_kinds_of_geodata_stop(zone: Any, feed_in: Any) -> None:
    """Names alone say little: another export may write the same names over other values."""

    def collection(**properties: Any) -> str:
        place = {"type": "Point", "coordinates": [7.6614, 47.6154]}
        one = {"type": "Feature", "properties": properties, "geometry": place}
        return json.dumps({"type": "FeatureCollection", "features": [one]})

    hall = collection(name="Rathaus", stockwerke=17, baujahr=None)
    root = zone({"a/dataset.yaml": DESCRIPTION, "a/p.geojson": hall})
    first = feed_in(root)
    run(first)
    zone({"a/p.geojson": collection(name=17, stockwerke="Rathaus", baujahr=1976)})
    bad = refused(run(feed_in(root, before=first.keep)))
    assert "„name“ enthält jetzt ganze Zahl statt Text" in bad.problem
    assert "„stockwerke“ enthält jetzt Text statt ganze Zahl" in bad.problem
    assert "baujahr" not in bad.problem
    # decimals and missing values pass; what was known of a column stays known
    zone({"a/p.geojson": collection(name=None, stockwerke=17.5, baujahr="1976")})
    second = feed_in(root, before=first.keep)
    assert len(run(second)) == 1
    zone({"a/p.geojson": collection(name=17, stockwerke=17, baujahr="1976")})
    assert "„name“" in refused(run(feed_in(root, before=second.keep))).problem


def test_columns_that_are_described_and_not_there(zone: Any, feed_in: Any) -> None:
    description = DESCRIPTION + "spalten:\n  Jahr: Kalenderjahr\n  Platze: Anzahl\n"
    feed = feed_in(zone({"a/dataset.yaml": description, "a/t.csv": TABLE}))
    run(feed)
    assert {(one.kind, one.name) for one in feed.notices} == {
        ("no such column", "a: Platze"), ("unknown column", "Ortsteil"),
        ("unknown column", "Plätze"),
    }  # fmt: skip


def test_a_folder_that_nobody_may_read_does_not_stop_the_others(
    server: Any, client: Any, feed_in: Any
) -> None:
    """Behind a listing; on a disk it is the same, but root may read everything."""

    def listing(*names: str) -> bytes:
        links = "".join(f'<a href="{name}">{name}</a>  1-Sep-2026 08:00  1\n' for name in names)
        return f"<html><pre>{links}</pre></html>".encode()

    server.page("/ablage/", listing("offen/", "zu/", "fort/"))
    server.page("/ablage/offen/", listing("dataset.yaml", "t.csv"))
    server.page("/ablage/offen/dataset.yaml", DESCRIPTION.encode())
    server.page("/ablage/offen/t.csv", TABLE.encode())
    server.pages["/ablage/zu/"] = lambda visit: visit.answer(b"", 403)
    server.page("/ablage/fort/", listing("dataset.yaml"))
    server.pages["/ablage/fort/dataset.yaml"] = lambda visit: visit.answer(b"", 404)
    source = feed_in(Path("/")).source
    source = replace(source, settings={}, url="https://daten.loerrach.example/ablage/")
    found = run(Feed(source, client, stand_in=server.url("/ablage/")))
    assert [(one.id, type(one).__name__) for one in found] == [
        ("fort", "BadRecord"), ("offen", "Record"), ("zu", "BadRecord"),
    ]  # fmt: skip
    assert "403" in found[2].problem
    # what may pass is no reason to refuse anything
    server.pages["/ablage/zu/"] = lambda visit: visit.answer(b"", 503)
    with pytest.raises(errors.Busy):
        run(Feed(source, client, stand_in=server.url("/ablage/")))


def test_values_that_do_not_fit_are_told_by_row(zone: Any, feed_in: Any) -> None:
    lines = [f"{number};{number * 2}" for number in range(1, 200)]
    lines[9] = "10;zwanzig?"
    root = zone({"a/dataset.yaml": DESCRIPTION, "a/t.csv": "Nr;Wert\n" + "\n".join(lines)})
    bad, record = run(feed_in(root))
    assert (bad.part_of, bad.field, bad.value) == ("a", "t.csv: Wert", "zwanzig?")
    assert "Zeile 10" in bad.problem
    assert len(rows(record)) == 199
    assert rows(record)[9][:2] == (10, None)
