"""Files of places: the same bytes for the same data, and what they hold when they are read."""

from __future__ import annotations

import csv
import hashlib
import json
import time
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
from ckanext.loerrach.geo import files, table
from ckanext.loerrach.geo.errors import UnknownFormat
from ckanext.loerrach.geo.names import unique
from ckanext.loerrach.harvesters._core.record import Column, Places, Table

Trees = tuple[Table, Places]
AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def made(trees: Trees, folder: Path, format: str) -> tuple[Path, list[str]]:
    frame, problems = table.frame(*trees)
    assert problems == []
    path = folder / f"baeume{files.FORMATS[format].ending}"
    return path, files.write(frame, path)


def test_rows_come_by_key_with_their_types(trees: Trees):
    frame, _ = table.frame(*trees)
    assert list(frame["nummer"]) == ["0001", "0002", "0003", "0004"]
    assert list(map(str, frame.dtypes)) == [
        "string", "string", "string", "Float64", "Int64", "boolean", "datetime64[us, UTC]",
        "date32[day][pyarrow]", "string", "string", "geometry",
    ]  # fmt: skip
    assert list(frame.geometry.isna()) == [False, False, False, True]


@pytest.mark.parametrize("format", sorted(files.FORMATS))
def test_the_same_data_give_the_same_bytes(trees: Trees, tmp_path: Path, format: str):
    rows, places = trees
    first, _ = made(trees, tmp_path, format)
    before = hashlib.sha256(first.read_bytes()).hexdigest()
    # other order of rows and places, another day and folder
    turned = (
        replace(rows, rows=rows.rows[::-1]),
        replace(places, geometries=places.geometries[::-1]),
    )
    (tmp_path / "later").mkdir()
    time.sleep(1.1)
    second, _ = made(turned, tmp_path / "later", format)
    assert hashlib.sha256(second.read_bytes()).hexdigest() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, "later"]


def test_geojson(trees: Trees, tmp_path: Path):
    path, notes = made(trees, tmp_path, "geojson")
    document = json.loads(path.read_text())
    assert notes == ["Column 'NAME' is called 'NAME_2'."]
    # RFC 7946 knows WGS 84 only
    assert "crs" not in document
    assert document["features"][2] == {
        "type": "Feature",
        "properties": {
            "nummer": "0003", "Baumart (deutsch)": "Linde, »alte«", "Baumart (botanisch)": "Tilia",
            "höhe": 12.5, "jahr": 1950, "geschützt": True, "gemessen": "2026-03-29T01:30:00Z",
            "gepflanzt": "1950-05-01", "name": "a", "NAME_2": "b",
        },
        "geometry": {"type": "Point", "coordinates": [7.6496187, 47.6143351]},
    }  # fmt: skip
    assert document["features"][3]["geometry"] is None
    assert [one["properties"]["nummer"] for one in document["features"]] == [
        "0001", "0002", "0003", "0004",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("format", "driver", "crs", "missing"),
    [
        ("gpkg", "GPKG", "OGC:CRS84", 0), ("gpkg-25832", "GPKG", "EPSG:25832", 0),
        ("fgb", "FlatGeobuf", "OGC:CRS84", 1), ("geojson", "GeoJSON", "OGC:CRS84", 0),
    ],
)  # fmt: skip
def test_what_gdal_reads_back(
    trees: Trees, tmp_path: Path, format: str, driver: str, crs: str, missing: int
):
    path, notes = made(trees, tmp_path, format)
    assert pyogrio.read_info(path)["driver"] == driver
    found = geopandas.read_file(path, use_arrow=True).set_index("nummer")
    assert found.crs.equals(crs, ignore_axis_order=True)
    assert len(found) == 4 - missing
    assert [note for note in notes if "without a place" in note] == (
        ["1 rows without a place are not in it."] if missing else []
    )
    first, ginkgo = found.loc["0003"], found.loc["0002"]
    assert first["gemessen"] == AT
    assert str(first["gepflanzt"])[:10] == "1950-05-01"
    assert (ginkgo["Baumart (botanisch)"], ginkgo["jahr"], ginkgo["name"]) == (
        "Ginkgo\nbiloba", 2**40, "ä" * 200,
    )  # fmt: skip
    assert bool(first["geschützt"])
    expected = (398_520, 5_274_320) if crs == "EPSG:25832" else (7.6496187, 47.6143351)
    assert first.geometry.coords[0] == pytest.approx(expected, abs=0.01)


