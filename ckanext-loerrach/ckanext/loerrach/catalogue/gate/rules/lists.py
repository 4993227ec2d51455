"""Values that have to be from a list. What is not is left out of the feed, and said here.

Source: DCAT-AP.de 3.0, section "Kontrollierte Vokabulare",
https://www.dcat-ap.de/def/dcatde/3.0/spec/#kv
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ckanext.loerrach.schemas.vocabulary import vocabulary

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..rule import WHOLE, Place, Rule
from ..text import N_

#: field -> our copy of its list
DATASET = {
    "frequency": "frequency", "theme": "data-theme", "language": "language",
    "access_rights": "access-right", "availability": "planned-availability",
    "politicalGeocodingLevelURI": "geocoding-level", "hvd_category": "hvd-category",
}  # fmt: skip
RESOURCE = {
    "language": "language", "availability": "planned-availability",
    "status": "distribution-status",
}  # fmt: skip
SERVICE = {"access_rights": "access-right", "availability": "planned-availability"}
#: lists of which our copy holds only what a town needs: another term of theirs is one, too
PARTIAL = ("language",)

UNLISTED = Rule(
    "value-unlisted", Layer.SHACL, Severity.SHOULD, "",
    N_("{field}: “{value}” is not in the list, so neighbours do not see it."),
    N_("Choose a value of the list."),
    "DCAT-AP.de 3.0, controlled vocabularies",
)  # fmt: skip
WRONG = Rule(
    "value-of-no-list", Layer.SHACL, Severity.MUST, "",
    N_("{field}: “{value}” is not in the list."),
    N_("Choose a value of the list."),
    "DCAT-AP.de 3.0, controlled vocabularies",
)  # fmt: skip
#: fields whose address is written whatever it says, so that a neighbour would stumble over it
WRITTEN = ("frequency", "theme", "access_rights")
FORMAT = Rule(
    "format-unlisted", Layer.SHACL, Severity.SHOULD, "format",
    N_("The format “{value}” is not in the EU's list of file types."),
    N_("Choose the format of the list that comes nearest, for example CSV, JSON or XML."),
    "DCAT-AP.de 3.0, dct:format",
)  # fmt: skip


def check(dataset: Dataset) -> Iterator[Finding]:
    """All fields that a list stands behind."""
    yield from _fields(dataset, DATASET, WHOLE)
    for number, resource in record.resources(dataset):
        place = Place.of(number, resource)
        yield from _fields(resource, RESOURCE, place)
        for entry, service in enumerate(record.groups(resource, "access_services")):
            yield from _fields(service, SERVICE, place.at(entry))
        name = record.value(resource, "format")
        if name and not listed_format(name):
            yield FORMAT.broken(place, value=name)


def listed(name: str, uri: str) -> bool:
    """Is the URI a term of the list?"""
    terms = _terms(name)
    if uri in terms:
        return True
    base = next(iter(terms)).rpartition("/")[0]
    return name in PARTIAL and uri.startswith(f"{base}/") and uri.rpartition("/")[2].isalnum()


def listed_format(name: str) -> bool:
    """Is it a format of the EU's list, by its name or its URI?"""
    from ... import terms

    return bool(terms.file_type(name)) or name.startswith(terms.FILE_TYPE)


def _fields(holder: Mapping[str, Any], lists: Mapping[str, str], place: Place) -> Iterator[Finding]:
    for field, name in lists.items():
        for value in record.values(holder, field):
            if not listed(name, value):
                yield _rule(field, value).broken(place, field, value=value)


def _rule(field: str, value: str) -> Rule:
    stays = field in WRITTEN and (":" in value or field == "access_rights")
    return WRONG if stays else UNLISTED


@cache
def _terms(name: str) -> dict[str, None]:
    return dict.fromkeys(term.uri for term in vocabulary(name))
