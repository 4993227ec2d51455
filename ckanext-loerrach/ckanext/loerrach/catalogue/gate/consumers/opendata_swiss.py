"""A catalogue of DCAT-AP CH, as opendata.swiss: what its schema requires of a dataset.

Mandatory there: title, description, identifier, publisher and contact point of a dataset; access
address and licence of a distribution. Source: https://www.dcat-ap.ch/ and the required fields of
opendata.swiss's own form.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..rule import Place, Rule
from ..rules import contacts, mandatory
from ..text import N_
from .verdict import of

NAME = "opendata-swiss"
TITLE = N_("opendata.swiss (DCAT-AP CH)")
SOURCE = "https://www.dcat-ap.ch/"
VIEW = "dcat-ap-ch"

CONTACT = Rule(
    "ch-contact-missing", Layer.CONVENTION, Severity.MUST, "contact",
    N_("There is no contact point with an e-mail address."),
    N_("Add a contact point with an e-mail address."),
    "DCAT-AP CH, dcat:contactPoint 1..n",
)  # fmt: skip
ADDRESS = Rule(
    "ch-address-missing", Layer.CONVENTION, Severity.MUST, "url",
    N_("A resource has no address."),
    N_("Add the address of the file or service."),
    "DCAT-AP CH, dcat:accessURL 1..1",
)  # fmt: skip
KEYWORDS = Rule(
    "ch-keywords-missing", Layer.CONVENTION, Severity.SHOULD, "tags_translated",
    N_("There are no keywords."),
    N_("Add words that somebody would search for."),
    "DCAT-AP CH, dcat:keyword",
)  # fmt: skip
MANDATORY = {
    rule.name
    for rule in (
        mandatory.TITLE, mandatory.NOTES, mandatory.PUBLISHER, mandatory.NAMELESS,
        mandatory.LICENCE, mandatory.ADDRESS,
    )
}  # fmt: skip


def refusals(dataset: Dataset, graph: Graph | None = None) -> Iterator[Finding]:
    """What lacks a mandatory property."""
    yield from (found for found in mandatory.check(dataset) if found.rule in MANDATORY)
    if not any(record.values(one, "email") for one in record.groups(dataset, "contact")):
        yield CONTACT.broken()
    for number, resource in record.resources(dataset):
        if not (record.value(resource, "url") or record.value(resource, "access_url")):
            yield ADDRESS.broken(Place.of(number, resource))


def wishes(dataset: Dataset, graph: Graph | None = None) -> Iterator[Finding]:
    """What is recommended there."""
    if not record.keywords(dataset):
        yield KEYWORDS.broken()
    yield from of(contacts.check(dataset), Severity.MUST)
