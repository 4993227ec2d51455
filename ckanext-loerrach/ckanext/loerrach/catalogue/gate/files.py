"""Datasets in a file or an answer: RDF in any serialisation, or a dataset as CKAN's JSON.

pyoxigraph reads the RDF: it fetches nothing (no contexts of JSON-LD, no entities of XML).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox
from ckanext.loerrach.schemas import compose
from rdflib import RDF, BNode, Graph, Literal, URIRef

from ..mapping.reading import read as read_record
from ..mapping.upgrade import upgrade
from .errors import BadFile, NothingInside
from .form import clean
from .shapes.facts import iri

#: what relative addresses of a file are resolved against
BASE = "https://portal.invalid/"
#: tried in this order where neither name nor type tell
FORMATS = (
    ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD, ox.RdfFormat.N_TRIPLES,
    ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS,
)  # fmt: skip
#: what an entity of XML stands for, up to the end of its declaration
ENTITY = re.compile(rb"<!ENTITY\s+%?\s*[^\s]+\s+([^>]*)")
LONGEST = 1000
KINDS = ("dcat:Dataset", "dcat:DatasetSeries")


@dataclass(frozen=True)
class Subject:
    """One dataset of a file."""

    #: its address, or what it is called
    name: str
    dataset: dict[str, Any]


@dataclass(frozen=True)
class Content:
    """What a file holds."""

    subjects: list[Subject]
    #: all triples; None for JSON of CKAN
    graph: Graph | None = field(default=None, compare=False)


def read(name: str, body: bytes, hint: str = "") -> Content:
    """Read a file; ``hint`` is the end of its name or its media type.

    Raises BadFile and NothingInside.
    """
    if (found := _ckan_json(body)) is not None:
        return Content(found) if found else _nothing(name)
    graph = _graph(name, body, hint)
    subjects = list(_subjects(graph))
    if not subjects and not any(graph.subjects(RDF.type, iri("dcat:DataService"))):
        return _nothing(name)
    return Content(subjects, graph)


def _nothing(name: str) -> Content:
    raise NothingInside(name)


def _ckan_json(body: bytes) -> list[Subject] | None:
    """Datasets of package_show, package_search or a bare dataset; None for anything else."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(content, Mapping) and isinstance(content.get("result"), Mapping):
        content = content["result"]
    if isinstance(content, Mapping) and isinstance(content.get("results"), list):
        content = content["results"]
    listed = content if isinstance(content, list) else [content]
    datasets = [one for one in listed if isinstance(one, Mapping) and _is_dataset(one)]
    if not datasets:
        return None
    return [Subject(str(one.get("name") or one.get("id") or ""), clean(one)) for one in datasets]


def _is_dataset(content: Mapping[str, Any]) -> bool:
    return "@context" not in content and bool({"resources", "title", "name"} & set(content))


def _graph(name: str, body: bytes, hint: str) -> Graph:
    if not _harmless(body):
        raise BadFile(name, "it declares entities of XML that refer to others or are very long")
    told = _format(hint)
    why = "it is no RDF"
    for format_ in dict.fromkeys([*([told] if told else []), *FORMATS]):
        try:
            return _parse(body, format_)
        except (SyntaxError, ValueError) as error:
            if format_ == told:
                why = " ".join(str(error).split())[:200]
    raise BadFile(name, why)


def _format(hint: str) -> ox.RdfFormat | None:
    bare = hint.split(";")[0].strip().lower().lstrip(".")
    by_type = ox.RdfFormat.from_media_type(bare) if "/" in bare else None
    ending = {"jsonld": "jsonld", "json": "jsonld", "xml": "rdf"}.get(bare, bare)
    return by_type or ox.RdfFormat.from_extension(ending)


def _harmless(body: bytes) -> bool:
    """No entity of XML that is made of others or lies elsewhere: ten lines of those make gigabytes,
    for which pyoxigraph takes the whole process down. Entities for namespaces are plain."""
    declared = ENTITY.findall(body.replace(b"\x00", b""))
    return all(len(value) < LONGEST and not set(value) & set(b"&%") for value in declared)


def _parse(body: bytes, format_: ox.RdfFormat) -> Graph:
    graph = Graph()
    # lenient: addresses with blanks are what the check is there to tell
    for quad in ox.parse(input=body, format=format_, base_iri=BASE, lenient=True):
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(term: Any) -> Any:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value))


def _subjects(graph: Graph) -> Iterator[Subject]:
    """Each dataset as the portal would read it from a neighbour's feed."""
    copy = Graph()
    for triple in graph:
        copy.add(triple)
    upgrade(copy)
    fields = {field["field_name"] for field in compose()["dataset_fields"]}
    nodes: list[URIRef | BNode] = [
        node
        for kind in KINDS
        for node in graph.subjects(RDF.type, iri(kind), unique=True)
        if isinstance(node, (URIRef, BNode))
    ]
    for node in sorted(dict.fromkeys(nodes)):
        yield Subject(str(node), read_record(copy, node, fields))
