"""Other datasets that a record names: the series it is in, other versions of it, its sources.

DCAT-AP 3.0 wants each of them described in the same catalogue (``sh:class`` at dcat:inSeries,
dcat:hasVersion, dcat:isVersionOf, dct:source and adms:sample). So only what is in the catalogue is
written: an address that leads to nothing for its readers would also be a false statement. What a
member says of a series has to follow when the series comes or goes; ``migration/`` sees to that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import URIRef

from ..namespaces import ADMS, DCAT
from .iris import address, iri
from .portal import dataset_uri, own_datasets, package, package_at, resource_uri
from .reader import LEFT_OUT, Reader
from .rows import Record, as_list
from .writer import Node, Writer

NAME = re.compile(r"[a-zA-Z0-9_-]{2,100}")


@dataclass(frozen=True)
class Beside:
    """A field with addresses of other datasets, of this portal's or of any other's."""

    name: str
    predicate: URIRef

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """The addresses of those that are in this catalogue; the others are noted."""
        for value in as_list(record.get(self.name)):
            found = writer.beside(str(value).strip(), "")
            if found is None:
                writer.note(self.name, value, "is no public dataset here and was left out")
            elif found != subject:
                writer.add(subject, self.predicate, found)

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The addresses."""
        found = []
        for term in reader.objects(subject, self.predicate):
            if one := iri(reader.words(term)):
                found.append(str(one))
            else:
                reader.slip(LEFT_OUT, subject, self.predicate, term)
        if found:
            record[self.name] = list(dict.fromkeys(found))


@dataclass(frozen=True)
class Series(Beside):
    """dcat:inSeries: the field holds names or ids of series of this portal, or addresses."""

    name: str = "in_series"
    predicate: URIRef = DCAT.inSeries

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """The series' addresses in the feed; what is no public series here is noted."""
        for value in as_list(record.get(self.name)):
            found = writer.beside(str(value).strip(), "series")
            if found is None:
                writer.note(self.name, value, "is no public series here and was left out")
            writer.add(subject, self.predicate, found)

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The addresses; a series of this portal by its id."""
        super().read(reader, subject, record)
        found = record.get(self.name)
        if found and (own := own_datasets()):
            record[self.name] = [one.removeprefix(own) for one in found]


@dataclass(frozen=True)
class Sample(Beside):
    """adms:sample, a dcat:Distribution: only a resource of the same dataset is one."""

    name: str = "sample"
    predicate: URIRef = ADMS.sample

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """The resource with this address; others have no licence that is known, and are noted."""
        for value in as_list(record.get(self.name)):
            found = _resource_at(str(value).strip(), record)
            if found is None:
                writer.note(self.name, value, "is no resource of this dataset and was left out")
            writer.add(subject, self.predicate, found)


def _resource_at(text: str, record: Mapping[str, Any]) -> URIRef | None:
    for resource in as_list(record.get("resources")):
        if isinstance(resource, Mapping) and resource.get("id"):
            uri = resource_uri({"package_id": record.get("id"), **resource})
            if text in (uri, *(resource.get(one) for one in ("url", "access_url", "download_url"))):
                return address(uri)
    return None


def in_catalogue(text: str, kind: str = "") -> URIRef | None:
    """The address in the feed of the dataset with this id, name or address.

    None where there is none of this kind that everybody may see.
    """
    own = own_datasets()
    name = text.removeprefix(own) if own else text
    if NAME.fullmatch(name):
        found = package(name)
    else:
        uri = iri(text)
        found = package_at(str(uri)) if uri else None
    if found is None or found.state != "active" or found.private:
        return None
    extras = found.extras or {}
    if extras.get("archived") or (kind and extras.get("kind") != kind):
        return None
    return iri(dataset_uri({"id": found.id, "uri": extras.get("uri")}))
