"""What DCAT-AP.de 3.0 cannot do without; nothing the feed could put in its place.

Source: https://www.dcat-ap.de/def/dcatde/3.0/spec/ , mandatory properties of Datensatz,
Datensatzserie, Datenservice and Distribution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.loerrach.schemas import licences

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..rule import Place, Rule
from ..text import N_

#: an absolute IRI (RFC 3987) without the characters that no serialisation can write
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")

MUST = (Layer.SHACL, Severity.MUST)

TITLE = Rule(
    "title-missing", *MUST, "title_translated",
    N_("The title is missing."),
    N_("Give the dataset a title in German."),
    "DCAT-AP.de 3.0, dct:title 1..n",
)  # fmt: skip
NOTES = Rule(
    "description-missing", *MUST, "notes_translated",
    N_("The description is missing."),
    N_("Say in German what the data contain and how they come about."),
    "DCAT-AP.de 3.0, dct:description 1..n",
)  # fmt: skip
PUBLISHER = Rule(
    "publisher-missing", *MUST, "publisher",
    N_("Nobody is named as publisher."),
    N_("Give the dataset an organization, or name the publisher."),
    "DCAT-AP.de 3.0, dct:publisher 1..1",
)  # fmt: skip
NAMELESS = Rule(
    "publisher-nameless", *MUST, "publisher",
    N_("The publisher has an address but no name."),
    N_("Add the name of the publisher."),
    "DCAT-AP.de 3.0, foaf:Agent, foaf:name 1..n",
)  # fmt: skip
SEVERAL = Rule(
    "publisher-several", *MUST, "publisher",
    N_("There are {number} publishers; a dataset has one."),
    N_("Keep the one that decided to publish; name the others as creator or contributor."),
    "DCAT-AP.de 3.0, dct:publisher 1..1; convention 36",
)  # fmt: skip
LICENCE = Rule(
    "licence-missing", *MUST, "license",
    N_("The licence is missing."),
    N_("Choose under which licence this file or service may be used."),
    "DCAT-AP.de 3.0, dcat:Distribution, dct:license 1..1",
)  # fmt: skip
ADDRESS = Rule(
    "address-broken", *MUST, "url",
    N_("“{value}” is no web address."),
    N_("Write the whole address, beginning with https:// and without blanks."),
    "DCAT-AP.de 3.0, dcat:Distribution, dcat:accessURL 1..n, an IRI",
)  # fmt: skip
NO_SERVICE = Rule(
    "service-missing", *MUST, "access_services",
    N_("This dataset is a service, but no resource says where the service answers."),
    N_("Add the endpoint of the service to a resource."),
    "DCAT-AP.de 3.0, dcat:DataService, dcat:endpointURL 1..n",
)  # fmt: skip
ENDPOINT = Rule(
    "endpoint-missing", *MUST, "access_services",
    N_("The service has no endpoint."),
    N_("Add the address at which the service answers, beginning with https://."),
    "DCAT-AP.de 3.0, dcat:DataService, dcat:endpointURL 1..n",
)  # fmt: skip
SERVICE_TITLE = Rule(
    "service-title-missing", *MUST, "access_services",
    N_("The service has no title."),
    N_("Give the service a title."),
    "DCAT-AP.de 3.0, dcat:DataService, dct:title 1..n",
)  # fmt: skip


def check(dataset: Dataset) -> Iterator[Finding]:
    """All mandatory properties of a dataset, its distributions and services."""
    if not record.texts(dataset, "title"):
        yield TITLE.broken()
    if not record.texts(dataset, "notes"):
        yield NOTES.broken()
    yield from _publisher(dataset)
    for number, resource in record.resources(dataset):
        place = Place.of(number, resource)
        yield from _distribution(dataset, resource, place)
        yield from _services(resource, place)
    yield from _service_record(dataset)


def has_publisher(dataset: Dataset) -> bool:
    """Is anybody named, or an organization that the feed names in their place?"""
    if any(_name(agent) for agent in record.groups(dataset, "publisher")):
        return True
    organization = dataset.get("organization")
    inside = organization if isinstance(organization, Mapping) else {}
    names = [record.value(inside, key) for key in ("title", "name")]
    # a form sends only the organization's id
    return any(names) or bool(record.value(dataset, "owner_org"))


def licence(dataset: Dataset, resource: Mapping[str, Any]) -> str:
    """URI of the licence of a resource; the dataset's where that is one of the list."""
    own = record.value(resource, "license")
    of_dataset = record.value(dataset, "license_id")
    return own or (of_dataset if of_dataset in {one.uri for one in licences()} else "")


def _publisher(dataset: Dataset) -> Iterator[Finding]:
    agents = record.groups(dataset, "publisher")
    if not has_publisher(dataset):
        yield NAMELESS.broken() if agents else PUBLISHER.broken()
        return
    for number, agent in enumerate(agents):
        if not _name(agent):
            yield NAMELESS.broken(Place(entry=number))
    if len(agents) > 1:
        yield SEVERAL.broken(number=len(agents))


def _name(agent: Mapping[str, Any]) -> bool:
    return bool(record.texts(agent, "name"))


def _distribution(dataset: Dataset, resource: Mapping[str, Any], place: Place) -> Iterator[Finding]:
    if not licence(dataset, resource):
        yield LICENCE.broken(place)
    for field in ("url", "access_url"):
        address = record.value(resource, field)
        # an uploaded file gets its address when it is stored
        uploaded = field == "url" and record.value(resource, "url_type") == "upload"
        if address and not uploaded and not IRI.fullmatch(address):
            yield ADDRESS.broken(place, field, value=address)


def _services(resource: Mapping[str, Any], place: Place) -> Iterator[Finding]:
    for number, service in enumerate(record.groups(resource, "access_services")):
        endpoints = record.values(service, "endpoint_url")
        if not any(map(IRI.fullmatch, endpoints)):
            yield ENDPOINT.broken(place.at(number))
        if not record.texts(service, "title"):
            yield SERVICE_TITLE.broken(place.at(number))


def _service_record(dataset: Dataset) -> Iterator[Finding]:
    if record.kind(dataset) != "service":
        return
    if not any(
        record.groups(resource, "access_services") for _, resource in record.resources(dataset)
    ):
        yield NO_SERVICE.broken()
