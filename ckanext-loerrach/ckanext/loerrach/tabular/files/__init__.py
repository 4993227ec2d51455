"""Files of a table of the DataStore in the formats that people ask for."""

from .formats import FORMATS, Format
from .shelf import NAME, TableShelf

__all__ = ["FORMATS", "NAME", "Format", "TableShelf"]
