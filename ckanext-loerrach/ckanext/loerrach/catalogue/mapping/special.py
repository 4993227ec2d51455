"""Fields of a dataset that are more than one property a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Literal, URIRef

from ..namespaces import ADMS, DCAT, DCT, DPV, RDF, RESOURCE_TYPE, SKOS, TOWN
from .agents import AGENT, CONTACT
from .iris import iri
from .kinds import Iri, Text
from .nodes import Identifier
from .portal import catalog_uri, organization_uri, own_datasets
from .reader import LEFT_OUT, Reader
from .rows import Field, Record, as_list, empty
from .writer import Node, Writer

MODEL_DATASETS = "https://musterdatenkatalog.de/def/musterdatensatz/"
#: answer to "personal data?" -> what the Data Privacy Vocabulary calls it
PERSONAL = {
    "none": DPV.NonPersonalData,
    "anonymised": DPV.AnonymisedData,
    "lawful": DPV.PersonalData,
}
#: kind of record -> term of INSPIRE's list, and class beside dcat:Dataset
KINDS = {"series": "series", "service": "service"}


@dataclass(frozen=True)
class References:
    """dct:references: the Musterdatensatz (conventions, 1.10.1) and what else is referred to."""

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """One IRI each."""
        both = (Field("musterdatensatz", DCT.references, Iri()),
                Field("references", DCT.references, Iri(), many=True))  # fmt: skip
        for field in both:
            field.write(writer, subject, record)

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """Told apart by where they point."""
        found = []
        for term in reader.objects(subject, DCT.references):
            found.append(str(iri(reader.words(term)) or ""))
            if not found[-1]:
                reader.slip(LEFT_OUT, subject, DCT.references, term)
        models = [one for one in found if one.startswith(MODEL_DATASETS)]
        others = [one for one in found if one and one not in models[:1]]
        if models:
            record["musterdatensatz"] = models[0]
        if others:
            record["references"] = others


@dataclass(frozen=True)
class Identifiers:
    """dct:identifier, of which a record has one, and the others beside it at adms:identifier."""

    first = Field("identifier", DCT.identifier, Text())
    others = Field("alternate_identifier", ADMS.identifier, Identifier(ADMS.Identifier), many=True)

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """The one, and the others."""
        self.first.write(writer, subject, record)
        self.others.write(writer, subject, record)

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The first one; whatever else identifies the record is kept beside it."""
        terms = reader.objects(subject, DCT.identifier)
        stated = list(filter(None, map(reader.words, terms)))
        self.others.read(reader, subject, record)
        if not stated:
            return
        record["identifier"] = stated[0]
        others = [*stated[1:], *record.get("alternate_identifier", [])]
        if others := [one for one in dict.fromkeys(others) if one != stated[0]]:
            record["alternate_identifier"] = others


