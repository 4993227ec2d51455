"""Files of places in the formats that people ask for, the same bytes for the same data.

Every file is in WGS 84, longitude first, coordinates to a centimetre; what a format cannot carry is
said. Nothing of the day or the machine is in them, so that an unchanged file has an unchanged hash.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ckanext.loerrach.tabular.inert import Counted

from . import moments, shapefile
from .crs import UTM32
from .errors import UnknownFormat
from .gdal import gdal
from .names import unique

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

#: names that no column of data has (see tabular.columns: none begins with "_")
FID, SHAPE = "_id", "_geom"
LAYER = "daten"
#: day that stands in files which have to name one
DAY = "1970-01-01"
#: controls that XML does not know (https://www.w3.org/TR/xml/#charsets)
CONTROLS = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"


@dataclass(frozen=True)
class Format:
    """One format of files."""

    name: str
    #: what the name of a file ends in, with the point
    ending: str
    #: IANA media type
    mimetype: str
    #: what people call it
    title: str
    #: its word in the EU's list of file types, or its own where that has none
    format: str
    #: from the frame to a path; what could not be carried, in sentences
    write: Callable[[GeoDataFrame, Path], list[str]]


def write(frame: GeoDataFrame, path: Path, format: str | None = None) -> list[str]:
    """Write a frame in WGS 84 (see table.frame) to a file; sentences about what it cannot carry.

    The format is that of the path's ending unless it is named. UnknownFormat for another one. The
    file is there as a whole or not at all.
    """
    chosen = FORMATS[format] if format in FORMATS else by_ending(path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        made = Path(folder) / f"{LAYER}{chosen.ending}"
        notes = chosen.write(frame, made)
        made.replace(path)
    return notes


def by_ending(path: Path) -> Format:
    """The format that a file name stands for; UnknownFormat where there is none."""
    for one in FORMATS.values():
        if path.name.lower().endswith(one.ending):
            return one
    raise UnknownFormat(path.name, [one.ending for one in FORMATS.values()])


def _geojson(frame: GeoDataFrame, path: Path) -> list[str]:
    """RFC 7946; GDAL adds the name of the layer."""
    return _ogr(frame, path, "GeoJSON", RFC7946="YES", COORDINATE_PRECISION="7")


def _geopackage(frame: GeoDataFrame, path: Path) -> list[str]:
    """OGC 12-128r19, with a spatial index."""
    return _ogr(frame, path, "GPKG", FID=FID, GEOMETRY_NAME=SHAPE)


def _geopackage_utm(frame: GeoDataFrame, path: Path) -> list[str]:
    """In the system of the surveying offices, ETRS89 / UTM 32N."""
    return _geopackage(frame.to_crs(UTM32), path)


def _flatgeobuf(frame: GeoDataFrame, path: Path) -> list[str]:
    """https://flatgeobuf.org, with its index: rows come in the order of their places."""
    placed, notes = _placed(frame)
    return notes + _ogr(placed, path, "FlatGeobuf")


def _geoparquet(frame: GeoDataFrame, path: Path) -> list[str]:
    """GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0), geometries as WKB."""
    frame.to_parquet(path, index=False, compression="zstd", schema_version="1.1.0")
    return []


def _kml(frame: GeoDataFrame, path: Path) -> list[str]:
    """KML 2.2 (OGC 12-007r2); a column "name" or "description" is shown, the rest extended data."""
    from pandas.api.types import is_string_dtype

    placed, notes = _placed(frame)
    texts = {}
    for name, values in placed.drop(columns=SHAPE).items():
        if is_string_dtype(values):
            texts[name] = values.str.replace(CONTROLS, "\N{REPLACEMENT CHARACTER}", regex=True)
        elif str(values.dtype).startswith("date32"):
            texts[name] = values.astype("string")
    return notes + _ogr(placed.assign(**texts), path, "KML")


