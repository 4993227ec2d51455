"""Typed tables in CKAN's DataStore: ``load`` makes the table of a resource what a Table says.

``reading`` below it knows no CKAN; so what is named here is imported when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import DataStoreNotReady, TabularError
    from .loader import LoadReport, drop, load, version, versions

__all__ = ["DataStoreNotReady", "LoadReport", "TabularError", "drop", "load", "version", "versions"]
ERRORS = frozenset(("DataStoreNotReady", "TabularError"))


def __getattr__(name: str) -> Any:
    """PEP 562."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{'errors' if name in ERRORS else 'loader'}", __name__), name)
