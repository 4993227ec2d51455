"""What the sample feeds answer to an address: files, folders with questions, folders as zip files.

Below the folder of the samples stand

- files, served as they are, whatever stands behind the `?`;
- folders with ``queries.tsv``, for servers that are asked everything at one address (OGC, UBA):
  each line is ``words<TAB>file``, and the first whose comma-separated words all occur in the query
  of the address is the answer; no words take every query;
- folders with ``index.html``, for servers found through their directory listings (DWD);
- folders named ``*.zip``, served as a zip file of what is in them, always the same bytes (GTFS).
"""

from __future__ import annotations

import io
import mimetypes
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, unquote_plus, urlsplit

QUERIES = "queries.tsv"
#: what the suffixes of feeds mean, where Python does not know it or systems differ
TYPES = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".gml": "application/gml+xml",
    ".ics": "text/calendar",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".ttl": "text/turtle",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
#: when all members of ours were written; the first moment that a zip file can name, 1980, would
#: mean that nobody knows
WRITTEN = (2026, 6, 14, 0, 0, 0)


@dataclass(frozen=True)
class Sample:
    """One answer: the file or the folder it is made of."""

    path: Path

    @property
    def mimetype(self) -> str:
        suffix = self.path.suffix.lower()
        return TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")

    @property
    def modified(self) -> float:
        """Seconds since 1970."""
        return max(file.stat().st_mtime for file in [self.path, *_files(self.path)])

    def body(self) -> bytes:
        if self.path.is_dir():
            return zipped({name: (self.path / name).read_bytes() for name in _names(self.path)})
        return self.path.read_bytes()


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip file of the members, in their order; the same members give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name, WRITTEN), body, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def find(root: Path, address: str) -> Sample | None:
    """The answer to an address (path and query) below ``root``; None where there is none.

    Nothing outside of ``root`` is ever found, and nothing whose name begins with a dot.
    """
    parts = urlsplit(address)
    names = [name for name in unquote(parts.path).split("/") if name]
    if any(name.startswith(".") or "\\" in name or "\0" in name for name in names):
        return None
    path = root.joinpath(*names)
    if not path.exists() or not path.resolve().is_relative_to(root.resolve()):
        return None
    if path.is_file():
        return None if path.name == QUERIES else Sample(path)
    if path.suffix == ".zip":
        return Sample(path)
    return _asked(path, unquote_plus(parts.query)) or _listed(path)


def is_listing(root: Path, address: str) -> bool:
    """Does the address lead to a folder with a listing? Then its links want a slash behind it."""
    found = find(root, address)
    return found is not None and found.path.name == "index.html" and found.path.parent.name in {
        unquote(urlsplit(address).path).rpartition("/")[2]
    }  # fmt: skip


def _asked(folder: Path, query: str) -> Sample | None:
    queries = folder / QUERIES
    if not queries.is_file():
        return None
    for line in queries.read_text(encoding="utf-8").splitlines():
        words, tab, name = line.partition("\t")
        if tab and all(word.strip().lower() in query.lower() for word in words.split(",")):
            file = (folder / name.strip()).resolve()
            return Sample(file) if file.is_relative_to(folder.resolve()) else None
    return None


def _listed(folder: Path) -> Sample | None:
    index = folder / "index.html"
    return Sample(index) if index.is_file() else None


def _files(path: Path) -> list[Path]:
    return [path / name for name in _names(path)] if path.is_dir() else []


def _names(folder: Path) -> list[str]:
    """Names of all files of a folder, for a zip file."""
    return sorted(
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    )
