"""Rows of a table as something to subscribe to: dates as a calendar, papers as an Atom feed.

A table is one by its columns, whoever made it: ``kind`` says which, or "". Knows no CKAN.
"""

from .atom import atom
from .calendar import calendar
from .kinds import About, kind

__all__ = ["About", "atom", "calendar", "kind"]
