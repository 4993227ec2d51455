"""Older words of DCAT-AP.de as those of 3.0, so that only one vocabulary has to be read.

What replaces what: DCAT-AP.de 3.0, change log and section "Deprecated",
https://www.dcat-ap.de/def/dcatde/3.0/spec/ ; the rest are slips that portals are known for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from rdflib import Graph, URIRef

from .. import terms
from ..namespaces import (
    ADMS,
    AUTHORITY,
    DCAT,
    DCATAP,
    DCATDE,
    DCT,
    GEODCATAP,
    OWL,
    SCHEMA,
    TIME,
    VCARD,
)

#: property -> the one in its place
PREDICATES = {
    SCHEMA.startDate: DCAT.startDate,
    SCHEMA.endDate: DCAT.endDate,
    OWL.versionInfo: DCAT.version,
    ADMS.version: DCAT.version,
    ADMS.contactPoint: DCAT.contactPoint,
    DCT.hasVersion: DCAT.hasVersion,
    DCT.isVersionOf: DCAT.isVersionOf,
    DCT.mediaType: DCAT.mediaType,
    DCATDE.originator: GEODCATAP.originator,
    DCATDE.maintainer: GEODCATAP.custodian,
    DCATDE.plannedAvailability: DCATAP.availability,
    DCAT.dataservice: DCAT.service,
    VCARD.hasFN: VCARD.fn,
}
#: namespaces that are written wrongly: the version is none of them, and "#" is "/"
DCATDE_VERSIONED = re.compile(r"https?://dcat-ap\.de/def/dcatde/\d[\d._]*/?(?P<name>[A-Za-z]\w*)")
DCATAP_HASH = "http://data.europa.eu/r5r#"
#: where the EU's lists lay before, and where they do not lie
FORMER = re.compile(r"https?://publications\.europa\.eu/(mdr/)?(resource/)?authority/")

STATUS = {
    "Completed": "COMPLETED", "UnderDevelopment": "DEVELOP", "Deprecated": "DEPRECATED",
    "Withdrawn": "WITHDRAWN",
}  # fmt: skip
INSTANTS = (TIME.inXSDDateTimeStamp, TIME.inXSDDateTime, TIME.inXSDDate, TIME.inXSDgYear)


def upgrade(graph: Graph) -> None:
    """Rewrite a graph in place; doing it twice changes nothing."""
    for triple in list(graph):
        better = (triple[0], *_better(triple[1], triple[2]))
        if better != triple:
            graph.remove(triple)
            graph.add(better)
    _instants(graph)


def _better(predicate: Any, value: Any) -> tuple[Any, Any]:
    predicate = _predicate(predicate)
    change = VALUES.get(predicate)
    if isinstance(value, URIRef) and FORMER.match(value):
        value = URIRef(FORMER.sub(AUTHORITY, str(value)))
    if change and (new := change(str(value).strip())):
        value = URIRef(new)
    return predicate, value


@lru_cache(maxsize=4096)
def _predicate(predicate: Any) -> Any:
    if predicate in PREDICATES:
        return PREDICATES[predicate]
    text = str(predicate)
    if text.startswith(DCATAP_HASH):
        return DCATAP[text.removeprefix(DCATAP_HASH)]
    if versioned := DCATDE_VERSIONED.fullmatch(text):
        return _predicate(DCATDE[versioned["name"]])
    return predicate


def _instants(graph: Graph) -> None:
    """time:hasBeginning and hasEnd (OWL-Time) as dcat:startDate and endDate."""
    for old, new in ((TIME.hasBeginning, DCAT.startDate), (TIME.hasEnd, DCAT.endDate)):
        for period, instant in list(graph.subject_objects(old)):
            times = [t for p in INSTANTS for t in graph.objects(instant, p)]
            if times and (period, new, None) not in graph:
                graph.add((period, new, times[0]))
                graph.remove((period, old, instant))
                graph.remove((instant, None, None))


def _status(text: str) -> str:
    name = STATUS.get(text.removeprefix("http://purl.org/adms/status/"))
    return f"{AUTHORITY}distribution-status/{name}" if name else ""


def _planned(text: str) -> str:
    match = re.match(r"https?://(?:www\.)?(?:dcat-ap\.de/def|data\.europa\.eu/r5r)/"
                     r"(?:plannedA|a)vailability/(\w+)", text)  # fmt: skip
    return f"{AUTHORITY}planned-availability/{match[1].upper()}" if match else ""


def _rights(text: str) -> str:
    known = {"public": "PUBLIC", "restricted": "RESTRICTED", "non-public": "NON_PUBLIC"}
    name = known.get(text.lower())
    return f"{AUTHORITY}access-right/{name}" if name else ""


def _as_iri(text: str) -> str:
    return text if re.match(r"https?://\S+$", text) else ""


#: property -> the value in place of an older one; "" leaves it
VALUES: dict[URIRef, Callable[[str], str]] = {
    ADMS.status: _status,
    DCATAP.availability: _planned,
    DCT.accessRights: _rights,
    DCT.language: terms.language,
    DCT.license: terms.licence,
    DCT.accrualPeriodicity: _as_iri,
    DCATDE.contributorID: _as_iri,
    URIRef("http://spdx.org/rdf/terms#algorithm"): terms.checksum_algorithm,
}
