"""What it costs to index: CKAN's documents into our search and into Solr."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import ckan.model as model
import documents
import pysolr
from ckanext.loerrach.search.connection import Connection

#: datasets that are changed one by one
SINGLE = 60


def measure(folder: Path, solr_url: str, size: int) -> dict[str, float]:
    """Milliseconds per dataset, in batches and one by one, for both."""
    solr, ours = pysolr.Solr(solr_url, timeout=300), Connection()
    solr.delete(q="*:*", commit=True)
    spent = {"postgres": 0.0, "solr": 0.0}
    total = 0
    for batch in documents.read(folder, size):
        total += len(batch)
        spent["postgres"] += _ms(lambda batch=batch: _ours(ours, batch))
        spent["solr"] += _ms(lambda batch=batch: solr.add(batch, commit=False))
    spent["solr"] += _ms(lambda: solr.commit())
    some = next(documents.read(folder, SINGLE))
    costs = {f"batch {name}": ms / total for name, ms in spent.items()}
    costs["single postgres"] = _singly(some, lambda document: _ours(ours, [document]))
    costs["single solr"] = _singly(some, lambda document: solr.add([document], commit=True))
    _settle()
    return costs


def changes(folder: Path, solr_url: str) -> dict[str, Callable[[], None]]:
    """For both a call that changes one dataset of the index, another each time, and commits."""
    solr, ours = pysolr.Solr(solr_url, timeout=300), Connection()
    some, number = next(documents.read(folder, SINGLE)), count()

    def changed() -> dict[str, Any]:
        at = next(number)
        document = some[at % len(some)]
        return {**document, "notes": f"{document['notes']} Stand {at}."}

    return {
        "postgres": lambda: _ours(ours, [changed()]),
        "solr": lambda: solr.add([changed()], commit=True),
    }


def complete(solr_url: str, datasets: int) -> bool:
    """Whether both indexes hold all datasets."""
    both = (pysolr.Solr(solr_url, timeout=300), Connection())
    return all(index.search("*:*", rows=0).hits == datasets for index in both)


def _ours(connection: Connection, batch: list[dict[str, Any]]) -> None:
    connection.add(batch, commit=True)
    model.Session.commit()


def _singly(some: list[dict[str, Any]], add: Callable[[dict[str, Any]], None]) -> float:
    changed = [{**document, "notes": document["notes"] + " Neu."} for document in some]
    return median(_ms(lambda document=document: add(document)) for document in changed)


def _ms(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _settle() -> None:
    """What autovacuum does within a minute after so many new rows."""
    connection = model.meta.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.exec_driver_sql("VACUUM ANALYZE")
    connection.close()
