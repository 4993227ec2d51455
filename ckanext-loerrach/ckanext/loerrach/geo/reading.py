"""Tables of places from files: CSV with coordinates in columns, GeoJSON, GeoPackage and so on.

Only formats in which nothing can point at another file or address: a GDAL that is left to choose
also reads lists of other people's files (gdal, geojson).
"""

from __future__ import annotations

import csv
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import geojson, texts, zipped
from .crs import WGS84, way
from .errors import Unreadable
from .files import SHAPE
from .gdal import gdal
from .problem import Problem

if TYPE_CHECKING:
    import pyarrow as pa
    from geopandas import GeoDataFrame, GeoSeries

#: endings of what GDAL reads, with the one driver that may, and what such a file begins with
DRIVERS = {
    ".geojson": ("GeoJSON", b"{"), ".gpkg": ("GPKG", b"SQLite format 3\0"),
    ".fgb": ("FlatGeobuf", b"fgb"),
}  # fmt: skip
#: a number with a comma, and an identifier that a number would lose: "08336", "+49"
COMMA, IDENTIFIER = r"^-?\d+(,\d+)?$", r"^[-+]?0\d|^\+"
TYPES = ("int64", "float64")


@dataclass(frozen=True)
class Coordinates:
    """Where a CSV file has its coordinates, and in which system."""

    #: column of easting (longitude), and of northing (latitude)
    x: str
    y: str
    crs: str = WGS84


@dataclass(frozen=True)
class Shapes:
    """Which column of a CSV file holds geometries as texts (see texts), and in which system.

    A system that stands in the texts counts more.
    """

    column: str
    crs: str = WGS84


def read(path: Path, places: Coordinates | Shapes | None = None) -> GeoDataFrame:
    """The rows of a file with their places, in the system of the file; GeoError where it has none.

    A CSV file (RFC 4180; comma, semicolon or tab; UTF-8) needs ``places``. Its numbers may have
    decimal commas; what a number would lose, as the zeros of "08336", stays text. Problems of
    single rows that are known already are in ``attrs["problems"]``, by their number from 1.
    """
    if not path.is_file():
        raise Unreadable(path.name, "there is no such file")
    if path.suffix.lower() == ".csv":
        if places is None:
            raise Unreadable(
                path.name, "say which columns hold the coordinates, and in which system"
            )
        return _csv(path, places)
    if path.suffix.lower() == ".parquet":
        return _parquet(path)
    if path.suffix.lower() == ".zip":
        with zipped.unpacked(path) as shapes:
            return _ogr(shapes, "ESRI Shapefile", zipped.BEGIN)
    if path.suffix.lower() not in DRIVERS:
        endings = ", ".join([".csv", ".parquet", ".shp.zip", *DRIVERS])
        raise Unreadable(path.name, f"its name ends in none of {endings}")
    return _ogr(path, *DRIVERS[path.suffix.lower()])


def _ogr(path: Path, driver: str, begin: bytes) -> GeoDataFrame:
    pyogrio = gdal()
    from pyogrio.errors import DataLayerError, DataSourceError

    with path.open("rb") as file:
        if not file.read(100).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(begin):
            raise Unreadable(path.name, f"it is no {driver} file")
    if driver == "GeoJSON":
        geojson.check(path)
    try:
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
            # what GDAL warns of here it refuses below
            layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind]
        if len(layers) > 1:
            several = ", ".join(layers[:10])
            raise Unreadable(path.name, f"it holds several layers ({several}); save one in a file")
        layer = layers[0] if layers else None
        if pyogrio.read_info(path, layer=layer)["driver"] != driver:
            raise Unreadable(path.name, f"it is no {driver} file")
        return _named(path, pyogrio.read_dataframe(path, layer=layer, use_arrow=True))
    # an IndexError: a file that breaks off before its first layer
    except (DataLayerError, DataSourceError, IndexError) as error:
        raise Unreadable(path.name, str(error)) from error


def _parquet(path: Path) -> GeoDataFrame:
    import geopandas
    from pyarrow.lib import ArrowException

    try:
        return _named(path, geopandas.read_parquet(path))
    except (ArrowException, OSError, ValueError) as error:
        raise Unreadable(path.name, str(error)) from error


def _named(path: Path, found: Any) -> GeoDataFrame:
    """With the column of places under our name, and a system."""
    import geopandas

    if not isinstance(found, geopandas.GeoDataFrame):
        raise Unreadable(path.name, "it holds no places")
    if found.crs is None:
        raise Unreadable(path.name, "it names no coordinate system")
    return found if found.geometry.name == SHAPE else found.rename_geometry(SHAPE)


