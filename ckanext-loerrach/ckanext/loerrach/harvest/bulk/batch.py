"""Up to a hundred datasets in one transaction."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search.common import SearchIndexError
from psycopg2 import errors
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from .. import tables
from ..context import Run
from . import activities, hooks, notes, rows, shown
from .documents import Documents
from .item import Item, Work
from .plugins import Plugins
from .prepare import prepare

#: datasets of one transaction
SIZE = 100
#: what may not come again with one dataset at a time: a value too long for an index (54000), a
#: deadlock with another writer (40P01)
ONE_BY_ONE = (errors.ProgramLimitExceeded, errors.DeadlockDetected)


def write(run: Run, works: list[Work]) -> set[str]:
    """Write what can be written together; identities of these records.

    All others are left to CKAN's actions: they cover everything, and say what is wrong.
    """
    if not works or not hooks.ours():
        return set()
    run.job.needed()
    try:
        items = prepare(run, works)
        if items:
            _write(run, items)
    except OperationalError as error:
        if not isinstance(error.orig, ONE_BY_ONE):
            raise
        return _nothing()
    except (IntegrityError, DataError, tk.ValidationError, tk.ObjectNotFound, SearchIndexError):
        return _nothing()
    hooks.committed(items)
    for item in items:
        tables.drop(run, item.task.record.id, item.gone)
    return {item.task.record.id for item in items}


def _nothing() -> set[str]:
    """One of them could not be written; nobody knows which."""
    model.Session.rollback()
    return set()


def _write(run: Run, items: list[Item]) -> None:
    notes.begin(run, items)
    rows.save(items)
    hooks.saved(items)
    plugins = Plugins(run)
    documents = Documents(run, plugins)
    for item in shown.show(run, items, plugins):
        documents.make(item)
    hooks.committing()
    activities.write(items, plugins)
    notes.end(run, items)
    # last, because rows of the search are made meanwhile
    documents.send()
    model.Session.commit()
