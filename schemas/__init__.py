"""The dataset schema of the town, composed of the YAML files in this folder. Imports no ckan.

``_common.yaml`` holds the fields of every dataset (DCAT-AP.de 3.0), ``_presets.yaml`` the kinds of
fields, ``vocabularies/`` the lists of values, and each other YAML file one field of the town's
strategy with what is its own. The folder is the register: a new file is a new field.
"""

from __future__ import annotations

from .choices import Choice, Choices, field_choices, vocabulary_choices
from .compose import as_url, compose, version
from .strategy import StrategyField, strategy_fields
from .vocabulary import Licence, Term, licences, vocabularies, vocabulary

__all__ = [
    "Choice",
    "Choices",
    "Licence",
    "StrategyField",
    "Term",
    "as_url",
    "compose",
    "field_choices",
    "licences",
    "strategy_fields",
    "version",
    "vocabularies",
    "vocabulary",
    "vocabulary_choices",
]
