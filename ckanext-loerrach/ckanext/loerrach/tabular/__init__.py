"""Typed tables in CKAN's DataStore: ``load`` makes the table of a resource what a Table says."""

from .errors import DataStoreNotReady, TabularError
from .loader import LoadReport, drop, load, version, versions

__all__ = ["DataStoreNotReady", "LoadReport", "TabularError", "drop", "load", "version", "versions"]
