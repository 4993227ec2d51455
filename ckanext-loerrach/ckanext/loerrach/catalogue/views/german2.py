"""DCAT-AP.de 2.0, which portals of the German states still read.

https://www.dcat-ap.de/def/dcatde/2.0/spec/ ; what 3.0 renamed is renamed back, what it added is
left out: series, legislation and high-value datasets, and what the town's own fields add.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rdflib import Graph, URIRef

from ..namespaces import (
    ADMS,
    AUTHORITY,
    DCAT,
    DCATAP,
    DCATDE,
    DCT,
    DPV,
    GEO,
    GEODCATAP,
    LOCN,
    MOBILITY,
    OWL,
    RDF,
    SKOS,
    SPDX,
    TOWN,
    XSD,
)
from .changes import drop, drop_namespaces, exchange, rename, retype

RENAMED = {
    DCAT.version: OWL.versionInfo,
    DCAT.hasVersion: DCT.hasVersion,
    DCAT.isVersionOf: DCT.isVersionOf,
    GEODCATAP.originator: DCATDE.originator,
    GEODCATAP.custodian: DCATDE.maintainer,
}
ADDED = (DCAT.inSeries, DCATAP.applicableLegislation, DCATAP.hvdCategory, DCT.subject)
STATUS = {
    "COMPLETED": "Completed", "DEVELOP": "UnderDevelopment", "DEPRECATED": "Deprecated",
    "WITHDRAWN": "Withdrawn",
}  # fmt: skip
HASHES = "http://dcat-ap.de/def/hashAlgorithms/"
ADMS_STATUS = "http://purl.org/adms/status/"


def change(graph: Graph, home: URIRef, dataset: Mapping[str, Any]) -> None:
    """Make DCAT-AP.de 2.0 of the default view."""
    rename(graph, RENAMED)
    drop(graph, ADDED)
    drop_namespaces(graph, (str(TOWN), str(DPV), str(MOBILITY)))
    graph.remove((None, RDF.type, DCAT.DatasetSeries))
    exchange(graph, ADMS.status, _status)
    exchange(graph, SPDX.algorithm, _algorithm)
    for algorithm in set(graph.objects(None, SPDX.algorithm)):
        graph.add((algorithm, RDF.type, SPDX.ChecksumAlgorithm))
        graph.add((algorithm, SKOS.inScheme, URIRef(HASHES.rstrip("/"))))
    for status in set(graph.objects(None, ADMS.status)):
        graph.add((status, SKOS.inScheme, URIRef("http://purl.org/adms/status/1.0")))
    retype(graph, DCAT.byteSize, XSD.decimal)
    _outlines(graph)


def _algorithm(uri: str) -> str:
    name = re.fullmatch(r".*checksumAlgorithm_(sha|md)(\d+)", uri)
    return f"{HASHES}{name[1]}/{name[2]}" if name else ""


def _status(uri: str) -> str:
    name = STATUS.get(uri.removeprefix(f"{AUTHORITY}distribution-status/"))
    return ADMS_STATUS + name if name else ""


def _outlines(graph: Graph) -> None:
    """The outline as a literal at locn:geometry, which 2.0 and stock readers know."""
    for place, node in list(graph.subject_objects(GEO.hasGeometry)):
        for text in list(graph.objects(node, GEO.asWKT)):
            graph.add((place, LOCN.geometry, text))
        graph.remove((place, GEO.hasGeometry, node))
        graph.remove((node, None, None))
