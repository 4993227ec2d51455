"""GovData and the portals of the states that deliver to it, as daten.bw.

They take DCAT-AP.de; their conventions make some of it stricter (licences of the closed list,
contacts that can be written to). A town that a state's portal harvests needs no contributor ID.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph

from .. import rules
from ..finding import Dataset, Finding, Severity
from ..shapes.findings import graph_findings
from ..text import N_
from .verdict import of

NAME = "govdata"
TITLE = N_("GovData and daten.bw")
SOURCE = "https://www.dcat-ap.de/def/dcatde/2.0/implRules/"
VIEW = "dcat-ap-de-3"


def refusals(dataset: Dataset, graph: Graph | None = None) -> Iterator[Finding]:
    """Every MUST of DCAT-AP.de and of the conventions."""
    yield from of(rules.look(dataset), Severity.MUST)
    if graph is not None:
        yield from of(graph_findings(graph, dataset), Severity.MUST)


def wishes(dataset: Dataset, graph: Graph | None = None) -> Iterator[Finding]:
    """What both recommend."""
    yield from of(rules.look(dataset), Severity.SHOULD)
