"""Puts our connection where CKAN and its extensions look for Solr's.

CKAN has one function for it, `ckan.lib.search.common.make_connection`, which other modules import by
name. Ours asks the configuration at every call, so one process can use either.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import ckan.lib.search as search
from ckan.common import config

from .connection import Connection

OPTION = "ckanext.loerrach.search.backend"

#: modules that have imported make_connection by name
_USERS = (
    "ckan.lib.search.common",
    "ckan.lib.search",
    "ckan.lib.search.index",
    "ckan.lib.search.query",
    "ckanext.harvest.logic.action.update",
)
#: CKAN wants `solr_url` to be there; nobody listens at the discard port
PLACEHOLDER = "http://127.0.0.1:9/solr/none"

_MARK = "_loerrach_original"


def uses_postgres() -> bool:
    """Whether searches are answered by PostgreSQL (the default) or by Solr."""
    return str(config.get(OPTION) or "postgres") != "solr"


def install() -> None:
    """Replace what CKAN connects with; again is harmless, and it stays when plugins are unloaded."""
    for name in _USERS:
        module = sys.modules.get(name) or _imported(name)
        if module is not None:
            _replace(module, "make_connection", _connecting)
    _replace(search, "check_solr_schema_version", _checking)


def _imported(name: str) -> Any:
    """The module, loaded if CKAN loads it anyway; ckanext.harvest only where it is installed."""
    if name.startswith("ckan."):
        return import_module(name)
    return None


def _replace(
    module: Any, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> None:
    present = getattr(module, name)
    if not hasattr(present, _MARK):
        replacement = make(present)
        setattr(replacement, _MARK, present)
        setattr(module, name, replacement)


def _connecting(original: Callable[..., Any]) -> Callable[..., Any]:
    def make_connection(decode_dates: bool = True) -> Any:
        return Connection(decode_dates) if uses_postgres() else original(decode_dates)

    return make_connection


def _checking(original: Callable[..., bool]) -> Callable[..., bool]:
    def check_solr_schema_version(schema_file: str | None = None) -> bool:
        """At start there is no Solr to ask, and the database is not connected yet."""
        if uses_postgres() and schema_file is None:
            return True
        return original(schema_file)

    return check_solr_schema_version
