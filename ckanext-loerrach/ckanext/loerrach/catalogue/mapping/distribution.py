"""A resource as dcat:Distribution: https://www.dcat-ap.de/def/dcatde/3.0/spec/#distribution"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Literal, URIRef

from .. import terms
from ..namespaces import (
    ADMS,
    DCAT,
    DCATAP,
    DCATDE,
    DCT,
    ELI,
    FOAF,
    ODRL,
    RDF,
    RDFS,
    SPDX,
)
from .formats import Format
from .iris import address
from .kinds import Duration, Hex, Iri, MediaType, Number, Text
from .languages import Translated
from .nodes import Identifier, Statement
from .portal import resource_page
from .reader import FURTHER, LEFT_OUT, REPAIRED, Reader
from .rows import Field, Record
from .service import SERVICES
from .times import Moment, OwnMoment
from .writer import Node, Writer

#: shapes of DCAT-AP ask for these classes
LEGISLATION = Field(
    "applicable_legislation", DCATAP.applicableLegislation, Iri((ELI.LegalResource,)), many=True
)
LANGUAGE = Field("language", DCT.language, Iri((DCT.LinguisticSystem,)), many=True)
STANDARDS = Field("conforms_to", DCT.conformsTo, Statement(DCT.Standard), many=True)
PAGES = Field("documentation", FOAF.page, Iri((FOAF.Document,), web=True), many=True)
STEPS = (
    Field("temporal_resolution", DCAT.temporalResolution, Duration()),
    Field("spatial_resolution_in_meters", DCAT.spatialResolutionInMeters, Number()),
)


@dataclass(frozen=True)
class Addresses:
    """accessURL, which is mandatory, and downloadURL.

    A file is a download (convention 39: its address stands at both); the table of a resource that
    only the DataStore holds has no address but its page.
    """

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """One accessURL always."""
        download, access, url = (
            self._found(writer, name, record) for name in ("download_url", "access_url", "url")
        )
        uploaded = url if record.get("url_type") == "upload" else None
        self._add(writer, subject, DCAT.downloadURL, download or uploaded)
        self._add(writer, subject, DCAT.accessURL, access or url or download or _page(record))

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """url is what CKAN follows: the download if there is one."""
        download, access = (
            self._read(reader, subject, p) for p in (DCAT.downloadURL, DCAT.accessURL)
        )
        if download:
            record["download_url"] = download
        if access:
            record["access_url"] = access
        if download or access:
            record["url"] = download or access

    def _found(self, writer: Writer, name: str, record: Mapping[str, Any]) -> URIRef | None:
        value = record.get(name)
        found = address(value) if value else None
        if value and found is None:
            writer.note(name, value, "is no address that one can follow and was left out")
        return found

    def _add(self, writer: Writer, subject: Node, predicate: URIRef, value: URIRef | None) -> None:
        if value is not None:
            writer.add(subject, predicate, value)
            writer.add(value, RDF.type, RDFS.Resource)

    def _read(self, reader: Reader, subject: Node, predicate: URIRef) -> str:
        first = ""
        for term in reader.objects(subject, predicate):
            text = reader.words(term)
            found = str(address(text) or "")
            first = first or found
            if found and found != text:
                reader.slip(REPAIRED, subject, predicate, term, found)
            if found != first or not found:
                reader.slip(FURTHER if found else LEFT_OUT, subject, predicate, term)
        return first


def _page(record: Mapping[str, Any]) -> URIRef | None:
    if not (record.get("package_id") and record.get("id")):
        return None
    return address(resource_page(record["package_id"], record["id"]))


@dataclass(frozen=True)
class Licence:
    """dct:license, an IRI of DCAT-AP.de's list; the dataset's where the resource has none.

    A licence in words is no licence that software can tell: it is read as a statement of rights.
    """

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """The IRI, said to be a dct:LicenseDocument."""
        for name in ("license", "license_id", "license_url"):
            value = str(record.get(name) or "")
            found = address(terms.licence(value) or value)
            if found:
                writer.add(subject, DCT.license, found)
                writer.add(found, RDF.type, DCT.LicenseDocument)
                return
            if value and name == "license":
                writer.note("license", value, "is no IRI of a licence and was left out")

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The IRI, or the words of those that write words."""
        found = [reader.words(term) for term in reader.objects(subject, DCT.license)]
        known = [uri for one in found if (uri := terms.licence(one) or str(address(one) or ""))]
        if known:
            record["license"] = known[0]
        elif found:
            record["rights"] = found[0]


@dataclass(frozen=True)
class Checksum:
    """hash and hash_algorithm as spdx:Checksum."""

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """Both or nothing: a checksum without its algorithm says nothing."""
        value = record.get("hash")
        if not value:
            return
        number = Hex().write(writer, subject, SPDX.checksumValue, value)
        algorithm = terms.checksum_algorithm(str(record.get("hash_algorithm") or ""))
        if number is None or not algorithm:
            writer.note("hash", value, "has no known algorithm or is no hexadecimal number")
            return
        node = writer.blank(subject, SPDX.checksum, [str(number), algorithm])
        writer.add(subject, SPDX.checksum, node)
        writer.add(node, RDF.type, SPDX.Checksum)
        writer.add(node, SPDX.checksumValue, number)
        writer.add(node, SPDX.algorithm, URIRef(algorithm))
        writer.add(URIRef(algorithm), RDF.type, SPDX.ChecksumAlgorithm)

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The first checksum that says both."""
        for node in reader.objects(subject, SPDX.checksum):
            if isinstance(node, Literal):
                continue
            values = [Hex().read(reader, one) for one in reader.objects(node, SPDX.checksumValue)]
            kinds = [reader.words(one) for one in reader.objects(node, SPDX.algorithm)]
            if values:
                record["hash"] = values[0]
                if kinds:
                    record["hash_algorithm"] = terms.checksum_algorithm(kinds[0]) or kinds[0]
                return


ROWS = (
    Translated("name_translated", DCT.title, "name"),
    Translated("description_translated", DCT.description, "description"),
    Addresses(),
    Licence(),
    Field("licenseAttributionByText", DCATDE.licenseAttributionByText, Text()),
    Format(),
    Field("compress_format", DCAT.compressFormat, MediaType((DCT.MediaType,))),
    Field("package_format", DCAT.packageFormat, MediaType((DCT.MediaType,))),
    Field("size", DCAT.byteSize, Number(whole=True)),
    Checksum(),
    Field("availability", DCATAP.availability, Iri()),
    Field("status", ADMS.status, Iri()),
    Field("issued", DCT.issued, Moment()),
    Field("issued", DCT.issued, OwnMoment(), stand_in=("created",)),
    Field("modified", DCT.modified, Moment()),
    Field("modified", DCT.modified, OwnMoment(), stand_in=("last_modified", "metadata_modified")),
    LANGUAGE,
    STANDARDS,
    PAGES,
    LEGISLATION,
    Field("rights", DCT.rights, Statement(DCT.RightsStatement)),
    *STEPS,
    SERVICES,
    # kept for neighbours; the form does not ask for them
    Field("identifier", DCT.identifier, Text()),
    Field("alternate_identifier", ADMS.identifier, Identifier(ADMS.Identifier), many=True),
    Field("access_rights", DCT.accessRights, Statement(DCT.RightsStatement)),
    Field("has_policy", ODRL.hasPolicy, Iri((ODRL.Policy,))),
)