def _csv(path: Path, places: Coordinates | Shapes) -> GeoDataFrame:
    import geopandas

    # an unknown system is said before a large file is read
    way(places.crs)
    table = _texts(path)
    used = (places.x, places.y) if isinstance(places, Coordinates) else (places.column,)
    for name in used:
        if name not in table.column_names:
            there = ", ".join(table.column_names[:20])
            raise Unreadable(path.name, f"it has no column '{name}', but {there}")
    kept = {name: _typed(table.column(name)) for name in table.column_names if name not in used}
    by = _points if isinstance(places, Coordinates) else _shapes
    shapes, problems = by(path, table, places)
    frame = _frame(kept, len(table)).assign(**{SHAPE: shapes})
    found = geopandas.GeoDataFrame(frame, geometry=SHAPE, crs=shapes.crs)
    found.attrs["problems"] = problems
    return found


def _points(path: Path, table: pa.Table, places: Any) -> tuple[GeoSeries, list[Problem]]:
    import geopandas

    x, y = (_numbers(path, _typed(table.column(name)), name) for name in (places.x, places.y))
    return geopandas.GeoSeries(geopandas.points_from_xy(x, y), crs=places.crs), []


def _shapes(path: Path, table: pa.Table, places: Any) -> tuple[GeoSeries, list[Problem]]:
    import geopandas

    values = table.column(places.column).to_pylist()
    found = texts.read((str(number), text) for number, text in enumerate(values, 1))
    if len(found.srids) > 1:
        systems = ", ".join(f"EPSG:{srid}" for srid in sorted(found.srids))
        raise Unreadable(path.name, f"its rows are in several systems: {systems}")
    crs = f"EPSG:{found.srids.pop()}" if found.srids else places.crs
    way(crs)
    return geopandas.GeoSeries(found.shapes, crs=crs), found.problems


def _texts(path: Path) -> pa.Table:
    """All columns as texts, empty ones as missing."""
    import pyarrow as pa
    from pyarrow import csv as reader

    with path.open("rb") as file:
        head = file.readline(1 << 20)
    try:
        names = _header(path, head.decode("utf-8-sig"))
        return reader.read_csv(
            path,
            read_options=reader.ReadOptions(column_names=[name for name, _ in names], skip_rows=1),
            parse_options=reader.ParseOptions(delimiter=names[0][1], newlines_in_values=True),
            convert_options=reader.ConvertOptions(
                column_types={name: pa.string() for name, _ in names},
                strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=False,
            ),
        )  # fmt: skip
    except (UnicodeDecodeError, pa.ArrowInvalid) as error:
        said = str(error)
        problem = "it is not in UTF-8" if "utf" in said.lower() else said
        raise Unreadable(path.name, problem) from error


def _header(path: Path, line: str) -> list[tuple[str, str]]:
    """Names of the columns, each with the character between them."""
    delimiter = max(";,\t", key=line.count)
    names: Sequence[str] = next(csv.reader([line], delimiter=delimiter), [])
    if not names or not all(names):
        raise Unreadable(path.name, "its first line has to name every column")
    if len(set(names)) < len(names):
        double = next(name for name in names if names.count(name) > 1)
        raise Unreadable(path.name, f"two columns are called '{double}'")
    return [(name, delimiter) for name in names]


def _typed(values: Any) -> Any:
    """Numbers where all values are, and none would lose a digit."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.any(pc.match_substring_regex(values, IDENTIFIER)).as_py():
        return values
    if pc.all(pc.match_substring_regex(values, COMMA)).as_py():
        values = pc.replace_substring(values, ",", ".")
    for kind in TYPES:
        try:
            return pc.cast(values, kind)
        except pa.ArrowInvalid:
            continue
    return values


def _numbers(path: Path, column: Any, name: str) -> Any:
    """A column of coordinates; a place without one is nowhere."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(column.type):
        raise Unreadable(path.name, f"column '{name}' holds something that is no number")
    return np.asarray(pc.cast(column, "float64").to_numpy(zero_copy_only=False))


def _frame(columns: dict[str, Any], rows: int) -> Any:
    import pandas as pd
    import pyarrow as pa

    table = pa.table(columns)
    dtypes = {
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.string(): pd.StringDtype(),
    }
    frame = table.to_pandas(types_mapper=dtypes.get)
    return frame if columns else pd.DataFrame(index=range(rows))
