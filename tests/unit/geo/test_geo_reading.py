"""Files of places of others: zipped Shapefiles, files with several layers, and their rows."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pytest
from ckanext.loerrach.geo.errors import Unreadable
from ckanext.loerrach.geo.reading import read
from ckanext.loerrach.geo.rows import rows
from shapely.geometry import Point

Zip = Callable[..., Path]


@pytest.fixture
def trees() -> geopandas.GeoDataFrame:
    """Two trees in Lörrach, in the system of the surveying offices."""
    places = [Point(399050.25, 5274010.5), Point(399100, 5274100)]
    return geopandas.GeoDataFrame(
        {"Art": ["Spitzahorn", "Säulen-Hainbuche"], "Jahr": [1987, 2020]},
        geometry=places, crs="EPSG:25832",
    )  # fmt: skip


@pytest.fixture
def zipped(trees: geopandas.GeoDataFrame, tmp_path: Path) -> Zip:
    """Makes a zip of the trees' Shapefile; ``without``: endings; ``more``: further members."""
    folder = tmp_path / "parts"
    folder.mkdir()
    trees.to_file(folder / "Baeume.shp", encoding="ISO-8859-1")

    def make(without: str = "", inside: str = "", more: dict[str, bytes] | None = None) -> Path:
        path = tmp_path / "baeume.shp.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for part in sorted(folder.iterdir()):
                if part.suffix != without:
                    archive.writestr(inside + part.name, part.read_bytes())
            for name, body in (more or {}).items():
                archive.writestr(name, body)
        return path

    return make


def test_a_zipped_shapefile(zipped: Zip) -> None:
    more = {"__MACOSX/daten/._Baeume.shp": b"x", "daten/liesmich.txt": b"x"}
    for path in (zipped(), zipped(inside="daten/", more=more)):
        found = read(path)
        assert list(found["Art"]) == ["Spitzahorn", "Säulen-Hainbuche"]
        assert found.crs == "EPSG:25832"
        assert found["_geom"][0] == Point(399050.25, 5274010.5)


def test_zips_that_are_none(zipped: Zip, tmp_path: Path) -> None:
    for without in (".shx", ".dbf", ".prj"):
        with pytest.raises(Unreadable, match=rf"its part \{without} is missing"):
            read(zipped(without=without))
    with pytest.raises(Unreadable, match=r"holds no \.shp"):
        read(zipped(without=".shp"))
    with pytest.raises(Unreadable, match=r"several Shapefiles \(Baeume\.shp, b\.shp\)"):
        read(zipped(more={"b.shp": b""}))
    for name in ("../../etc/cron.d/x", "/etc/x", "a\\..\\b"):
        with pytest.raises(Unreadable, match="plain names"):
            read(zipped(more={name: b""}))
    wrong = tmp_path / "wrong.zip"
    for body in (b"", b"PK\x03\x04", b"GIF89a" * 100):
        wrong.write_bytes(body)
        with pytest.raises(Unreadable, match="a zip file"):
            read(wrong)


def test_a_zip_that_swells(zipped: Zip, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckanext.loerrach.geo import zipped as module
    from ckanext.loerrach.harvesters._core.zipped import Unzip

    monkeypatch.setattr(module, "LIMITS", Unzip(members=10, inflated=1000))
    with pytest.raises(Unreadable, match="larger than 1000 bytes"):
        read(zipped(without=".dbf", more={"Baeume.dbf": bytes(100_000)}))


def test_several_layers_are_not_guessed_among(
    trees: geopandas.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "zwei.gpkg"
    trees.to_file(path, layer="baeume")
    trees.to_file(path, layer="straeucher")
    with pytest.raises(Unreadable, match=r"several layers \(baeume, straeucher\)"):
        read(path)


def test_rows_and_their_places() -> None:
    frame = geopandas.GeoDataFrame(
        {
            "Name": ["a", None, "c"], "Zahl": [1, 2, 3], "Maß": [1.5, None, 2.0],
            "Ja": [True, False, True], "Tag": pd.to_datetime(["2026-01-02", None, "2026-03-04"]),
            "Liste": [[1, 2], None, {"x": 1}],
            "_geom": [Point(7.66, 47.61), None, Point(7.67, 47.62)],
        },
        geometry="_geom", crs="EPSG:4326",
    )  # fmt: skip
    table, places = rows(frame, "f", ["name", "zahl", "mass", "ja", "tag", "liste"])
    assert [(one.name, one.type) for one in table.columns] == [
        ("nr", "integer"), ("name", "text"), ("zahl", "integer"), ("mass", "number"),
        ("ja", "boolean"), ("tag", "date"), ("liste", "text"),
    ]  # fmt: skip
    assert [list(one) for one in table.rows] == [
        [1, "a", 1, 1.5, True, date(2026, 1, 2), "[1, 2]"],
        [2, None, 2, None, False, None, None],
        [3, "c", 3, 2.0, True, date(2026, 3, 4), '{"x": 1}'],
    ]
    assert places.crs == "EPSG:4326"
    assert [id for id, _ in places.geometries] == ["1", "3"]
    assert places.geometries[0][1] == {"type": "Point", "coordinates": [7.66, 47.61]}
    named, by_number = rows(frame, "f", key=["Zahl"])
    assert (list(named.key), [id for id, _ in by_number.geometries]) == (["Zahl"], ["1", "3"])
    with pytest.raises(Unreadable, match="no column 'Nummer', but Name, Zahl"):
        rows(frame, "f", key=["Nummer"])
    twice: Any = frame.assign(Zahl=7)
    with pytest.raises(Unreadable, match="two rows have the key '7'"):
        rows(twice, "f", key=["Zahl"])