def test_geoparquet_says_what_it_is(trees: Trees, tmp_path: Path):
    import pyarrow.parquet as pq

    path, notes = made(trees, tmp_path, "parquet")
    assert notes == []
    about = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert (about["version"], about["primary_column"]) == ("1.1.0", "_geom")
    assert about["columns"]["_geom"]["encoding"] == "WKB"
    found = geopandas.read_parquet(path)
    assert found["gepflanzt"][2] == date(1950, 5, 1)
    assert list(found["NAME"])[2] == "b"
    assert list(found.geometry.isna()) == [False, False, False, True]


def test_shapefile_says_its_limits(trees: Trees, tmp_path: Path):
    path, notes = made(trees, tmp_path, "shp")
    assert notes == [
        "Column 'name': 1 texts end after 254 bytes.",
        "Column 'NAME': 1 texts end after 254 bytes.",
        "Column 'Baumart (deutsch)' is called 'Baumart (d'.",
        "Column 'Baumart (botanisch)' is called 'Baumart (b'.",
        "Column 'NAME' is called 'NAME_2'.",
        "1 rows without a place, or with one of several kinds, are not in it.",
    ]
    with zipfile.ZipFile(path) as archive:
        assert archive.read("README.txt").decode().splitlines() == notes
        assert archive.testzip() is None
    found = geopandas.read_file(path, layer="punkte").set_index("nummer")
    assert found.loc["0002", "name"] == "ä" * 127
    assert found.loc["0003", "gemessen"] == "2026-03-29T01:30:00Z"


def test_a_shapefile_for_each_kind_of_geometry(tmp_path: Path):
    shapes = [
        ("a", {"type": "Point", "coordinates": [7.6, 47.6]}),
        ("b", {"type": "LineString", "coordinates": [[7.6, 47.6], [7.7, 47.6]]}),
        ("c", {"type": "Polygon", "coordinates": [[[7.6, 47.6], [7.7, 47.6], [7.7, 47.7],
                                                   [7.6, 47.6]]]}),
        ("d", {"type": "MultiPoint", "coordinates": [[7.6, 47.6], [7.7, 47.7]]}),
    ]  # fmt: skip
    rows = Table([Column("id")], [[id] for id, _ in shapes], ["id"])
    path, notes = made((rows, Places("OGC:CRS84", shapes)), tmp_path, "shp")
    assert notes == []
    with zipfile.ZipFile(path) as archive:
        layers = sorted(name for name in archive.namelist() if name.endswith(".shp"))
    assert layers == ["flaechen.shp", "linien.shp", "punkte.shp", "punktmengen.shp"]
    texts, _ = made((rows, Places("OGC:CRS84", shapes)), tmp_path, "csv")
    assert texts.read_text().splitlines()[:3] == [
        "id,wkt", "a,POINT (7.6 47.6)", 'b,"LINESTRING (7.6 47.6, 7.7 47.6)"',
    ]  # fmt: skip


def test_kml_is_xml_whatever_stands_in_the_texts(trees: Trees, tmp_path: Path):
    from lxml import etree

    path, notes = made(trees, tmp_path, "kml")
    assert "1 rows without a place are not in it." in notes
    root = etree.parse(path).getroot()
    kml = {"k": "http://www.opengis.net/kml/2.2"}
    assert root.xpath("//k:Placemark[1]//k:coordinates/text()", namespaces=kml) == [
        "7.6493573,47.6141521"
    ]
    first = root.xpath("//k:Placemark[1]//k:SimpleData[@name='Baumart (deutsch)']", namespaces=kml)
    assert first[0].text == "Ahorn\N{REPLACEMENT CHARACTER}; =1+1"


