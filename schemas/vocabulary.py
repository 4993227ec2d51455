"""Controlled vocabularies: lists of URIs with labels in German, French and English.

The folder ``vocabularies/`` is the register: a file there is a vocabulary. ``<name>.tsv`` has the
columns uri, de, fr, en and, where a term has had other URIs or names, ``formerly`` (separated by
spaces). ``licences.json`` has the form that CKAN's option ``licenses_group_url`` reads.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from .errors import SchemaError, UnknownVocabulary

FOLDER = Path(__file__).parent / "vocabularies"
LANGUAGES = ("de", "fr", "en")

#: the list of licences, in the form that CKAN reads
LICENCES = FOLDER / "licences.json"


@dataclass(frozen=True)
class Term:
    """One value of a vocabulary."""

    uri: str
    #: language code -> text
    label: Mapping[str, str] = field(hash=False)
    #: what people call it: the URI without what all URIs of the vocabulary begin with ("CSV",
    #: "dl-by-de/2.0")
    code: str
    #: URIs and names that it had before
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True)
class Licence:
    """One licence of the list of DCAT-AP.de (http://dcat-ap.de/def/licenses/)."""

    uri: str
    title: str
    #: where its text is; "" where the list gives none
    url: str
    #: the licence asks to name the source (convention 35 of DCAT-AP.de)
    attribution_required: bool
    #: what it allows: "free" (anything), "named" (anything, naming the source), "same-licence",
    #: "not-commercial", "unchanged" (the last three name the source as well); "" for others
    terms: str = ""


@cache
def vocabularies() -> tuple[str, ...]:
    """The names of all vocabularies."""
    return tuple(sorted(path.stem for path in FOLDER.iterdir() if path.suffix in (".tsv", ".json")))


@cache
def vocabulary(name: str) -> tuple[Term, ...]:
    """The terms of a vocabulary in their order; UnknownVocabulary where there is no such file."""
    if (FOLDER / f"{name}.tsv").is_file():
        return tuple(_terms(f"vocabularies/{name}.tsv", _rows(FOLDER / f"{name}.tsv")))
    if (FOLDER / f"{name}.json").is_file():
        return tuple(_terms(f"vocabularies/{name}.json", _entries(FOLDER / f"{name}.json")))
    raise UnknownVocabulary(name)


@cache
def licences() -> tuple[Licence, ...]:
    """The licences a dataset may have."""
    return tuple(
        Licence(
            entry["id"],
            entry["title"],
            entry["url"],
            entry["attribution_required"],
            entry["terms"],
        )
        for entry in _json(LICENCES)
    )


def _terms(file: str, rows: list[dict[str, Any]]) -> Iterable[Term]:
    start = _common([row.get("uri") or "" for row in rows])
    for number, row in enumerate(rows, 2):
        missing = [column for column in ("uri", *LANGUAGES) if not row.get(column)]
        if missing:
            raise SchemaError(file, f"entry {number} has no {', '.join(missing)}")
        label = {language: row[language] for language in LANGUAGES}
        code = row["uri"].removeprefix(start)
        yield Term(row["uri"], label, code, tuple((row.get("formerly") or "").split()))


def _common(uris: list[str]) -> str:
    """What all URIs begin with, up to a slash or hash."""
    first, last = min(uris), max(uris)
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    return first[: max(first.rfind("/", 0, same), first.rfind("#", 0, same)) + 1]


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, dialect="excel-tab", quoting=csv.QUOTE_NONE))


def _entries(path: Path) -> list[dict[str, Any]]:
    return [
        {
            "uri": entry["id"], "de": entry["title"], "fr": entry["title_fr"],
            "en": entry["title_en"], "formerly": " ".join(entry.get("formerly", [])),
        }
        for entry in _json(path)
    ]  # fmt: skip


def _json(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8")))