def _csv(frame: GeoDataFrame, path: Path) -> list[str]:
    """RFC 4180 in UTF-8; points in four columns, degrees and metres, other geometries as WKT.

    Texts and headings that begin like a formula are inert.
    """
    from pandas.api.types import is_string_dtype

    inert = Counted()
    table = frame.drop(columns=SHAPE)
    shapes = frame[SHAPE]
    if (shapes.geom_type.dropna() == "Point").all():
        utm = shapes.to_crs(UTM32)
        places = {
            "lon": shapes.x, "lat": shapes.y,
            "easting_25832": utm.x.round(2), "northing_25832": utm.y.round(2),
        }  # fmt: skip
    else:
        places = {"wkt": shapes.to_wkt(rounding_precision=7)}
    made = unique([*table.columns, *places])[-len(places) :]
    for name, values in table.items():
        if values.dtype in ("boolean", "bool"):
            table[name] = values.map({True: "true", False: "false"})
        elif moments.are(values):
            table[name] = moments.texts(values)
        elif is_string_dtype(values):
            table[name] = values.map(inert, na_action="ignore")
    table = table.assign(**dict(zip(made, places.values(), strict=True)))
    headings = [inert(str(name)) for name in table.columns]
    table.to_csv(path, index=False, header=headings, lineterminator="\r\n")
    return list(inert.notes())


def _shapefile(frame: GeoDataFrame, path: Path) -> list[str]:
    return shapefile.write(frame, path, SHAPE, DAY)


def _ogr(frame: GeoDataFrame, path: Path, driver: str, **options: Any) -> list[str]:
    """Write with GDAL, which takes "a" and "A" for one column."""
    pyogrio = gdal()

    # the day of the last change in a GeoPackage
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{DAY}T00:00:00.000Z"})
    columns = [str(name) for name in frame.columns.drop(SHAPE)]
    renamed = dict(zip(columns, unique(columns), strict=True))
    pyogrio.write_dataframe(
        frame.rename(columns=renamed), path, layer=LAYER, driver=driver, use_arrow=True,
        layer_options=options, geometry_type=None if frame[SHAPE].notna().any() else "Unknown",
    )  # fmt: skip
    return [f"Column '{old}' is called '{new}'." for old, new in renamed.items() if old != new]


def _placed(frame: GeoDataFrame) -> tuple[GeoDataFrame, list[str]]:
    """The rows that have a place, for formats where each has one."""
    there = frame[SHAPE].notna()
    missing = int((~there).sum())
    return frame[there], [f"{missing} rows without a place are not in it."] if missing else []


GPKG, UTM = "application/geopackage+sqlite3", "GeoPackage (ETRS89 / UTM 32N)"
FGB, KML = "application/vnd.flatgeobuf", "application/vnd.google-earth.kml+xml"
PARQUET = "application/vnd.apache.parquet"


def _formats() -> Iterable[Format]:
    yield Format("geojson", ".geojson", "application/geo+json", "GeoJSON", "GEOJSON", _geojson)
    # the longer ending first: by_ending takes the first that fits
    yield Format("gpkg-25832", ".25832.gpkg", GPKG, UTM, "GPKG", _geopackage_utm)
    yield Format("gpkg", ".gpkg", GPKG, "GeoPackage", "GPKG", _geopackage)
    yield Format("fgb", ".fgb", FGB, "FlatGeobuf", "FlatGeobuf", _flatgeobuf)
    yield Format("parquet", ".parquet", PARQUET, "GeoParquet", "GeoParquet", _geoparquet)
    yield Format("shp", ".shp.zip", "application/zip", "Shapefile", "SHP", _shapefile)
    yield Format("kml", ".kml", KML, "KML", "KML", _kml)
    yield Format("csv", ".csv", "text/csv", "CSV (+ lon/lat)", "CSV", _csv)


FORMATS: dict[str, Format] = {one.name: one for one in _formats()}
