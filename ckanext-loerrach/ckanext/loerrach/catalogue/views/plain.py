"""DCAT-AP 3.0 without German additions, for portals that know only the European profile.

https://semiceu.github.io/DCAT-AP/releases/3.0.0/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef

from ..mapping.writer import digest
from ..namespaces import DCATDE, DCT, DPV, GEODCATAP, MOBILITY, RDF, RDFS, TOWN
from .changes import drop, drop_namespaces

#: properties of the German profile, of other extensions, and of the town's own
FOREIGN = (str(DCATDE), str(TOWN), str(DPV), str(MOBILITY), str(GEODCATAP))


def change(graph: Graph, home: URIRef, dataset: Mapping[str, Any]) -> None:
    """Make plain DCAT-AP 3 of the default view."""
    _attributions(graph)
    drop(graph, (DCT.subject,))
    drop_namespaces(graph, FOREIGN)


def _attributions(graph: Graph) -> None:
    """How to name the source: a statement of rights, where there is none yet."""
    for subject, text in list(graph.subject_objects(DCATDE.licenseAttributionByText)):
        if (subject, DCT.rights, None) not in graph:
            statement = BNode("b" + digest(f"{subject} rights", str(text)))
            graph.add((subject, DCT.rights, statement))
            graph.add((statement, RDF.type, DCT.RightsStatement))
            graph.add((statement, RDFS.label, Literal(str(text))))
