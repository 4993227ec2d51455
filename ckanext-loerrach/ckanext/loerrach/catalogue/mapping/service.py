"""Services that deliver data (WMS, WFS, APIs) as dcat:DataService.

https://www.dcat-ap.de/def/dcatde/3.0/spec/#datenservice ; convention 41: a distribution that stands
for a service has its endpoint as accessURL and no downloadURL.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rdflib import Literal, URIRef

from ..namespaces import DCAT, DCATAP, DCATDE, DCT, ELI, FOAF, RDFS
from .agents import AGENT, CONTACT
from .beside import Beside
from .formats import FileType
from .kinds import Iri, Text
from .nodes import Statement, Thing
from .reader import Reader
from .rows import Field, Record, as_list, empty
from .times import Moment
from .writer import Node, Writer

RIGHTS = Statement(DCT.RightsStatement)
#: the fields of access_services, as ckanext-dcat names them
ROWS = (
    Field("title", DCT.title, Text()),
    Field("description", DCT.description, Text()),
    Field("endpoint_url", DCAT.endpointURL, Iri((RDFS.Resource,), web=True), many=True),
    Field("endpoint_description", DCAT.endpointDescription, Iri((RDFS.Resource,), web=True)),
    Beside("serves_dataset", DCAT.servesDataset),
    Field("license", DCT.license, Iri((DCT.LicenseDocument,))),
    Field("licenseAttributionByText", DCATDE.licenseAttributionByText, Text()),
    Field("availability", DCATAP.availability, Iri()),
    Field("access_rights", DCT.accessRights, RIGHTS),
    Field("conforms_to", DCT.conformsTo, Statement(DCT.Standard), many=True),
    Field("format", DCT["format"], FileType(), many=True),
    Field("identifier", DCT.identifier, Text()),
    Field("language", DCT.language, Iri((DCT.LinguisticSystem,)), many=True),
    Field("rights", DCT.rights, RIGHTS, many=True),
    Field("landing_page", DCAT.landingPage, Iri((FOAF.Document,), web=True), many=True),
    Field("keyword", DCAT.keyword, Text(), many=True),
    Field("theme", DCAT.theme, Iri(), many=True),
    Field("modified", DCT.modified, Moment()),
    Field(
        "applicable_legislation", DCATAP.applicableLegislation, Iri((ELI.LegalResource,)), many=True
    ),
    Field("hvd_category", DCATAP.hvdCategory, Iri(), many=True),
    Field("publisher", DCT.publisher, AGENT, many=True),
    Field("contact", DCAT.contactPoint, CONTACT, many=True),
    Field("creator", DCT.creator, AGENT, many=True),
)
SERVICE = Thing(ROWS, (DCAT.DataService,), part="service", words="title")


@dataclass(frozen=True)
class Services:
    """The field access_services of a resource."""

    kind: Thing = field(default=SERVICE)

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """Each service, complete: what it does not say itself the dataset says for it."""
        for service in _services(record.get("access_services")):
            if not empty(service):
                whole = {**service, "title": service.get("title") or _title(writer)}
                node = self.kind.write(writer, subject, DCAT.accessService, whole)
                writer.add(subject, DCAT.accessService, node)
                if isinstance(node, URIRef):
                    self._complete(writer, node)

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The services; what follows from the dataset is left away again."""
        found = [
            self._own(reader, term)
            for term in reader.objects(subject, DCAT.accessService)
            if not isinstance(term, Literal)
        ]
        if found:
            record["access_services"] = found

    def _complete(self, writer: Writer, node: URIRef) -> None:
        writer.add(node, DCAT.servesDataset, writer.home)
        if (node, DCT.publisher, None) not in writer.graph:
            for agent in list(writer.graph.objects(writer.home, DCT.publisher)):
                writer.graph.add((node, DCT.publisher, agent))

    def _own(self, reader: Reader, node: Node) -> Record:
        """The service without what it has from the dataset."""
        service: Record = self.kind.read(reader, node)
        publishers = set(reader.graph.objects(node, DCT.publisher))
        if publishers == set(reader.graph.objects(URIRef(reader.home), DCT.publisher)):
            service.pop("publisher", None)
        served = [one for one in service.pop("serves_dataset", ()) if one != reader.home]
        return {**service, "serves_dataset": served} if served else service


def _title(writer: Writer) -> str:
    """The dataset's title, in German if it has one."""
    titles = list(writer.graph.objects(writer.home, DCT.title))
    found = sorted(titles, key=lambda one: (getattr(one, "language", "") != "de", str(one)))
    return str(found[0]) if found else ""


def _services(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    return [one for one in as_list(value) if isinstance(one, Mapping)]


SERVICES = Services()
