"""Whom to ask: GovData wants an answer to questions, not a name.

Sources: DCAT-AP.de 3.0, vcard:Kind; Konventionenhandbuch 2.0, convention 01,
https://www.dcat-ap.de/def/dcatde/2.0/implRules/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..rule import Place, Rule
from ..text import N_
from .mandatory import IRI

CONTACT = "contact"

UNREACHABLE = Rule(
    "contact-unreachable", Layer.SHACL, Severity.MUST, CONTACT,
    N_("A contact point has neither e-mail nor website nor telephone."),
    N_("Add an e-mail address or the address of a contact form, or remove the contact."),
    "DCAT-AP.de 3.0, vcard:Kind",
)  # fmt: skip
NO_WRITING = Rule(
    "contact-in-writing", Layer.CONVENTION, Severity.MUST, CONTACT,
    N_("A contact point can only be phoned."),
    N_("Add an e-mail address or the address of a contact form."),
    "convention 01",
)  # fmt: skip
NOBODY = Rule(
    "contact-missing", Layer.CONVENTION, Severity.SHOULD, CONTACT,
    N_("Nobody is named who answers questions about the data."),
    N_("Add a contact point with an e-mail address or a website."),
    "DCAT-AP.de 3.0, dcat:contactPoint (recommended)",
)  # fmt: skip
ROLES = ("originator", "custodian", "creator", "contributor")
NAMELESS = Rule(
    "agent-nameless", Layer.SHACL, Severity.MUST, "creator",
    N_("{field}: an entry has no name."),
    N_("Add a name, or remove the entry."),
    "DCAT-AP.de 3.0, foaf:Agent, foaf:name 1..n",
)  # fmt: skip
SEVERAL = Rule(
    "creator-several", Layer.SHACL, Severity.MUST, "creator",
    N_("There are {number} creators; a dataset has one."),
    N_("Keep one and name the others as contributors."),
    "DCAT-AP 3.0, dct:creator 0..1",
)  # fmt: skip
EMAIL = re.compile(r"(mailto:)?[^@\s<>\"']+@[^@\s<>\"']+")


def check(dataset: Dataset) -> Iterator[Finding]:
    """Contact points, and the other people and offices of a dataset."""
    contacts = record.groups(dataset, CONTACT)
    if not contacts:
        # a bare text is nobody that a program can write to
        yield (
            UNREACHABLE.broken()
            if record.value(dataset, CONTACT) not in ("", "[]")
            else NOBODY.broken()
        )
    for number, contact in enumerate(contacts):
        if _in_writing(contact):
            continue
        rule = NO_WRITING if record.values(contact, "telephone") else UNREACHABLE
        yield rule.broken(Place(entry=number))
    creators = len(record.groups(dataset, "creator"))
    if creators > 1:
        yield SEVERAL.broken(number=creators)
    for field in ROLES:
        for number, agent in enumerate(record.groups(dataset, field)):
            if not record.texts(agent, "name"):
                yield NAMELESS.broken(Place(entry=number), field)


def _in_writing(contact: Mapping[str, Any]) -> bool:
    emails = any(map(EMAIL.fullmatch, record.values(contact, "email")))
    return emails or any(map(IRI.fullmatch, record.values(contact, "url")))
