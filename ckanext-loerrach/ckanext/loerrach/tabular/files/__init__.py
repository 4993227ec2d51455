"""Files of a table of the DataStore in the formats that people ask for."""

from .content import About, version_now
from .formats import FORMATS, Format
from .shelf import NAME, TableShelf

__all__ = ["FORMATS", "NAME", "About", "Format", "TableShelf", "version_now"]
