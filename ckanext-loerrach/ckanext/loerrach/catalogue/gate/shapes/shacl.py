"""Our SHACL shapes, made from the facts (W3C Recommendation "Shapes Constraint Language", 2017)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rdflib import RDF, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH

from .facts import Constraint, constraints, names, short
from .words import LANGUAGES, sentence

OURS = Namespace("urn:ckanext-loerrach:shape:")
NODE_KINDS = {"literal": SH.Literal, "node": SH.BlankNodeOrIRI, "iri": SH.IRI}
LEVELS = {"violation": SH.Violation, "warning": SH.Warning}


@cache
def shapes() -> Graph:
    """The shapes as a graph; each property shape has one constraint and says what to do."""
    graph = Graph()
    for prefix, base in names()["prefixes"].items():
        graph.bind(prefix, base)
    graph.bind("sh", SH)
    for constraint in constraints():
        _add(graph, constraint)
    return graph


def turtle() -> str:
    """The shapes as Turtle, for other validators."""
    return str(shapes().serialize(format="turtle"))


def _add(graph: Graph, constraint: Constraint) -> None:
    kind = SH.targetClass if constraint.of_class else SH.targetSubjectsOf
    node = OURS[_name(constraint.target) + ("" if constraint.of_class else "-of")]
    wanted = constraint.kind if constraint.kind != "is" else f"is-{constraint.wanted}"
    shape = URIRef(f"{node}:{'-or-'.join(map(_name, constraint.path))}:{wanted}")
    graph.add((node, RDF.type, SH.NodeShape))
    graph.add((node, kind, constraint.target))
    graph.add((node, SH.property, shape))
    graph.add((shape, RDF.type, SH.PropertyShape))
    graph.add((shape, SH.path, _path(graph, constraint.path)))
    graph.add((shape, SH.severity, LEVELS[constraint.level]))
    for language in LANGUAGES:
        graph.add((shape, SH.message, Literal(sentence(constraint, language), lang=language)))
    _constrain(graph, shape, constraint)


def _name(iri: URIRef) -> str:
    return short(iri).replace(":", "-")


def _path(graph: Graph, path: Sequence[URIRef]) -> URIRef | BNode:
    if len(path) == 1:
        return path[0]
    node, head = BNode(), BNode()
    Collection(graph, head, list(path))
    graph.add((node, SH.alternativePath, head))
    return node


def _constrain(graph: Graph, shape: URIRef, constraint: Constraint) -> None:
    wanted = constraint.wanted
    match constraint.kind:
        case "min":
            graph.add((shape, SH.minCount, Literal(wanted, datatype=XSD.integer)))
        case "max":
            graph.add((shape, SH.maxCount, Literal(wanted, datatype=XSD.integer)))
        case "is":
            graph.add((shape, SH.nodeKind, NODE_KINDS[wanted]))
        case "a":
            graph.add((shape, SH["class"], wanted))
        case "type":
            graph.add((shape, SH.datatype, wanted))
        case "has":
            graph.add((shape, SH.hasValue, wanted))
        case "starts":
            graph.add((shape, SH.pattern, Literal(names()["starts"][wanted])))
            graph.add((shape, SH.flags, Literal("i")))
        case "list":
            _one_of(graph, shape, *names()["lists"][wanted])


def _one_of(graph: Graph, shape: URIRef, base: str, scheme: str) -> None:
    """By its address, so that no list has to be there; or by what the graph says of it."""
    by_address, by_scheme, inside, head = BNode(), BNode(), BNode(), BNode()
    graph.add((by_address, SH.nodeKind, SH.IRI))
    graph.add((by_address, SH.pattern, Literal("^" + base.replace(".", "[.]"))))
    graph.add((by_scheme, SH.property, inside))
    graph.add((inside, SH.path, SKOS.inScheme))
    graph.add((inside, SH.hasValue, URIRef(scheme)))
    Collection(graph, head, [by_address, by_scheme])
    graph.add((shape, SH["or"], head))