@dataclass(frozen=True)
class Kind:
    """What the record is: a dataset, a series of datasets, or a service.

    A series is a dcat:DatasetSeries, which is a dcat:Dataset in DCAT 3; a service is recorded as a
    dataset whose distributions point to the dcat:DataService. Both say so by dct:type, as
    GeoDCAT-AP does.
    """

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """dct:type of the publisher's, else the term for the kind."""
        kind = KINDS.get(str(record.get("kind") or ""), "")
        if kind == "series":
            writer.add(subject, RDF.type, DCAT.DatasetSeries)
        stated = iri(record.get("dcat_type"))
        term = stated or (URIRef(RESOURCE_TYPE + kind) if kind else None)
        writer.add(subject, DCT.type, term)
        if kind and stated:
            writer.add(subject, TOWN.kind, Literal(kind))

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The kind, and a dct:type that says more than it."""
        types = [reader.words(term) for term in reader.objects(subject, DCT.type)]
        said = [t.removeprefix(RESOURCE_TYPE) for t in types if t.startswith(RESOURCE_TYPE)]
        said += [reader.words(term) for term in reader.objects(subject, TOWN.kind)]
        kinds = [one for one in said if one in KINDS]
        if (subject, RDF.type, DCAT.DatasetSeries) in reader.graph:
            kinds.insert(0, "series")
        if kinds:
            record["kind"] = kinds[0]
        others = [t for t in types if not (kinds and t == RESOURCE_TYPE + kinds[0])]
        if others:
            record["dcat_type"] = others[0]


@dataclass(frozen=True)
class PersonalData:
    """The publisher's answer to "personal data?": dpv:hasData, and the reason with it."""

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """The term for the answer; the reason at a property of the town's own."""
        answer = PERSONAL.get(str(record.get("personal_data") or ""))
        writer.add(subject, DPV.hasData, answer)
        if answer is not None and record.get("personal_data_reason"):
            writer.add(
                subject, TOWN.personalDataReason, writer.text(record["personal_data_reason"])
            )

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The answer."""
        names = {term: name for name, term in PERSONAL.items()}
        for term in reader.objects(subject, DPV.hasData):
            if isinstance(term, URIRef) and term in names:
                record["personal_data"] = names[term]
        for term in reader.objects(subject, TOWN.personalDataReason):
            record["personal_data_reason"] = reader.words(term)


@dataclass(frozen=True)
class Chain:
    """The catalogues by which a harvested dataset has come, and its page in this one.

    DCAT has no property for it. The addresses stand in one literal, because their order tells; the
    page here, under which neighbours may know the dataset too, has a property of its own.
    """

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """Nothing for a dataset of the portal's own."""
        chain = [str(one) for one in as_list(record.get("catalogue_chain"))]
        if not chain:
            return
        writer.add(subject, TOWN.catalogueChain, writer.text(" ".join(chain)))
        if own_datasets() and record.get("id"):
            writer.add(subject, TOWN.page, iri(f"{own_datasets()}{record['id']}"))

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The addresses in their order."""
        for term in reader.objects(subject, TOWN.catalogueChain):
            record["catalogue_chain"] = reader.words(term).split()


@dataclass(frozen=True)
class StrategyField:
    """Which field of the town's strategy: dct:subject, the page of the field in the portal."""

    names: Callable[[], Mapping[str, Mapping[str, str]]]

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """A concept with the field's name as notation and its labels."""
        name = str(record.get("strategy_field") or "")
        labels = self.names().get(name)
        if labels is None:
            return
        node = URIRef(f"{catalog_uri().rstrip('/')}/group/{name}")
        writer.add(subject, DCT.subject, node)
        writer.add(node, RDF.type, SKOS.Concept)
        writer.add(node, SKOS.notation, Literal(name))
        for language, text in labels.items():
            writer.add(node, SKOS.prefLabel, writer.text(text, language))

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The field of ours that one of the subjects is."""
        for node in reader.objects(subject, DCT.subject):
            for notation in (
                [] if isinstance(node, Literal) else reader.objects(node, SKOS.notation)
            ):
                if str(notation) in self.names():
                    record["strategy_field"] = str(notation)


@dataclass(frozen=True)
class Publisher:
    """dct:publisher, mandatory in DCAT-AP.de 3.0: the organization where nobody else is named."""

    field = Field("publisher", DCT.publisher, AGENT, many=True)

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """The agents of the field, else the organization."""
        named = [one for one in as_list(record.get("publisher")) if not empty(one)]
        organization = record.get("organization")
        if not named and isinstance(organization, Mapping) and organization.get("id"):
            name = organization.get("title") or organization.get("name")
            uri = organization_uri({"organization": organization})
            named = [{"uri": uri, "name": name}]
        self.field.write(writer, subject, {"publisher": named})

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The agents."""
        self.field.read(reader, subject, record)


#: where records without the field say whom to ask
OLD_CONTACTS = (
    ("contact_name", "contact_email"),
    ("maintainer", "maintainer_email"),
    ("author", "author_email"),
)


@dataclass(frozen=True)
class Contact:
    """dcat:contactPoint; CKAN's maintainer or author where the field is empty."""

    field = Field("contact", DCAT.contactPoint, CONTACT, many=True)

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """The contact points."""
        named = [one for one in as_list(record.get("contact")) if not empty(one)]
        for name, mail in OLD_CONTACTS:
            one = {"name": record.get(name), "email": record.get(mail)}
            if not named and not empty(one):
                named = [one]
        self.field.write(writer, subject, {"contact": named})

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The contact points."""
        self.field.read(reader, subject, record)
