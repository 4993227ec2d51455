"""ESRI Shapefiles in a zip, with a page that says what they could not carry.

Limits: "ESRI Shapefile Technical Description" (1998) and dBASE: one kind of geometry per file, ten
bytes for a name, 254 for a text, no times, 255 columns, 2 GB.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import moments
from .gdal import gdal
from .names import unique

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LONGEST_NAME, LONGEST_TEXT, MOST_COLUMNS = 10, 254, 255
#: what goes into one file
KINDS = {
    "punkte": ("Point",), "punktmengen": ("MultiPoint",),
    "linien": ("LineString", "LinearRing", "MultiLineString"),
    "flaechen": ("Polygon", "MultiPolygon"),
}  # fmt: skip
README = "README.txt"
#: a zip file cannot say an earlier moment
MOMENT = (1980, 1, 1, 0, 0, 0)


def write(frame: GeoDataFrame, path: Path, shape: str, day: str) -> list[str]:
    """Write the frame as zipped Shapefiles; sentences about what they cannot carry, also in it."""
    notes: list[str] = []
    narrow = _narrow(frame, shape, notes)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        left = len(frame)
        for name, part in _parts(narrow, shape):
            _write_one(part, Path(folder) / f"{name}.shp", day)
            left -= len(part)
        if left:
            notes.append(
                f"{left} rows without a place, or with one of several kinds, are not in it."
            )
        (Path(folder) / README).write_text("\r\n".join([*notes, ""]), encoding="utf-8")
        _zip(Path(folder), path)
    return notes


def _parts(frame: GeoDataFrame, shape: str) -> Iterator[tuple[str, GeoDataFrame]]:
    kinds = frame[shape].geom_type
    for name, members in KINDS.items():
        part = frame[kinds.isin(members)]
        if len(part):
            yield name, part


def _narrow(frame: GeoDataFrame, shape: str, notes: list[str]) -> GeoDataFrame:
    """Names, texts and times as dBASE takes them."""
    columns = [str(name) for name in frame.columns.drop(shape)]
    if len(columns) > MOST_COLUMNS:
        notes.append(f"{len(columns) - MOST_COLUMNS} columns are not in it: it holds 255.")
        columns = columns[:MOST_COLUMNS]
    made = frame[[*columns, shape]].copy()
    for name in columns:
        made[name] = _values(made[name], name, notes)
    renamed = dict(zip(columns, unique(columns, LONGEST_NAME), strict=True))
    notes += [f"Column '{old}' is called '{new}'." for old, new in renamed.items() if old != new]
    return made.rename(columns=renamed)


def _values(values: Any, name: str, notes: list[str]) -> Any:
    import pandas as pd

    if moments.are(values):
        return moments.texts(values)
    if not pd.api.types.is_string_dtype(values):
        return values
    cut = values.map(_cut, na_action="ignore")
    count = int((cut != values).fillna(False).sum())
    if count:
        notes.append(f"Column '{name}': {count} texts end after {LONGEST_TEXT} bytes.")
    return cut


def _cut(text: str) -> str:
    return text.encode()[:LONGEST_TEXT].decode(errors="ignore")


def _write_one(part: GeoDataFrame, path: Path, day: str) -> None:
    pyogrio = gdal()

    pyogrio.write_dataframe(
        part, path, driver="ESRI Shapefile", use_arrow=True, promote_to_multi=None,
        layer_options={"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": day, "2GB_LIMIT": "YES"},
    )  # fmt: skip


def _zip(folder: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(file.name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as out, file.open("rb") as source:
                while block := source.read(1 << 20):
                    out.write(block)
