"""Writes many datasets at once: one transaction, one flush, one answer of each table for all.

The result cannot be told apart from `package_create` and `package_update`. What CKAN does for one
dataset is CKAN's own code here, too, with its questions to the database answered for the whole
batch (`borrowed`, `residents`, `shown`). What this does not cover is left to the actions.

    item.py        a task on its way
    valid.py       what is to be written, validated by the schema
    prepare.py     which tasks can go together, and their validated data
    tags.py        the free tags of a batch
    newcomers.py   the rows of datasets that are not there yet
    residents.py   the session that CKAN's `model_save` sees for those that are there
    rows.py        packages, resources, tags, members
    hooks.py       plugins, signals and observers
    shown.py       the datasets as `package_show` has them, with both schemas
    documents.py   the search documents
    plugins.py     the plugins that are asked about them
    extras.py      what ckanext-harvest adds to them
    activities.py  one activity for each changed dataset
    notes.py       harvest objects, and what the engine remembers
    batch.py       the order of it all
"""

from .batch import SIZE, write
from .hooks import strangers
from .item import Work
from .valid import validate

__all__ = ["SIZE", "Work", "strangers", "validate", "write"]
