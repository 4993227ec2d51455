"""CKAN in this process: loaded once, then shared by every process forked from it.

A process that has loaded CKAN takes 114 MB; pages that a fork never writes are counted once. So
one parent loads it, puts what it holds out of the garbage collector's sight (which would write to
every page), and closes what must not be shared: database connections.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: read once here rather than in every child; all of them light
SHARED_MODULES = (
    "gunicorn.app.base", "gunicorn.arbiter", "gunicorn.workers.gthread", "rq.worker",
    "ckan.lib.jobs", "ckanext.harvest.queue", "ckanext.harvest.utils", "ckanext.harvest.model",
    "alembic.command",
)  # fmt: skip

#: WSGI application (PEP 3333)
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Any]


def load(ini: Path) -> WSGI:
    """Load CKAN with this configuration; gives the application with our own doors in it."""
    # carries libmagic: has to come before CKAN imports magic
    importlib.import_module("pylibmagic")
    # CKAN's command line finds the configuration here, and so do jobs that call it
    os.environ["CKAN_INI"] = str(ini)
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    from .doors import add_doors
    from .home import Home

    return add_doors(make_app(load_config(str(ini))), Home(ini.parent))


def share() -> None:
    """Make this process fit to be forked: everything loaded, nothing open."""
    for name in SHARED_MODULES:
        importlib.import_module(name)
    close_connections()
    gc.collect()
    gc.freeze()


def close_connections() -> None:
    """Close the database connections of this process; they open again when used."""
    from ckan import model
    from ckan.plugins import IForkObserver, PluginImplementations

    model.Session.remove()
    if model.meta.engine:
        model.meta.engine.dispose()
    for plugin in PluginImplementations(IForkObserver):
        plugin.before_fork()


@contextlib.contextmanager
def request_context(application: Any) -> Any:
    """What actions that build addresses need."""
    with application._wsgi_app.test_request_context():
        yield
