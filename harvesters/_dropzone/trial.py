"""What would become of folders on this machine, without a portal: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .._core.errors import FeedError
from .._core.feed import Feed
from .._core.http import Client
from .._core.record import Record
from .._core.source import SourceEntry
from . import metaxml, yamlfile
from .folder import Folder, Looked
from .words import Problem
from .zone import Released, usable

NAME = "folder"


class NoZone(Exception):
    """The path holds no folders to be looked at."""


@dataclass
class Tried:
    """One folder."""

    name: str
    record: Record | None = None
    #: sentences about what is refused: the folder, or single values of it
    problems: list[str] = field(default_factory=list)
    #: what was understood, left out or repaired
    notices: list[str] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """Plain values, for programs."""
        tables = [
            {
                "title": one.title["de"], "rows": len(one.table.rows), "key": list(one.table.key),
                "columns": [{"name": c.name, "label": c.label["de"], "type": c.type, "unit": c.unit}
                            for c in one.table.columns],
            }
            for one in (self.record.resources if self.record else ()) if one.table
        ]  # fmt: skip
        return {
            "name": self.name, "good": self.record is not None, "tables": tables,
            "problems": self.problems, "notices": self.notices,
        }  # fmt: skip


def trial(path: Path, small: int = 0, language: str = "de") -> Iterator[Tried]:
    """Each folder of a zone, or the one folder of a dataset that ``path`` is; NoZone for neither.

    ``small``: threshold of counts where a description names none; 0 for none.
    """
    path = path.resolve()
    single = any((path / name).is_file() for name in (yamlfile.NAME, metaxml.NAME))
    root = path.parent if single else path
    feed = _feed(root, small, language)
    try:
        names = [path.name] if single else Released(feed, NAME).folders()
    except FeedError as error:
        raise NoZone(str(path)) from error
    if not names:
        raise NoZone(str(path))
    for name in names:
        yield _tried(root, name, small, language)


def _tried(root: Path, name: str, small: int, language: str) -> Tried:
    feed = _feed(root, small, language)
    zone = Released(feed, NAME)
    tried = Tried(name)
    try:
        looked = Folder(feed, zone, name, zone.files(name), {}).read() if usable(name) else Looked()
    except OSError as error:
        what = error.strerror or type(error).__name__
        looked = Looked(bad=[Problem(name, "unreadable", what=what).record(name, language)])
    tried.record = looked.record
    tried.problems = [f"{one.field}: {one.problem}. {one.remedy}".rstrip() for one in looked.bad]
    tried.notices = [f"{one.name}: {one.message}" for one in feed.notices]
    return tried


def _feed(root: Path, small: int, language: str) -> Feed:
    settings = {"folder": NAME, "language": language, **({"small": small} if small else {})}
    source = SourceEntry.read("trial", {
        "title": {"de": "Probe"}, "harvester": "dropzone", "url": "https://dropzone.example/",
        "field": "administration", "frequency": "IRREG", "licence": "dl-by-de/2.0",
        "licences": "either", "publisher": {"name": "Probe"}, "settings": settings,
    })  # fmt: skip
    # what was saved a moment ago is to be looked at as well
    later = datetime.now(UTC) + timedelta(hours=1)
    return Feed(source, Client(), now=later, folders={NAME: root})
