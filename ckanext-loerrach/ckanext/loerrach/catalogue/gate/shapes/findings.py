"""What a graph breaks, told as findings about the fields of the dataset it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import RDF, Graph, URIRef

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..text import NOTHING, language, plain
from .facts import Constraint, field_of, iri, short
from .graphs import Breach, breaches
from .validate import Violation
from .words import texts

SEVERITIES = {"violation": Severity.MUST, "warning": Severity.SHOULD}
#: properties from a distribution to nodes that belong to it
INSIDE = ("spdx:checksum", "dcat:accessService")
#: properties from a dataset, or a service of it, to other datasets, which have triples of their own
#: elsewhere in the catalogue: the graph of one dataset does not say whether they are described
BESIDE = frozenset(
    map(
        iri,
        (
            "dcat:inSeries",
            "dcat:hasVersion",
            "dcat:isVersionOf",
            "dct:source",
            "dcat:servesDataset",
        ),
    )
)


def graph_findings(
    graph: Graph, dataset: Dataset | None = None, only: str = ""
) -> Iterator[Finding]:
    """What breaks a fact of DCAT-AP or DCAT-AP.de.

    ``dataset`` tells that the graph is of it alone, and which resource is meant; ``only``: one
    specification, as the facts name it.
    """
    positions = _positions(graph, dataset)
    for breach in breaches(graph):
        if only and breach.constraint.source != only:
            continue
        if (
            dataset is not None
            and breach.constraint.kind == "a"
            and BESIDE & {*breach.constraint.path}
        ):
            continue
        at = _resource(graph, breach.focus, positions)
        yield _finding(breach, *at)


def violation_findings(
    graph: Graph, violations: Iterable[Violation], dataset: Dataset | None = None
) -> Iterator[Finding]:
    """Results of pyshacl as findings; those of two sets of shapes for one place come once."""
    positions = _positions(graph, dataset)
    seen: set[tuple[Any, Any, str]] = set()
    for one in violations:
        place = (one.focus, one.path, one.level)
        elsewhere = dataset is not None and one.path in BESIDE and isinstance(one.value, URIRef)
        if place in seen or elsewhere:
            continue
        seen.add(place)
        kinds = sorted(URIRef(str(kind)) for kind in graph.objects(one.focus, RDF.type))
        path = (one.path,) if one.path else ()
        fields = (field_of(kind, path) for kind in kinds) if path else iter(())
        yield Finding(
            " ".join(map(short, [*kinds[:1], *path])) or "shape",
            Layer.SHACL, SEVERITIES.get(one.level, Severity.MAY), next(filter(None, fields), ""),
            plain(one.message(language())), NOTHING, *_resource(graph, one.focus, positions),
            source="SHACL",
        )  # fmt: skip


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


def _positions(graph: Graph, dataset: Dataset | None) -> dict[Any, tuple[int | None, str]]:
    """Node of a distribution -> position and id of the resource it is.

    Without a dataset (the graph is of a file) every node stands for itself.
    """
    found: dict[Any, tuple[int | None, str]] = {}
    if dataset is None:
        return {node: (None, str(node)) for node in graph.subjects() if isinstance(node, URIRef)}
    nodes = list(graph.subjects(RDF.type, iri("dcat:Distribution"), unique=True))
    for number, resource in record.resources(dataset):
        own = {record.value(resource, name) for name in ("uri", "distribution_ref")} - {""}
        name = record.value(resource, "id")
        for node in nodes:
            if str(node) in own or (name and str(node).endswith(f"/{name}")):
                found[node] = (number, name)
    return found


def _resource(
    graph: Graph, focus: Any, positions: dict[Any, tuple[int | None, str]]
) -> tuple[int | None, str]:
    if focus in positions:
        return positions[focus]
    owners = (owner for path in INSIDE for owner in graph.subjects(iri(path), focus))
    return next((positions[owner] for owner in owners if owner in positions), (None, ""))
