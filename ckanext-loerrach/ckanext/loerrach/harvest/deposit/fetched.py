"""The file of a resource: that was uploaded, or from the address that was given."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import unquote, urlsplit

import ckan.plugins.toolkit as tk
from ckan.lib import uploader
from ckanext.loerrach.harvesters._core.body import Size
from ckanext.loerrach.harvesters._core.http import Client, Room

from .. import settings

MOST = "ckanext.loerrach.tables.megabytes"
#: formats of files with tables, as CKAN names them and as names end
FORMATS = ("csv", "tsv", "xlsx", "xls", "ods")
#: formats of files with places → the ending that geo.reading knows
PLACES = {
    "geojson": ".geojson", "gpkg": ".gpkg", "geopackage": ".gpkg", "fgb": ".fgb",
    "flatgeobuf": ".fgb", "shp": ".zip", "shapefile": ".zip",
}  # fmt: skip
#: seconds for a file from elsewhere
PATIENCE = 600.0


class TooLarge(ValueError):
    """``megabytes``: how large a file may be."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(f"The file is larger than {megabytes} MB.")
        self.megabytes = megabytes


class NotZipped(ValueError):
    """A Shapefile without its other parts; ``name``: of the file."""

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' is no zip file with the parts of a Shapefile.")
        self.name = name


def is_table(resource: Any) -> bool:
    """Does the model's resource say that its file is a table, or one of places?"""
    if resource.url_type not in ("upload", None, ""):
        return False
    linked = resource.url_type != "upload"
    if linked and urlsplit(resource.url or "").scheme not in ("http", "https"):
        return False
    return _format(resource) in FORMATS or bool(places(resource))


def places(resource: Any) -> str:
    """The ending of a file with places; "" for another one."""
    said = _format(resource)
    if said == "zip":
        is_ours = name(resource).lower().endswith(".shp.zip") or _holds_shapes(resource)
        said = "shp" if is_ours else said
    return PLACES.get(said, "")


def may_hold_places(resource: Any) -> bool:
    """Is it a zip file of elsewhere, of which nobody has said what is in it?"""
    return _format(resource) == "zip" and resource.url_type in (None, "") and not places(resource)


def _format(resource: Any) -> str:
    """The format that is said, else how the name ends."""
    said = (resource.format or "").lower().strip(" .")
    # what CKAN guesses: media types without a name, and "QGIS" for each .shp
    is_guessed = not said or "/" in said or said == "qgis"
    return name(resource).rpartition(".")[2].lower() if is_guessed else said


def _holds_shapes(resource: Any) -> bool:
    """Is there a Shapefile in the zip file that was uploaded? What is linked is not looked into."""
    if resource.url_type != "upload":
        return False
    try:
        with zipfile.ZipFile(_uploaded(resource)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return any(one.lower().endswith(".shp") and "__MACOSX/" not in one for one in names)


def name(resource: Any) -> str:
    """The file's own name, as messages call it."""
    last = unquote(urlsplit(resource.url or "").path.rpartition("/")[2])
    ending = (resource.format or "csv").lower()
    return last if "." in last else f"{last or 'daten'}.{ending}"


def mark(resource: Any) -> str:
    """Changes when there is another file; of an address it is the address."""
    if resource.url_type != "upload":
        return str(resource.url)
    try:
        found = _uploaded(resource).stat()
    except OSError:
        return "missing"
    return f"upload {found.st_mtime_ns} {found.st_size}"


@contextmanager
def file(resource: Any) -> Iterator[Path]:
    """The file; OSError, FeedError or TooLarge where it cannot be had."""
    megabytes = int(tk.config[MOST])
    if resource.url_type == "upload":
        path = _uploaded(resource)
        if path.stat().st_size > megabytes * 1024**2:
            raise TooLarge(megabytes)
        yield path
        return
    size = Size(megabytes * 1024**2, megabytes * 1024**2)
    client = Client(settings.guard(resource.url))
    try:
        with NamedTemporaryFile(prefix="loerrach-", suffix=f"-{name(resource)[-80:]}") as kept:
            room = Room(cast(BinaryIO, kept), size, PATIENCE)
            client.get(resource.url, {"Accept": "*/*"}, room=room)
            kept.flush()
            yield Path(kept.name)
    finally:
        client.close()


def digest(path: Path) -> str:
    """SHA-256 of what is in a file: an address stays, and what is there changes."""
    with path.open("rb") as file_:
        return hashlib.file_digest(file_, "sha256").hexdigest()


def _uploaded(resource: Any) -> Path:
    return Path(uploader.get_resource_uploader({"id": resource.id}).get_path(resource.id))
