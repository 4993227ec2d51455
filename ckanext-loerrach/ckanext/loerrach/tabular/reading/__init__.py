"""Files with tables, as they come from offices: understood, read in typed portions, or refused.

understood = understand("einwohner.csv")      # all of the file is looked at; Refused says why not
for portion in read("einwohner.csv", understood):
    portion.rows()                            # as understood.table_columns() says
to_schema(understood)                         # to be corrected by a person, kept, and used again:
understand("einwohner-2026.csv", correction=from_schema(kept))  # LayoutChanged for other columns

Imports no ckan.
"""

from .correction import Correction, from_schema, to_schema
from .counts import SmallCounts, codes_of, small_counts, small_counts_of
from .errors import BadCorrection, LayoutChanged, ReadingError, Refused
from .model import Dialect, Found, Misfit, Sheet, Understanding
from .understanding import Portion, read, understand
from .words import Sentence

__all__ = [
    "BadCorrection",
    "Correction",
    "Dialect",
    "Found",
    "LayoutChanged",
    "Misfit",
    "Portion",
    "ReadingError",
    "Refused",
    "Sentence",
    "Sheet",
    "SmallCounts",
    "Understanding",
    "codes_of",
    "from_schema",
    "read",
    "small_counts",
    "small_counts_of",
    "to_schema",
    "understand",
]  # fmt: skip
