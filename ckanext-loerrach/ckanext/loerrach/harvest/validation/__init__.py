"""CKAN's validation of many datasets: what is the same for all of them is worked out once.

flat.py      nested dicts as validators see them
compiled.py  one schema, taken apart
schemas.py   the schemas of a type of dataset
lookups.py   what validators ask the database, asked once for a batch
"""

from .lookups import Lookups
from .schemas import Schemas

__all__ = ["Lookups", "Schemas"]
