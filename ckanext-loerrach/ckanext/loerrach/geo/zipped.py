"""A Shapefile in a zip: its parts, looked at and laid into a folder under names of our own.

"ESRI Shapefile Technical Description" (1998): .shp, .shx and .dbf belong together; the coordinate
system stands in .prj (WKT), the encoding of the texts in .cpg.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ckanext.loerrach.harvesters._core.errors import FeedError
from ckanext.loerrach.harvesters._core.zipped import Unzip, Zipped

from .errors import Unreadable

#: what a .shp begins with: the file code 9994
BEGIN = b"\x00\x00\x27\x0a"
NEEDED, MORE = (".shp", ".shx", ".dbf", ".prj"), (".cpg",)
LIMITS = Unzip(members=100, inflated=1024 * 1024 * 1024)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The .shp of the one Shapefile in a zip, with its parts beside it; Unreadable otherwise."""
    with path.open("rb") as file, tempfile.TemporaryDirectory(prefix="shapes-") as folder:
        try:
            archive = Zipped(path.name, file, LIMITS)
            for name, part in _parts(path, archive.names).items():
                with (Path(folder) / f"places{part}").open("wb") as made:
                    made.writelines(archive.pieces(name))
        except FeedError as error:
            raise Unreadable(path.name, error.problem) from error
        yield Path(folder) / "places.shp"


def _parts(path: Path, names: list[str]) -> dict[str, str]:
    """Name in the zip -> ending, of the one Shapefile."""
    there = [one for one in names if "__MACOSX/" not in one]
    shapes = [one for one in there if one.lower().endswith(".shp")]
    if len(shapes) != 1:
        several = ", ".join(PurePosixPath(one).name for one in shapes[:10])
        problem = f"it holds several Shapefiles ({several})" if shapes else "it holds no .shp"
        raise Unreadable(path.name, f"{problem}; put one into a zip")
    stem = shapes[0][: -len(".shp")].lower()
    found = {}
    for ending in (*NEEDED, *MORE):
        member = next((one for one in there if one.lower() == stem + ending), None)
        if member:
            found[member] = ending
        elif ending in NEEDED:
            raise Unreadable(path.name, f"its part {ending} is missing")
    return found