def test_csv_has_degrees_and_metres(trees: Trees, tmp_path: Path):
    path, notes = made(trees, tmp_path, "csv")
    assert notes == []
    lines = path.read_bytes().decode().split("\r\n")
    assert lines[0] == (
        "nummer,Baumart (deutsch),Baumart (botanisch),höhe,jahr,geschützt,gemessen,gepflanzt,name,"
        "NAME,lon,lat,easting_25832,northing_25832"
    )
    assert lines[3] == (
        '0003,"Linde, »alte«",Tilia,12.5,1950,true,2026-03-29T01:30:00Z,1950-05-01,a,b,'
        "7.6496187,47.6143351,398520.0,5274320.0"
    )
    assert lines[4].endswith(",2020-02-29,,,,,,")


def test_no_cell_of_csv_is_a_formula(tmp_path: Path):
    columns = [Column("id"), Column("=1+1"), Column("n", "number"), Column("i", "integer")]
    names = ["=HYPERLINK(A1)", "@SUM(A1)", "\t=1", "+1+cmd|' /C calc'!A0", "-2+3", "+49 7621 1",
             "\r=1", None]  # fmt: skip
    rows = [[str(at), name, -1e-7, -5] for at, name in enumerate(names)]
    places = [(str(at), {"type": "Point", "coordinates": [-7.6, -47.6]}) for at in range(7)]
    path, notes = made((Table(columns, rows, ["id"]), Places("OGC:CRS84", [])), tmp_path, "csv")
    assert notes == ["7 texts begin like a formula; an apostrophe stands before them."]
    with path.open(encoding="utf-8", newline="") as file:
        head, *found = csv.reader(file)
    assert head[:4] == ["id", "'=1+1", "n", "i"]
    assert [row[1] for row in found] == [
        "'=HYPERLINK(A1)", "'@SUM(A1)", "'\t=1", "'+1+cmd|' /C calc'!A0", "'-2+3", "+49 7621 1",
        "'\r=1", "",
    ]  # fmt: skip
    assert {(row[2], row[3]) for row in found} == {("-1e-07", "-5")}
    # numbers of places stay numbers
    frame, _ = table.frame(Table(columns, rows, ["id"]), Places("OGC:CRS84", places), None)
    files.write(frame, path)
    assert ",-7.6,-47.6," in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("format", sorted(files.FORMATS))
def test_a_table_without_rows(tmp_path: Path, format: str):
    columns = [Column("id"), Column("n", "integer"), Column("at", "timestamp")]
    path, _ = made((Table(columns, [], ["id"]), Places("OGC:CRS84", [])), tmp_path, format)
    assert path.stat().st_size > 0


def test_a_place_that_cannot_be_costs_only_the_place(tmp_path: Path):
    rows = Table([Column("a"), Column("b", "integer")], [["x", 1], ["y", 2]], ["a", "b"])
    places: list[Any] = [
        ("x/1", {"type": "Point", "coordinates": [0, 0]}), ("y/2", {"type": "Unsinn"}),
    ]  # fmt: skip
    frame, problems = table.frame(rows, Places("OGC:CRS84", places))
    assert {one.id: one.repaired for one in problems} == {"x/1": False, "y/2": False}
    assert list(frame["b"]) == [1, 2]
    assert frame.geometry.isna().all()


def test_a_file_is_whole_or_not_there(trees: Trees, tmp_path: Path, monkeypatch: Any):
    path, _ = made(trees, tmp_path, "gpkg")
    before = path.read_bytes()

    def full(*_: Any, **__: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(pyogrio, "write_dataframe", full)
    with pytest.raises(OSError, match="No space"):
        made(trees, tmp_path, "gpkg")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_ending_is_said(trees: Trees, tmp_path: Path):
    with pytest.raises(UnknownFormat, match=r"'a\.dwg' ends in none of \.geojson, "):
        files.write(table.frame(*trees)[0], tmp_path / "a.dwg")


def test_names_stay_different():
    assert unique(["a", "A", "a_2", "ä" * 40], 10) == ["a", "A_2", "a_2_2", "ä" * 5]
    assert unique([f"stellplaetze {n}" for n in range(12)], 10)[-1] == "stellpl_12"
