"""Files of a table of the DataStore in the formats that people ask for."""

from .content import version_now
from .formats import FORMATS, Format
from .shelf import NAME, TableShelf

__all__ = ["FORMATS", "NAME", "Format", "TableShelf", "version_now"]
