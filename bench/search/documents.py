"""The index documents that CKAN itself makes of its datasets."""

from __future__ import annotations

import json
import os
import time
import traceback
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import ckan.lib.search.index as ckan_index
import ckan.logic as logic
import ckan.model as model

Document = dict[str, Any]


class Collector:
    """Stands in for the connection of CKAN's indexer and writes what it gets to a file."""

    url = "collector"

    def __init__(self, file: Any) -> None:
        self.file = file

    def add(self, docs: Sequence[Document], **_: Any) -> None:
        for document in docs:
            self.file.write(json.dumps(document, default=str) + "\n")


def write(folder: Path, processes: int = 2) -> float:
    """Write the documents of all datasets to `folder`; gives ms per dataset and process."""
    ids = [row.id for row in model.Session.query(model.Package.id).order_by(model.Package.id)]
    model.Session.remove()
    model.meta.engine.dispose()
    started = time.perf_counter()
    children = [
        _fork(ids[part::processes], folder / f"documents-{part}.jsonl") for part in range(processes)
    ]
    if any(os.waitpid(child, 0)[1] for child in children):
        raise RuntimeError("CKAN could not make the documents; see above")
    return (time.perf_counter() - started) * 1000 * processes / max(1, len(ids))


def _fork(ids: Sequence[str], path: Path) -> int:
    child = os.fork()
    if child:
        return child
    failed = 1
    try:
        _collect(ids, path)
        failed = 0
    finally:
        # not a return: the parent's own work is on this stack
        if failed:
            traceback.print_exc()
        os._exit(failed)


def _collect(ids: Sequence[str], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        ckan_index.make_connection = lambda *_, **__: Collector(file)
        for package in ids:
            logic.index_update_package({"ignore_auth": True}, package, defer_commit=True)
            model.Session.remove()


def read(folder: Path, size: int) -> Iterator[list[Document]]:
    """The documents again, in batches."""
    lines = (
        line for path in sorted(folder.glob("documents-*.jsonl")) for line in path.open("rb")
    )  # fmt: skip
    while batch := list(islice(lines, size)):
        yield [json.loads(line) for line in batch]
