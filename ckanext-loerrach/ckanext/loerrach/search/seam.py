"""Puts our connection where CKAN and its extensions look for Solr's.

CKAN has one function for it, `ckan.lib.search.common.make_connection`, which other modules import
by name: it is replaced in every module that has it already, and later ones import ours. Ours asks
the configuration at every call, so one process can use either.
"""

import sys
from collections.abc import Callable
from typing import Any

import ckan.lib.search as search
import ckan.lib.search.common as common
import ckan.logic as logic
import ckan.model as model
from ckan.common import config
from ckan.lib.search.common import SearchIndexError

from . import transactions
from .connection import Connection, ready

OPTION = "ckanext.loerrach.search.backend"

#: CKAN wants `solr_url` to be there; nobody listens at the discard port
PLACEHOLDER = "http://127.0.0.1:9/solr/none"

_MARK = "_loerrach_original"
#: how often a dataset is read again because it was changed while it was read
_MOST_READINGS = 5


def uses_postgres() -> bool:
    """Whether searches are answered by PostgreSQL (the default) or by Solr."""
    # `in`, because CKAN warns of options whose plugin is not loaded (its tests unload all)
    return OPTION not in config or config[OPTION] != "solr"


def install() -> None:
    """Replace what CKAN connects with; again is harmless. Unloading plugins does not undo it."""
    original = getattr(common.make_connection, _MARK, common.make_connection)
    _replace(common, "make_connection", _connecting)
    for module in list(sys.modules.values()):
        # By __dict__: asking a module for a name may make it load others
        if getattr(module, "__dict__", {}).get("make_connection") is original:
            setattr(module, "make_connection", common.make_connection)  # noqa: B010
    _replace(search, "check_solr_schema_version", _checking)
    _replace(search, "clear", _clearing)
    _replace(logic, "index_update_package", _updating)


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


def _clearing(original: Callable[[str], None]) -> Callable[[str], None]:
    def clear(package_reference: str) -> None:
        """Clear one dataset from the index, for good: nobody commits after `search-index clear`."""
        original(package_reference)
        if uses_postgres():
            model.Session.commit()

    return clear


def _updating(original: Callable[..., None]) -> Callable[..., None]:
    def index_update_package(context: Any, id_: str, defer_commit: bool = False) -> None:
        """Index a dataset as it is; if it changes meanwhile, once more."""
        if not (uses_postgres() and ready() and transactions.alone()):
            return original(context, id_, defer_commit)
        for _ in range(_MOST_READINGS):
            # What the session has loaded may be older than the database
            model.Session.expire_all()
            with transactions.reading(model.Session.connection(), _package_id(id_)) as found:
                original(context, id_, defer_commit)
            if not found.refused:
                return None
        raise SearchIndexError(f"The dataset {id_} changes faster than it can be indexed")

    return index_update_package


def _package_id(reference: str) -> str:
    package = model.Package.get(reference)
    return package.id if package else reference
