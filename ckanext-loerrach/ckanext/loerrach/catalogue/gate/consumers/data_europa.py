"""data.europa.eu: takes DCAT-AP 3 and the rules for high-value datasets, and scores what it took.

Source: https://dataeuropa.gitlab.io/data-provider-manual/ ; the score is in :mod:`..mqa`.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph

from .. import mqa, rules
from ..finding import Dataset, Finding, Severity
from ..rules import lists, mandatory, rights, values
from ..shapes.findings import graph_findings
from ..text import N_
from .verdict import of

NAME = "data-europa"
TITLE = N_("data.europa.eu")
SOURCE = "https://semiceu.github.io/DCAT-AP/releases/3.0.0/"
VIEW = "dcat-ap-3"
SPECIFICATION = "DCAT-AP 3.0"

#: rules of ours that DCAT-AP 3 and its rules for high-value datasets have too
REFUSES = {
    rule.name
    for rule in (
        mandatory.TITLE, mandatory.NOTES, mandatory.NAMELESS, mandatory.SEVERAL, mandatory.ADDRESS,
        mandatory.ENDPOINT, mandatory.SERVICE_TITLE, rights.NO_LAW,
    )
}  # fmt: skip
WISHES = {
    rule.name
    for rule in (
        mandatory.PUBLISHER, mandatory.LICENCE, lists.UNLISTED, lists.FORMAT, values.NO_ADDRESS,
        values.NO_NUMBER, rights.NO_CATEGORY, rights.NO_DUTY,
    )
}  # fmt: skip


def refusals(dataset: Dataset, graph: Graph | None = None) -> Iterator[Finding]:
    """What breaks DCAT-AP 3."""
    yield from (found for found in rules.look(dataset) if found.rule in REFUSES)
    if graph is not None:
        found = graph_findings(graph, dataset, only=SPECIFICATION)
        yield from of(found, Severity.MUST)


def wishes(dataset: Dataset, graph: Graph | None = None) -> Iterator[Finding]:
    """What costs points: the rest of DCAT-AP, then the metrics, the most points first."""
    yield from (found for found in rules.look(dataset) if found.rule in WISHES)
    compliant = not list(refusals(dataset, graph))
    yield from mqa.forecast(dataset, compliant).gains()
