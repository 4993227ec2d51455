"""What a graph breaks, told as findings about the fields of the dataset it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rdflib import RDF, Graph

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from .facts import Constraint, field_of, iri, short
from .graphs import Breach, breaches
from .words import texts

SEVERITIES = {"violation": Severity.MUST, "warning": Severity.SHOULD}
#: properties from a distribution to nodes that belong to it
INSIDE = ("spdx:checksum", "dcat:accessService")


def graph_findings(
    graph: Graph, dataset: Dataset | None = None, only: str = ""
) -> Iterator[Finding]:
    """What breaks a fact of DCAT-AP or DCAT-AP.de.

    ``dataset`` tells which resource is meant; ``only``: one specification, as the facts name it.
    """
    positions = _positions(graph, dataset or {})
    for breach in breaches(graph):
        if only and breach.constraint.source != only:
            continue
        at = _resource(graph, breach.focus, positions)
        yield _finding(breach, *at)


def rule_name(constraint: Constraint) -> str:
    """Name of the rule: "dcat:Distribution dct:license min"."""
    return f"{short(constraint.target)} {'|'.join(map(short, constraint.path))} {constraint.kind}"


def _finding(breach: Breach, position: int | None, resource_id: str) -> Finding:
    constraint = breach.constraint
    message, mending = texts(constraint)
    return Finding(
        rule_name(constraint), Layer.SHACL, SEVERITIES[constraint.level],
        field_of(constraint.target, constraint.path), message, mending, position, resource_id,
        source=f"{constraint.source}, {short(constraint.target)}",
    )  # fmt: skip


def _positions(graph: Graph, dataset: Dataset) -> dict[Any, tuple[int, str]]:
    """Node of a distribution -> position and id of the resource it is."""
    found: dict[Any, tuple[int, str]] = {}
    nodes = list(graph.subjects(RDF.type, iri("dcat:Distribution"), unique=True))
    for number, resource in record.resources(dataset):
        own = {record.value(resource, name) for name in ("uri", "distribution_ref")} - {""}
        name = record.value(resource, "id")
        for node in nodes:
            if str(node) in own or (name and str(node).endswith(f"/{name}")):
                found[node] = (number, name)
    return found


def _resource(
    graph: Graph, focus: Any, positions: dict[Any, tuple[int, str]]
) -> tuple[int | None, str]:
    if focus in positions:
        return positions[focus]
    owners = (owner for path in INSIDE for owner in graph.subjects(iri(path), focus))
    return next((positions[owner] for owner in owners if owner in positions), (None, ""))
