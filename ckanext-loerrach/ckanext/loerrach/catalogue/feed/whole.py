"""The whole catalogue of a view in one file: gzipped Turtle, written as it is sent.

A file lies below `ckan.storage_path` and is replaced as a whole. It may lag some minutes behind
what was added or edited, but is never given out when a dataset that it holds has left the feed:
then it is written anew while the reader gets it.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import ckan.plugins.toolkit as tk

from . import page, store
from .errors import Busy
from .triples import HEADER

MINUTES = "ckanext.loerrach.catalogue.file_minutes"
#: bytes of Turtle that are compressed at once
CHUNK = 2**18


@dataclass(frozen=True)
class File:
    """A file that was written: which state of the feed it holds."""

    name: str
    tag: str
    version: int
    gone: int
    head_by: str | None
    changed: float
    made: float
    datasets: int

    @property
    def path(self) -> Path:
        return folder() / self.name

    def holds(self, state: store.State) -> bool:
        """Whether it is what would be written now."""
        return (self.version, self.head_by) == (state.version, state.head_by)

    def may_be_given(self, state: store.State) -> bool:
        """Whether nothing in it has left the feed, and it is not too old."""
        young = time.time() - self.made < 60 * tk.config[MINUTES]
        return self.path.exists() and (self.holds(state) or (young and self.gone == state.gone))


def stores() -> bool:
    """Whether there is a place for files; without one every reader gets it written anew."""
    return bool(tk.config.get("ckan.storage_path"))


def folder() -> Path:
    """Where the files lie; made when it is missing."""
    place = Path(str(tk.config["ckan.storage_path"])) / "loerrach_catalogue"
    place.mkdir(parents=True, exist_ok=True)
    return place


def kept(view: str) -> File | None:
    """The file of a view, if one was written."""
    if not stores():
        return None
    try:
        return File(**json.loads((folder() / f"{view}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def due() -> list[str]:
    """Views whose file is to be written anew: something has changed, and it is old enough."""
    found = []
    for view in store.kept_views() if stores() else []:
        file, state = kept(view), store.state(view)
        fresh = (
            file is not None
            and file.path.exists()
            and (file.holds(state) or time.time() - file.made < 60 * tk.config[MINUTES])
        )
        if state.made_by and not fresh:
            found.append(view)
    return found


def write_due() -> None:
    """Write the files that are due."""
    for view in due():
        with suppress(Busy):
            for _ in stream(view):
                pass


def stream(view: str) -> Iterator[bytes]:
    """Write the file of a view, piece by piece, and give the pieces. Raises Busy."""
    with store.snapshot() as connection:
        free = connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s, hashtext(%s))",
                                          (store.LOCK + 1, view)).scalar()  # fmt: skip
        if not free:
            raise Busy
        try:
            text = _text(connection, view, _Rows(connection, view))
            yield from _written(connection, view) if stores() else _packed(text)
        finally:
            connection.exec_driver_sql("SELECT pg_advisory_unlock(%s, hashtext(%s))",
                                       (store.LOCK + 1, view))  # fmt: skip


def _written(connection: Any, view: str) -> Iterator[bytes]:
    state = store.state_on(connection, view)
    digest, rows = blake2b(digest_size=16), _Rows(connection, view)
    with NamedTemporaryFile(dir=folder(), suffix=".part", delete=False) as file:
        try:
            for piece in _packed(_text(connection, view, rows)):
                file.write(piece)
                digest.update(piece)
                yield piece
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink()
            raise
    _publish(view, Path(file.name), digest.hexdigest(), state, rows.count)


def _publish(view: str, part: Path, tag: str, state: store.State, count: int) -> None:
    before, name = kept(view), f"{view}-{tag[:12]}.ttl.gz"
    part.chmod(0o644)
    part.replace(folder() / name)
    made = File(name, tag, state.version, state.gone, state.head_by, state.changed.timestamp(),
                time.time(), count)  # fmt: skip
    note = part.with_suffix(".json")
    note.write_text(json.dumps(asdict(made)), encoding="utf-8")
    note.replace(folder() / f"{view}.json")
    if before and before.name != name:
        before.path.unlink(missing_ok=True)


class _Rows:
    """All fragments of a view, fetched some at a time; counts them."""

    def __init__(self, connection: Any, view: str) -> None:
        self.connection, self.view, self.count = connection, view, 0

    def __iter__(self) -> Iterator[page.Row]:
        found = self.connection.execution_options(
            stream_results=True, max_row_buffer=200
        ).exec_driver_sql(
            "SELECT position, package_id, body, entry, terms FROM loerrach_catalogue_fragment "
            "WHERE view = %s AND body IS NOT NULL ORDER BY position",
            (self.view,),
        )
        for row in found:
            self.count += 1
            yield page.Row(*row)


def _text(connection: Any, view: str, rows: Iterable[page.Row]) -> Iterator[str]:
    yield HEADER
    yield page.head(connection, view)
    newest = connection.exec_driver_sql(
        "SELECT max(modified) FROM loerrach_catalogue_fragment "
        "WHERE view = %s AND body IS NOT NULL",
        (view,),
    )
    yield page.modified(newest.scalar())
    yield from page.joined(rows)


def _packed(pieces: Iterable[str]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield packer.compress("".join(waiting).encode())
            waiting, size = [], 0
    yield packer.compress("".join(waiting).encode()) + packer.flush()


def changed(file: File) -> datetime:
    """When what a file holds changed last."""
    return datetime.fromtimestamp(file.changed, UTC)
