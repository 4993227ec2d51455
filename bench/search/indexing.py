"""What it costs to index: CKAN's documents into our search and into Solr."""

from __future__ import annotations

import time
from collections.abc import Callable
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
    count = 0
    for batch in documents.read(folder, size):
        count += len(batch)
        spent["postgres"] += _ms(lambda batch=batch: _ours(ours, batch))
        spent["solr"] += _ms(lambda batch=batch: solr.add(batch, commit=False))
    spent["solr"] += _ms(lambda: solr.commit())
    some = next(documents.read(folder, SINGLE))
    costs = {f"batch {name}": total / count for name, total in spent.items()}
    costs["single postgres"] = _singly(some, lambda document: _ours(ours, [document]))
    costs["single solr"] = _singly(some, lambda document: solr.add([document], commit=True))
    _settle()
    return costs


def complete(solr_url: str, count: int) -> bool:
    """Whether both indexes hold all datasets."""
    both = (pysolr.Solr(solr_url, timeout=300), Connection())
    return all(index.search("*:*", rows=0).hits == count for index in both)


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
