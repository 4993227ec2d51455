"""Controlled vocabularies: lists of URIs with labels in German, French and English."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .errors import UnknownVocabulary

FOLDER = Path(__file__).parent / "vocabularies"
LANGUAGES = ("de", "fr", "en")

#: the list of licences, in the form that CKAN's option ``licenses_group_url`` reads
LICENCES = FOLDER / "licences.json"


@dataclass(frozen=True)
class Term:
    """One value of a vocabulary."""

    uri: str
    #: language code -> text; German is always there
    label: dict[str, str]

    @property
    def code(self) -> str:
        """What people call it: the last part of the URI ("CSV", "TRAN")."""
        return self.uri.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Licence:
    """One licence of the list of DCAT-AP.de (http://dcat-ap.de/def/licenses/)."""

    uri: str
    title: str
    #: where its text is; "" where the list gives none
    url: str
    #: the licence asks to name the source (convention 35 of DCAT-AP.de)
    attribution_required: bool


@cache
def vocabulary(name: str) -> tuple[Term, ...]:
    """The terms of ``vocabularies/<name>.tsv`` in their order; UnknownVocabulary without file."""
    if name == "licences":
        return tuple(Term(licence.uri, {"de": licence.title}) for licence in licences())
    path = FOLDER / f"{name}.tsv"
    if not path.is_file():
        raise UnknownVocabulary(name)
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, dialect="excel-tab")
        return tuple(
            Term(row["uri"], {lang: row[lang] for lang in LANGUAGES if row[lang]}) for row in rows
        )


@cache
def licences() -> tuple[Licence, ...]:
    """The licences a dataset may have."""
    return tuple(
        Licence(entry["id"], entry["title"], entry["url"], entry["attribution_required"])
        for entry in json.loads(LICENCES.read_text(encoding="utf-8"))
    )
