"""Who: agents (foaf:Agent), contact points (vcard:Kind), and roles of agents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Literal, URIRef

from ..namespaces import DCAT, DCT, FOAF, PROV, RDFS, VCARD
from .iris import address
from .kinds import Iri, MailAddress, Telephone, Text
from .nodes import Thing
from .reader import FURTHER, LEFT_OUT, Reader, Repaired
from .rows import Field, Record
from .writer import Node, Term, Writer


@dataclass(frozen=True)
class Name:
    """foaf:name: name_translated where there is one, name where there is not."""

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """One literal a language, or one without."""
        translated = record.get("name_translated")
        if isinstance(translated, Mapping) and any(translated.values()):
            for tag, text in translated.items():
                writer.add(subject, FOAF.name, writer.text(text or "", tag))
        elif record.get("name"):
            writer.add(subject, FOAF.name, writer.text(record["name"]))

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The name; with its languages if there are several."""
        found = [one for one in reader.objects(subject, FOAF.name) if isinstance(one, Literal)]
        tagged = {one.language: str(one) for one in found if one.language}
        plain = [str(one).strip() for one in found if not one.language]
        if tagged:
            record["name_translated"] = tagged
        name = tagged.get(reader.language) or next(iter([*plain, *tagged.values()]), "")
        if name:
            record["name"] = name


@dataclass(frozen=True)
class AgentMail:
    """An agent's e-mail address: foaf:mbox, and vcard:hasEmail of those that write that."""

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """foaf:mbox, an IRI."""
        if record.get("email"):
            value = MailAddress().write(writer, subject, FOAF.mbox, record["email"])
            if value is None:
                writer.note("email", record["email"], "is no e-mail address and was left out")
            writer.add(subject, FOAF.mbox, value)

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The address."""
        for predicate in (FOAF.mbox, VCARD.hasEmail):
            for term in reader.objects(subject, predicate):
                mail = MailAddress().read(reader, term)
                if not mail:
                    reader.slip(LEFT_OUT, subject, predicate, term)
                elif record.setdefault("email", mail) != mail:
                    reader.slip(FURTHER, subject, predicate, term)


AGENT_ROWS = (
    Name(),
    AgentMail(),
    Field("url", FOAF.homepage, Iri((FOAF.Document,), web=True), fallback=("homepage",)),
    Field("type", DCT.type, Iri()),
    Field("identifier", DCT.identifier, Text()),
)
AGENT = Thing(AGENT_ROWS, (FOAF.Agent,), words="name")
#: an agent where the shapes of DCAT-AP.de ask for an IRI
NAMED_AGENT = Thing(AGENT_ROWS, (FOAF.Agent,), words="name", part="agent")


@dataclass(frozen=True)
class Card:
    """One line of a contact point; vcard allows the value at the property or a node between."""

    kind: Any

    def write(self, writer: Writer, subject: Node, predicate: URIRef, value: Any) -> Term | None:
        """The value at the property."""
        written: Term | None = self.kind.write(writer, subject, predicate, value)
        return written

    def read(self, reader: Reader, term: Term) -> Any:
        """The value, also behind vcard:hasValue."""
        if not isinstance(term, Literal):
            behind = reader.objects(term, VCARD.hasValue)
            term = behind[0] if behind else term
        return self.kind.read(reader, term)


CONTACT_ROWS = (
    Field("name", VCARD.fn, Text()),
    Field("email", VCARD.hasEmail, Card(MailAddress())),
    Field("url", VCARD.hasURL, Card(Iri(web=True))),
    Field("telephone", VCARD.hasTelephone, Card(Telephone())),
    Field("identifier", VCARD.hasUID, Card(Text())),
    Field("street", VCARD["hasStreetAddress"], Card(Text())),
    Field("postal_code", VCARD["hasPostalCode"], Card(Text())),
    Field("locality", VCARD["hasLocality"], Card(Text())),
    Field("country", VCARD["hasCountryName"], Card(Text())),
)
#: an e-mail address in a text, and what stands around it there
MAIL = re.compile(r"(?i)(?:mailto:)?([^\s@<>\"(),:;]{1,64}@[^\s@<>\"(),:;]{1,190}\.[a-z]{2,60})")
#: letters of a contact point that is a text; a longer one is a story
LONGEST = 500
AROUND = " \t\r\n<>()[],;:|-–"


@dataclass(frozen=True)
class ContactPoint(Thing):
    """A contact point; also one that stands there as a text or as mailto: alone."""

    def read(self, reader: Reader, term: Term) -> Any:
        """The mapping; of "Office <office@town.example>" name and address."""
        if isinstance(term, Literal):
            return _contact(str(term).strip())
        record = super().read(reader, term)
        mail = MAIL.fullmatch(record.get("uri", ""))
        if mail and not record.get("email"):
            del record["uri"]
            return Repaired({**record, "email": mail[1]})
        return record


def _contact(text: str) -> Any:
    """Name, e-mail address or web address that a text says; None where it says several."""
    if len(text) > LONGEST:
        return None
    mails = MAIL.findall(text)
    if len(mails) > 1 or not any(map(str.isalpha, text)):
        return None
    if not mails:
        return Repaired({"url": text} if address(text) else {"name": text})
    name = MAIL.sub(" ", text).strip(AROUND)
    return Repaired({"email": mails[0], **({"name": name} if name else {})})


CONTACT = ContactPoint(CONTACT_ROWS, (VCARD.Kind,), words="name")


#: prov:qualifiedAttribution: who did what
ATTRIBUTION = Thing(
    (Field("role", DCAT.hadRole, Iri()), Field("agent", PROV.agent, NAMED_AGENT, many=True)),
    (PROV.Attribution,),
)
#: dcat:qualifiedRelation
RELATION = Thing(
    (
        Field("relation", DCT.relation, Iri((RDFS.Resource,))),
        Field("role", DCAT.hadRole, Iri((DCAT.Role,))),
    ),
    (DCAT.Relationship,),
)
#: prov:wasGeneratedBy
ACTIVITY = Thing(
    (
        Field("label", RDFS.label, Text()),
        Field("seeAlso", RDFS.seeAlso, Iri()),
        Field("dct_type", DCT.type, Iri()),
        Field("wasAssociatedWith", PROV.wasAssociatedWith, AGENT, many=True),
    ),
    (PROV.Activity,),
    words="label",
)
