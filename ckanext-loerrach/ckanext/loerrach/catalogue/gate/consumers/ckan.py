"""A stock CKAN that harvests us, over the action API (`ckan`) or over the feed (`dcat_rdf`).

Sources: ckan/logic/validators.py (names, tags), ckanext/harvest/harvesters/ckanharvester.py,
ckanext/dcat/harvesters/rdf.py of ckanext-harvest 1.6 and ckanext-dcat 2.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import Graph

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..rule import Place, Rule
from ..rules import mandatory
from ..text import N_

NAME = "ckan"
TITLE = N_("another CKAN")
SOURCE = "https://docs.ckan.org/en/2.12/api/"
VIEW = ""

#: what CKAN takes as the name of a dataset and as a tag
NAME_PATTERN = re.compile(r"[a-z0-9_-]{2,100}")
TAG = (2, 100)
#: what a stock CKAN can show; a page of another type breaks its lists
TYPE = "dataset"

MUST = (Layer.CONVENTION, Severity.MUST)
BAD_NAME = Rule(
    "ckan-name", *MUST, "name",
    N_("The address “{value}” is none that CKAN takes."),
    N_("Use 2 to 100 small letters, digits, - and _."), "CKAN, name_validator",
)  # fmt: skip
BAD_TYPE = Rule(
    "ckan-type", *MUST, "type",
    N_("The dataset is of the type “{value}”, which other CKANs do not know."),
    N_("Make it a dataset; the field kind says whether it is a series or a service."),
    "CKAN, package_item.html",
)  # fmt: skip
BAD_TAG = Rule(
    "ckan-tag", Layer.CONVENTION, Severity.SHOULD, "tags_translated",
    N_("The keyword “{value}” is too short or too long for other CKANs."),
    N_("Use 2 to 100 characters."), "CKAN, tag_length_validator",
)  # fmt: skip
NO_ADDRESS = Rule(
    "ckan-no-address", Layer.CONVENTION, Severity.SHOULD, "url",
    N_("A resource has no address; others cannot fetch it."),
    N_("Add the address of the file or service."), "ckanext-harvest, ckan harvester",
)  # fmt: skip


def refusals(dataset: Dataset, graph: Graph | None = None) -> Iterator[Finding]:
    """What makes a stock harvester refuse the record or its CKAN unable to show it."""
    name, kind = record.value(dataset, "name"), record.value(dataset, "type")
    if name and not NAME_PATTERN.fullmatch(name):
        yield BAD_NAME.broken(value=name)
    if kind not in ("", TYPE):
        yield BAD_TYPE.broken(value=kind)
    if not record.texts(dataset, "title"):
        yield mandatory.TITLE.broken()


def wishes(dataset: Dataset, graph: Graph | None = None) -> Iterator[Finding]:
    """What arrives with less than it could have."""
    for word in record.keywords(dataset):
        if not TAG[0] <= len(word) <= TAG[1]:
            yield BAD_TAG.broken(value=word)
    for number, resource in record.resources(dataset):
        if not record.value(resource, "url"):
            yield NO_ADDRESS.broken(Place.of(number, resource))
