"""The command that converts files of places: what it writes, repairs, leaves out and refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import pytest
from ckanext.loerrach.portal import cli
from click.testing import CliRunner

CSV = """\
ags;name;rechts;hoch;wert
08336050;Rathaus;398500,5;5274300,25;1,5
08336050;vertauscht;5274300,25;398500,5;2,5
08336050;Null;0;0;
08336050;"leer; ""mit"" Zeichen";;;3
"""
OPTIONS = ["--x", "rechts", "--y", "hoch", "--crs", "EPSG:25832"]


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    path = tmp_path / "baeume.csv"
    path.write_text(CSV)
    return path


def run(*arguments: Any) -> Any:
    # the errors of our own become sentences in cli.main
    return CliRunner().invoke(
        cli.loerrach, ["convert", *map(str, arguments)], standalone_mode=False
    )


def refused(*arguments: Any) -> str:
    done = run(*arguments)
    assert getattr(done.exception, "exit_code", None) == 2, done.output
    return str(done.exception)


def test_a_german_csv_becomes_what_people_ask_for(trees: Path, tmp_path: Path):
    targets = [tmp_path / f"b{end}" for end in (".geojson", ".gpkg", ".fgb", ".parquet", ".csv")]
    done = run(trees, *targets, *OPTIONS)
    assert done.return_value == 5
    assert done.output.splitlines()[:4] == [
        "4 rows; places are right to 1 m after the shift.",
        "1 places left out: holds no coordinates (4)",
        "1 places left out: has its two coordinates swapped (2)",
        "1 places left out: lies at 0°/0°, where devices without a place are (3)",
    ]
    assert targets[-1].read_bytes().decode() == (
        "ags,name,wert,lon,lat,easting_25832,northing_25832\r\n"
        "08336050,Rathaus,1.5,7.6493639,47.6141544,398500.5,5274300.25\r\n"
        "08336050,vertauscht,2.5,,,,\r\n"
        "08336050,Null,,,,,\r\n"
        '08336050,"leer; ""mit"" Zeichen",3.0,,,,\r\n'
    )
    assert len(geopandas.read_file(targets[2])) == 1
    for source in targets[:2] + targets[3:4]:
        back = tmp_path / "zurueck.csv"
        assert run(source, back).return_value == 0
        assert back.read_bytes() == targets[-1].read_bytes()


def test_for_programs(trees: Path, tmp_path: Path):
    target = tmp_path / "b.fgb"
    done = run(trees, target, *OPTIONS, "--json")
    assert json.loads(done.output) == {
        "rows": 4, "accuracy": 1.0,
        "made": {str(target): ["3 rows without a place are not in it."]},
        "problems": [
            {"row": "4", "problem": "holds no coordinates", "repaired": False},
            {"row": "2", "problem": "has its two coordinates swapped", "repaired": False},
            {"row": "3", "problem": "lies at 0°/0°, where devices without a place are",
             "repaired": False},
        ],
    }  # fmt: skip


def test_far_away_is_fine_where_that_is_said(tmp_path: Path):
    source = tmp_path / "welt.csv"
    source.write_text("id,lon,lat\n1,174.78,-41.29\n")
    assert run(source, tmp_path / "w.kml", "--x", "lon", "--y", "lat").return_value == 5
    done = run(source, tmp_path / "w.kml", "--x", "lon", "--y", "lat", "--anywhere")
    assert done.return_value == 0


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.csv", b"", "its first line has to name every column"),
        ("a.csv", b"x,x\n1,2\n", "two columns are called 'x'"),
        ("a.csv", b"x,y\n1\n", "Expected 2 columns, got 1"),
        ("a.csv", b"a,b\n1,2\n", "it has no column 'x', but a, b"),
        ("a.csv", b"x,y\neins,2\n", "column 'x' holds something that is no number"),
        ("a.csv", "x,y,ort\n1,2,Lörrach\n".encode("latin-1"), "it is not in UTF-8"),
        ("a.geojson", b"<html>", "it is no GeoJSON file"),
        ("a.geojson", b"<OGRVRTDataSource/>", "it is no GeoJSON file"),
        ("a.geojson", b'{"type": "gdal_streamed_alg", "command_line": "x"}', "cannot be read"),
        ("a.geojson", b'{"a": 1}', "cannot be read"),
        ("a.gpkg", b"{}", "it is no GPKG file"),
        ("a.gpkg", b"SQLite format 3\0" + b"x" * 500, "cannot be read"),
        ("a.fgb", b"fgb\x03fgb\x00", "cannot be read"),
        ("a.parquet", b"PAR1", "cannot be read"),
        ("a.vrt", b"<OGRVRTDataSource/>", "its name ends in none of .csv, .parquet"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, name: str, body: bytes, said: str):
    source, target = tmp_path / name, tmp_path / "out.gpkg"
    source.write_bytes(body)
    sentence = refused(source, target, "--x", "x", "--y", "y")
    assert sentence.startswith(f"'{name}' ")
    assert said in sentence
    assert "\n" not in sentence
    assert not target.exists()


def test_wrong_use_is_one_sentence_too(trees: Path, tmp_path: Path):
    out = tmp_path / "a.gpkg"
    assert "say which columns hold the coordinates" in refused(trees, out)
    assert "ends in none of .geojson" in refused(trees, tmp_path / "a.dwg", *OPTIONS)
    assert "'EPSG:1' is not known" in refused(trees, out, *OPTIONS[:4], "--crs", "EPSG:1")
    assert "there is no such file" in refused(tmp_path / "gibtsnicht.csv", out, *OPTIONS)
    assert "No such file or directory" in refused(trees, tmp_path / "fort" / "a.gpkg", *OPTIONS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["baeume.csv"]


#: the same place in EPSG:25832, as PostGIS writes it in hexadecimal EWKB, both byte orders
LITTLE = "0101000020E86400000000000090521841000000002B1F5441"
BIG = "0020000001000064E8411852900000000041541F2B00000000"


@pytest.mark.parametrize(
    ("text", "crs"),
    [
        ("POINT (398500 5274796)", "EPSG:25832"), ("SRID=25832;POINT(398500 5274796)", "OGC:CRS84"),
        (LITTLE, "OGC:CRS84"), (BIG, "EPSG:4326"), (LITTLE.lower(), "EPSG:2056"),
        ("srid = 25832 ; POINT Z (398500 5274796 294)", "OGC:CRS84"),
    ],
)  # fmt: skip
def test_geometries_as_texts_know_their_system_better(tmp_path: Path, text: str, crs: str):
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_text(f'id;ort\n1;"{text}"\n2;\n')
    done = run(source, target, "--geometry", "ort", "--crs", crs)
    assert done.return_value == 0, done.output
    lines = target.read_text().splitlines()
    assert lines[0] == "id,lon,lat,easting_25832,northing_25832"
    assert lines[1] == "1,7.6492423,47.6186138,398500.0,5274796.01"
    assert lines[2] == "2,,,,"


def test_a_text_that_is_no_geometry_costs_its_row_the_place(tmp_path: Path):
    source, target = tmp_path / "a.csv", tmp_path / "b.geojson"
    source.write_text(f"id;ort\n1;Rathaus\n2;{LITTLE[:-2]}\n3;{LITTLE}\n4;POINT (1)\n5;00\n")
    done = run(source, target, "--geometry", "ort", "--json")
    assert [(one["row"], one["problem"]) for one in json.loads(done.output)["problems"]] == [
        (row, "is neither WKT nor hexadecimal WKB") for row in ("1", "2", "4", "5")
    ]
    assert done.return_value == 5
    features = json.loads(target.read_text())["features"]
    assert [one["geometry"] is None for one in features] == [True, True, False, True, True]


def test_rows_in_several_systems_are_refused(tmp_path: Path):
    source = tmp_path / "a.csv"
    source.write_text('id,ort\n1,"SRID=25832;POINT (1 2)"\n2,"SRID=4326;POINT (7 47)"\n')
    said = refused(source, tmp_path / "b.csv", "--geometry", "ort")
    assert "its rows are in several systems: EPSG:4326, EPSG:25832" in said


def test_moments_of_other_zones_come_in_utc(tmp_path: Path):
    source, target = tmp_path / "a.geojson", tmp_path / "b.csv"
    times = {"winter": "2026-01-01T12:00:00+01:00", "genau": "2026-07-01T12:00:00.500+02:00"}
    places = [
        {"type": "Feature", "properties": times | {"ohne": "2026-01-01T12:00:00", "ja": True},
         "geometry": {"type": "Point", "coordinates": [7.66, 47.61]}}
    ]  # fmt: skip
    source.write_text(json.dumps({"type": "FeatureCollection", "features": places}))
    assert run(source, target, tmp_path / "b.shp.zip").return_value == 0
    row = target.read_text().splitlines()[1].split(",")
    expected = [
        "2026-01-01T11:00:00Z", "2026-07-01T10:00:00.500000Z", "2026-01-01T12:00:00", "true",
    ]  # fmt: skip
    assert row[:4] == expected
    found = geopandas.read_file(tmp_path / "b.shp.zip", layer="punkte")
    assert list(found.iloc[0][:3]) == expected[:3]
