"""Whom to ask: GovData wants an answer to questions, not a name.

Sources: DCAT-AP.de 3.0, vcard:Kind; Konventionenhandbuch 2.0, convention 01,
https://www.dcat-ap.de/def/dcatde/2.0/implRules/
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..rule import Place, Rule
from ..text import N_

CONTACT = "contact"
#: by which fields somebody can be reached in writing
WRITING = ("email", "url")

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
    "agent-nameless", Layer.SHACL, Severity.SHOULD, "creator",
    N_("{field}: an entry has no name, so neighbours do not see it."),
    N_("Add a name, or remove the entry."),
    "DCAT-AP.de 3.0, foaf:Agent, foaf:name 1..n",
)  # fmt: skip


def check(dataset: Dataset) -> Iterator[Finding]:
    """Contact points, and the other people and offices of a dataset."""
    contacts = record.groups(dataset, CONTACT)
    if not contacts:
        yield NOBODY.broken()
    for number, contact in enumerate(contacts):
        if any(record.values(contact, way) for way in WRITING):
            continue
        rule = NO_WRITING if record.values(contact, "telephone") else UNREACHABLE
        yield rule.broken(Place(entry=number))
    for field in ROLES:
        for number, agent in enumerate(record.groups(dataset, field)):
            if not record.texts(agent, "name"):
                yield NAMELESS.broken(Place(entry=number), field)
