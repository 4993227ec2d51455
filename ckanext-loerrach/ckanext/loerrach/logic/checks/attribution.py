"""A licence that wants the source named needs the words to name it with.

Convention 35 of DCAT-AP.de, https://www.dcat-ap.de/def/dcatde/2.0/implRules/
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckanext.loerrach.schemas import licences, vocabulary_choices

from .base import Data, Errors, is_given, note, read_text

WORDS = "licenseAttributionByText"


def check(data: Data, errors: Errors) -> None:
    """Of every resource, and every service that has a licence of its own."""
    wanting = {licence.uri for licence in licences() if licence.attribution_required}
    for key in [key for key in data if key[0] == "resources" and key[-1] == "license"]:
        licence = data[key]
        words = (*key[:-1], WORDS)
        if isinstance(licence, str) and licence in wanting and not is_given(data.get(words)):
            note(
                errors, words,
                tk._(
                    "Namensnennung: Die Lizenz „{licence}“ verlangt einen Text, mit dem die Quelle"
                    " zu nennen ist. Bitte ergänzen."
                ).format(licence=_name(licence)),
            )  # fmt: skip


def _name(uri: str) -> str:
    labels = {choice.value: choice.label for choice in vocabulary_choices("licences").all}
    return read_text(labels[uri])
